//! Random schedules, against the model.

use http::HeaderMap;
use zoho_time::chrono::{DateTime, FixedOffset, TimeDelta, TimeZone, Utc};
use zoho_time_sandbox::limits::{Decision, Headers, Limiter, Limits};

use crate::limiter::model::Model;

const ORG: &str = "10234695";
const SCHEDULES: u64 = 1_000;
const CALLS: usize = 200;

/// Numbers that look random and are the same for the same seed.
struct Dice(u64);

impl Dice {
    /// A number from the first up to the last, both included.
    fn roll(&mut self, first: i64, last: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let span = u64::try_from(last - first).unwrap() + 1;
        first + i64::try_from((self.0 >> 11) % span).unwrap()
    }

    fn small(&mut self, first: i64, last: i64) -> u32 {
        u32::try_from(self.roll(first, last)).unwrap()
    }
}

/// The moment of the next call: mostly soon, often exactly where something changes.
fn next(
    dice: &mut Dice,
    now: DateTime<Utc>,
    earlier: &[DateTime<Utc>],
    zone: FixedOffset,
) -> DateTime<Utc> {
    let edge =
        |moment: DateTime<Utc>, dice: &mut Dice| moment + TimeDelta::nanoseconds(dice.roll(-1, 1));
    let some = |dice: &mut Dice| {
        let last = i64::try_from(earlier.len()).unwrap() - 1;
        earlier[usize::try_from(dice.roll(0, last.max(0))).unwrap()]
    };
    let moment = match dice.roll(0, 19) {
        0..=6 => now,
        7..=12 => now + TimeDelta::milliseconds(dice.roll(0, 9_000)),
        13 | 14 if !earlier.is_empty() => edge(some(dice) + TimeDelta::minutes(1), dice),
        15 if !earlier.is_empty() => edge(some(dice) + TimeDelta::hours(1), dice),
        16 => {
            let tomorrow = now.with_timezone(&zone).date_naive().succ_opt().unwrap();
            let midnight = tomorrow.and_hms_opt(0, 0, 0).unwrap();
            edge(zone.from_local_datetime(&midnight).unwrap().to_utc(), dice)
        }
        17 => now + TimeDelta::seconds(dice.roll(0, 4_000)),
        _ => now + TimeDelta::seconds(dice.roll(0, 61)),
    };
    moment.max(now)
}

/// How many calls are left today, as an answer says it.
fn remaining_today(headers: Headers) -> String {
    let mut sent = HeaderMap::new();
    headers.write_to(&mut sent);
    sent["x-rate-limit-remaining"].to_str().unwrap().to_owned()
}

#[test]
fn no_call_of_a_thousand_schedules_is_admitted_or_refused_wrongly() {
    let mut seen = std::collections::BTreeMap::new();
    for seed in 1..=SCHEDULES {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let per_minute = dice.small(1, 8);
        let limits = Limits {
            per_minute,
            per_day: dice.small(5, 60),
            at_once: dice.small(1, 4),
            block_after: per_minute + dice.small(0, 10),
            overdraft: 0,
        };
        let zone = FixedOffset::east_opt(i32::try_from(dice.roll(-48, 56)).unwrap() * 900).unwrap();
        let limiter = Limiter::new(Some(limits));
        let mut model = Model::new(limits, zone);
        let mut now = Utc.with_ymd_and_hms(2026, 3, 4, 5, 6, 7).unwrap();
        let mut earlier = Vec::new();
        let mut permits = Vec::new();
        for nth in 0..CALLS {
            now = next(&mut dice, now, &earlier, zone);
            while !permits.is_empty() && dice.roll(0, 2) > 0 {
                drop(permits.swap_remove(0));
            }
            let expected = model.call(now, permits.len());
            let (found, headers) = match limiter.admit(ORG, now, zone) {
                Decision::Admitted(permit, headers) => {
                    permits.push(permit);
                    (Ok(()), headers)
                }
                Decision::Rejected(refusal) => {
                    let retry_after = refusal.retry_after().map(i64::from);
                    let code = refusal.code().number();
                    (Err((code, retry_after)), refusal.headers())
                }
            };
            assert_eq!(
                found, expected,
                "seed {seed}, call {nth} at {now}, {limits:?}"
            );
            let remaining = limits.per_day as usize - model.today(now);
            assert_eq!(
                remaining_today(headers),
                remaining.to_string(),
                "seed {seed}, call {nth}"
            );
            *seen
                .entry(found.err().map(|(code, _)| code))
                .or_insert(0_u32) += 1;
            earlier.push(now);
        }
    }
    println!(
        "{SCHEDULES} schedules: {} calls, by code {seen:?}, 0 wrong",
        seen.values().sum::<u32>()
    );
    // A schedule that meets no limit would prove little.
    for outcome in [None, Some(43), Some(44), Some(45), Some(1070)] {
        let times = seen.get(&outcome).copied().unwrap_or_default();
        assert!(
            times > 2_000,
            "{outcome:?} came only {times} times: {seen:?}"
        );
    }
}
