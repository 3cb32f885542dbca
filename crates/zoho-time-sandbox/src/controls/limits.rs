//! `/_sandbox/limits` and `/_sandbox/quota`.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::keys::OrganizationKey;
use crate::limits::{Limits, Plan};
use crate::query::Parameters;
use crate::refusal::{Kind, Refusal};
use crate::respond;
use crate::route_table::RouteTable;
use crate::state::Shared;
use crate::store::Transaction;

pub(super) fn routes() -> RouteTable {
    RouteTable::default()
        .get("/_sandbox/limits", show)
        .put("/_sandbox/limits", change)
        .get("/_sandbox/quota", quota)
}

/// A change of the limits: those of a plan, or others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Change {
    Plan(Plan),
    Limits(Limits),
}

async fn show(State(shared): State<Shared>) -> Response {
    shown(&shared)
}

/// Changes the limits, with `{"plan": "free"}` or `{"limits": {…}}`, and begins to count anew.
async fn change(State(shared): State<Shared>, body: Bytes) -> Response {
    match serde_json::from_slice(&body) {
        Ok(change) => {
            shared.limiter.set(match change {
                Change::Plan(plan) => plan.limits(),
                Change::Limits(limits) => Some(limits),
            });
            shown(&shared)
        }
        Err(error) => respond::refusal(&Refusal::Control(error.to_string())),
    }
}

fn shown(shared: &Shared) -> Response {
    respond::json(&json!({ "limits": shared.limiter.limits() }))
}

/// How the organisation that `organization_id` names stands, or the first one.
async fn quota(State(shared): State<Shared>, uri: Uri) -> Response {
    match stand(&shared, &Parameters::of(&uri)).await {
        Ok(answer) => respond::json(&answer),
        Err(refusal) => respond::refusal(&refusal),
    }
}

async fn stand(shared: &Shared, query: &Parameters) -> Result<Value, Refusal> {
    let named: Option<OrganizationKey> = query.key("organization_id")?;
    let work = move |transaction: &Transaction<'_>| {
        let found = match named {
            Some(id) => transaction.organization(id)?,
            None => transaction.first_organization()?,
        };
        found.ok_or(Refusal::NotFound(Kind::Organization))
    };
    let organization = shared.store.read(work).await?;
    let (id, now) = (organization.id.to_string(), shared.clock.now());
    let quota = shared.limiter.quota(&id, now, organization.offset);
    Ok(json!({ "organization_id": id, "quota": quota }))
}
