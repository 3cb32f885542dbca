//! `/_sandbox/clock`.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use zoho_time_types::Timestamp;

use crate::http::body;
use crate::http::fields::Fields;
use crate::http::refusal::Refusal;
use crate::http::respond;
use crate::model::clock::Clock;
use crate::state::Shared;

/// Returns the time of the clock.
pub(super) async fn show(State(shared): State<Shared>) -> Response {
    to_response(&shared.clock)
}

/// Sets the clock: `frozen` freezes or resumes it, `now` sets it, and `advance_seconds` advances it.
pub(super) async fn change(
    State(shared): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let brought = body::read(&uri, &headers, body).await;
    match brought
        .fields()
        .and_then(|fields| apply(&shared.clock, &fields))
    {
        Ok(()) => to_response(&shared.clock),
        Err(refusal) => respond::refusal(&refusal),
    }
}

fn apply(clock: &Clock, fields: &Fields) -> Result<(), Refusal> {
    const SECONDS: &str = "advance_seconds";
    let frozen = fields.flag("frozen")?;
    let now = fields.text("now", 40)?;
    let now: Option<DateTime<Utc>> = match now {
        None => None,
        Some(text) => {
            let moment: Option<Timestamp> = text.parse().ok();
            Some(fields.need("now", moment)?.into())
        }
    };
    let span = match fields.integer(SECONDS)? {
        None => None,
        Some(seconds) => Some(fields.need(SECONDS, TimeDelta::try_seconds(seconds))?),
    };
    if (now.is_some() || span.is_some()) && !is_supported(clock, now, span) {
        return Err(Refusal::Control(format!(
            "The clock accepts times from {} to {}.",
            Clock::EARLIEST.to_rfc3339(),
            Clock::LATEST.to_rfc3339()
        )));
    }
    match frozen {
        Some(true) => clock.freeze(),
        Some(false) => clock.resume(),
        None => {}
    }
    if let Some(moment) = now {
        clock.set(moment);
    }
    if let Some(span) = span {
        clock.advance(span);
    }
    Ok(())
}

/// Whether the clock can be set to a time and advanced by a span.
fn is_supported(clock: &Clock, now: Option<DateTime<Utc>>, span: Option<TimeDelta>) -> bool {
    let supported = Clock::EARLIEST..=Clock::LATEST;
    let from = now.unwrap_or_else(|| clock.now());
    let to = from.checked_add_signed(span.unwrap_or_default());
    supported.contains(&from) && to.is_some_and(|to| supported.contains(&to))
}

fn to_response(clock: &Clock) -> Response {
    respond::json(&json!({
        "now": clock.now().to_rfc3339(),
        "frozen": clock.is_frozen(),
    }))
}
