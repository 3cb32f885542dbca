//! A block for an hour.

use std::time::Duration;

use zoho_time::RetryPolicy;
use zoho_time::error::ErrorCode;
use zoho_time_sandbox::limits::{Limits, Plan};

use crate::quota::fixture::{Fixture, call};

#[tokio::test(start_paused = true)]
async fn a_block_is_respected_by_all_clones_until_it_ends() {
    let fixture = Fixture::set(Plan::Off, "2026-03-04T08:00:00Z".parse().unwrap()).await;
    // Blocks after a single request.
    fixture.sandbox.limiter().set(Some(Limits {
        per_minute: 1,
        per_day: 1_000,
        at_once: 5,
        block_after: 1,
        overdraft: 0,
    }));
    let zoho = fixture.client().build().unwrap();
    let brief = zoho.with(|options| {
        options
            .retry(RetryPolicy::never())
            .total_timeout(Duration::from_secs(120))
    });
    call(&zoho).await.unwrap();
    let blocked = call(&brief).await.unwrap_err();
    assert_eq!(blocked.known_code(), Some(ErrorCode::Blocked), "{blocked}");
    assert!(blocked.status().is_some(), "an API error: {blocked}");

    let held_back = call(&brief).await.unwrap_err();
    println!("blocked: {blocked}; then: {held_back}");
    assert_eq!(
        held_back.known_code(),
        Some(ErrorCode::Blocked),
        "{held_back}"
    );
    assert_eq!(held_back.status(), None, "it was not sent");
    assert_eq!(fixture.served().0, 2);

    call(&zoho).await.unwrap();
    assert!(fixture.passed() >= Duration::from_secs(3600));
    assert_eq!(fixture.served(), (3, 1));
}
