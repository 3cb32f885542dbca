//! Validation of fault rules.

use super::action::Action;
use super::rule::Rule;
use crate::model::operation;
use crate::model::product::Product;
use crate::model::suggest;

/// Errors of an invalid rule.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ArmError {
    /// The operation is unknown.
    #[error("there is no operation `{name}`{hint}", hint = suggest::hint(.near))]
    UnknownOperation {
        /// The unknown name.
        name: String,
        /// Operations with similar names, the best match first.
        near: Vec<String>,
    },
    /// The product is unknown.
    #[error("there is no product `{name}`; the products are {products}", products = .products.join(", "))]
    UnknownProduct {
        /// The unknown name.
        name: String,
        /// The known products.
        products: Vec<String>,
    },
    /// The path matches no request.
    #[error("no path is `{0}`: a path starts with `/`, and `*` may only be at its end")]
    Path(String),
    /// It would never fire.
    #[error("`times` is 0, so the rule would never fire; omit `times` for no limit")]
    NoTimes,
    /// The probability is out of range.
    #[error("`probability` is {0}; it has to be more than 0 and at most 1")]
    Probability(f64),
    /// The seed has no effect.
    #[error("`seed` does nothing without `probability`")]
    SeedAlone,
    /// The status is not a final one.
    #[error("`status` is {0}; it has to be from 200 to 599")]
    Status(u16),
    /// The body would never be complete.
    #[error("`bytes` is 0, so the response would never end; use `stall_body` for that")]
    EmptyDrip,
}

/// Checks a rule.
pub(super) fn check(rule: &Rule) -> Result<(), ArmError> {
    if let Some(name) = &rule.operation {
        let known: Vec<&str> = operation::all().map(|known| known.id).collect();
        if !known.contains(&name.as_str()) {
            return Err(ArmError::UnknownOperation {
                name: name.clone(),
                near: suggest::matches(name, &known),
            });
        }
    }
    if let Some(name) = &rule.product {
        let known = Product::ALL.map(Product::slug);
        if !known.contains(&name.as_str()) {
            return Err(ArmError::UnknownProduct {
                name: name.clone(),
                products: known.map(str::to_owned).to_vec(),
            });
        }
    }
    if let Some(path) = &rule.path
        && !is_path(path)
    {
        return Err(ArmError::Path(path.clone()));
    }
    if rule.times == Some(0) {
        return Err(ArmError::NoTimes);
    }
    match (rule.probability, rule.seed) {
        (Some(p), _) if !(p > 0.0 && p <= 1.0) => return Err(ArmError::Probability(p)),
        (None, Some(_)) => return Err(ArmError::SeedAlone),
        _ => {}
    }
    match rule.action {
        Action::Status { status, .. } | Action::Html { status }
            if !(200..=599).contains(&status) =>
        {
            Err(ArmError::Status(status))
        }
        Action::SlowDrip { bytes: 0, .. } => Err(ArmError::EmptyDrip),
        _ => Ok(()),
    }
}

fn is_path(pattern: &str) -> bool {
    let fixed = pattern.strip_suffix('*').unwrap_or(pattern);
    (pattern == "*" || fixed.starts_with('/')) && !fixed.contains(['*', '?', '#'])
}
