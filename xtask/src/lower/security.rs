//! The scopes of an operation.

use serde_json::Value;

use super::Lowering;
use crate::{
    ir::last_part,
    problem::Problem,
    spec::{OperationItem, items},
};

impl Lowering<'_> {
    /// The scope per product: each alternative of `security` names one, under a scheme that
    /// starts with the product's name.
    pub(super) fn scopes(
        &self,
        item: &OperationItem<'_>,
    ) -> Result<Vec<(String, String)>, Problem> {
        let location = item.location.child("security");
        let owner = if item.value.get("security").is_some() {
            item.value
        } else {
            &self.spec.root
        };
        let mut scopes = Vec::<(String, String)>::new();
        for (index, alternative) in items(owner, "security").iter().enumerate() {
            let location = location.child(index);
            let named = named_scopes(alternative);
            let [(scheme, scope)] = named[..] else {
                return Err(location.problem("an alternative must ask for exactly one scope"));
            };
            let mut schemes = self.spec.components("securitySchemes");
            if !schemes.any(|(name, _)| name == scheme) {
                return Err(location.problem(format!("there is no security scheme `{scheme}`")));
            }
            if let Some((_, first)) = scopes.first()
                && last_part(first) != last_part(scope)
            {
                return Err(location.problem(format!("`{scope}` and `{first}` end differently")));
            }
            let product = scheme
                .split_once('_')
                .map_or(scheme, |(product, _)| product);
            scopes.push((product.to_owned(), scope.to_owned()));
        }
        if scopes.is_empty() {
            return Err(item.location.problem(
                "security is missing; name the scope that the operation needs, per product",
            ));
        }
        Ok(scopes)
    }

    /// Whether sending the operation twice does the same as sending it once.
    pub(super) fn idempotent(item: &OperationItem<'_>) -> Result<bool, Problem> {
        match item.value.get("x-idempotent") {
            None => Ok(matches!(
                item.method,
                "get" | "put" | "delete" | "head" | "options"
            )),
            Some(Value::Bool(value)) => Ok(*value),
            Some(_) => Err(item
                .location
                .child("x-idempotent")
                .problem("this is true or false")),
        }
    }
}

/// The scopes of an alternative, each with its scheme. A scheme other than OAuth has none.
fn named_scopes(alternative: &Value) -> Vec<(&str, &str)> {
    let schemes = alternative.as_object().into_iter().flatten();
    schemes
        .flat_map(|(scheme, scopes)| {
            let scopes = scopes.as_array().into_iter().flatten();
            scopes.filter_map(move |scope| Some((scheme.as_str(), scope.as_str()?)))
        })
        .collect()
}
