//! The number of connections that the system has room for.

/// The most connections there are, however many files the process can have open.
const MOST: u64 = 4_096;

/// The fewest, however few.
const FEWEST: u64 = 16;

/// Half of the files that the process can have open: the other half is for the database, what the
/// process has open anyway, and other sandboxes in it.
pub(super) fn connections() -> usize {
    let half = limit().map_or(MOST, |files| files / 2);
    usize::try_from(half.clamp(FEWEST, MOST)).unwrap_or(usize::MAX)
}

/// The number of files that the process can have open; nothing if there is no limit.
#[cfg(unix)]
fn limit() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current
}

/// The number of files that the process can have open; nothing if there is no limit.
#[cfg(not(unix))]
const fn limit() -> Option<u64> {
    None
}
