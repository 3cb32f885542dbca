//! A request that was admitted, as a handler sees it.

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

/// What came over the wire, apart from who sent it.
#[derive(Debug)]
pub(crate) struct RequestParts {
    pub(crate) headers: HeaderMap,
    pub(crate) path: Vec<(String, String)>,
    /// Those of the query, and of a form.
    pub(crate) query: Parameters,
    pub(crate) body: RequestBody,
    /// What the log should say about it.
    pub(crate) remarks: Remarks,
}

/// A request that was let through, as an operation sees it.
#[derive(Debug)]
pub(crate) struct Call<'c> {
    /// The records of the organisation that the request is for.
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

    /// Warns in the log of what works here, but may fail or lose data elsewhere.
    pub(crate) fn warn(&self, warning: impl Into<String>) {
        self.request.remarks.warn(warning);
    }

    /// A header, if it has a value. Unlike HTTP, the API has text of any language in some.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let value = self.request.headers.get(name)?.as_bytes();
        let text = std::str::from_utf8(value).ok()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The id in the path; what is no id at all names nothing.
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
