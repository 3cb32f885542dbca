//! `/_sandbox`: what the API itself has no operation for.
//!
//! Made for tests and people on the same machine, it asks for no token. What a request names no
//! organisation for goes to the first one. Answers and refusals have the form of the API's own.

mod accounts;
mod clients;
mod contract;
mod data;
mod exchanges;
mod faults;
mod instances;
mod limits;
mod snapshots;
mod time;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::body::{self, Brought};
use crate::clock::Clock;
use crate::input::Fields;
use crate::keys::OrganizationKey;
use crate::refusal::{Kind, Refusal};
use crate::respond;
use crate::state::Shared;
use crate::store::{Ledger, Transaction};

/// A request to the controls.
#[derive(Debug)]
pub(crate) struct Control<'c> {
    transaction: Transaction<'c>,
    clock: Clock,
    body: Fields,
}

/// What a control does.
pub(crate) type Run = fn(&Control<'_>) -> Result<Value, Refusal>;

// Those that have a method of `Sandbox` as well.
pub(crate) const ORGANIZATION: Run = data::organization;
pub(crate) const CUSTOMER: Run = data::customer;
pub(crate) const USER: Run = data::user;
pub(crate) const EXPENSE: Run = data::expense;
pub(crate) const INVOICE: Run = data::invoice;
pub(crate) const TOKEN: Run = accounts::token;
pub(crate) const CODE: Run = accounts::code;
pub(crate) const CLIENT: Run = clients::client;

pub(crate) use self::faults::arm_rule;

/// The controls and where they are.
pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/_sandbox/health", get(health))
        .route("/_sandbox/clock", get(time::show).put(time::change))
        .route("/_sandbox/organizations", creates(data::organization))
        .route("/_sandbox/customers", creates(data::customer))
        .route("/_sandbox/users", creates(data::user))
        .route("/_sandbox/custom_fields", creates(data::custom_field))
        .route("/_sandbox/expenses", creates(data::expense))
        .route("/_sandbox/invoices", creates(data::invoice))
        .route("/_sandbox/tokens", creates(accounts::token))
        .route("/_sandbox/codes", creates(accounts::code))
        .route("/_sandbox/clients", creates(clients::client))
        .merge(snapshots::router())
        .merge(instances::router())
        .merge(contract::router())
        .merge(exchanges::router())
        .merge(faults::router())
        .merge(limits::router())
}

async fn health() -> Response {
    respond::json(&json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// A route to a control that adds something.
fn creates(run: Run) -> MethodRouter<Shared> {
    post(
        async move |State(shared): State<Shared>, uri: Uri, headers: HeaderMap, body: Body| {
            let brought = body::read(&uri, &headers, body).await;
            match act(&shared, run, brought).await {
                Ok(value) => respond::bytes(StatusCode::CREATED, value.to_string().into_bytes()),
                Err(refusal) => respond::refusal(&refusal),
            }
        },
    )
}

/// Does what a control does, with a body of JSON.
pub(crate) async fn perform(shared: &Shared, run: Run, json: String) -> Result<Value, Refusal> {
    act(shared, run, Brought::Json(json)).await
}

async fn act(shared: &Shared, run: Run, brought: Brought) -> Result<Value, Refusal> {
    let clock = shared.clock.clone();
    let work = move |transaction: &Transaction<'_>| {
        run(&Control {
            transaction: *transaction,
            clock,
            body: brought.fields_if_any()?,
        })
    };
    shared.store.write(work).await
}

impl<'c> Control<'c> {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The records of the organisation that the body names, or of the first one.
    fn ledger(&self) -> Result<Ledger<'c>, Refusal> {
        let organization = match self.body.key::<OrganizationKey>("organization_id")? {
            Some(id) => self.transaction.organization(id)?,
            None => self.transaction.first_organization()?,
        };
        let organization = organization.ok_or(Refusal::NotFound(Kind::Organization))?;
        Ok(self.transaction.ledger(organization, self.now()))
    }
}
