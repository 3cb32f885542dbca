//! An accepted request, as passed to a handler.

use axum::http::HeaderMap;

use crate::http::body::RequestBody;
use crate::http::fields::Fields;
use crate::http::parameters::Parameters;
use crate::http::refusal::{Kind, Refusal};
use crate::http::remarks::Remarks;
use crate::model::Project;
use crate::model::keys::{Key, ProjectKey, UserKey};
use crate::model::product::{Product, WireStyle};
use crate::store::Ledger;

/// The content of the request, apart from its sender.
#[derive(Debug)]
pub(crate) struct RequestParts {
    pub(crate) headers: HeaderMap,
    pub(crate) path: Vec<(String, String)>,
    /// Parameters of the query, and of a form.
    pub(crate) query: Parameters,
    pub(crate) body: RequestBody,
    /// Remarks for the log.
    pub(crate) remarks: Remarks,
}

/// An accepted request, as passed to an operation.
#[derive(Debug)]
pub(crate) struct Call<'c> {
    /// The records of the request's organization.
    pub(crate) ledger: Ledger<'c>,
    /// The user who sends the request.
    pub(crate) caller: UserKey,
    pub(crate) product: Product,
    pub(crate) style: WireStyle,
    pub(crate) query: &'c Parameters,
    pub(crate) request: &'c RequestParts,
}

impl Call<'_> {
    /// The fields of the body.
    pub(crate) fn body(&self) -> Result<Fields, Refusal> {
        let fields = self.request.body.fields()?;
        Ok(fields.reporting(&self.request.remarks))
    }

    /// Logs a warning about what works here, but may fail or lose data with live servers.
    pub(crate) fn warn(&self, warning: impl Into<String>) {
        self.request.remarks.warn(warning);
    }

    /// A header, if it has a value. Some headers of the API have Unicode text, unlike HTTP.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let value = self.request.headers.get(name)?.as_bytes();
        let text = std::str::from_utf8(value).ok()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The id from the path. A malformed id is a 404.
    pub(crate) fn id<K: Key>(&self, name: &str, kind: Kind) -> Result<K, Refusal> {
        let found = self.request.path.iter().find(|(key, _)| key == name);
        found
            .and_then(|(_, value)| K::parse(value))
            .ok_or(Refusal::NotFound(kind))
    }

    /// The project in the path.
    pub(crate) fn project(&self) -> Result<Project, Refusal> {
        let id: ProjectKey = self.id("project_id", Kind::Project)?;
        self.ledger
            .project(id)?
            .ok_or(Refusal::NotFound(Kind::Project))
    }
}
