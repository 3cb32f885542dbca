//! Days, in the organization's time zone, and clocks that are set.

use chrono::{DateTime, FixedOffset, TimeDelta, TimeZone as _, Utc};

use crate::limits::{Limiter, Limits, ORG, WIDE, call, code, morning, ms, sent, utc};
use zoho_time_sandbox::TimeZone;
use zoho_time_sandbox::limits::{Decision, Plan};

#[test]
fn a_day_of_ten_thousand_calls() {
    let limiter = Limiter::new(Plan::Ultimate.limits());
    let midnight = Utc.with_ymd_and_hms(2026, 3, 4, 0, 0, 0).unwrap();
    for nth in 0..10_000 {
        assert_eq!(
            call(&limiter, midnight + ms(8_000 * nth)),
            None,
            "call {nth}"
        );
    }
    let evening = midnight + ms(8_000 * 10_000);
    let Decision::Rejected(refusal) = limiter.admit(ORG, evening, utc()) else {
        panic!("call 10,001 was admitted");
    };
    assert_eq!(refusal.code().number(), 45);
    assert_eq!(
        refusal.to_string(),
        "The API call for this organization has exceeded the maximum call rate limit of 10,000."
    );
    let tomorrow = midnight + TimeDelta::days(1);
    assert_eq!(call(&limiter, tomorrow - ms(1)), Some(45));
    assert_eq!(call(&limiter, tomorrow), None);
    let quota = limiter.quota(ORG, tomorrow, utc()).unwrap();
    assert_eq!((quota.used_today, quota.resets_in), (1, 86_400));
}

#[test]
fn the_day_turns_at_midnight_in_the_time_zone() {
    for minutes in [0, 60, 330, 345, 840, -1, -210, -420, -720] {
        let zone = FixedOffset::east_opt(minutes * 60).unwrap();
        let midnight = zone
            .with_ymd_and_hms(2026, 3, 29, 0, 0, 0)
            .unwrap()
            .to_utc();
        let limiter = Limiter::new(Some(Limits { per_day: 1, ..WIDE }));
        let table = [
            (-86_400_000, None, ["1", "0", "86400"]),
            (-86_399_999, Some(45), ["1", "0", "86400"]),
            (-86_399_000, Some(45), ["1", "0", "86399"]),
            (-1_000, Some(45), ["1", "0", "1"]),
            (-1, Some(45), ["1", "0", "1"]),
            (0, None, ["1", "0", "86400"]),
            (86_399_999, Some(45), ["1", "0", "1"]),
            (86_400_000, None, ["1", "0", "86400"]),
        ];
        for (at, expected, headers) in table {
            let decision = limiter.admit(ORG, midnight + ms(at), zone);
            assert_eq!(code(&decision), expected, "{zone} {at}");
            let found = match decision {
                Decision::Admitted(_, headers) => headers,
                Decision::Rejected(refusal) => refusal.headers(),
            };
            assert_eq!(sent(found).unwrap(), headers, "{zone} {at}");
        }
    }
}

#[test]
fn a_day_is_as_long_as_daylight_saving_makes_it() {
    // The midnight that starts a day, and the seconds of that day and of the next.
    for (zone, midnight, length, next) in [
        ("Europe/Berlin", "2026-03-28T23:00:00Z", 82_800, 86_400),
        ("Europe/Berlin", "2026-10-24T22:00:00Z", 90_000, 86_400),
        (
            "America/Los_Angeles",
            "2026-03-08T08:00:00Z",
            82_800,
            86_400,
        ),
        (
            "America/Los_Angeles",
            "2026-11-01T07:00:00Z",
            90_000,
            86_400,
        ),
        (
            "America/Los_Angeles",
            "2026-03-07T08:00:00Z",
            86_400,
            82_800,
        ),
    ] {
        let midnight: DateTime<Utc> = midnight.parse().unwrap();
        let zone: TimeZone = zone.parse().unwrap();
        let limiter = Limiter::new(Some(Limits { per_day: 1, ..WIDE }));
        let table = [
            (0, None, length),
            (length / 2, Some(45), length - length / 2),
            (length - 1, Some(45), 1),
            (length, None, next),
        ];
        for (second, expected, reset) in table {
            let decision = limiter.admit(ORG, midnight + ms(second * 1_000), zone);
            assert_eq!(code(&decision), expected, "{zone} {second}");
            let headers = match decision {
                Decision::Admitted(_, headers) => headers,
                Decision::Rejected(refusal) => refusal.headers(),
            };
            assert_eq!(
                sent(headers).unwrap()[2],
                reset.to_string(),
                "{zone} {second}"
            );
        }
    }
}

#[test]
fn a_day_that_can_be_overdrawn_goes_below_zero() {
    let limits = Limits {
        per_day: 2,
        overdraft: 3,
        ..WIDE
    };
    let limiter = Limiter::new(Some(limits));
    let table = [
        (None, "1"),
        (None, "0"),
        (None, "-1"),
        (None, "-2"),
        (None, "-3"),
        (Some(45), "-3"),
        (Some(45), "-3"),
    ];
    for (expected, remaining) in table {
        let decision = limiter.admit(ORG, morning(), utc());
        assert_eq!(code(&decision), expected, "{remaining}");
        let headers = match decision {
            Decision::Admitted(_, headers) => headers,
            Decision::Rejected(refusal) => refusal.headers(),
        };
        assert_eq!(sent(headers).unwrap()[..2], ["2", remaining]);
    }
    let quota = limiter.quota(ORG, morning(), utc()).unwrap();
    assert_eq!(
        (quota.per_day, quota.overdraft, quota.used_today),
        (2, 3, 5)
    );
    let tomorrow = morning() + TimeDelta::days(1);
    assert_eq!(call(&limiter, tomorrow), None);
}

#[test]
fn what_remains_counts_down_with_admitted_calls_only() {
    let limits = Limits {
        per_minute: 2,
        per_day: 10,
        ..WIDE
    };
    let limiter = Limiter::new(Some(limits));
    for expected in ["9", "8", "8", "8"] {
        let headers = match limiter.admit(ORG, morning(), utc()) {
            Decision::Admitted(_, headers) => headers,
            Decision::Rejected(refusal) => refusal.headers(),
        };
        assert_eq!(sent(headers).unwrap()[1], expected);
    }
}

#[test]
fn concurrent_calls_count_at_the_time_of_the_latest() {
    let limiter = Limiter::new(Some(Limits {
        per_minute: 2,
        ..WIDE
    }));
    assert_eq!(call(&limiter, morning()), None);
    assert_eq!(call(&limiter, morning() - ms(5)), None);
    assert_eq!(call(&limiter, morning() + ms(59_999)), Some(44));
    assert_eq!(call(&limiter, morning() + ms(60_000)), None);
    assert_eq!(call(&limiter, morning() + ms(60_000)), None);
}

#[test]
fn a_clock_set_back_frees_the_minute_and_the_block_but_not_the_day() {
    let limits = Limits {
        per_minute: 1,
        per_day: 3,
        block_after: 1,
        ..WIDE
    };
    let limiter = Limiter::new(Some(limits));
    assert_eq!(call(&limiter, morning()), None);
    assert_eq!(call(&limiter, morning()), Some(43));
    assert_eq!(call(&limiter, morning() - ms(59_999)), Some(43));
    assert_eq!(call(&limiter, morning() - ms(60_000)), None);
    assert_eq!(call(&limiter, morning() - TimeDelta::hours(1)), None);
    assert_eq!(call(&limiter, morning() - TimeDelta::hours(2)), Some(45));
    assert_eq!(call(&limiter, morning() - TimeDelta::days(1)), None);
}

#[test]
fn the_ends_of_time_are_days_like_any_other() {
    let limiter = Limiter::new(Some(Limits {
        per_minute: 1,
        ..WIDE
    }));
    for moment in [
        DateTime::<Utc>::MIN_UTC,
        DateTime::<Utc>::MAX_UTC,
        DateTime::<Utc>::MIN_UTC,
    ] {
        for zone in [-86_399, 0, 86_399] {
            let zone = FixedOffset::east_opt(zone).unwrap();
            let _ = limiter.admit(ORG, moment, zone);
            assert_eq!(code(&limiter.admit(ORG, moment, zone)), Some(44));
            assert!(limiter.quota(ORG, moment, zone).is_some());
        }
    }
}
