//! Connection limit derived from the limit for open files.

/// Maximum number of connections, whatever the limit for open files.
const MOST: u64 = 4_096;

/// Minimum number of connections.
const FEWEST: u64 = 16;

/// Half of the limit for open files of the process: the other half is for the database, other open files, and
/// other sandboxes in it.
pub(super) fn connections() -> usize {
    let half = limit().map_or(MOST, |files| files / 2);
    usize::try_from(half.clamp(FEWEST, MOST)).unwrap_or(usize::MAX)
}

/// The limit for open files of the process; `None` if unlimited.
#[cfg(unix)]
fn limit() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current
}

/// The limit for open files of the process; `None` if unlimited.
#[cfg(not(unix))]
const fn limit() -> Option<u64> {
    None
}
