//! Checks of the properties of a schema itself: its default, its enum values, its extensions.

use serde_json::Value;

use crate::{
    problem::{Location, Problem},
    scalars::Scalar,
    spec::{Spec, entries, items, schema_reference},
    visit,
};

/// Checks every schema.
pub(super) fn check(spec: &Spec) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (location, schema) in visit::schemas(spec) {
        default_is_a_value(spec, schema, &location, &mut problems);
        aliases_name_a_sibling(schema, &location, &mut problems);
        enum_extensions_fit(schema, &location, &mut problems);
    }
    problems
}

/// Every line of the table must have its schema, as the generator ignores others in silence.
pub(super) fn scalars_exist(spec: &Spec, scalars: &[Scalar]) -> Vec<Problem> {
    scalars
        .iter()
        .filter(|scalar| spec.schema(scalar.schema).is_none())
        .map(|scalar| {
            Location::component("schemas", scalar.schema).problem(format!(
                "xtask/src/scalars.rs replaces this by `{}`, but there is no such schema",
                scalar.rust
            ))
        })
        .collect()
}

/// An enum's default is one of its values, also when the enum is behind a reference.
fn default_is_a_value(
    spec: &Spec,
    schema: &Value,
    location: &Location,
    problems: &mut Vec<Problem>,
) {
    let Some(default) = schema.get("default") else {
        return;
    };
    let referred = items(schema, "allOf").iter().find_map(schema_reference);
    let target = referred
        .and_then(|name| spec.schema(name))
        .unwrap_or(schema);
    let values = items(target, "enum");
    if !values.is_empty() && !values.contains(default) {
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        problems.push(location.child("default").problem(format!(
            "{default} is not one of the values: {}",
            values.join(", ")
        )));
    }
}

fn aliases_name_a_sibling(schema: &Value, location: &Location, problems: &mut Vec<Problem>) {
    for (name, property) in entries(schema, "properties") {
        let Some(alias) = property.get("x-alias-of") else {
            continue;
        };
        let sibling = alias
            .as_str()
            .and_then(|alias| schema.get("properties")?.get(alias));
        let message = match sibling {
            None => format!("{alias} is not a property of the same schema"),
            Some(sibling) if sibling.get("x-alias-of").is_some() => {
                format!("{alias} is itself an alias; name the property that stays")
            }
            Some(_) => continue,
        };
        let location = location.child("properties").child(name).child("x-alias-of");
        problems.push(location.problem(message));
    }
}

fn enum_extensions_fit(schema: &Value, location: &Location, problems: &mut Vec<Problem>) {
    let values = items(schema, "enum");
    let names = items(schema, "x-enum-varnames");
    if schema.get("x-enum-varnames").is_some() && names.len() != values.len() {
        problems.push(location.child("x-enum-varnames").problem(format!(
            "there are {} names for {} values",
            names.len(),
            values.len()
        )));
    }
    for (value, _) in entries(schema, "x-enumDescriptions") {
        if !values.iter().any(|known| known == value) {
            let location = location.child("x-enumDescriptions").child(value);
            problems.push(location.problem("this is not one of the values of the enum"));
        }
    }
}
