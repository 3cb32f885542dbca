//! Where things are, as the program that asks sees it; and `/oauth/serverinfo`.

use axum::extract::State;
use axum::http::{Extensions, HeaderMap};
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::http::respond;
use crate::model::Choice;
use crate::model::data_center::DataCenter;
use crate::state::Shared;
use crate::state::base_url::BaseUrl;

/// Where things are: at the sandbox or, for a program that came by a host of a data centre, at the
/// hosts of that one. A program that came to the sandbox is never sent to the real hosts.
#[derive(Debug, Clone)]
pub(super) struct Addresses {
    center: Option<DataCenter>,
    sandbox: String,
}

impl Addresses {
    pub(super) fn of(shared: &Shared, extensions: &Extensions, headers: &HeaderMap) -> Self {
        Self {
            center: DataCenter::of(extensions, headers),
            sandbox: BaseUrl::of(shared, extensions).0,
        }
    }

    /// The data centre that the program came by.
    pub(super) fn center(&self) -> Option<DataCenter> {
        self.center
    }

    /// Where the API is.
    pub(super) fn api_domain(&self) -> String {
        self.center
            .map_or_else(|| self.sandbox.clone(), DataCenter::api_url)
    }

    /// Where the accounts server is.
    pub(super) fn accounts_server(&self) -> String {
        self.center
            .map_or_else(|| self.sandbox.clone(), DataCenter::accounts_url)
    }

    /// What the list of data centres calls the one that the program came by.
    pub(super) fn location(&self) -> &'static str {
        self.center.unwrap_or(DataCenter::UnitedStates).location()
    }

    /// Every data centre and where its accounts server is.
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

/// Lists the data centres.
pub(crate) async fn server_info(
    State(shared): State<Shared>,
    extensions: Extensions,
    headers: HeaderMap,
) -> Response {
    let addresses = Addresses::of(&shared, &extensions, &headers);
    respond::json(&json!({ "result": "success", "locations": addresses.locations() }))
}
