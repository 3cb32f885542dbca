//! Fault rules: selection of the requests that fail.

use axum::http::Method;
use serde::{Deserialize, Serialize};

use super::action::Action;

/// Which requests fail, how many of them, and how.
///
/// A request matches if all conditions of the rule are met; a rule without conditions matches every request. Of
/// the matching requests, the first [`after`](Self::after) are skipped, and then [`times`](Self::times) of them
/// fail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The name of the operation in the spec.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The product whose API the request is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The HTTP method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Verb>,
    /// The whole path without the query, or a prefix that ends with `*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Number of matching requests to skip first. Requests that an earlier rule makes fail do not count.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub after: u32,
    /// Number of requests that fail before the rule is exhausted; unlimited by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Probability with which a selected request fails; 1 by default. A request that is spared does not count
    /// for `times`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Seed for the probability: the same seed selects the same requests, by their position. The default is 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The action.
    pub action: Action,
}

const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Rule {
    /// A rule that makes every request fail in this way.
    #[must_use]
    pub const fn new(action: Action) -> Self {
        Self {
            operation: None,
            product: None,
            method: None,
            path: None,
            after: 0,
            times: None,
            probability: None,
            seed: None,
            action,
        }
    }

    /// Whether a request matches the rule.
    pub(super) fn matches(&self, incoming: Incoming<'_>) -> bool {
        let same = |wanted: &Option<String>, found: Option<&str>| {
            wanted.is_none() || wanted.as_deref() == found
        };
        same(&self.operation, incoming.operation)
            && same(&self.product, incoming.product)
            && self
                .method
                .is_none_or(|verb| verb.name() == incoming.method.as_str())
            && self
                .path
                .as_deref()
                .is_none_or(|pattern| path_matches(pattern, incoming.path))
    }
}

fn path_matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => path.starts_with(beginning),
        None => path == pattern,
    }
}

/// The properties of a request that rules match.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'r> {
    /// The name of its operation in the spec, if any.
    pub operation: Option<&'r str>,
    /// The product, if any.
    pub product: Option<&'r str>,
    /// Its HTTP method.
    pub method: &'r Method,
    /// Its path, without the query.
    pub path: &'r str,
}

/// HTTP methods that a rule can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verb {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
    /// HEAD.
    Head,
    /// OPTIONS.
    Options,
}

impl Verb {
    const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
        }
    }
}
