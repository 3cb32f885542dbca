//! How often tokens may be asked for: ten times in any ten minutes. Pure, tested as a table.

use chrono::{DateTime, TimeDelta, Utc};

use super::TokenRecord;

/// How many requests in [`SPAN`] the accounts server answers for one refresh token.
const MOST: usize = 10;

/// The span that requests are counted in, and for how long the server is left alone once it has refused.
pub(super) const SPAN: TimeDelta = TimeDelta::minutes(10);

/// When the next request may be made, if it may not be made now.
pub(super) fn held_until(record: &TokenRecord, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    // A moment too far ahead was written when the clock was wrong.
    let in_reach = |moment: &DateTime<Utc>| *moment > now && *moment <= now + SPAN;
    let blocked = record.blocked_until.filter(in_reach);
    let counted: Vec<_> = recent(record, now).collect();
    let full = counted
        .len()
        .checked_sub(MOST)
        .and_then(|surplus| counted.get(surplus))
        .map(|oldest| *oldest + SPAN);
    blocked.max(full)
}

/// Enters a request that is made now, and forgets those that no longer count.
pub(super) fn enter(record: &mut TokenRecord, now: DateTime<Utc>) {
    record.requests = recent(record, now).chain([now]).collect();
    record.blocked_until = None;
}

fn recent(record: &TokenRecord, now: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
    let requests = record.requests.iter().copied();
    requests.filter(move |at| *at <= now && now < *at + SPAN)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert!(window[MOST] - window[0] >= SPAN, "{window:?}");
        }
        assert_eq!(made.len(), 1440, "all that the limit allows");
    }
}
