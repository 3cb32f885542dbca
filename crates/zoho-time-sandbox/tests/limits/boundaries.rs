//! The call at each limit, and the one after it.

use crate::limits::{Limiter, Limits, ORG, WIDE, call, code, morning, ms, permit, sent, utc};
use zoho_time_sandbox::limits::{Code, Decision, Plan};

#[test]
fn the_plans_allow_what_zoho_says() {
    let table = [
        ("free", 1_000, 5),
        ("standard", 2_000, 10),
        ("professional", 5_000, 10),
        ("premium", 10_000, 10),
        ("Elite", 10_000, 10),
        ("ULTIMATE", 10_000, 10),
    ];
    for (name, per_day, at_once) in table {
        let plan: Plan = name.parse().unwrap();
        let limits = plan.limits().unwrap();
        let expected = Limits {
            per_minute: 100,
            per_day,
            at_once,
            block_after: 1_000,
            overdraft: 0,
        };
        assert_eq!(limits, expected, "{name}");
        assert_eq!(plan.to_string(), name.to_lowercase());
    }
    assert_eq!("off".parse::<Plan>().unwrap().limits(), None);
    assert_eq!(Plan::default(), Plan::Off);
    assert_eq!(
        "gold".parse::<Plan>().unwrap_err().to_string(),
        "there is no plan `gold`; the plans are off, free, standard, professional, premium, \
         elite, ultimate"
    );
}

#[test]
fn the_messages_are_those_of_zoho() {
    let table = [
        (
            Code::PerMinute,
            "For security reasons your organization has been blocked as it have exceeded the \
             maximum number of requests per minute that can originate from an organization.",
        ),
        (
            Code::PerDay,
            "The API call for this organization has exceeded the maximum call rate limit of 1,000.",
        ),
        (
            Code::AtOnce,
            "You have reached the maximum number of in process requests allowed. Kindly try again \
             after some time.",
        ),
    ];
    for (code, message) in table {
        assert_eq!(code.message(1_000).to_string(), message);
    }
    for (per_day, written) in [
        (0, "0"),
        (999, "999"),
        (10_000, "10,000"),
        (1_002_003, "1,002,003"),
    ] {
        let message = Code::PerDay.message(per_day).to_string();
        assert!(message.ends_with(&format!(" of {written}.")), "{message}");
    }
}

/// Milliseconds after the first of 100 simultaneous calls, and the decision about the next call.
#[test]
fn a_minute_is_exactly_sixty_seconds() {
    for (later, expected) in [
        (0, Some(44)),
        (1, Some(44)),
        (59_999, Some(44)),
        (60_000, None),
    ] {
        let limiter = Limiter::new(Plan::Free.limits());
        for nth in 1..=100 {
            assert_eq!(call(&limiter, morning()), None, "call {nth}");
        }
        assert_eq!(
            call(&limiter, morning() + ms(later)),
            expected,
            "after {later} ms"
        );
    }
}

#[test]
fn the_minute_rolls_call_by_call_and_refusals_do_not_hold_it_up() {
    let limiter = Limiter::new(Some(Limits {
        per_minute: 2,
        ..WIDE
    }));
    let table = [
        (0, None),
        (40_000, None),
        (59_999, Some(44)),
        (60_000, None),
        (60_000, Some(44)),
        (99_999, Some(44)),
        (100_000, None),
        (119_999, Some(44)),
        (120_000, None),
    ];
    for (at, expected) in table {
        assert_eq!(call(&limiter, morning() + ms(at)), expected, "at {at} ms");
    }
}

#[test]
fn the_sixth_call_at_once_is_refused_on_the_free_plan() {
    let limiter = Limiter::new(Plan::Free.limits());
    let mut permits: Vec<_> = (0..5)
        .map(|_| permit(limiter.admit(ORG, morning(), utc())))
        .collect();
    assert_eq!(call(&limiter, morning()), Some(1070));
    assert_eq!(code(&limiter.admit("another", morning(), utc())), None);
    permits.pop();
    permits.push(permit(limiter.admit(ORG, morning(), utc())));
    assert_eq!(call(&limiter, morning()), Some(1070));
    permits.clear();
    assert_eq!(call(&limiter, morning()), None);
}

#[test]
fn hammering_blocks_for_exactly_an_hour() {
    let limiter = Limiter::new(Plan::Free.limits());
    for nth in 1..=1_000 {
        let expected = if nth <= 100 { None } else { Some(44) };
        assert_eq!(call(&limiter, morning()), expected, "call {nth}");
    }
    // Each of these comes a little later than the one before, and none lengthens the block.
    let table = [
        (1, 3_600),
        (2, 3_600),
        (1_001, 3_599),
        (1_002, 3_599),
        (3_599_000, 2),
        (3_599_001, 1),
        (3_600_000, 1),
    ];
    for (at, left) in table {
        let Decision::Rejected(refusal) = limiter.admit(ORG, morning() + ms(at), utc()) else {
            panic!("admitted at {at} ms");
        };
        assert_eq!(refusal.code(), Code::Blocked);
        assert_eq!(refusal.retry_after(), Some(left), "at {at} ms");
    }
    assert_eq!(call(&limiter, morning() + ms(3_600_001)), None);
}

#[test]
fn a_minute_of_a_thousand_calls_is_not_yet_hammering() {
    let limiter = Limiter::new(Plan::Free.limits());
    for _ in 0..1_000 {
        assert_ne!(call(&limiter, morning()), Some(43));
    }
    for _ in 0..1_000 {
        assert_ne!(call(&limiter, morning() + ms(60_000)), Some(43));
    }
    assert_eq!(call(&limiter, morning() + ms(119_999)), Some(43));
}

#[test]
fn only_a_block_says_when_to_retry() {
    let limits = Limits {
        per_minute: 1,
        ..WIDE
    };
    let limiter = Limiter::new(Some(limits));
    assert_eq!(call(&limiter, morning()), None);
    let Decision::Rejected(refusal) = limiter.admit(ORG, morning(), utc()) else {
        panic!("admitted");
    };
    assert_eq!(refusal.retry_after(), None);
    let [limit, remaining, reset] = sent(refusal.headers()).unwrap();
    assert_eq!(
        [&*limit, &*remaining, &*reset],
        ["1000000", "999999", "54000"]
    );
}

#[test]
fn organizations_do_not_share_a_limit() {
    let limiter = Limiter::new(Some(Limits {
        per_minute: 1,
        ..WIDE
    }));
    for organization in ["1", "2", "3"] {
        assert_eq!(code(&limiter.admit(organization, morning(), utc())), None);
        assert_eq!(
            code(&limiter.admit(organization, morning(), utc())),
            Some(44)
        );
    }
}

#[test]
fn off_is_really_off() {
    for limiter in [
        Limiter::off(),
        Limiter::new(Plan::Off.limits()),
        Limiter::default(),
    ] {
        let mut permits = Vec::new();
        for _ in 0..20_000 {
            let Decision::Admitted(permit, headers) = limiter.admit(ORG, morning(), utc()) else {
                panic!("refused");
            };
            assert_eq!(sent(headers), None);
            permits.push(permit);
        }
        assert_eq!(limiter.quota(ORG, morning(), utc()), None);
    }
}

#[test]
fn changing_the_limits_resets_the_counters() {
    let narrow = Some(Limits { at_once: 1, ..WIDE });
    let limiter = Limiter::new(narrow);
    let old = permit(limiter.admit(ORG, morning(), utc()));
    limiter.set(narrow);
    let new = permit(limiter.admit(ORG, morning(), utc()));
    drop(old);
    assert_eq!(call(&limiter, morning()), Some(1070));
    drop(new);
    assert_eq!(call(&limiter, morning()), None);
    limiter.set(None);
    assert_eq!(limiter.limits(), None);
}
