//! `/_sandbox/limits` and `/_sandbox/quota`.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::parameters::Parameters;
use crate::http::refusal::{Kind, Refusal};
use crate::http::respond;
use crate::limits::{Limits, Plan};
use crate::model::keys::OrganizationKey;
use crate::state::Shared;
use crate::state::route_table::RouteTable;
use crate::store::Transaction;

pub(super) fn routes() -> RouteTable {
    RouteTable::default()
        .get("/_sandbox/limits", show)
        .put("/_sandbox/limits", change)
        .get("/_sandbox/quota", quota)
}

/// A change of the limits: those of a plan, or custom ones, and the overdraft of a day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    plan: Option<Plan>,
    limits: Option<Limits>,
    overdraft: Option<u32>,
}

impl Change {
    /// The limits to set, given the current ones.
    fn limits(self, current: Option<Limits>) -> Result<Option<Limits>, &'static str> {
        let mut limits = match (self.plan, self.limits) {
            (Some(plan), None) => plan.limits(),
            (None, Some(limits)) => Some(limits),
            (None, None) if self.overdraft.is_some() => current,
            _ => return Err("use either `plan` or `limits`, or `overdraft` alone"),
        };
        if let (Some(limits), Some(overdraft)) = (&mut limits, self.overdraft) {
            limits.overdraft = overdraft;
        }
        Ok(limits)
    }
}

async fn show(State(shared): State<Shared>) -> Response {
    to_response(&shared)
}

/// Changes the limits, with `{"plan": "free"}` or `{"limits": {…}}`, either with `overdraft`, and resets the
/// counters.
async fn change(State(shared): State<Shared>, body: Bytes) -> Response {
    let change: Result<Change, _> = serde_json::from_slice(&body);
    let limits = change
        .map_err(|error| error.to_string())
        .and_then(|change| {
            let limits = change.limits(shared.limiter.limits());
            limits.map_err(str::to_owned)
        });
    match limits {
        Ok(limits) => {
            shared.limiter.set(limits);
            to_response(&shared)
        }
        Err(problem) => respond::refusal(&Refusal::Control(problem)),
    }
}

fn to_response(shared: &Shared) -> Response {
    respond::json(&json!({ "limits": shared.limiter.limits() }))
}

/// The quota of the organization that `organization_id` names, or of the first one.
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
    let quota = shared.limiter.quota(&id, now, organization.time_zone);
    Ok(json!({ "organization_id": id, "quota": quota }))
}
