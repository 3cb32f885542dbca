//! Waits that a server asks for: none holds the clones of a client up for longer than the limit that it stands
//! for can last.

use std::time::{Duration, SystemTime};

use zoho_time::chrono::{DateTime, Utc};
use zoho_time::{CallOptions, Pacing, RetryPolicy};

use crate::hostile_server::calls::{ACCESS_TOKEN, DONE, Kind, client};
use crate::hostile_server::server::{Server, answer};

const MINUTE: u64 = 120;
const BLOCK: u64 = 3600;
const DAY: u64 = 25 * 3600;

/// A moment in the form of a header.
fn date(from_now: u64) -> String {
    let moment = SystemTime::now() + Duration::from_secs(from_now);
    let moment: DateTime<Utc> = moment.into();
    moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Makes two calls by two clones: the wait that the second is held back for, if it is.
async fn held(status: u16, code: i64, headers: Vec<(&'static str, String)>) -> Option<Duration> {
    let body = match status {
        200 => DONE.to_owned(),
        _ => format!(r#"{{"code":{code},"message":"Too many"}}"#),
    };
    let server = Server::start(move |_| {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        answer(status, &headers, &body)
    })
    .await;
    let options = |options: CallOptions| options.retry(RetryPolicy::never()).wait_for_limits(false);
    let zoho = client()
        .access_token(ACCESS_TOKEN)
        .base_url(&server.url)
        .pacing(Pacing::default())
        .options(options)
        .build()
        .unwrap();
    let _ = Kind::Get.send(&zoho).await;
    let second = Kind::Get.send(&zoho.clone()).await;
    match server.received().len() {
        1 => second.unwrap_err().retry_after(),
        _ => None,
    }
}

#[tokio::test]
async fn no_server_holds_a_client_up_for_longer_than_a_limit_lasts() {
    let century = "3155760000";
    let epoch = Utc::now().timestamp() + 3600;
    let reset = |value: &str| {
        vec![
            ("x-rate-limit-limit", "1000".to_owned()),
            ("x-rate-limit-remaining", "0".to_owned()),
            ("x-rate-limit-reset", value.to_owned()),
        ]
    };
    let after = |value: &str| vec![("retry-after", value.to_owned())];
    // The response, and the longest hold that may follow from it.
    let mut longest = Duration::ZERO;
    let mut cases = 0;
    for (status, code, headers, limit) in [
        (429, 44, after(century), MINUTE),
        (429, 43, after(century), BLOCK),
        (429, 45, after(century), DAY),
        (429, 44, after("99999999999999999999999"), MINUTE),
        (429, 43, after("1e300"), BLOCK),
        (429, 44, after("inf"), MINUTE),
        (429, 44, after("-5"), MINUTE),
        (429, 44, after("soon"), MINUTE),
        (429, 44, after(&date(3_000_000_000)), MINUTE),
        (429, 43, after(&date(30)), 31),
        (429, 44, after("1.5"), 2),
        (429, 45, reset(&epoch.to_string()), DAY),
        (429, 45, reset(&format!("{epoch}000")), DAY),
        (429, 45, reset(century), DAY),
        (429, 45, reset("-1"), DAY),
        (200, 0, reset(century), 0),
        (200, 0, reset(&epoch.to_string()), 0),
        (
            200,
            0,
            vec![("x-rate-limit-remaining", "-82".to_owned())],
            0,
        ),
        (200, 0, after(century), 0),
        (503, 1000, after(century), 0),
    ] {
        let shown = format!("{status}, code {code}, {headers:?}");
        let wait = held(status, code, headers).await.unwrap_or_default();
        assert!(wait <= Duration::from_secs(limit), "{shown}: {wait:?}");
        longest = longest.max(wait);
        cases += 1;
    }
    // What is in order is heeded.
    let wait = held(429, 43, after("600")).await.unwrap();
    assert!(
        wait > Duration::from_secs(590) && wait <= Duration::from_secs(600),
        "{wait:?}"
    );
    println!(
        "waits: {cases} misleading ones, the longest hold is {} s",
        longest.as_secs()
    );
}
