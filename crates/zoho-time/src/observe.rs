//! Spans and events of `tracing`, and metrics with the feature `metrics`. Their names are defined here only.
//!
//! | span or event | fields |
//! |---|---|
//! | span `zoho_time`, one per call | `operation`, and `call`, a number that identifies the call |
//! | span `attempt` in it | `attempt`, counted from 1 |
//! | `answered` in it | `status`, `took_ms`, and `request_id` if the response has an `X-Request-Id` |
//! | `failed` in it | `error`, `took_ms` |
//! | `sending again` | `attempt`, `wait_ms`, `error` |
//!
//! | metric | kind | labels |
//! |---|---|---|
//! | `zoho_time_attempts_total` | counter | `operation`, `status`: the HTTP status, or `none` |
//! | `zoho_time_attempt_seconds` | histogram | `operation` |
//! | `zoho_time_retries_total` | counter | `operation` |
//! | `zoho_time_calls_total` | counter | `operation`, `outcome`: `ok` once a success response has arrived, even if it cannot be decoded, or `error` |
//! | `zoho_time_quota_remaining` | gauge | |

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response};
use tracing::Span;

use crate::error::Error;
use crate::server_text;
use crate::transport::TransportError;

/// The header with the request id, which some servers send.
const REQUEST_ID: &str = "x-request-id";

/// The span of a call.
pub(crate) fn call(operation: &'static str) -> Span {
    static CALLS: AtomicU64 = AtomicU64::new(1);
    let number = CALLS.fetch_add(1, Ordering::Relaxed);
    tracing::info_span!("zoho_time", operation, call = number)
}

/// The span of an attempt of a call.
pub(crate) fn attempt(number: u32) -> Span {
    tracing::info_span!("attempt", attempt = number)
}

/// The result of an attempt that was sent.
pub(crate) fn answered(
    operation: &'static str,
    response: &Result<Response<Bytes>, TransportError>,
    took: Duration,
) {
    match response {
        Ok(response) => tracing::debug!(
            status = response.status().as_u16(),
            took_ms = millis(took),
            request_id = request_id(response.headers()),
            "answered"
        ),
        Err(error) => tracing::debug!(error = error.with_cause(), took_ms = millis(took), "failed"),
    }
    #[cfg(feature = "metrics")]
    {
        let status = match response {
            Ok(response) => response.status().as_str().to_owned(),
            Err(_) => "none".to_owned(),
        };
        metrics::counter!("zoho_time_attempts_total", "operation" => operation, "status" => status)
            .increment(1);
        metrics::histogram!("zoho_time_attempt_seconds", "operation" => operation).record(took);
    }
    #[cfg(not(feature = "metrics"))]
    let _ = operation;
}

/// A call is retried after a wait.
pub(crate) fn sending_again(operation: &'static str, attempt: u32, wait: Duration, error: &Error) {
    tracing::info!(attempt, wait_ms = millis(wait), %error, "sending again");
    #[cfg(feature = "metrics")]
    metrics::counter!("zoho_time_retries_total", "operation" => operation).increment(1);
    #[cfg(not(feature = "metrics"))]
    let _ = operation;
}

/// A call has ended.
pub(crate) fn ended(operation: &'static str, is_ok: bool) {
    #[cfg(feature = "metrics")]
    {
        let outcome = if is_ok { "ok" } else { "error" };
        metrics::counter!("zoho_time_calls_total", "operation" => operation, "outcome" => outcome)
            .increment(1);
    }
    #[cfg(not(feature = "metrics"))]
    let _ = (operation, is_ok);
}

/// The number of requests that are left today.
pub(crate) fn quota(remaining: u64) {
    #[cfg(feature = "metrics")]
    metrics::gauge!("zoho_time_quota_remaining").set(remaining as f64);
    #[cfg(not(feature = "metrics"))]
    let _ = remaining;
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    Some(server_text::shown(id, &[]))
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
