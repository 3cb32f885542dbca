//! Memory and processor time of a process.

use std::fs;
use std::time::Duration;

/// How much memory it has in use, in MiB; `None` where there is no `/proc`.
pub(crate) fn resident_mebibytes(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kibibytes / 1024.0)
}

/// How long it has had the processor since it was started; `None` where there is no `/proc`.
pub(crate) fn processor_time(process: u32) -> Option<Duration> {
    // Ticks, of which all current systems have 100 in a second.
    const TICK: Duration = Duration::from_millis(10);
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut times = fields.split(' ').skip(11);
    let user: u32 = times.next()?.parse().ok()?;
    let system: u32 = times.next()?.parse().ok()?;
    Some(TICK * (user + system))
}
