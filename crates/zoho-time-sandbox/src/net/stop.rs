//! The signal to stop, which everything that runs for long watches.

use tokio::sync::watch;

/// Gives the signal when it is dropped.
#[derive(Debug)]
pub(crate) struct Stopper(#[expect(dead_code, reason = "only its end matters")] watch::Sender<()>);

/// Receives the signal.
#[derive(Clone, Debug)]
pub(crate) struct Stop(watch::Receiver<()>);

pub(crate) fn stop() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(());
    (Stopper(sender), Stop(receiver))
}

impl Stop {
    /// Returns once the signal is given, at once if it was given before.
    pub(crate) async fn requested(&mut self) {
        while self.0.changed().await.is_ok() {}
    }
}
