//! The access token in hand: used while it is good, renewed by one task for all who wait.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::FutureExt as _;
use futures::future::{Either, Shared, select};
use tokio::sync::oneshot;

use super::renewal::{CachedToken, Prepared, Renewal};
use super::token::AccessToken;
use super::{AuthError, request_limit};
use crate::sender::Sender;

/// How long a refusal is passed on without asking again, and the shortest time in which nothing is done
/// ahead of time after a failure.
const PAUSE: Duration = Duration::from_secs(60);

/// How long callers wait for the store once there is a token.
const KEEPING: Duration = Duration::from_secs(1);

/// Renews the access token of a sign-in.
#[derive(Debug)]
pub(crate) struct Refresher {
    shared: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    renewal: Renewal,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    cached: Option<CachedToken>,
    /// Whether the service has refused the token in hand.
    is_refused: bool,
    /// The renewal under way.
    ongoing: Option<OngoingRenewal>,
    /// The failure of the last renewal.
    failed: Option<LastFailure>,
    /// How many renewals have ended.
    ended: u64,
    /// What the clock showed when it was last read.
    seen: DateTime<Utc>,
}

/// A failed renewal.
#[derive(Clone, Debug)]
struct LastFailure {
    error: AuthError,
    at: DateTime<Utc>,
}

type TokenResult = Result<AccessToken, AuthError>;

/// A renewal under way.
#[derive(Clone, Debug)]
struct OngoingRenewal {
    outcome: Shared<oneshot::Receiver<TokenResult>>,
    stage: Arc<RenewalStage>,
}

/// How far a renewal is. Tells renewals apart, too.
#[derive(Debug, Default)]
struct RenewalStage {
    /// Whether the token request is made. Before that at most the store is waited for, and the renewal
    /// may be abandoned.
    is_sent: AtomicBool,
}

/// A caller that waits for a renewal.
struct Waiter<'a> {
    inner: &'a Inner,
    ongoing: OngoingRenewal,
}

/// What a caller does.
enum TokenAction {
    Use(AccessToken),
    Fail(AuthError),
    Wait(OngoingRenewal),
}

impl Refresher {
    pub(crate) fn new(renewal: Renewal) -> Self {
        Self {
            shared: Arc::new(Inner {
                renewal,
                state: Mutex::default(),
            }),
        }
    }

    /// A token that is good now, and not the one that was refused to the caller, if one was. Waits only
    /// if there is none; one that is soon to expire is used while a task renews it.
    pub(crate) async fn token(
        &self,
        sender: &Sender,
        refused: Option<&AccessToken>,
    ) -> TokenResult {
        let mut restarted = false;
        let ended_before = self.shared.state().ended;
        loop {
            let now = self.shared.now().await?;
            let ongoing = match self.action(sender, now, ended_before) {
                TokenAction::Use(token) => return Ok(token),
                TokenAction::Fail(error) => return self.fall_back(error, refused),
                TokenAction::Wait(ongoing) => ongoing,
            };
            let inner = &*self.shared;
            match (Waiter { inner, ongoing }).outcome().await {
                Some(Ok(token)) => return Ok(token),
                Some(Err(error)) => return self.fall_back(error, refused),
                None if restarted => return Err(AuthError::BrokenOff),
                // The runtime that the task ran on has ended before it; start again on this one.
                None => restarted = true,
            }
        }
    }

    /// The token to use instead of one that was handed out some time ago, without waiting: the same one,
    /// or the one that has replaced it. `None` if it has expired meanwhile.
    pub(crate) async fn current(&self, token: &AccessToken) -> Option<AccessToken> {
        let Ok(now) = self.shared.now().await else {
            return Some(token.clone());
        };
        let state = self.shared.state();
        let cached = state.cached.as_ref().filter(|cached| now < cached.end)?;
        if cached.token.is(token) || !state.is_refused {
            Some(cached.token.clone())
        } else {
            None
        }
    }

    /// If a limit is all that stands in the way of a new token, goes on with the old one, although it was
    /// refused to another caller: it may be good for other operations.
    fn fall_back(&self, error: AuthError, refused: Option<&AccessToken>) -> TokenResult {
        let (now, cached) = {
            let state = self.shared.state();
            (state.seen, state.cached.clone())
        };
        let usable = cached.filter(|cached| {
            error.retry_after().is_some()
                && now < cached.end
                && refused.is_none_or(|refused| !refused.is(&cached.token))
        });
        usable
            .map(|cached| cached.token)
            .ok_or_else(|| error.seen_at(now))
    }

    fn action(&self, sender: &Sender, now: DateTime<Utc>, ended_before: u64) -> TokenAction {
        let mut state = self.shared.state();
        let unexpired = state.cached.clone().filter(|cached| now < cached.end);
        match (unexpired, &state.failed) {
            (Some(cached), failed) if !state.is_refused => {
                let paused = failed.as_ref().is_some_and(|failed| failed.pauses(now));
                if cached.due <= now && !paused {
                    // No caller waits for it.
                    drop(self.shared.join_or_start(&mut state, sender));
                }
                TokenAction::Use(cached.token)
            }
            (unexpired, Some(failed))
                // A renewal that has ended since the caller came is its own as well.
                if ended_before < state.ended || failed.is_final(now, unexpired.is_some()) =>
            {
                TokenAction::Fail(failed.error.clone())
            }
            _ => TokenAction::Wait(self.shared.join_or_start(&mut state, sender)),
        }
    }

    /// Notes that the service has refused a token, so that another one is fetched for the next call.
    pub(crate) fn refuse(&self, token: &AccessToken) {
        let mut state = self.shared.state();
        // Another caller may have had it replaced already.
        if state
            .cached
            .as_ref()
            .is_some_and(|cached| cached.token.is(token))
        {
            state.is_refused = true;
        }
    }

    /// Takes the sign-in back and forgets its tokens.
    pub(crate) async fn revoke(&self, sender: &Sender) -> Result<(), AuthError> {
        self.shared.renewal.revoke(sender).await?;
        *self.shared.state() = State::default();
        Ok(())
    }

    /// What the clock showed when it was last read, which every call does.
    pub(crate) fn last_seen(&self) -> DateTime<Utc> {
        self.shared.state().seen
    }
}

impl LastFailure {
    /// Whether nothing is done ahead of time.
    fn pauses(&self, now: DateTime<Utc>) -> bool {
        now < request_limit::later(self.at, PAUSE)
    }

    /// Whether asking again at once could not help. Where there is a token to make do with, the store is
    /// not looked into for every call either.
    fn is_final(&self, now: DateTime<Utc>, has_fallback: bool) -> bool {
        let pause = request_limit::later(self.at, PAUSE);
        match (&self.error, self.retry_at()) {
            (AuthError::Refused { .. }, _) => now < pause,
            (AuthError::Throttled { .. }, Some(retry_at)) => now < retry_at,
            (_, Some(retry_at)) => has_fallback && now < retry_at.min(pause),
            (_, None) => false,
        }
    }

    fn retry_at(&self) -> Option<DateTime<Utc>> {
        let wait = self.error.retry_after()?;
        Some(request_limit::later(self.at, wait))
    }
}

impl Waiter<'_> {
    /// What the renewal comes to; `None` if its task has ended without an outcome.
    async fn outcome(self) -> Option<TokenResult> {
        self.ongoing.outcome.clone().await.ok()
    }
}

impl Drop for Waiter<'_> {
    /// A caller that gives up while the store is waited for leaves the renewal to those who wait still.
    /// The next caller starts another one, because the store may never answer.
    fn drop(&mut self) {
        let ongoing = &self.ongoing;
        if !ongoing.stage.is_sent.load(Ordering::Acquire) && ongoing.outcome.peek().is_none() {
            self.inner.forget(&ongoing.stage);
        }
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the clock, which may run code of the user: no lock is cached.
    async fn now(&self) -> Result<DateTime<Utc>, AuthError> {
        let now = self.renewal.now().await?;
        self.state().seen = now;
        Ok(now)
    }

    /// Starts a renewal, or joins the one under way. A task of its own runs it, which ends neither with
    /// the call that started it nor with any other.
    fn join_or_start(self: &Arc<Self>, state: &mut State, sender: &Sender) -> OngoingRenewal {
        if let Some(ongoing) = &state.ongoing {
            return ongoing.clone();
        }
        let (result_sender, receiver) = oneshot::channel();
        let ongoing = OngoingRenewal {
            outcome: receiver.shared(),
            stage: Arc::default(),
        };
        state.ongoing = Some(ongoing.clone());
        let refused = state.cached.as_ref().filter(|_| state.is_refused);
        let refused = refused.map(|cached| cached.token.clone());
        let task = RenewalTask {
            inner: Arc::clone(self),
            stage: Arc::clone(&ongoing.stage),
        };
        tokio::spawn(task.run(sender.clone(), refused, result_sender));
        ongoing
    }

    fn forget(&self, stage: &Arc<RenewalStage>) {
        let mut state = self.state();
        let current = state.ongoing.as_ref();
        if current.is_some_and(|current| Arc::ptr_eq(&current.stage, stage)) {
            state.ongoing = None;
        }
    }
}

/// Runs a renewal, and ends it also when its task is dropped.
struct RenewalTask {
    inner: Arc<Inner>,
    /// Not all of the ongoing, because that would count as a caller that waits.
    stage: Arc<RenewalStage>,
}

impl RenewalTask {
    /// Renews the token. The outcome is published when the store has kept it, so that a program that ends
    /// after its call leaves the token there; a slow store holds the callers up for [`KEEPING`] at most.
    async fn run(
        self,
        sender: Sender,
        refused: Option<AccessToken>,
        mut result_sender: oneshot::Sender<TokenResult>,
    ) {
        let renewal = &self.inner.renewal;
        let preparing = AssertUnwindSafe(renewal.prepare(refused.as_ref())).catch_unwind();
        let prepared = match select(pin!(preparing), pin!(result_sender.closed())).await {
            Either::Left((prepared, _)) => prepared,
            // No caller waits any more.
            Either::Right(_) => return,
        };
        let mut request = match prepared.unwrap_or(Err(AuthError::BrokenOff)) {
            Ok(Prepared::Found(cached)) => return self.publish(Ok(cached), result_sender).await,
            Err(error) => return self.publish(Err(error), result_sender).await,
            Ok(Prepared::Request(request)) => request,
        };
        self.stage.is_sent.store(true, Ordering::Release);
        let sending = AssertUnwindSafe(renewal.send(&sender, &mut request)).catch_unwind();
        let sent = sending.await.unwrap_or(Err(AuthError::BrokenOff));
        let noting = pin!(renewal.note(request));
        match select(noting, pin!(tokio::time::sleep(KEEPING))).await {
            Either::Left(_) => self.publish(sent, result_sender).await,
            Either::Right((_, noting)) => {
                tracing::warn!("the token store is slow; going on without it");
                self.publish(sent, result_sender).await;
                noting.await;
            }
        }
    }

    /// Publishes an outcome. If no caller waits, the token is there for the next one.
    async fn publish(
        &self,
        outcome: Result<CachedToken, AuthError>,
        result_sender: oneshot::Sender<TokenResult>,
    ) {
        let now = self.inner.now().await;
        let mut state = self.inner.state();
        let now = now.unwrap_or(state.seen);
        state.ended += 1;
        let outcome = match outcome {
            Ok(cached) => {
                let token = cached.token.clone();
                state.cached = Some(cached);
                state.is_refused = false;
                state.failed = None;
                Ok(token)
            }
            Err(error) => {
                match &state.cached {
                    // Nothing else reports it.
                    Some(cached) if now < cached.end && !state.is_refused => {
                        tracing::warn!(%error, "the access token was not renewed ahead of its end");
                    }
                    _ => tracing::debug!(%error, "no access token"),
                }
                state.failed = Some(LastFailure {
                    error: error.clone(),
                    at: now,
                });
                Err(error)
            }
        };
        drop(state);
        // Whoever comes from now on finds the state, and not this renewal.
        self.inner.forget(&self.stage);
        let _ = result_sender.send(outcome);
    }
}

impl Drop for RenewalTask {
    fn drop(&mut self) {
        self.inner.forget(&self.stage);
    }
}
