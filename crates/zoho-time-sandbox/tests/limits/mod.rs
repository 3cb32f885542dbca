//! Rate limits, through what the crate makes public.

mod boundaries;
mod days;
mod permits;

use chrono::{DateTime, FixedOffset, TimeDelta, TimeZone, Utc};

use zoho_time_sandbox::limits::{Code, Decision, Headers, Limiter, Limits, Permit};

const ORG: &str = "10234695";

fn utc() -> FixedOffset {
    FixedOffset::east_opt(0).unwrap()
}

/// A moment in the morning, far from any midnight.
fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 4, 9, 0, 0).unwrap()
}

fn ms(count: i64) -> TimeDelta {
    TimeDelta::milliseconds(count)
}

/// Limits that are out of the way, for a test that lowers one of them.
const WIDE: Limits = Limits {
    per_minute: 1_000_000,
    per_day: 1_000_000,
    at_once: 1_000_000,
    block_after: 1_000_000,
    overdraft: 0,
};

/// The code that a call is refused with; an admitted one is answered at once.
fn call(limiter: &Limiter, now: DateTime<Utc>) -> Option<u32> {
    code(&limiter.admit(ORG, now, utc()))
}

fn code(decision: &Decision) -> Option<u32> {
    match decision {
        Decision::Admitted(..) => None,
        Decision::Rejected(refusal) => Some(refusal.code().number()),
    }
}

fn permit(decision: Decision) -> Permit {
    match decision {
        Decision::Admitted(permit, _) => permit,
        Decision::Rejected(refusal) => panic!("{refusal}"),
    }
}

/// Limit, remaining and reset, as sent.
fn sent(headers: Headers) -> Option<[String; 3]> {
    let mut map = axum::http::HeaderMap::new();
    headers.write_to(&mut map);
    let value = |name| Some(map.get(name)?.to_str().unwrap().to_owned());
    let sent = [
        value("X-Rate-Limit-Limit")?,
        value("X-Rate-Limit-Remaining")?,
        value("X-Rate-Limit-Reset")?,
    ];
    assert_eq!(map.len(), sent.len());
    Some(sent)
}

#[test]
fn codes_are_numbers_in_json() {
    for code in Code::ALL {
        assert_eq!(Code::try_from(code.number()), Ok(code));
        let json = serde_json::to_string(&code).unwrap();
        assert_eq!(json, code.number().to_string());
        assert_eq!(serde_json::from_str::<Code>(&json).unwrap(), code);
    }
    let error = serde_json::from_str::<Code>("46").unwrap_err().to_string();
    assert!(error.starts_with("no rate limit has the code 46; they are 43, 44, 45 and 1070"));
}
