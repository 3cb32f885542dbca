//! The specification that the sandbox serves and holds requests and answers against.
//!
//! `openapi.json` and `openapi.yaml` are copies of the specification that `cargo xtask regen`
//! keeps, so that the crate stands on its own.

#[cfg(feature = "contract")]
mod checks;
mod document;
mod fields;
#[cfg(feature = "contract")]
mod parameters;

use std::fmt;

#[cfg(not(feature = "contract"))]
use axum::http::StatusCode;

#[cfg(not(feature = "contract"))]
use crate::http::body::RequestBody;
#[cfg(not(feature = "contract"))]
use crate::http::parameters::Parameters;

use crate::http::refusal::Refusal;

#[cfg(feature = "contract")]
pub(crate) use self::checks::{request, response};
pub(crate) use self::fields::unknown_fields;

/// The specification as JSON.
pub(crate) const JSON: &str = include_str!("openapi.json");
/// The specification as it is written.
pub(crate) const YAML: &str = include_str!("openapi.yaml");

/// In what a request or an answer departs from the specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The field or the parameter; empty for the whole.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) reason: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str(&self.reason)
        } else {
            write!(f, "{}: {}", self.field, self.reason)
        }
    }
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        let Violation { field, reason } = violation;
        let field = if field.is_empty() {
            "the request".to_owned()
        } else {
            field
        };
        Self::AgainstSpecification { field, reason }
    }
}

/// Nothing is checked without the feature `contract`.
#[cfg(not(feature = "contract"))]
pub(crate) fn request(_: &str, _: &Parameters, _: &RequestBody) -> Vec<Violation> {
    Vec::new()
}

/// Nothing is checked without the feature `contract`.
#[cfg(not(feature = "contract"))]
pub(crate) fn response(_: &str, _: StatusCode, _: &[u8]) -> Vec<Violation> {
    Vec::new()
}
