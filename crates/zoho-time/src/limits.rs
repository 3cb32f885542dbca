//! Staying under the service's limits: requests in a minute, at once, and in a day.
//!
//! The client holds requests back instead of running into a refusal, and learns from what the service
//! says: its `X-Rate-Limit-*` headers, and the codes 43, 44 and 45.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::HeaderMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

use crate::error::{Error, Meaning};

/// The span that requests in a minute are counted in.
const MINUTE: Duration = Duration::from_secs(60);

/// How many requests an organisation may send, as far as the client holds them back itself.
///
/// Zoho documents 100 requests a minute for an organisation, and 5 at once in the free plan or 10 in the
/// others. The limits are those of the organisation, so give each program its share when several work in
/// it. All clones of a client share one account.
///
/// A request that would go over a limit waits, as long as the call has time for it
/// ([`CallOptions::total_timeout`](crate::CallOptions::total_timeout)). If it has not, the call ends with
/// [`Error::RateLimited`], which tells when to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    per_minute: Option<usize>,
    at_once: Option<usize>,
    wait: bool,
    /// Whether what the service says is heeded.
    heed: bool,
}

impl Default for Pacing {
    /// 100 requests a minute, 5 at once, waiting.
    fn default() -> Self {
        Self {
            per_minute: Some(100),
            at_once: Some(5),
            wait: true,
            heed: true,
        }
    }
}

impl Pacing {
    /// Holds nothing back, whatever the service says: for a server without limits.
    #[must_use]
    pub fn off() -> Self {
        Self {
            per_minute: None,
            at_once: None,
            wait: true,
            heed: false,
        }
    }

    /// How many requests may be sent in any 60 seconds; at least one.
    #[must_use]
    pub fn per_minute(mut self, requests: usize) -> Self {
        self.per_minute = Some(requests.max(1));
        self
    }

    /// How many requests may be under way at once; at least one.
    #[must_use]
    pub fn at_once(mut self, requests: usize) -> Self {
        self.at_once = Some(requests.max(1));
        self
    }

    /// Whether a request waits for its turn. If not, a call that cannot be sent now fails at once.
    #[must_use]
    pub fn wait(mut self, wait: bool) -> Self {
        self.wait = wait;
        self
    }
}

/// What is known of the organisation's quota for the day, from the answer that came last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// Requests that the organisation may send in a day.
    pub limit: Option<u64>,
    /// Requests that were left then.
    pub remaining: u64,
    /// How long from now until the day ends in the time zone of the organisation.
    pub resets_in: Option<Duration>,
}

/// The account of what was sent. Shared by all clones of a client.
#[derive(Debug)]
pub(crate) struct Pacer {
    pacing: Pacing,
    slots: Option<Arc<Semaphore>>,
    account: Mutex<Account>,
}

#[derive(Debug, Default)]
struct Account {
    /// When the requests of the last minute were sent.
    sent: VecDeque<Instant>,
    /// Until when the service refuses everything, and with which code.
    blocked: Option<(Instant, i64)>,
    quota: Option<Known>,
}

/// A quota as it was told.
#[derive(Clone, Copy, Debug)]
struct Known {
    limit: Option<u64>,
    remaining: u64,
    resets_at: Option<Instant>,
}

/// Permission to send one request, to be held until its answer has come.
#[derive(Debug)]
pub(crate) struct Permit {
    _slot: Option<OwnedSemaphorePermit>,
}

/// Why a request was held back: it would have to wait longer than the call has time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HeldBack {
    /// The code with which the service would refuse it.
    pub(crate) code: i64,
    /// How long it would have to wait, if that is known.
    pub(crate) wait: Option<Duration>,
}

impl Pacer {
    pub(crate) fn new(pacing: Pacing) -> Self {
        Self {
            pacing,
            slots: pacing
                .at_once
                .map(|requests| Arc::new(Semaphore::new(requests))),
            account: Mutex::default(),
        }
    }

    /// Waits for the turn of a request, for `time` at most.
    pub(crate) async fn permit(&self, time: Duration) -> Result<Permit, HeldBack> {
        let give_up = Instant::now().checked_add(if self.pacing.wait {
            time
        } else {
            Duration::ZERO
        });
        let slot = self.slot(give_up).await?;
        loop {
            let Err((ready, code)) = self.account().send(Instant::now(), self.pacing.per_minute)
            else {
                return Ok(Permit { _slot: slot });
            };
            let wait = ready.saturating_duration_since(Instant::now());
            if give_up.is_some_and(|give_up| ready > give_up) {
                return Err(HeldBack {
                    code,
                    wait: Some(wait),
                });
            }
            tracing::debug!(
                wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
                code,
                "held back"
            );
            sleep(wait).await;
        }
    }

    /// Waits for one of the places for requests under way.
    async fn slot(
        &self,
        give_up: Option<Instant>,
    ) -> Result<Option<OwnedSemaphorePermit>, HeldBack> {
        const AT_ONCE: HeldBack = HeldBack {
            code: 1070,
            wait: None,
        };
        let Some(slots) = &self.slots else {
            return Ok(None);
        };
        if let Ok(slot) = Arc::clone(slots).try_acquire_owned() {
            return Ok(Some(slot));
        }
        let slot = Arc::clone(slots).acquire_owned();
        let slot = match give_up {
            Some(give_up) => tokio::time::timeout_at(give_up, slot)
                .await
                .map_err(|_| AT_ONCE)?,
            None => slot.await,
        };
        slot.map(Some).map_err(|_| AT_ONCE)
    }

    /// Learns from the headers of an answer.
    pub(crate) fn learn_from_headers(&self, headers: &HeaderMap) {
        let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        let Some(remaining) = number("x-rate-limit-remaining") else {
            return;
        };
        let resets_at = number("x-rate-limit-reset")
            .and_then(|seconds| Instant::now().checked_add(Duration::from_secs(seconds)));
        let mut account = self.account();
        account.quota = Some(Known {
            limit: number("x-rate-limit-limit"),
            remaining,
            resets_at,
        });
        if let (0, Some(resets_at), true) = (remaining, resets_at, self.pacing.heed) {
            account.block(resets_at, 45);
        }
    }

    /// Learns from a refusal.
    pub(crate) fn learn_from_error(&self, error: &Error) {
        let Error::RateLimited(limited) = error else {
            return;
        };
        let (Some(code), now) = (limited.code, Instant::now()) else {
            return;
        };
        let mut account = self.account();
        let until = match Meaning::of(code) {
            // The minute that was used up is over in a minute at the latest.
            Some(Meaning::TooManyInAMinute) => {
                now.checked_add(limited.retry_after.unwrap_or(MINUTE))
            }
            Some(Meaning::Blocked) => limited.retry_after.and_then(|wait| now.checked_add(wait)),
            Some(Meaning::TooManyToday) => match limited.retry_after {
                Some(wait) => now.checked_add(wait),
                None => account.quota.and_then(|quota| quota.resets_at),
            },
            _ => None,
        };
        if let (Some(until), true) = (until, self.pacing.heed) {
            account.block(until, code);
        }
    }

    pub(crate) fn quota(&self) -> Option<Quota> {
        let known = self.account().quota?;
        Some(Quota {
            limit: known.limit,
            remaining: known.remaining,
            resets_in: known
                .resets_at
                .map(|at| at.saturating_duration_since(Instant::now())),
        })
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Account {
    /// Enters a request that is sent now, or says when one may be, and what stands in the way.
    fn send(&mut self, now: Instant, per_minute: Option<usize>) -> Result<(), (Instant, i64)> {
        match self.blocked {
            Some((until, code)) if until > now => return Err((until, code)),
            _ => self.blocked = None,
        }
        let Some(limit) = per_minute else {
            return Ok(());
        };
        while self
            .sent
            .front()
            .is_some_and(|sent| now.duration_since(*sent) >= MINUTE)
        {
            self.sent.pop_front();
        }
        match self.sent.front() {
            Some(oldest) if self.sent.len() >= limit => Err((*oldest + MINUTE, 44)),
            _ => {
                self.sent.push_back(now);
                Ok(())
            }
        }
    }

    /// Notes that nothing is to be sent until then.
    fn block(&mut self, until: Instant, code: i64) {
        if self.blocked.is_none_or(|(known, _)| known < until) {
            self.blocked = Some((until, code));
        }
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::error::RateLimitError;

    const HOUR: Duration = Duration::from_secs(3600);

    fn refused(code: i64, retry_after: Option<Duration>) -> Error {
        Error::RateLimited(Box::new(RateLimitError {
            operation: "list_projects",
            status: Some(StatusCode::TOO_MANY_REQUESTS),
            code: Some(code),
            message: String::new(),
            retry_after,
        }))
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[tokio::test(start_paused = true)]
    async fn an_hour_of_calls_uses_the_limit_and_never_goes_over_it() {
        let pacer = Pacer::new(Pacing::default());
        let begin = Instant::now();
        let mut sent: Vec<Duration> = Vec::new();
        while begin.elapsed() < HOUR {
            let permit = pacer.permit(HOUR).await.unwrap();
            sent.push(begin.elapsed());
            drop(permit);
        }
        for (index, moment) in sent.iter().enumerate() {
            let first = sent.partition_point(|other| *other + MINUTE <= *moment);
            assert!(
                index - first < 100,
                "{} in the minute before {moment:?}",
                index - first + 1
            );
        }
        let within = sent.iter().filter(|moment| **moment < HOUR).count();
        assert_eq!(within, 6000, "all that the limit allows");
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_are_under_way_than_allowed() {
        let pacer = Pacer::new(Pacing::default().at_once(2));
        let first = pacer.permit(HOUR).await.unwrap();
        let _second = pacer.permit(HOUR).await.unwrap();
        let third = pacer.permit(Duration::from_secs(1)).await;
        assert_eq!(
            third.unwrap_err(),
            HeldBack {
                code: 1070,
                wait: None
            }
        );
        drop(first);
        pacer.permit(Duration::ZERO).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_beyond_the_time_of_the_call_is_not_begun() {
        let pacer = Pacer::new(Pacing::default().per_minute(1));
        drop(pacer.permit(HOUR).await.unwrap());
        let begin = Instant::now();
        let held_back = pacer.permit(Duration::from_secs(59)).await.unwrap_err();
        assert_eq!(
            held_back,
            HeldBack {
                code: 44,
                wait: Some(MINUTE)
            }
        );
        assert_eq!(begin.elapsed(), Duration::ZERO);
        drop(pacer.permit(MINUTE).await.unwrap());
        assert_eq!(begin.elapsed(), MINUTE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_who_does_not_wait_is_told_at_once() {
        let pacer = Pacer::new(Pacing::default().per_minute(1).wait(false));
        drop(pacer.permit(HOUR).await.unwrap());
        assert_eq!(pacer.permit(HOUR).await.unwrap_err().code, 44);
    }

    #[tokio::test(start_paused = true)]
    async fn refusals_of_the_service_hold_back_what_follows() {
        let quarter = Duration::from_secs(900);
        let cases = [
            (refused(43, Some(HOUR)), Some((43, HOUR))),
            (refused(44, None), Some((44, MINUTE))),
            (refused(44, Some(quarter)), Some((44, quarter))),
            (refused(45, Some(quarter)), Some((45, quarter))),
            (refused(45, None), None),
            (refused(1070, None), None),
        ];
        for (error, expected) in cases {
            let pacer = Pacer::new(Pacing::default());
            pacer.learn_from_error(&error);
            let held_back = pacer.permit(Duration::ZERO).await.err();
            let expected = expected.map(|(code, wait)| HeldBack {
                code,
                wait: Some(wait),
            });
            assert_eq!(held_back, expected, "{error:?}");
            let heedless = Pacer::new(Pacing::off());
            heedless.learn_from_error(&error);
            assert!(heedless.permit(Duration::ZERO).await.is_ok(), "{error:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_used_up_day_holds_back_until_it_ends() {
        let pacer = Pacer::new(Pacing::default());
        assert_eq!(pacer.quota(), None);
        let told = |remaining| {
            headers(&[
                ("x-rate-limit-limit", "1000"),
                ("x-rate-limit-remaining", remaining),
                ("x-rate-limit-reset", "3600"),
            ])
        };
        pacer.learn_from_headers(&told("1"));
        drop(pacer.permit(Duration::ZERO).await.unwrap());
        pacer.learn_from_headers(&told("0"));
        let quota = Quota {
            limit: Some(1000),
            remaining: 0,
            resets_in: Some(HOUR),
        };
        assert_eq!(pacer.quota(), Some(quota));
        let held_back = pacer.permit(MINUTE).await.unwrap_err();
        assert_eq!(
            held_back,
            HeldBack {
                code: 45,
                wait: Some(HOUR)
            }
        );
        drop(pacer.permit(HOUR).await.unwrap());
    }

    #[test]
    fn headers_of_another_form_are_left_alone() {
        let pacer = Pacer::new(Pacing::default());
        pacer.learn_from_headers(&headers(&[("x-rate-limit-remaining", "many")]));
        pacer.learn_from_headers(&headers(&[]));
        assert_eq!(pacer.quota(), None);
    }
}
