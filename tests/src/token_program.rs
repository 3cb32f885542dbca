//! Constants shared by the program `token_user` and the tests that start it.

use serde_json::{Value, json};

/// The well-known organization.
pub const ORGANIZATION: u64 = 10_234_695;

/// Client id, client secret and refresh token that every sandbox knows.
pub fn credentials() -> (&'static str, &'static str, &'static str) {
    (
        "1000.SANDBOXDEMOCLIENT",
        "sandbox-demo-client-secret",
        "1000.sandbox-demo.refresh-token",
    )
}

/// A record with its number in two places, far apart.
pub fn written(number: u64) -> String {
    let noon = "2026-03-04T12:00:00Z";
    let long = "x".repeat(usize::try_from(number % 50).unwrap_or_default() * 400);
    json!({
        "version": 1,
        "refresh_token": format!("{number} {long}"),
        "access": { "token": format!("{number}"), "issued_at": noon, "expires_at": noon },
        "requests": [noon],
    })
    .to_string()
}

/// Which record it is, if it is one and whole.
pub fn number_of(record: &str) -> Option<u64> {
    let value: Value = serde_json::from_str(record).ok()?;
    let number: u64 = value["access"]["token"].as_str()?.parse().ok()?;
    let expected: Value = serde_json::from_str(&written(number)).ok()?;
    (value == expected).then_some(number)
}
