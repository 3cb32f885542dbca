//! Which requests fail.

use axum::http::Method;
use serde::{Deserialize, Serialize};

use super::action::Action;

/// Which requests fail, how many of them, and how.
///
/// A request matches if everything that the rule names is so; a rule that names nothing matches
/// every request. Of the requests that match, the first [`after`](Self::after) are let through, and
/// then [`times`](Self::times) of them fail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The name of the operation in the specification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The product whose API the request is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The HTTP method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Verb>,
    /// The whole path without the query, or with `*` at its end all paths that begin so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// How many requests that match are let through first. Those that an earlier rule makes fail are
    /// not among them: a rule never gets to know of them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub after: u32,
    /// How many requests fail before the rule is spent; without it, no number is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// With which probability a request fails that otherwise would; without it, always. A request
    /// that gets away does not count for `times`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Decides which requests the probability hits: with the same seed, the same ones, counted in
    /// the order in which they come. Zero if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// What goes wrong.
    pub action: Action,
}

const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Rule {
    /// A rule by which every request fails in this way.
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

    /// Whether a request is one of those that the rule is about.
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

/// What rules look at in a request.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'r> {
    /// The name of its operation in the specification, if it has one.
    pub operation: Option<&'r str>,
    /// The product whose API it is for, if it is for any.
    pub product: Option<&'r str>,
    /// Its HTTP method.
    pub method: &'r Method,
    /// Its path, without the query.
    pub path: &'r str,
}

/// The HTTP methods that a rule can name.
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
