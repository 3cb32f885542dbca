//! Every example fits the schema that it is an example of.

use jsonschema::Registry;
use serde_json::Value;

use super::json_schema;
use crate::{
    problem::{Location, Problem},
    spec::{Spec, entries},
    visit,
};

/// Checks the examples of media types, parameters, headers and schemas.
pub(super) fn check(spec: &Spec) -> Vec<Problem> {
    let registry = match json_schema::registry(spec) {
        Ok(registry) => registry,
        Err(problem) => return vec![problem],
    };
    let mut problems = Vec::new();
    for (schema, example, location) in examples(spec, &mut problems) {
        problems.extend(misfit(&registry, &schema, example, &location));
    }
    problems
}

fn misfit(
    registry: &Registry<'_>,
    schema: &Location,
    example: &Value,
    location: &Location,
) -> Option<Problem> {
    const SHOWN: usize = 3;
    let misfits = match json_schema::misfits(registry, schema, example) {
        Ok(misfits) => misfits,
        Err(problem) => return Some(problem),
    };
    if misfits.is_empty() {
        return None;
    }
    let mut message = format!(
        "this example does not fit its schema: {}",
        misfits[..misfits.len().min(SHOWN)].join("; ")
    );
    if misfits.len() > SHOWN {
        message += &format!("; and {} more", misfits.len() - SHOWN);
    }
    Some(location.problem(message))
}

/// All examples: the place of the schema, the value, and the place to name when it is wrong.
fn examples<'a>(
    spec: &'a Spec,
    problems: &mut Vec<Problem>,
) -> Vec<(Location, &'a Value, Location)> {
    let mut found = Vec::new();
    for (location, schema) in visit::schemas(spec) {
        if let Some(example) = schema.get("example") {
            found.push((location.clone(), example, location.child("example")));
        }
    }
    for (location, holder) in visit::schema_holders(spec) {
        if holder.get("schema").is_none() {
            continue;
        }
        let schema = location.child("schema");
        if let Some(example) = holder.get("example") {
            found.push((schema.clone(), example, location.child("example")));
        }
        for (name, example) in entries(holder, "examples") {
            let location = location.child("examples").child(name);
            match spec.resolve(example, &location) {
                Ok((example, at)) => {
                    if let Some(value) = example.get("value") {
                        found.push((schema.clone(), value, at.child("value")));
                    }
                }
                Err(problem) => problems.push(problem),
            }
        }
    }
    found
}
