//! The pacer: delays requests, and learns from responses.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::HeaderMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

use super::budget::{RateBudget, Wait};
use super::pacing::Pacing;
use super::quota::{Quota, ReportedQuota};
use crate::callback::{Panicked, caught};
use crate::error::Error;
use crate::error_code::ErrorCode;
use crate::observe;

/// The wait after a rejection for the limit per minute, if the response does not say.
const MINUTE: Duration = Duration::from_secs(60);

/// Delays requests so that they stay within the limits. Shared by all clones of a client.
#[derive(Debug)]
pub(crate) struct Pacer {
    pacing: Pacing,
    slots: Option<Arc<Semaphore>>,
    budget: Arc<dyn RateBudget>,
    quota: Mutex<Option<ReportedQuota>>,
}

/// Permission to send one request, to be held until its response has arrived.
#[derive(Debug)]
pub(crate) struct Permit {
    _slot: Option<OwnedSemaphorePermit>,
}

/// A request that would have to wait longer than the call has time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateLimited {
    /// The code with which the service would reject it.
    pub(crate) code: i64,
    /// The necessary wait, if it is known.
    pub(crate) wait: Option<Duration>,
}

/// Why a request is not permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPermit {
    RateLimited(RateLimited),
    /// The budget failed, in the way that the text describes.
    Budget(&'static str),
}

/// The shortest wait between two calls of a budget, whatever it returns.
const SHORTEST: Duration = Duration::from_millis(10);

/// How long a budget may take to store a block.
const BLOCK_TIMEOUT: Duration = Duration::from_secs(5);

impl Pacer {
    pub(crate) fn new(pacing: Pacing, budget: Arc<dyn RateBudget>) -> Self {
        let slots = pacing.at_once;
        Self {
            pacing,
            slots: slots.map(|requests| Arc::new(Semaphore::new(requests))),
            budget,
            quota: Mutex::default(),
        }
    }

    /// Waits until a request may be sent, or until the deadline. `wait` overrides whether the client waits at all.
    pub(crate) async fn permit(
        &self,
        deadline: Option<Instant>,
        wait: Option<bool>,
    ) -> Result<Permit, NoPermit> {
        let give_up = if wait.unwrap_or(self.pacing.wait) {
            deadline
        } else {
            Some(Instant::now())
        };
        let slot = self.slot(give_up).await.map_err(NoPermit::RateLimited)?;
        while let Err(wait) = self.take(deadline).await? {
            let Wait {
                code,
                duration: wait,
            } = wait.bounded();
            let too_late = |ready| give_up.is_some_and(|give_up| ready > give_up);
            if Instant::now().checked_add(wait).is_none_or(too_late) {
                return Err(NoPermit::RateLimited(RateLimited {
                    code,
                    wait: Some(wait),
                }));
            }
            tracing::debug!(
                wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
                code,
                "waiting for a rate limit"
            );
            sleep(wait.max(SHORTEST)).await;
        }
        Ok(Permit { _slot: slot })
    }

    /// Calls the budget, which may be user code.
    async fn take(&self, deadline: Option<Instant>) -> Result<Result<(), Wait>, NoPermit> {
        let taking = caught(|| self.budget.take(self.pacing.per_minute));
        let taken = match deadline {
            Some(deadline) => tokio::time::timeout_at(deadline, taking)
                .await
                .map_err(|_| NoPermit::Budget("did not answer in the time that the call has"))?,
            None => taking.await,
        };
        taken.map_err(|Panicked| NoPermit::Budget("panicked"))
    }

    /// Stores a block in the budget. If that fails, the next request may be rejected.
    async fn block(&self, wait: Wait, deadline: Option<Instant>) {
        let blocking = caught(|| self.budget.block(wait));
        let latest = Instant::now() + BLOCK_TIMEOUT;
        let latest = deadline.map_or(latest, |deadline| deadline.min(latest));
        match tokio::time::timeout_at(latest, blocking).await {
            Ok(Ok(())) => {}
            Ok(Err(Panicked)) => tracing::warn!("the rate budget panicked in `block`"),
            Err(_) => tracing::warn!("the rate budget did not return from `block` in time"),
        }
    }

    /// Waits for a slot for a request in flight.
    async fn slot(
        &self,
        give_up: Option<Instant>,
    ) -> Result<Option<OwnedSemaphorePermit>, RateLimited> {
        const AT_ONCE: RateLimited = RateLimited {
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

    /// Learns from the headers of a response.
    pub(crate) async fn learn_from_headers(&self, headers: &HeaderMap, deadline: Option<Instant>) {
        let Some(reported) = ReportedQuota::from_headers(headers) else {
            return;
        };
        *self.reported() = Some(reported);
        observe::quota(reported.to_quota().remaining);
        if let (true, true, Some(wait)) = (
            self.pacing.stop_at_quota,
            reported.is_used_up(),
            reported.resets_in(),
        ) {
            self.block(Wait::new(45, wait), deadline).await;
        }
    }

    /// Learns from a rate limit error.
    pub(crate) async fn learn_from_error(&self, error: &Error, deadline: Option<Instant>) {
        let Error::RateLimited(limited) = error else {
            return;
        };
        let (Some(code), true) = (limited.code, self.pacing.heed) else {
            return;
        };
        let wait = match ErrorCode::from_number(code) {
            // The minute ends within a minute.
            Some(ErrorCode::TooManyInAMinute) => Some(limited.retry_after.unwrap_or(MINUTE)),
            Some(ErrorCode::Blocked) => limited.retry_after,
            Some(ErrorCode::TooManyToday) => limited
                .retry_after
                .or_else(|| self.reported().and_then(ReportedQuota::resets_in)),
            _ => None,
        };
        if let Some(wait) = wait {
            self.block(Wait::new(code, wait), deadline).await;
        }
    }

    pub(crate) fn quota(&self) -> Option<Quota> {
        self.reported().map(ReportedQuota::to_quota)
    }

    fn reported(&self) -> MutexGuard<'_, Option<ReportedQuota>> {
        self.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::error::RateLimitError;
    use crate::limits::LocalBudget;

    const HOUR: Duration = Duration::from_secs(3600);

    fn new(pacing: Pacing) -> Pacer {
        Pacer::new(pacing, Arc::new(LocalBudget::default()))
    }

    fn rate_limited(outcome: Result<Permit, NoPermit>) -> RateLimited {
        match outcome.unwrap_err() {
            NoPermit::RateLimited(limited) => limited,
            other => panic!("{other:?}"),
        }
    }

    fn within(time: Duration) -> Option<Instant> {
        Instant::now().checked_add(time)
    }

    fn rate_limit_error(code: i64, retry_after: Option<Duration>) -> Error {
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
    async fn an_hour_of_calls_uses_the_limit_and_never_exceeds_it() {
        let pacer = new(Pacing::default());
        let begin = Instant::now();
        let mut sent: Vec<Duration> = Vec::new();
        while begin.elapsed() < HOUR {
            let permit = pacer.permit(within(HOUR), None).await.unwrap();
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
        assert!(within >= 5940, "{within} of the 6000 that the limit allows");
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_requests_are_in_flight_than_allowed() {
        let pacer = new(Pacing::default().at_once(2));
        let first = pacer.permit(within(HOUR), None).await.unwrap();
        let _second = pacer.permit(within(HOUR), None).await.unwrap();
        let third = pacer.permit(within(Duration::from_secs(1)), None).await;
        assert_eq!(
            rate_limited(third),
            RateLimited {
                code: 1070,
                wait: None
            }
        );
        drop(first);
        pacer.permit(within(Duration::ZERO), None).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_beyond_the_time_of_the_call_does_not_start() {
        let pacer = new(Pacing::default().per_minute(1));
        drop(pacer.permit(within(HOUR), None).await.unwrap());
        let begin = Instant::now();
        let limited = rate_limited(pacer.permit(within(Duration::from_secs(59)), None).await);
        assert_eq!(limited.code, 44);
        let wait = limited.wait.unwrap();
        assert!(wait >= MINUTE && wait < MINUTE + Duration::from_secs(1));
        assert_eq!(begin.elapsed(), Duration::ZERO);
        drop(pacer.permit(within(wait), None).await.unwrap());
        assert_eq!(begin.elapsed(), wait);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_does_not_wait_fails_at_once() {
        let pacer = new(Pacing::default().per_minute(1).wait(false));
        drop(pacer.permit(within(HOUR), None).await.unwrap());
        assert_eq!(
            rate_limited(pacer.permit(within(HOUR), None).await).code,
            44
        );
        // A call may override that.
        drop(pacer.permit(within(HOUR), Some(true)).await.unwrap());
        let waiting = new(Pacing::default().per_minute(1));
        drop(waiting.permit(within(HOUR), None).await.unwrap());
        let at_once = rate_limited(waiting.permit(within(HOUR), Some(false)).await);
        assert_eq!(at_once.code, 44);
    }

    #[tokio::test(start_paused = true)]
    async fn rate_limit_errors_delay_later_requests() {
        let quarter = Duration::from_secs(900);
        let cases = [
            (rate_limit_error(43, Some(HOUR)), Some((43, HOUR))),
            (rate_limit_error(44, None), Some((44, MINUTE))),
            // Longer than a minute, a block or a day can be.
            (rate_limit_error(44, Some(quarter)), Some((44, MINUTE * 2))),
            (rate_limit_error(43, Some(HOUR * 876_600)), Some((43, HOUR))),
            (
                rate_limit_error(45, Some(HOUR * 876_600)),
                Some((45, HOUR * 25)),
            ),
            (rate_limit_error(45, Some(quarter)), Some((45, quarter))),
            (rate_limit_error(45, None), None),
            (rate_limit_error(1070, None), None),
        ];
        for (error, expected) in cases {
            let pacer = new(Pacing::default());
            pacer.learn_from_error(&error, None).await;
            let limited = pacer.permit(within(Duration::ZERO), None).await.err();
            let expected = expected.map(|(code, wait)| {
                NoPermit::RateLimited(RateLimited {
                    code,
                    wait: Some(wait),
                })
            });
            assert_eq!(limited, expected, "{error:?}");
            let off = new(Pacing::off());
            off.learn_from_error(&error, None).await;
            assert!(
                off.permit(within(Duration::ZERO), None).await.is_ok(),
                "{error:?}"
            );
        }
    }

    fn quota_headers(remaining: &str) -> HeaderMap {
        headers(&[
            ("x-rate-limit-limit", "1000"),
            ("x-rate-limit-remaining", remaining),
            ("x-rate-limit-reset", "3600"),
        ])
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_used_up_day_requests_stop_when_one_is_rejected() {
        let pacer = new(Pacing::default());
        for remaining in ["1", "0", "-1", "-89", "-9223372036854775809"] {
            pacer
                .learn_from_headers(&quota_headers(remaining), None)
                .await;
            drop(pacer.permit(within(Duration::ZERO), None).await.unwrap());
            let quota = Quota {
                limit: Some(1000),
                remaining: u64::from(remaining == "1"),
                resets_in: Some(HOUR),
            };
            assert_eq!(pacer.quota(), Some(quota), "{remaining}");
        }
        pacer
            .learn_from_error(&rate_limit_error(45, None), None)
            .await;
        let limited = rate_limited(pacer.permit(within(MINUTE), None).await);
        assert_eq!((limited.code, limited.wait), (45, Some(HOUR)));
    }

    #[tokio::test(start_paused = true)]
    async fn no_header_delays_requests_for_more_than_a_day() {
        let epoch = (1_u64 << 40).to_string();
        let pacer = new(Pacing::default().stop_at_quota(true));
        pacer
            .learn_from_headers(
                &headers(&[
                    ("x-rate-limit-remaining", "0"),
                    ("x-rate-limit-reset", &epoch),
                ]),
                None,
            )
            .await;
        pacer
            .learn_from_error(&rate_limit_error(45, None), None)
            .await;
        assert_eq!(pacer.quota().unwrap().resets_in, None);
        drop(pacer.permit(within(Duration::ZERO), None).await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn a_used_up_day_delays_requests_until_it_ends() {
        let pacer = new(Pacing::default().stop_at_quota(true));
        assert_eq!(pacer.quota(), None);
        pacer.learn_from_headers(&quota_headers("1"), None).await;
        drop(pacer.permit(within(Duration::ZERO), None).await.unwrap());
        pacer.learn_from_headers(&quota_headers("0"), None).await;
        let quota = Quota {
            limit: Some(1000),
            remaining: 0,
            resets_in: Some(HOUR),
        };
        assert_eq!(pacer.quota(), Some(quota));
        let limited = rate_limited(pacer.permit(within(MINUTE), None).await);
        assert_eq!(
            limited,
            RateLimited {
                code: 45,
                wait: Some(HOUR)
            }
        );
        drop(pacer.permit(within(HOUR), None).await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn malformed_headers_are_ignored() {
        let pacer = new(Pacing::default());
        pacer
            .learn_from_headers(&headers(&[("x-rate-limit-remaining", "many")]), None)
            .await;
        pacer.learn_from_headers(&headers(&[]), None).await;
        assert_eq!(pacer.quota(), None);
    }
}
