//! Contract checking: the spec that the sandbox serves and validates requests and responses against.
//!
//! `openapi.json` and `openapi.yaml` are copies of the spec, maintained by `cargo xtask regen`, so that the
//! crate is self-contained.

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

/// The spec as JSON.
pub(crate) const JSON: &str = include_str!("openapi.json");
/// The spec as YAML.
pub(crate) const YAML: &str = include_str!("openapi.yaml");

/// A spec violation in a request or a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The field or the parameter; empty for the whole body.
    pub(crate) field: String,
    /// The reason.
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
        Self::SpecViolation { field, reason }
    }
}

/// Without the feature `contract`, nothing is checked.
#[cfg(not(feature = "contract"))]
pub(crate) fn request(_: &str, _: &Parameters, _: &RequestBody) -> Vec<Violation> {
    Vec::new()
}

/// Without the feature `contract`, nothing is checked.
#[cfg(not(feature = "contract"))]
pub(crate) fn response(_: &str, _: StatusCode, _: &[u8]) -> Vec<Violation> {
    Vec::new()
}
