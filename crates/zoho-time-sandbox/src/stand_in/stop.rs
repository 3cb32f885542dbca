//! The sign to stop, which everything that runs for long watches.

use tokio::sync::watch;

/// Gives the sign to stop as it is dropped.
#[derive(Debug)]
pub(super) struct Stopper(#[expect(dead_code, reason = "only its end matters")] watch::Sender<()>);

/// Gets the sign to stop.
#[derive(Clone, Debug)]
pub(super) struct Stop(watch::Receiver<()>);

pub(super) fn stop() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(());
    (Stopper(sender), Stop(receiver))
}

impl Stop {
    /// Ends with the sign, also if it was given before.
    pub(super) async fn requested(&mut self) {
        while self.0.changed().await.is_ok() {}
    }
}
