//! `/_sandbox/instances`: separate sandboxes for concurrent tests.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use zoho_time_types::Timestamp;

use super::instances::Instances;
use super::{Sandbox, SandboxBuilder};
use crate::controls::demo::account;
use crate::http::body::{self, RequestBody};
use crate::http::fields::Fields;
use crate::http::refusal::{Kind, Refusal};
use crate::http::respond;
use crate::model::clock::Clock;
use crate::model::product::{Product, WireStyle};
use crate::state::Shared;
use crate::state::base_url::BaseUrl;
use crate::state::route_table::RouteTable;

pub(super) fn routes(instances: &Arc<Instances>) -> RouteTable {
    const PATH: &str = "/_sandbox/instances";
    let (listing, starting, stopping) = (
        Arc::clone(instances),
        Arc::clone(instances),
        Arc::clone(instances),
    );
    RouteTable::default()
        .get(PATH, async move |base: BaseUrl| list(&listing, &base))
        .post(
            PATH,
            async move |State(shared): State<Shared>,
                        base: BaseUrl,
                        uri: Uri,
                        headers: HeaderMap,
                        body: Body| {
                let body = body::read(&uri, &headers, body).await;
                start(&starting, &shared, &base, &body).await
            },
        )
        .delete(
            &format!("{PATH}/{{id}}"),
            async move |Path(id): Path<String>| stop(&stopping, &id).await,
        )
}

/// Starts a sandbox in memory on its own port. The body may have `style`, `demo` (whether there is sample
/// data), `seed` and `now` (to freeze the clock at that time).
async fn start(
    instances: &Instances,
    shared: &Shared,
    base: &BaseUrl,
    body: &RequestBody,
) -> Response {
    let builder = body
        .fields_if_any()
        .and_then(|fields| read(&fields, shared.style));
    let builder = match builder {
        Ok(builder) => builder,
        Err(refusal) => return respond::refusal(&refusal),
    };
    let started = instances.start(builder, |id, sandbox| to_json(id, sandbox, base));
    match started.await {
        Ok(instance) => {
            let body = json!({ "code": 0, "message": "success", "instance": instance });
            respond::bytes(StatusCode::CREATED, body.to_string().into_bytes())
        }
        Err(error) => {
            tracing::error!(%error, "an instance did not start");
            let body = json!({ "code": 1000, "message": error.to_string() });
            respond::bytes(
                StatusCode::INTERNAL_SERVER_ERROR,
                body.to_string().into_bytes(),
            )
        }
    }
}

fn list(instances: &Instances, base: &BaseUrl) -> Response {
    let instances = instances.list(|id, sandbox| to_json(id, sandbox, base));
    respond::json(&json!({ "code": 0, "message": "success", "instances": instances }))
}

/// Stops a sandbox, and discards its data.
async fn stop(instances: &Instances, id: &str) -> Response {
    let stopped = match id.parse() {
        Ok(id) => instances.stop(id).await,
        Err(_) => false,
    };
    if stopped {
        respond::json(&json!({ "code": 0, "message": "The instance has been stopped." }))
    } else {
        respond::refusal(&Refusal::NotFound(Kind::Instance))
    }
}

fn read(fields: &Fields, default_style: WireStyle) -> Result<SandboxBuilder, Refusal> {
    const STYLE: &str = "style";
    const SEED: &str = "seed";
    const NOW: &str = "now";
    let style = match fields.text(STYLE, 20)?.as_deref() {
        None => default_style,
        Some("documented") => WireStyle::Documented,
        Some("observed") => WireStyle::Observed,
        Some(_) => return Err(Refusal::invalid(STYLE)),
    };
    let mut builder = Sandbox::builder()
        .style(style)
        .demo(fields.flag("demo")?.unwrap_or(true));
    if let Some(seed) = fields.integer(SEED)? {
        builder = builder.seed(fields.need(SEED, seed.try_into().ok())?);
    }
    if let Some(now) = fields.text(NOW, 40)? {
        let now: Option<Timestamp> = now.parse().ok();
        let now: DateTime<Utc> = fields.need(NOW, now)?.into();
        let is_shown = (Clock::EARLIEST..=Clock::LATEST).contains(&now);
        let now = fields.need(NOW, is_shown.then_some(now))?;
        builder = builder.clock(Clock::frozen_at(now));
    }
    Ok(builder)
}

/// The addresses of an instance, on the host by which the client knows this sandbox, and its account.
fn to_json(id: u64, sandbox: &Sandbox, base: &BaseUrl) -> Value {
    let base_url = base.with_port(sandbox.address().port());
    let mut shown = account(sandbox.demo(), &base_url);
    shown["instance_id"] = id.to_string().into();
    for product in Product::ALL {
        shown[format!("{}_url", product.slug())] =
            format!("{base_url}{}", product.base_path()).into();
    }
    shown
}
