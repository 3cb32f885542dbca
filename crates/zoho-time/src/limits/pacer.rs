//! Making requests wait for their turn, and learning from what the service says.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::HeaderMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

use super::budget::{RateBudget, Wait};
use super::pacing::Pacing;
use super::quota::{Quota, ReportedQuota};
use crate::callback::{Panicked, caught};
use crate::error::{Error, ErrorCode};
use crate::observe;

/// How long the service refuses more requests than it allows in a minute, if it does not say.
const MINUTE: Duration = Duration::from_secs(60);

/// Lets requests through when it is their turn. Shared by all clones of a client.
#[derive(Debug)]
pub(crate) struct Pacer {
    pacing: Pacing,
    slots: Option<Arc<Semaphore>>,
    budget: Arc<dyn RateBudget>,
    quota: Mutex<Option<ReportedQuota>>,
}

/// Permission to send one request, to be held until its answer has come.
#[derive(Debug)]
pub(crate) struct Permit {
    _slot: Option<OwnedSemaphorePermit>,
}

/// Why a request was held back: it would have to wait longer than the call has time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateLimited {
    /// The code with which the service would refuse it.
    pub(crate) code: i64,
    /// How long it would have to wait, if that is known.
    pub(crate) wait: Option<Duration>,
}

/// Why there is no permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPermit {
    RateLimited(RateLimited),
    /// The budget failed, in this way.
    Budget(&'static str),
}

/// The shortest wait between two questions to a budget, whatever it says.
const SHORTEST: Duration = Duration::from_millis(10);

/// How long a budget may take to note a hold.
const NOTING: Duration = Duration::from_secs(5);

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

    /// Waits for the turn of a request until it is too late for it, which without a deadline it never is.
    /// Whether it waits at all is said by the call, or else by the client.
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
                "held back"
            );
            sleep(wait.max(SHORTEST)).await;
        }
        Ok(Permit { _slot: slot })
    }

    /// Asks the budget, which may be code of the user.
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

    /// Has the budget note a hold. What it fails to note costs a refusal, and no call.
    async fn block(&self, wait: Wait, deadline: Option<Instant>) {
        let noting = caught(|| self.budget.block(wait));
        let latest = Instant::now() + NOTING;
        let latest = deadline.map_or(latest, |deadline| deadline.min(latest));
        match tokio::time::timeout_at(latest, noting).await {
            Ok(Ok(())) => {}
            Ok(Err(Panicked)) => tracing::warn!("the rate budget panicked while it noted a hold"),
            Err(_) => tracing::warn!("the rate budget did not note a hold in time"),
        }
    }

    /// Waits for one of the places for requests under way.
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

    /// Learns from the headers of an answer.
    pub(crate) async fn learn_from_headers(&self, headers: &HeaderMap, deadline: Option<Instant>) {
        let Some(told) = ReportedQuota::read(headers) else {
            return;
        };
        *self.known() = Some(told);
        observe::quota(told.shown().remaining);
        if let (true, true, Some(wait)) = (
            self.pacing.stop_at_quota,
            told.is_used_up(),
            told.resets_in(),
        ) {
            self.block(Wait::new(45, wait), deadline).await;
        }
    }

    /// Learns from a refusal.
    pub(crate) async fn learn_from_error(&self, error: &Error, deadline: Option<Instant>) {
        let Error::RateLimited(limited) = error else {
            return;
        };
        let (Some(code), true) = (limited.code, self.pacing.heed) else {
            return;
        };
        let wait = match ErrorCode::from_number(code) {
            // The minute that was used up is over in a minute at the latest.
            Some(ErrorCode::TooManyInAMinute) => Some(limited.retry_after.unwrap_or(MINUTE)),
            Some(ErrorCode::Blocked) => limited.retry_after,
            Some(ErrorCode::TooManyToday) => limited
                .retry_after
                .or_else(|| self.known().and_then(ReportedQuota::resets_in)),
            _ => None,
        };
        if let Some(wait) = wait {
            self.block(Wait::new(code, wait), deadline).await;
        }
    }

    pub(crate) fn quota(&self) -> Option<Quota> {
        self.known().map(ReportedQuota::shown)
    }

    fn known(&self) -> MutexGuard<'_, Option<ReportedQuota>> {
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

    fn held(outcome: Result<Permit, NoPermit>) -> RateLimited {
        match outcome.unwrap_err() {
            NoPermit::RateLimited(held_back) => held_back,
            other => panic!("{other:?}"),
        }
    }

    fn within(time: Duration) -> Option<Instant> {
        Instant::now().checked_add(time)
    }

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
    async fn no_more_are_under_way_than_allowed() {
        let pacer = new(Pacing::default().at_once(2));
        let first = pacer.permit(within(HOUR), None).await.unwrap();
        let _second = pacer.permit(within(HOUR), None).await.unwrap();
        let third = pacer.permit(within(Duration::from_secs(1)), None).await;
        assert_eq!(
            held(third),
            RateLimited {
                code: 1070,
                wait: None
            }
        );
        drop(first);
        pacer.permit(within(Duration::ZERO), None).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_beyond_the_time_of_the_call_is_not_begun() {
        let pacer = new(Pacing::default().per_minute(1));
        drop(pacer.permit(within(HOUR), None).await.unwrap());
        let begin = Instant::now();
        let held_back = held(pacer.permit(within(Duration::from_secs(59)), None).await);
        assert_eq!(held_back.code, 44);
        let wait = held_back.wait.unwrap();
        assert!(wait >= MINUTE && wait < MINUTE + Duration::from_secs(1));
        assert_eq!(begin.elapsed(), Duration::ZERO);
        drop(pacer.permit(within(wait), None).await.unwrap());
        assert_eq!(begin.elapsed(), wait);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_who_does_not_wait_is_told_at_once() {
        let pacer = new(Pacing::default().per_minute(1).wait(false));
        drop(pacer.permit(within(HOUR), None).await.unwrap());
        assert_eq!(held(pacer.permit(within(HOUR), None).await).code, 44);
        // A call may wish otherwise.
        drop(pacer.permit(within(HOUR), Some(true)).await.unwrap());
        let waiting = new(Pacing::default().per_minute(1));
        drop(waiting.permit(within(HOUR), None).await.unwrap());
        let refused = held(waiting.permit(within(HOUR), Some(false)).await);
        assert_eq!(refused.code, 44);
    }

    #[tokio::test(start_paused = true)]
    async fn refusals_of_the_service_hold_back_what_follows() {
        let quarter = Duration::from_secs(900);
        let cases = [
            (refused(43, Some(HOUR)), Some((43, HOUR))),
            (refused(44, None), Some((44, MINUTE))),
            // No minute is as long as that, no block and no day as long as these.
            (refused(44, Some(quarter)), Some((44, MINUTE * 2))),
            (refused(43, Some(HOUR * 876_600)), Some((43, HOUR))),
            (refused(45, Some(HOUR * 876_600)), Some((45, HOUR * 25))),
            (refused(45, Some(quarter)), Some((45, quarter))),
            (refused(45, None), None),
            (refused(1070, None), None),
        ];
        for (error, expected) in cases {
            let pacer = new(Pacing::default());
            pacer.learn_from_error(&error, None).await;
            let held_back = pacer.permit(within(Duration::ZERO), None).await.err();
            let expected = expected.map(|(code, wait)| {
                NoPermit::RateLimited(RateLimited {
                    code,
                    wait: Some(wait),
                })
            });
            assert_eq!(held_back, expected, "{error:?}");
            let heedless = new(Pacing::off());
            heedless.learn_from_error(&error, None).await;
            assert!(
                heedless.permit(within(Duration::ZERO), None).await.is_ok(),
                "{error:?}"
            );
        }
    }

    fn told(remaining: &str) -> HeaderMap {
        headers(&[
            ("x-rate-limit-limit", "1000"),
            ("x-rate-limit-remaining", remaining),
            ("x-rate-limit-reset", "3600"),
        ])
    }

    #[tokio::test(start_paused = true)]
    async fn a_used_up_day_is_over_when_a_request_is_refused() {
        let pacer = new(Pacing::default());
        for remaining in ["1", "0", "-1", "-89", "-9223372036854775809"] {
            pacer.learn_from_headers(&told(remaining), None).await;
            drop(pacer.permit(within(Duration::ZERO), None).await.unwrap());
            let quota = Quota {
                limit: Some(1000),
                remaining: u64::from(remaining == "1"),
                resets_in: Some(HOUR),
            };
            assert_eq!(pacer.quota(), Some(quota), "{remaining}");
        }
        pacer.learn_from_error(&refused(45, None), None).await;
        let held_back = held(pacer.permit(within(MINUTE), None).await);
        assert_eq!((held_back.code, held_back.wait), (45, Some(HOUR)));
    }

    #[tokio::test(start_paused = true)]
    async fn no_header_holds_back_longer_than_a_day() {
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
        pacer.learn_from_error(&refused(45, None), None).await;
        assert_eq!(pacer.quota().unwrap().resets_in, None);
        drop(pacer.permit(within(Duration::ZERO), None).await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn a_used_up_day_holds_back_until_it_ends() {
        let pacer = new(Pacing::default().stop_at_quota(true));
        assert_eq!(pacer.quota(), None);
        pacer.learn_from_headers(&told("1"), None).await;
        drop(pacer.permit(within(Duration::ZERO), None).await.unwrap());
        pacer.learn_from_headers(&told("0"), None).await;
        let quota = Quota {
            limit: Some(1000),
            remaining: 0,
            resets_in: Some(HOUR),
        };
        assert_eq!(pacer.quota(), Some(quota));
        let held_back = held(pacer.permit(within(MINUTE), None).await);
        assert_eq!(
            held_back,
            RateLimited {
                code: 45,
                wait: Some(HOUR)
            }
        );
        drop(pacer.permit(within(HOUR), None).await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn headers_of_another_form_are_left_alone() {
        let pacer = new(Pacing::default());
        pacer
            .learn_from_headers(&headers(&[("x-rate-limit-remaining", "many")]), None)
            .await;
        pacer.learn_from_headers(&headers(&[]), None).await;
        assert_eq!(pacer.quota(), None);
    }
}
