//! The paused time of a runtime, beside a system that takes its own.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

/// Lets paused time pass in steps of this length when nothing is to be done, until the task is aborted. So
/// what is on its way through the system seems to take a step or two, and not until the next timer.
pub fn ticks(step: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            sleep(step).await;
        }
    })
}
