//! Addresses from the client's point of view, and `/oauth/serverinfo`.

use axum::extract::State;
use axum::http::{Extensions, HeaderMap};
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::http::respond;
use crate::model::Choice;
use crate::model::data_center::DataCenter;
use crate::state::Shared;
use crate::state::base_url::BaseUrl;

/// The addresses of the services: those of the sandbox or, for a request via a host of a data center, those of
/// that data center. A program that uses the sandbox is never redirected to the real hosts.
#[derive(Debug, Clone)]
pub(super) struct Addresses {
    center: Option<DataCenter>,
    sandbox: String,
}

impl Addresses {
    pub(super) fn of(shared: &Shared, extensions: &Extensions, headers: &HeaderMap) -> Self {
        Self {
            center: DataCenter::of(headers),
            sandbox: BaseUrl::of(shared, extensions).0,
        }
    }

    /// The data center whose host the request used.
    pub(super) fn center(&self) -> Option<DataCenter> {
        self.center
    }

    /// The address of the API.
    pub(super) fn api_domain(&self) -> String {
        self.center
            .map_or_else(|| self.sandbox.clone(), DataCenter::api_url)
    }

    /// The address of the accounts server.
    pub(super) fn accounts_server(&self) -> String {
        self.center
            .map_or_else(|| self.sandbox.clone(), DataCenter::accounts_url)
    }

    /// The data center of the request, as the list of data centers names it.
    pub(super) fn location(&self) -> &'static str {
        self.center.unwrap_or(DataCenter::UnitedStates).location()
    }

    /// Every data center and the address of its accounts server.
    fn locations(&self) -> Map<String, Value> {
        let centers = DataCenter::ALL.iter().copied();
        let listed = centers.map(|center| {
            let url = match self.center {
                Some(_) => center.accounts_url(),
                None => self.sandbox.clone(),
            };
            (center.location().to_owned(), Value::from(url))
        });
        listed.collect()
    }
}

/// Lists the data centers.
pub(crate) async fn server_info(
    State(shared): State<Shared>,
    extensions: Extensions,
    headers: HeaderMap,
) -> Response {
    let addresses = Addresses::of(&shared, &extensions, &headers);
    respond::json(&json!({ "result": "success", "locations": addresses.locations() }))
}
