//! Token request limits: ten in any ten minutes, fewer and fewer after failures. Pure, tested as a table.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::TokenRecord;

/// How many requests in [`SPAN`] the accounts server answers for one refresh token.
const MOST: usize = 10;

/// How many of them stay in reserve while renewals fail, so that a token can be replaced after recovery.
const RESERVE: usize = 2;

/// The first wait after a failed renewal, and the longest. It doubles with each failure in a row.
const BACK_OFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// The span in which requests are counted, how long the server is left alone once it has throttled, and
/// the longest wait that is believed.
pub(super) const SPAN: Duration = Duration::from_secs(600);

/// When the next request may be made, if it may not be made now.
pub(super) fn held_until(record: &TokenRecord, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let blocked = record.blocked_until.filter(|moment| is_ahead(*moment, now));
    let limit = match record.failure {
        Some(_) => MOST - RESERVE,
        None => MOST,
    };
    let counted: Vec<_> = recent(record, now).collect();
    let full = counted
        .len()
        .checked_sub(limit)
        .and_then(|surplus| counted.get(surplus))
        .map(|oldest| later(*oldest, SPAN));
    blocked.max(full)
}

/// When the next request may be made after one that failed, as far as the limit goes. The last request that
/// the limit leaves is made halfway to the moment when there is room again, so that the end of a long outage
/// is noticed in between.
pub(super) fn held_after_failure(
    record: &TokenRecord,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let counted: Vec<_> = recent(record, now).collect();
    let halfway = counted
        .first()
        .filter(|_| counted.len() + 1 == MOST - RESERVE)
        .map(|oldest| later(now, until(later(*oldest, SPAN), now) / 2));
    held_until(record, now).max(halfway)
}

/// Enters a request that is made now, and forgets those that no longer count.
pub(super) fn enter(record: &mut TokenRecord, now: DateTime<Utc>) {
    record.requests = recent(record, now).chain([now]).collect();
    record.blocked_until = None;
}

/// The wait after a number of failed renewals in a row. `chance` is a random number from 0 to 1: the wait
/// is between half and all of 1, 2, 4 … 60 s.
pub(super) fn back_off(in_a_row: u32, chance: f64) -> Duration {
    let (first, longest) = BACK_OFF;
    let doubled = 2_u32.saturating_pow(in_a_row.saturating_sub(1));
    let wait = first.saturating_mul(doubled).min(longest);
    wait.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0)
}

/// Whether a moment is still to come. One too far ahead was written when the clock was wrong.
pub(super) fn is_ahead(moment: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let left = moment - now;
    left > TimeDelta::zero() && left.to_std().is_ok_and(|left| left <= SPAN)
}

/// A wait that a server asked for, as far as it is believed.
pub(super) fn bounded(told: Duration) -> Duration {
    if told > SPAN {
        tracing::warn!(
            seconds = told.as_secs(),
            "the accounts server asks for a wait that is too long to be believed"
        );
    }
    told.min(SPAN)
}

/// A moment and a span after it, as far as the calendar goes.
pub(super) fn later(moment: DateTime<Utc>, span: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(span)
        .ok()
        .and_then(|span| moment.checked_add_signed(span))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The time until a moment; none if it is over.
pub(super) fn until(moment: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (moment - now).to_std().unwrap_or_default()
}

fn recent(record: &TokenRecord, now: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
    let requests = record.requests.iter().copied();
    requests.filter(move |at| *at <= now && now < later(*at, SPAN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::oauth_error::{FailedRenewal, OAuthErrorKind};

    fn noon() -> DateTime<Utc> {
        "2026-03-04T12:00:00Z".parse().unwrap()
    }

    fn seconds(seconds: i64) -> DateTime<Utc> {
        noon() + TimeDelta::seconds(seconds)
    }

    #[test]
    fn ten_requests_are_let_through_in_any_ten_minutes() {
        let at = |list: &[i64]| list.iter().map(|at| seconds(*at)).collect();
        // The requests before, the block, and how long the next one at noon has to wait.
        let cases: [(Vec<_>, Option<i64>, Option<i64>); 9] = [
            (vec![], None, None),
            (at(&[-1; 9]), None, None),
            (at(&[0; 10]), None, Some(600)),
            (at(&[-599; 10]), None, Some(1)),
            (at(&[-600; 10]), None, None),
            (
                at(&[-500, -400, -9, -8, -7, -6, -5, -4, -3, -2, -1]),
                None,
                Some(200),
            ),
            (at(&[3600; 10]), None, None),
            (vec![], Some(42), Some(42)),
            (vec![], Some(-1), None),
        ];
        for (requests, blocked, expected) in cases {
            let record = TokenRecord {
                requests: requests.clone(),
                blocked_until: blocked.map(seconds),
                ..TokenRecord::default()
            };
            let wait = held_until(&record, noon()).map(|until| (until - noon()).num_seconds());
            assert_eq!(wait, expected, "{requests:?} {blocked:?}");
        }
    }

    fn failed(in_a_row: u32, retry_at: DateTime<Utc>) -> FailedRenewal {
        FailedRenewal {
            in_a_row,
            retry_at,
            cause: OAuthErrorKind::Unavailable { status: 503 },
        }
    }

    #[test]
    fn two_requests_stay_in_reserve_while_renewals_fail() {
        for (requests, failing, wait) in [
            (7, true, None),
            (8, true, Some(600)),
            (8, false, None),
            (9, true, Some(600)),
            (10, false, Some(600)),
        ] {
            let record = TokenRecord {
                requests: vec![noon(); requests],
                failure: failing.then(|| failed(1, noon())),
                ..TokenRecord::default()
            };
            let found = held_until(&record, noon()).map(|until| (until - noon()).num_seconds());
            assert_eq!(found, wait, "{requests} {failing}");
        }
    }

    #[test]
    fn the_last_request_of_a_long_outage_is_made_halfway_to_the_next_room() {
        for (requests, wait) in [
            (vec![seconds(-100); 6], None),
            (vec![seconds(-100); 7], Some(250)),
            (vec![seconds(-100); 8], Some(500)),
            ([vec![seconds(-600)], vec![seconds(-90); 6]].concat(), None),
        ] {
            let record = TokenRecord {
                requests: requests.clone(),
                failure: Some(failed(7, noon())),
                ..TokenRecord::default()
            };
            let found = held_after_failure(&record, noon());
            let found = found.map(|until| (until - noon()).num_seconds());
            assert_eq!(found, wait, "{requests:?}");
        }
    }

    #[test]
    fn the_back_off_doubles_up_to_a_minute_and_is_jittered() {
        let all = |chance| -> Vec<_> {
            let failures = (1..=8).chain([1000, u32::MAX]);
            failures
                .map(|failures| back_off(failures, chance).as_secs_f64())
                .collect()
        };
        let longest = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0, 60.0];
        assert_eq!(all(1.0), longest);
        assert_eq!(all(0.0), longest.map(|wait| wait / 2.0));
        assert_eq!(back_off(3, 0.5).as_secs_f64(), 3.0);
    }

    #[test]
    fn moments_at_the_ends_of_the_calendar_do_no_harm() {
        let ends = [DateTime::<Utc>::MIN_UTC, noon(), DateTime::<Utc>::MAX_UTC];
        for now in ends {
            for written in ends {
                let mut record = TokenRecord {
                    requests: vec![written; MOST],
                    blocked_until: Some(written),
                    failure: Some(failed(1, written)),
                    ..TokenRecord::default()
                };
                // The end of the calendar is the end of every wait.
                let expected = written == now && now != DateTime::<Utc>::MAX_UTC;
                let held = held_until(&record, now).is_some();
                assert_eq!(held, expected, "{now} {written}");
                enter(&mut record, now);
            }
        }
    }

    #[test]
    fn a_day_of_requests_as_fast_as_they_may_come_stays_under_the_limit() {
        let (mut record, mut now, mut made) = (TokenRecord::default(), noon(), Vec::new());
        while now < noon() + TimeDelta::days(1) {
            match held_until(&record, now) {
                Some(until) => now = until,
                None => {
                    enter(&mut record, now);
                    made.push(now);
                    now += TimeDelta::seconds(7);
                }
            }
            assert!(record.requests.len() <= MOST);
        }
        for window in made.windows(MOST + 1) {
            assert!(until(window[MOST], window[0]) >= SPAN, "{window:?}");
        }
        assert_eq!(made.len(), 1440, "all that the limit allows");
    }
}
