//! Every example fits the schema that it is an example of.

use jsonschema::Registry;
use serde_json::Value;

use super::json_schema;
use crate::{
    problem::{Place, Problem},
    spec::{Spec, entries},
    walk,
};

/// Checks the examples of media types, parameters, headers and schemas.
pub(super) fn check(spec: &Spec) -> Vec<Problem> {
    let registry = match json_schema::registry(spec) {
        Ok(registry) => registry,
        Err(problem) => return vec![problem],
    };
    let mut problems = Vec::new();
    for (schema, example, place) in examples(spec, &mut problems) {
        problems.extend(misfit(&registry, &schema, example, &place));
    }
    problems
}

fn misfit(
    registry: &Registry<'_>,
    schema: &Place,
    example: &Value,
    place: &Place,
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
    Some(place.problem(message))
}

/// All examples: the place of the schema, the value, and the place to name when it is wrong.
fn examples<'a>(spec: &'a Spec, problems: &mut Vec<Problem>) -> Vec<(Place, &'a Value, Place)> {
    let mut found = Vec::new();
    for (place, schema) in walk::schemas(spec) {
        if let Some(example) = schema.get("example") {
            found.push((place.clone(), example, place.child("example")));
        }
    }
    for (place, holder) in walk::schema_holders(spec) {
        if holder.get("schema").is_none() {
            continue;
        }
        let schema = place.child("schema");
        if let Some(example) = holder.get("example") {
            found.push((schema.clone(), example, place.child("example")));
        }
        for (name, example) in entries(holder, "examples") {
            let place = place.child("examples").child(name);
            match spec.resolve(example, &place) {
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
