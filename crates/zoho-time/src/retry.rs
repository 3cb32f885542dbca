//! Retry policy: whether a failed call is sent again, and when. It has no side effects, is tested as a table, and is
//! the only code that decides about retries.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

/// When to send a call again, and how long to wait before.
///
/// Whether a call is sent again depends on the cause of the failure:
///
/// | cause | sent again |
/// |---|---|
/// | no connection could be made | always: nothing was sent |
/// | the accounts server failed or could not be reached, so there is no token | always: the call itself was not sent |
/// | the connection broke, or the answer did not come in time | if sending it twice does what sending it once does |
/// | HTTP 500 and above, but for 501 | the same |
/// | 429 with code 44 or 1070 | always: the service did nothing |
/// | 429 with code 43 or 45 | never: the wait would be of an hour or to the end of the day |
/// | a redirect, or an answer beyond the [limit](crate::CallOptions::response_limit) | never: it would be the same again |
/// | anything else | never |
///
/// The wait is random between nothing and a limit that doubles with each attempt (full jitter), or what
/// `Retry-After` says if that is longer. A wait beyond [`longest_wait`](Self::longest_wait) is not waited
/// for: the error is returned, and [`Error::retry_after`](crate::Error::retry_after) says when to come back.
///
/// After a failed token request, the wait is the back-off that all clients of a token store share: up to
/// 1, 2, 4 … 60 s, as described in [`auth`](crate::auth). Each failure counts as an attempt.
///
/// ```
/// use std::time::Duration;
/// use zoho_time::RetryPolicy;
///
/// let patient = RetryPolicy::default().attempts(5).longest_wait(Duration::from_secs(60));
/// let never = RetryPolicy::never();
/// # let _ = (patient, never);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
}

impl Default for RetryPolicy {
    /// Three attempts, with waits of up to 0.5 s and 1 s, and none longer than 20 s.
    fn default() -> Self {
        Self {
            attempts: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
        }
    }
}

impl RetryPolicy {
    /// A policy that sends every call once.
    #[must_use]
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// The maximum number of times that a call is sent, including the first; at least 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The limit of the first wait, which doubles from attempt to attempt.
    #[must_use]
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest wait. If a longer one would be needed, the call is not sent again.
    #[must_use]
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Whether a call that has met this many failed token requests waits for the next one.
    pub(crate) fn waits_for_token(&self, failures: u32, wait: Duration) -> bool {
        failures < self.attempts && wait <= self.longest_wait
    }

    /// Decides what follows a failure. `chance` is a random number from 0 to 1.
    pub(crate) fn decide(
        &self,
        failure: Failure,
        repeatable: bool,
        attempt: u32,
        chance: f64,
    ) -> Verdict {
        let may = match failure.cause {
            RetryCause::NotConnected | RetryCause::Refused => true,
            RetryCause::Interrupted | RetryCause::ServerError => repeatable,
            RetryCause::Unusable | RetryCause::Final => false,
        };
        if !may || attempt >= self.attempts {
            return Verdict::GiveUp;
        }
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let limit = self
            .first_wait
            .saturating_mul(doubled)
            .min(self.longest_wait);
        let wait = limit
            .mul_f64(chance.clamp(0.0, 1.0))
            .max(failure.retry_after);
        if wait > self.longest_wait {
            Verdict::GiveUp
        } else {
            Verdict::SendAgain { after: wait }
        }
    }
}

/// The decision after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Send the call again after this time.
    SendAgain {
        /// How long to wait.
        after: Duration,
    },
    /// Return the error.
    GiveUp,
}

/// A failure as the policy sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) cause: RetryCause,
    /// How long to wait, as the response says.
    pub(crate) retry_after: Duration,
}

/// The cause of a failure, as far as it matters for a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryCause {
    /// Nothing was sent.
    NotConnected,
    /// The service refused before it did anything, for a short time.
    Refused,
    /// It was sent, and no whole answer came.
    Interrupted,
    /// The server failed, perhaps after it had done it.
    ServerError,
    /// It was sent, and sending it again would bring the same answer, which does not say what was done.
    Unusable,
    /// Sending it again would not help.
    Final,
}

impl Failure {
    /// Whether the service may have processed the request all the same.
    pub(crate) fn may_have_been_done(self) -> bool {
        matches!(
            self.cause,
            RetryCause::Interrupted | RetryCause::ServerError | RetryCause::Unusable
        )
    }
}

/// A budget that limits the load on a failing server: each retry costs, and only successes earn.
///
/// Shared by all clones of a client. It starts with ten retries; ten successes earn another.
#[derive(Debug)]
pub(crate) struct RetryBudget(Mutex<u32>);

/// The most that can be saved, in tenths of a retry.
const FULL: u32 = 100;

/// The cost of a retry, in tenths.
const COST: u32 = 10;

impl RetryBudget {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(FULL))
    }

    /// Puts a success to the account.
    pub(crate) fn earn(&self) {
        let mut saved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *saved = (*saved + 1).min(FULL);
    }

    /// Pays for a retry, if there is enough.
    pub(crate) fn spend(&self) -> bool {
        let mut saved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match saved.checked_sub(COST) {
            Some(left) => {
                *saved = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server_error() -> Failure {
        Failure {
            cause: RetryCause::ServerError,
            retry_after: Duration::ZERO,
        }
    }

    #[test]
    fn failed_token_requests_count_as_attempts() {
        let (short, longest) = (Duration::from_secs(1), Duration::from_secs(20));
        let usual = RetryPolicy::default;
        for (policy, failures, wait, expected) in [
            (usual(), 1, short, true),
            (usual(), 2, longest, true),
            (usual(), 3, short, false),
            (usual(), 1, longest + short, false),
            (RetryPolicy::never(), 1, Duration::ZERO, false),
            (usual().attempts(9), 8, short, true),
            (usual().longest_wait(short * 60), 1, short * 60, true),
        ] {
            let waits = policy.waits_for_token(failures, wait);
            assert_eq!(waits, expected, "{policy:?} {failures} {wait:?}");
        }
    }

    #[test]
    fn waits_double_up_to_the_longest_and_are_jittered_in_full() {
        let policy = RetryPolicy::default()
            .attempts(9)
            .first_wait(Duration::from_secs(1))
            .longest_wait(Duration::from_secs(6));
        let failure = server_error();
        let wait = |attempt, chance| match policy.decide(failure, true, attempt, chance) {
            Verdict::SendAgain { after } => after.as_secs_f64(),
            Verdict::GiveUp => -1.0,
        };
        let limits: Vec<_> = (1..=9).map(|attempt| wait(attempt, 1.0)).collect();
        assert_eq!(limits, [1.0, 2.0, 4.0, 6.0, 6.0, 6.0, 6.0, 6.0, -1.0]);
        assert_eq!([wait(3, 0.0), wait(3, 0.25), wait(3, 0.5)], [0.0, 1.0, 2.0]);
    }

    #[test]
    fn retry_after_is_the_shortest_wait() {
        let policy = RetryPolicy::default();
        let failure = Failure {
            cause: RetryCause::Refused,
            retry_after: Duration::from_secs(7),
        };
        let verdict = policy.decide(failure, false, 1, 0.1);
        assert_eq!(
            verdict,
            Verdict::SendAgain {
                after: Duration::from_secs(7)
            }
        );
    }

    #[test]
    fn a_policy_of_one_attempt_never_sends_again() {
        let verdict = RetryPolicy::never().decide(server_error(), true, 1, 0.0);
        assert_eq!(verdict, Verdict::GiveUp);
        let verdict = RetryPolicy::default()
            .attempts(0)
            .decide(server_error(), true, 1, 0.0);
        assert_eq!(verdict, Verdict::GiveUp);
    }

    #[test]
    fn the_budget_is_used_up_by_retries_and_refilled_by_successes() {
        let budget = RetryBudget::new();
        assert_eq!((0..20).filter(|_| budget.spend()).count(), 10);
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.spend());
        budget.earn();
        assert!(budget.spend());
        (0..10_000).for_each(|_| budget.earn());
        assert_eq!((0..20).filter(|_| budget.spend()).count(), 10);
    }
}
