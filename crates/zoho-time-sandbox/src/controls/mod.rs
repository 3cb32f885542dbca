//! `/_sandbox`: controls for what the API itself has no operation for.
//!
//! They are for tests and users of the same machine, and require no token. A request without an organization
//! uses the first one. Responses and errors have the form of the API's own.

mod accounts;
mod clients;
mod contract;
mod data;
pub(crate) mod demo;
mod exchanges;
mod faults;
mod limits;
mod snapshots;
mod time;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::http::body::{self, RequestBody};
use crate::http::fields::Fields;
use crate::http::refusal::{Kind, Refusal};
use crate::http::respond;
use crate::model::clock::Clock;
use crate::model::keys::OrganizationKey;
use crate::state::Shared;
use crate::state::route_table::RouteTable;
use crate::store::{Ledger, Transaction};

/// A request to the controls.
#[derive(Debug)]
pub(crate) struct Control<'c> {
    transaction: Transaction<'c>,
    clock: Clock,
    body: Fields,
}

/// The result of a control.
pub(crate) type Run = fn(&Control<'_>) -> Result<Value, Refusal>;

// Controls that are also methods of `Sandbox`.
pub(crate) const ORGANIZATION: Run = data::organization;
pub(crate) const CUSTOMER: Run = data::customer;
pub(crate) const USER: Run = data::user;
pub(crate) const EXPENSE: Run = data::expense;
pub(crate) const INVOICE: Run = data::invoice;
pub(crate) const TOKEN: Run = accounts::token;
pub(crate) const CODE: Run = accounts::code;
pub(crate) const CLIENT: Run = clients::client;

pub(crate) use self::snapshots::{export_data, reset_data};

/// The controls that add a record.
const CREATING: [(&str, Run); 9] = [
    ("/_sandbox/organizations", data::organization),
    ("/_sandbox/customers", data::customer),
    ("/_sandbox/users", data::user),
    ("/_sandbox/custom_fields", data::custom_field),
    ("/_sandbox/expenses", data::expense),
    ("/_sandbox/invoices", data::invoice),
    ("/_sandbox/tokens", accounts::token),
    ("/_sandbox/codes", accounts::code),
    ("/_sandbox/clients", clients::client),
];

/// The controls and their paths.
pub(crate) fn routes() -> RouteTable {
    let table = CREATING
        .into_iter()
        .fold(RouteTable::default(), |table, (path, run)| {
            creates(table, path, run)
        });
    table
        .get("/_sandbox/health", health)
        .get("/_sandbox/demo", demo::show)
        .get("/_sandbox/clock", time::show)
        .put("/_sandbox/clock", time::change)
        .merge(snapshots::routes())
        .merge(contract::routes())
        .merge(exchanges::routes())
        .merge(faults::routes())
        .merge(limits::routes())
}

async fn health() -> Response {
    respond::json(&json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// Adds the route of a control that adds a record.
fn creates(table: RouteTable, path: &str, run: Run) -> RouteTable {
    table.post(
        path,
        async move |State(shared): State<Shared>, uri: Uri, headers: HeaderMap, body: Body| {
            let brought = body::read(&uri, &headers, body).await;
            match act(&shared, run, brought).await {
                Ok(value) => respond::bytes(StatusCode::CREATED, value.to_string().into_bytes()),
                Err(refusal) => respond::refusal(&refusal),
            }
        },
    )
}

/// Runs a control with a JSON body.
pub(crate) async fn perform(shared: &Shared, run: Run, json: String) -> Result<Value, Refusal> {
    act(shared, run, RequestBody::Json(json)).await
}

async fn act(shared: &Shared, run: Run, brought: RequestBody) -> Result<Value, Refusal> {
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

    /// The records of the organization that the body names, or of the first one.
    fn ledger(&self) -> Result<Ledger<'c>, Refusal> {
        let organization = match self.body.key::<OrganizationKey>("organization_id")? {
            Some(id) => self.transaction.organization(id)?,
            None => self.transaction.first_organization()?,
        };
        let organization = organization.ok_or(Refusal::NotFound(Kind::Organization))?;
        Ok(self.transaction.ledger(organization, self.now()))
    }
}
