//! Requests are counted when they leave, and not while they wait for a token.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use futures::future::{BoxFuture, FutureExt as _, join_all};
use http::{Request, Response, StatusCode};
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};
use zoho_time::chrono::{DateTime, TimeDelta, Utc};
use zoho_time::transport::{HttpTransport, TransportError};
use zoho_time::{CallOptions, Client, Clock, Credentials, Pacing, RetryPolicy};

use crate::quota::fixture::call;

const MINUTE: Duration = Duration::from_secs(60);

/// How long a token lives.
const LIFE: Duration = Duration::from_secs(3600);

/// Issues tokens slowly, and notes when calls leave.
#[derive(Clone, Debug)]
struct Service {
    begin: Instant,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    calls: Vec<Duration>,
    tokens: usize,
    expired: usize,
}

/// How long the service takes to issue a token.
const SLOW: Duration = Duration::from_secs(25);

impl HttpTransport for Service {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let now = self.begin.elapsed();
        async move {
            if request.uri().path() == "/oauth/v2/token" {
                sleep(SLOW).await;
                self.seen.lock().unwrap().tokens += 1;
                // Its name is the moment at which it ends.
                let end = (self.begin.elapsed() + LIFE).as_secs();
                let body = format!(
                    r#"{{"access_token":"{end}","expires_in":{}}}"#,
                    LIFE.as_secs()
                );
                return Ok(Response::new(body.into()));
            }
            let mut seen = self.seen.lock().unwrap();
            seen.calls.push(now);
            let token = request.headers()["authorization"].to_str().unwrap();
            let end: u64 = token.rsplit(' ').next().unwrap().parse().unwrap();
            if now.as_secs() > end {
                seen.expired += 1;
                let body = r#"{"code":57,"message":"You are not authorized."}"#;
                let mut response = Response::new(body.into());
                *response.status_mut() = StatusCode::UNAUTHORIZED;
                return Ok(response);
            }
            Ok(Response::new(
                r#"{"code":0,"message":"success","projects":[]}"#.into(),
            ))
        }
        .boxed()
    }
}

fn client(per_minute: usize) -> (Client, Service) {
    let (runtime, begin) = (Handle::current(), Instant::now());
    let noon: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
    let service = Service {
        begin,
        seen: Arc::default(),
    };
    let long = |options: CallOptions| options.retry(RetryPolicy::never()).total_timeout(LIFE * 24);
    let zoho = Client::builder()
        .organization(1.into())
        .credentials(Credentials {
            client_id: "client".to_owned(),
            client_secret: "secret".into(),
            refresh_token: "refresh".into(),
        })
        .with_transport(service.clone())
        .pacing(Pacing::default().per_minute(per_minute).at_once(100))
        .options(long)
        .clock(Clock::from_fn(move || {
            let _inside = runtime.enter();
            noon + TimeDelta::from_std(begin.elapsed()).unwrap()
        }))
        .build()
        .unwrap();
    (zoho, service)
}

/// The most calls that left in any minute.
fn most_in_a_minute(calls: &[Duration]) -> usize {
    let within = |first: &Duration| {
        let within = calls
            .iter()
            .filter(|at| *at >= first && **at < *first + MINUTE);
        within.count()
    };
    calls.iter().map(within).max().unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn calls_that_wait_for_a_token_do_not_leave_in_a_burst() {
    let (zoho, service) = client(20);
    let outcomes = join_all((0..100).map(|_| call(&zoho))).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let seen = service.seen.lock().unwrap();
    let most = most_in_a_minute(&seen.calls);
    println!(
        "100 calls that waited {} s for a token: up to {most} in a minute, 20 are allowed",
        SLOW.as_secs()
    );
    assert_eq!((seen.calls.len(), seen.tokens), (100, 1));
    assert!(most <= 20);
    assert!(seen.calls.iter().all(|at| *at >= SLOW));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_expires_while_calls_wait_for_their_turn_is_replaced_before_they_leave() {
    let (zoho, service) = client(1);
    let calls = 150;
    let outcomes = join_all((0..calls).map(|_| call(&zoho))).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let seen = service.seen.lock().unwrap();
    let moments: HashSet<_> = seen.calls.iter().map(Duration::as_secs).collect();
    println!(
        "{calls} calls at one a minute: {} tokens, {} sent with an expired one",
        seen.tokens, seen.expired
    );
    assert_eq!((seen.calls.len(), moments.len()), (calls, calls));
    assert_eq!((seen.tokens, seen.expired), (3, 0));
    assert_eq!(most_in_a_minute(&seen.calls), 1);
}
