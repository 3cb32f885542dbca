//! A day with as many calls as the best plan allows, and some more.

use std::collections::BTreeMap;
use std::time::Instant;

use http::StatusCode;
use reqwest::Client;
use serde_json::Value;
use zoho_time::chrono::{DateTime, Duration, FixedOffset, TimeZone, Utc};
use zoho_time_sandbox::limits::Plan;
use zoho_time_sandbox::{Clock, Product, Sandbox, TokenRequest};

use crate::limiter::model::Model;

/// How many calls there are in a minute: more than it allows.
const IN_A_MINUTE: u32 = 103;
/// How many minutes it takes to use up the day.
const MINUTES: u32 = 100;
/// The time zone of the sandbox's first organization, in seconds.
const EAST: i32 = 3_600;

/// A sandbox on the best plan, and what it takes to call it.
struct Caller {
    sandbox: Sandbox,
    http: Client,
    url: String,
    token: String,
}

impl Caller {
    async fn at(start: DateTime<Utc>) -> Self {
        let sandbox = Sandbox::builder()
            .clock(Clock::frozen_at(start))
            .plan(Plan::Premium)
            .start()
            .await
            .unwrap();
        let request = TokenRequest::new().expires_in(3 * 24 * 3_600);
        Self {
            token: sandbox.mint(request).await.unwrap(),
            url: format!(
                "{}/projects/timeentries/runningtimer/me?organization_id={}",
                sandbox.product_url(Product::Books),
                sandbox.demo().organization_id,
            ),
            http: Client::new(),
            sandbox,
        }
    }

    /// The code of a refusal, if it is one, and how many calls the answer says are left.
    async fn call(&self) -> (Option<u32>, String) {
        let request = self
            .http
            .get(&self.url)
            .header("authorization", format!("Zoho-oauthtoken {}", self.token));
        let response = request.send().await.unwrap();
        let remaining = response.headers()["x-rate-limit-remaining"]
            .to_str()
            .unwrap()
            .to_owned();
        if response.status() == StatusCode::OK {
            response.bytes().await.unwrap();
            return (None, remaining);
        }
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        let body: Value = response.json().await.unwrap();
        (
            Some(u32::try_from(body["code"].as_u64().unwrap()).unwrap()),
            remaining,
        )
    }
}

#[tokio::test]
async fn no_call_of_a_day_is_admitted_or_refused_wrongly() {
    let began = Instant::now();
    let evening = Utc.with_ymd_and_hms(2026, 3, 4, 20, 0, 0).unwrap();
    let midnight = Utc.with_ymd_and_hms(2026, 3, 4, 23, 0, 0).unwrap();
    let caller = Caller::at(evening).await;
    let limits = caller.sandbox.limiter().limits().unwrap();
    let mut model = Model::new(limits, FixedOffset::east_opt(EAST).unwrap());
    let (mut codes, mut wrong) = (BTreeMap::new(), Vec::new());
    let minutes = (0..=MINUTES).map(|minute| evening + Duration::minutes(minute.into()));
    let moments = minutes.chain([midnight - Duration::nanoseconds(1), midnight]);
    for moment in moments {
        caller.sandbox.clock().set(moment);
        for nth in 1..=IN_A_MINUTE {
            let expected = model.call(moment, 0).err().map(|(code, _)| code);
            let left = limits.per_day as usize - model.today(moment);
            let found = caller.call().await;
            if found != (expected, left.to_string()) {
                wrong.push(format!("{moment}, call {nth}: {found:?}, not {expected:?}"));
            }
            *codes.entry(found.0).or_insert(0) += 1;
        }
    }
    let calls: u32 = codes.values().sum();
    println!(
        "a day over HTTP: {calls} calls in {:.1} s, by code {codes:?}, {} wrong",
        began.elapsed().as_secs_f64(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        codes[&None],
        10_000 + 100,
        "a whole day, and a minute of the next"
    );
    assert_eq!(codes[&Some(44)], (MINUTES + 1) * (IN_A_MINUTE - 100));
    assert_eq!(codes[&Some(45)], 2 * IN_A_MINUTE);
}
