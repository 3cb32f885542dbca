//! Differences that were decided on and are not reported again.

use serde::Deserialize;

use super::{About, Difference};
use crate::problem::{Location, Problems};

/// The decisions of `spec/decisions.yaml`.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    /// In the order of the file.
    pub list: Vec<Decision>,
}

/// Differences that are meant to be there. In every pattern, `*` stands for any text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The reason.
    pub reason: String,
    /// The row of `spec/CURATION.md` with the details: its first column.
    #[serde(default)]
    pub claim: Option<String>,
    /// Their kinds.
    pub about: Vec<About>,
    /// Patterns of their places; by default, the operation itself.
    #[serde(default = "the_operation")]
    pub at: Vec<String>,
    /// A pattern of their operations; by default, all.
    #[serde(default = "all")]
    pub operation: String,
    /// The product that they are in; by default, all.
    #[serde(default)]
    pub product: Option<String>,
}

fn the_operation() -> Vec<String> {
    vec![String::new()]
}

fn all() -> String {
    "*".to_owned()
}

impl Decisions {
    /// Reads the file; `file` is its name in messages.
    ///
    /// # Errors
    ///
    /// When it does not have the form it should have.
    pub fn parse(file: &str, text: &str) -> Result<Self, Problems> {
        let options = serde_saphyr::options! { with_snippet: false };
        let list = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
            let problem =
                Location::root().problem(format!("these decisions cannot be read: {error}"));
            Problems::new(file, vec![problem])
        })?;
        Ok(Self { list })
    }
}

impl Decision {
    /// Whether a difference is meant.
    #[must_use]
    pub fn covers(&self, difference: &Difference) -> bool {
        self.about.contains(&difference.about)
            && self.concerns(&difference.product, &difference.operation)
            && self.at.iter().any(|at| matches(at, &difference.location))
    }

    /// Whether it is about that operation of that product at all.
    pub(super) fn concerns(&self, product: &str, operation: &str) -> bool {
        let of_product = self.product.as_deref().is_none_or(|own| own == product);
        of_product && matches(&self.operation, operation)
    }
}

/// Whether a text is what a pattern says, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, mut rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    while let Some((middle, after)) = rest.split_once('*') {
        let Some(at) = text.find(middle) else {
            return false;
        };
        text = text.get(at + middle.len()..).unwrap_or_default();
        rest = after;
    }
    text.ends_with(rest)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        let cases = [
            ("request.rate", "request.rate", true),
            ("request.rate", "request.rates", false),
            ("*", "", true),
            ("request.*", "request.users.rate", true),
            ("*.rate", "request.users.rate", true),
            ("*.rate", "request.users.rate_of", false),
            ("PUT /projects/{}*", "PUT /projects/{}/tasks/{}", true),
            ("a*b*c", "a1b2b3c", true),
            ("a*b*c", "ac", false),
            ("ab*ba", "aba", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
