//! Panics in code that the user has plugged in: token stores, clocks, rate budgets, transports and `keep`.
//!
//! Such a panic must not take the caller down, leave a lock held or make anyone wait forever, so each call
//! of plugged-in code goes through here. The message of the panic is left to the panic hook: it may hold a
//! secret.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures::FutureExt as _;
use futures::future::BoxFuture;

/// Plugged-in code that panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panicked;

/// Runs an asynchronous callback.
pub(crate) async fn caught<'a, T>(
    callback: impl FnOnce() -> BoxFuture<'a, T>,
) -> Result<T, Panicked> {
    // What the callback may leave half changed is its own, and not used by this crate.
    let running = AssertUnwindSafe(async { callback().await });
    running.catch_unwind().await.map_err(|_| Panicked)
}

/// Runs a callback that does not wait.
pub(crate) fn caught_now<T>(callback: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(callback)).map_err(|_| Panicked)
}
