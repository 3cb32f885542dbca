//! The stop signal, which all long-running tasks watch.

use tokio::sync::watch;

/// Sends the signal when it is dropped.
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
    /// Returns when the signal has been sent; immediately if it was sent before.
    pub(crate) async fn requested(&mut self) {
        while self.0.changed().await.is_ok() {}
    }
}
