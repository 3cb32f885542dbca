//! `/_sandbox/data`: the records as tables.

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use serde_json::{Value, json};

use crate::http::parameters::Parameters;
use crate::http::refusal::{Kind, Refusal};
use crate::http::respond;
use crate::model::keys::OrganizationKey;
use crate::state::Shared;
use crate::store::{Ledger, Table, Transaction};

/// Returns the organizations, and the tables of one of them with their number of records: the one that
/// `organization_id` names, or the first.
pub(super) async fn tables(State(shared): State<Shared>, uri: Uri) -> Response {
    let answer = look(shared, &uri, |ledger, transaction| {
        let organizations: Vec<Value> = transaction
            .organization_names()?
            .into_iter()
            .map(|(id, name)| json!({ "organization_id": id, "name": name }))
            .collect();
        let mut tables = Vec::new();
        for table in Table::all() {
            tables.push(json!({ "name": table.name, "count": ledger.count(table)? }));
        }
        Ok(json!({
            "organization_id": ledger.organization().id,
            "organizations": organizations,
            "running_timers": ledger.running_timers()?,
            "tables": tables,
        }))
    });
    answer.await
}

/// Shows a page of a table: `organization_id`, `page`, `per_page`.
pub(super) async fn records(
    State(shared): State<Shared>,
    Path(name): Path<String>,
    uri: Uri,
) -> Response {
    let page = match Parameters::of(&uri).page() {
        Ok(page) => page,
        Err(refusal) => return respond::refusal(&refusal),
    };
    let Some(table) = Table::named(&name) else {
        return respond::refusal(&Refusal::UnknownPath);
    };
    let answer = look(shared, &uri, move |ledger, _| {
        Ok(json!({
            "table": table.name,
            "organization_id": ledger.organization().id,
            "columns": table.columns,
            "page": page.number,
            "per_page": page.size,
            "total": ledger.count(table)?,
            "rows": ledger.browse(table, page)?,
        }))
    });
    answer.await
}

/// Responds with data from the records of an organization.
async fn look(
    shared: Shared,
    uri: &Uri,
    read: impl FnOnce(&Ledger<'_>, Transaction<'_>) -> Result<Value, Refusal> + Send + 'static,
) -> Response {
    let wanted = Parameters::of(uri).key::<OrganizationKey>("organization_id");
    let clock = shared.clock.clone();
    let work = move |transaction: &Transaction<'_>| {
        let organization = match wanted? {
            Some(id) => transaction.organization(id)?,
            None => transaction.first_organization()?,
        };
        let organization = organization.ok_or(Refusal::NotFound(Kind::Organization))?;
        read(&transaction.ledger(organization, clock.now()), *transaction)
    };
    match shared.store.read(work).await {
        Ok(value) => respond::json(&value),
        Err(refusal) => respond::refusal(&refusal),
    }
}
