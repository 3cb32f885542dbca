//! The access token in hand: used while it is good, renewed by one task for all who wait.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt as _;
use futures::future::Shared;
use tokio::sync::oneshot;

use super::AuthError;
use super::renewal::{Held, Renewal};
use super::token::AccessToken;
use crate::sender::Sender;

/// How long a refusal is passed on without asking again, and how long nothing is done ahead of time after
/// a failure.
const PAUSE: TimeDelta = TimeDelta::seconds(60);

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
    /// The failure of the last renewal, and until when it holds.
    failed: Option<(AuthError, DateTime<Utc>)>,
}

type Outcome = Result<AccessToken, AuthError>;

/// A renewal under way, as those see it who wait for it.
type Flight = Shared<oneshot::Receiver<Outcome>>;

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
        loop {
            let flight = match self.step(sender) {
                Step::Use(token) => return Ok(token),
                Step::Fail(error) => return self.make_do(error, refused),
                Step::Wait(flight) => flight,
            };
            match flight.await {
                Ok(Ok(token)) => return Ok(token),
                Ok(Err(error)) => return self.make_do(error, refused),
                // The runtime that the task ran on has ended before it; begin anew on this one.
                Err(_) => {}
            }
        }
    }

    /// If a limit is all that stands in the way of a new token, goes on with the old one, although it was
    /// refused to somebody: it may be good for other operations.
    fn make_do(&self, error: AuthError, refused: Option<&AccessToken>) -> Outcome {
        let now = self.now();
        let held = self.shared.state().held.clone();
        let usable = held.filter(|held| {
            error.retry_after().is_some()
                && now < held.end
                && refused.is_none_or(|refused| !refused.is(&held.token))
        });
        usable.map(|held| held.token).ok_or(error)
    }

    fn step(&self, sender: &Sender) -> Step {
        let now = self.shared.renewal.clock.now();
        let mut state = self.shared.state();
        let unexpired = state.held.clone().filter(|held| now < held.end);
        let failed = state.failed.clone().filter(|(_, until)| now < *until);
        match (unexpired, failed) {
            (Some(held), failed) if !state.is_refused => {
                if held.due <= now && failed.is_none() {
                    // Nobody waits for it.
                    drop(self.shared.take_off(&mut state, sender));
                }
                Step::Use(held.token)
            }
            (unexpired, Some((error, _))) if is_final(&error, unexpired.is_some()) => {
                Step::Fail(error)
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

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.shared.renewal.clock.now()
    }
}

/// Whether asking again at once could not help. Where there is a token to make do with, the store is not
/// looked into for every call either.
fn is_final(error: &AuthError, makes_do: bool) -> bool {
    match error {
        AuthError::Refused { .. } | AuthError::Throttled { .. } => true,
        AuthError::HeldBack { .. } => makes_do,
        _ => false,
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a renewal, or joins the one under way. A task of its own runs it, which ends neither with
    /// the call that began it nor with any other.
    fn take_off(self: &Arc<Self>, state: &mut State, sender: &Sender) -> Flight {
        if let Some(flight) = &state.flight {
            return flight.clone();
        }
        let (landed, receiver) = oneshot::channel();
        let flight = receiver.shared();
        state.flight = Some(flight.clone());
        let refused = state.held.as_ref().filter(|_| state.is_refused);
        let refused = refused.map(|held| held.token.clone());
        let (landing, sender) = (Landing(Arc::clone(self)), sender.clone());
        tokio::spawn(async move {
            let outcome = landing.0.renewal.run(&sender, refused.as_ref()).await;
            // If nobody waits, the token is there for the next caller.
            let _ = landed.send(landing.touch_down(outcome));
        });
        flight
    }
}

/// Ends a renewal, also one whose task is dropped before its end.
struct Landing(Arc<Inner>);

impl Landing {
    fn touch_down(self, outcome: Result<Held, AuthError>) -> Outcome {
        let now = self.0.renewal.clock.now();
        let mut state = self.0.state();
        match outcome {
            Ok(held) => {
                let token = held.token.clone();
                state.held = Some(held);
                state.is_refused = false;
                state.failed = None;
                Ok(token)
            }
            Err(error) => {
                let until = match &error {
                    AuthError::Throttled { retry_at, .. } => *retry_at,
                    AuthError::HeldBack { retry_at, .. } => (*retry_at).min(now + PAUSE),
                    _ => now + PAUSE,
                };
                match &state.held {
                    // Nobody else tells.
                    Some(held) if now < held.end && !state.is_refused => {
                        tracing::warn!(%error, "the access token was not renewed ahead of its end");
                    }
                    _ => tracing::debug!(%error, "no access token"),
                }
                state.failed = Some((error.clone(), until));
                Err(error)
            }
        }
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.0.state().flight = None;
    }
}
