//! `GET /_sandbox/demo`: what a program has to know to use a sandbox that somebody else started.

use axum::Router;
use axum::routing::get;
use serde_json::{Value, json};

use crate::demo::Demo;
use crate::state::Shared;
use crate::{respond, routes};

/// The addresses of a sandbox, and the account it began with.
#[derive(Debug)]
pub(crate) struct Introduction(Value);

impl Introduction {
    pub(crate) fn new(shared: &Shared, demo: &Demo) -> Self {
        fn all<I: ToString>(ids: &[I]) -> Vec<String> {
            ids.iter().map(ToString::to_string).collect()
        }
        Self(json!({
            "base_url": shared.base_url,
            "accounts_url": shared.base_url,
            "organization_id": demo.organization_id.as_str(),
            "client_id": demo.client_id,
            "client_secret": demo.client_secret,
            "refresh_token": demo.refresh_token,
            "access_token": demo.access_token,
            "users": all(&demo.users),
            "customers": all(&demo.customers),
            "projects": all(&demo.projects),
            "stand_in": null,
        }))
    }

    /// Tells of a stand-in as well.
    #[cfg(feature = "stand-in")]
    pub(crate) fn with(mut self, stand_in: Option<&crate::stand_in::StandIn>) -> Self {
        if let Some(stand_in) = stand_in {
            self.0["stand_in"] = json!({
                "url": stand_in.url(),
                "data_folder": stand_in.folder(),
            });
        }
        self
    }

    pub(crate) fn router(self) -> Router {
        let show = async move || respond::json(&self.0);
        Router::new()
            .route("/_sandbox/demo", get(show))
            .method_not_allowed_fallback(routes::method_not_allowed)
    }
}
