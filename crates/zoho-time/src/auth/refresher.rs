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

use super::renewal::{Held, Prepared, Renewal};
use super::token::AccessToken;
use super::{AuthError, limit};
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
    held: Option<Held>,
    /// Whether the service has refused the token in hand.
    is_refused: bool,
    /// The renewal under way.
    flight: Option<Flight>,
    /// The failure of the last renewal.
    failed: Option<Failed>,
    /// How many renewals have ended.
    ended: u64,
    /// What the clock showed when it was last read.
    seen: DateTime<Utc>,
}

/// A failed renewal.
#[derive(Clone, Debug)]
struct Failed {
    error: AuthError,
    at: DateTime<Utc>,
}

type Outcome = Result<AccessToken, AuthError>;

/// A renewal under way.
#[derive(Clone, Debug)]
struct Flight {
    outcome: Shared<oneshot::Receiver<Outcome>>,
    stage: Arc<Stage>,
}

/// How far a renewal is. Tells renewals apart, too.
#[derive(Debug, Default)]
struct Stage {
    /// Whether the token request is made. Before that at most the store is waited for, and the renewal
    /// may be abandoned.
    is_sent: AtomicBool,
}

/// A caller that waits for a renewal.
struct Waiting<'a> {
    inner: &'a Inner,
    flight: Flight,
}

/// What a caller does.
enum Step {
    Use(AccessToken),
    Fail(AuthError),
    Wait(Flight),
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
    pub(crate) async fn token(&self, sender: &Sender, refused: Option<&AccessToken>) -> Outcome {
        let mut restarted = false;
        let ended_before = self.shared.state().ended;
        loop {
            let now = self.shared.now().await?;
            let flight = match self.step(sender, now, ended_before) {
                Step::Use(token) => return Ok(token),
                Step::Fail(error) => return self.make_do(error, refused),
                Step::Wait(flight) => flight,
            };
            let inner = &*self.shared;
            match (Waiting { inner, flight }).outcome().await {
                Some(Ok(token)) => return Ok(token),
                Some(Err(error)) => return self.make_do(error, refused),
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
        let held = state.held.as_ref().filter(|held| now < held.end)?;
        if held.token.is(token) || !state.is_refused {
            Some(held.token.clone())
        } else {
            None
        }
    }

    /// If a limit is all that stands in the way of a new token, goes on with the old one, although it was
    /// refused to another caller: it may be good for other operations.
    fn make_do(&self, error: AuthError, refused: Option<&AccessToken>) -> Outcome {
        let (now, held) = {
            let state = self.shared.state();
            (state.seen, state.held.clone())
        };
        let usable = held.filter(|held| {
            error.retry_after().is_some()
                && now < held.end
                && refused.is_none_or(|refused| !refused.is(&held.token))
        });
        usable
            .map(|held| held.token)
            .ok_or_else(|| error.seen_at(now))
    }

    fn step(&self, sender: &Sender, now: DateTime<Utc>, ended_before: u64) -> Step {
        let mut state = self.shared.state();
        let unexpired = state.held.clone().filter(|held| now < held.end);
        match (unexpired, &state.failed) {
            (Some(held), failed) if !state.is_refused => {
                let paused = failed.as_ref().is_some_and(|failed| failed.pauses(now));
                if held.due <= now && !paused {
                    // No caller waits for it.
                    drop(self.shared.take_off(&mut state, sender));
                }
                Step::Use(held.token)
            }
            (unexpired, Some(failed))
                // A renewal that has ended since the caller came is its own as well.
                if ended_before < state.ended || failed.is_final(now, unexpired.is_some()) =>
            {
                Step::Fail(failed.error.clone())
            }
            _ => Step::Wait(self.shared.take_off(&mut state, sender)),
        }
    }

    /// Notes that the service has refused a token, so that another one is fetched for the next call.
    pub(crate) fn refuse(&self, token: &AccessToken) {
        let mut state = self.shared.state();
        // Another caller may have had it replaced already.
        if state.held.as_ref().is_some_and(|held| held.token.is(token)) {
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

impl Failed {
    /// Whether nothing is done ahead of time.
    fn pauses(&self, now: DateTime<Utc>) -> bool {
        now < limit::later(self.at, PAUSE)
    }

    /// Whether asking again at once could not help. Where there is a token to make do with, the store is
    /// not looked into for every call either.
    fn is_final(&self, now: DateTime<Utc>, makes_do: bool) -> bool {
        let pause = limit::later(self.at, PAUSE);
        match (&self.error, self.retry_at()) {
            (AuthError::Refused { .. }, _) => now < pause,
            (AuthError::Throttled { .. }, Some(retry_at)) => now < retry_at,
            (_, Some(retry_at)) => makes_do && now < retry_at.min(pause),
            (_, None) => false,
        }
    }

    fn retry_at(&self) -> Option<DateTime<Utc>> {
        let wait = self.error.retry_after()?;
        Some(limit::later(self.at, wait))
    }
}

impl Waiting<'_> {
    /// What the renewal comes to; `None` if its task has ended without an outcome.
    async fn outcome(self) -> Option<Outcome> {
        self.flight.outcome.clone().await.ok()
    }
}

impl Drop for Waiting<'_> {
    /// A caller that gives up while the store is waited for leaves the renewal to those who wait still.
    /// The next caller starts another one, because the store may never answer.
    fn drop(&mut self) {
        let flight = &self.flight;
        if !flight.stage.is_sent.load(Ordering::Acquire) && flight.outcome.peek().is_none() {
            self.inner.forget(&flight.stage);
        }
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the clock, which may run code of the user: no lock is held.
    async fn now(&self) -> Result<DateTime<Utc>, AuthError> {
        let now = self.renewal.now().await?;
        self.state().seen = now;
        Ok(now)
    }

    /// Starts a renewal, or joins the one under way. A task of its own runs it, which ends neither with
    /// the call that started it nor with any other.
    fn take_off(self: &Arc<Self>, state: &mut State, sender: &Sender) -> Flight {
        if let Some(flight) = &state.flight {
            return flight.clone();
        }
        let (landed, receiver) = oneshot::channel();
        let flight = Flight {
            outcome: receiver.shared(),
            stage: Arc::default(),
        };
        state.flight = Some(flight.clone());
        let refused = state.held.as_ref().filter(|_| state.is_refused);
        let refused = refused.map(|held| held.token.clone());
        let landing = Landing {
            inner: Arc::clone(self),
            stage: Arc::clone(&flight.stage),
        };
        tokio::spawn(landing.fly(sender.clone(), refused, landed));
        flight
    }

    fn forget(&self, stage: &Arc<Stage>) {
        let mut state = self.state();
        let current = state.flight.as_ref();
        if current.is_some_and(|current| Arc::ptr_eq(&current.stage, stage)) {
            state.flight = None;
        }
    }
}

/// Runs a renewal, and ends it also when its task is dropped.
struct Landing {
    inner: Arc<Inner>,
    /// Not all of the flight, because that would count as a caller that waits.
    stage: Arc<Stage>,
}

impl Landing {
    /// Renews the token. The outcome is published when the store has kept it, so that a program that ends
    /// after its call leaves the token there; a slow store holds the callers up for [`KEEPING`] at most.
    async fn fly(
        self,
        sender: Sender,
        refused: Option<AccessToken>,
        mut landed: oneshot::Sender<Outcome>,
    ) {
        let renewal = &self.inner.renewal;
        let preparing = AssertUnwindSafe(renewal.prepare(refused.as_ref())).catch_unwind();
        let prepared = match select(pin!(preparing), pin!(landed.closed())).await {
            Either::Left((prepared, _)) => prepared,
            // No caller waits any more.
            Either::Right(_) => return,
        };
        let mut request = match prepared.unwrap_or(Err(AuthError::BrokenOff)) {
            Ok(Prepared::Found(held)) => return self.touch_down(Ok(held), landed).await,
            Err(error) => return self.touch_down(Err(error), landed).await,
            Ok(Prepared::Request(request)) => request,
        };
        self.stage.is_sent.store(true, Ordering::Release);
        let sending = AssertUnwindSafe(renewal.send(&sender, &mut request)).catch_unwind();
        let sent = sending.await.unwrap_or(Err(AuthError::BrokenOff));
        let noting = pin!(renewal.note(request));
        match select(noting, pin!(tokio::time::sleep(KEEPING))).await {
            Either::Left(_) => self.touch_down(sent, landed).await,
            Either::Right((_, noting)) => {
                tracing::warn!("the token store is slow; going on without it");
                self.touch_down(sent, landed).await;
                noting.await;
            }
        }
    }

    /// Publishes an outcome. If no caller waits, the token is there for the next one.
    async fn touch_down(&self, outcome: Result<Held, AuthError>, landed: oneshot::Sender<Outcome>) {
        let now = self.inner.now().await;
        let mut state = self.inner.state();
        let now = now.unwrap_or(state.seen);
        state.ended += 1;
        let outcome = match outcome {
            Ok(held) => {
                let token = held.token.clone();
                state.held = Some(held);
                state.is_refused = false;
                state.failed = None;
                Ok(token)
            }
            Err(error) => {
                match &state.held {
                    // Nothing else reports it.
                    Some(held) if now < held.end && !state.is_refused => {
                        tracing::warn!(%error, "the access token was not renewed ahead of its end");
                    }
                    _ => tracing::debug!(%error, "no access token"),
                }
                state.failed = Some(Failed {
                    error: error.clone(),
                    at: now,
                });
                Err(error)
            }
        };
        drop(state);
        // Whoever comes from now on finds the state, and not this renewal.
        self.inner.forget(&self.stage);
        let _ = landed.send(outcome);
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.inner.forget(&self.stage);
    }
}
