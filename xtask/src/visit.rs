//! All schemas, examples and references of a spec.

use serde_json::Value;

use crate::{
    problem::Location,
    spec::{Spec, entries, items, reference},
};

/// A value and its location.
pub type Found<'a> = (Location, &'a Value);

/// Every schema: the components, those written inline, and all that are inside them.
/// References are not followed, as what they point at is found in its own place.
#[must_use]
pub fn schemas(spec: &Spec) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    for (name, schema) in spec.components("schemas") {
        nested(schema, Location::component("schemas", name), &mut found);
    }
    for (location, holder) in schema_holders(spec) {
        if let Some(schema) = holder.get("schema") {
            nested(schema, location.child("schema"), &mut found);
        }
    }
    found
}

fn nested<'a>(schema: &'a Value, location: Location, found: &mut Vec<Found<'a>>) {
    for (name, property) in entries(schema, "properties") {
        nested(property, location.child("properties").child(name), found);
    }
    for key in ["items", "not", "additionalProperties"] {
        if let Some(inner) = schema.get(key).filter(|inner| inner.is_object()) {
            nested(inner, location.child(key), found);
        }
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for (index, inner) in items(schema, key).iter().enumerate() {
            nested(inner, location.child(key).child(index), found);
        }
    }
    found.push((location, schema));
}

/// Everything that has a schema and examples of it: parameters, headers, and the media types
/// of request bodies and responses.
#[must_use]
pub fn schema_holders(spec: &Spec) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    for section in ["parameters", "headers"] {
        for (name, holder) in spec.components(section) {
            push_inline(holder, Location::component(section, name), &mut found);
        }
    }
    for section in ["requestBodies", "responses"] {
        for (name, message) in spec.components(section) {
            message_holders(message, &Location::component(section, name), &mut found);
        }
    }
    for (path, item) in entries(&spec.root, "paths") {
        let location = Location::root().child("paths").child(path);
        parameter_holders(item, &location, &mut found);
    }
    for operation in spec.operations() {
        parameter_holders(operation.value, &operation.location, &mut found);
        if let Some(body) = operation.value.get("requestBody") {
            message_holders(body, &operation.location.child("requestBody"), &mut found);
        }
        for (status, response) in entries(operation.value, "responses") {
            let location = operation.location.child("responses").child(status);
            message_holders(response, &location, &mut found);
        }
    }
    found
}

fn parameter_holders<'a>(owner: &'a Value, location: &Location, found: &mut Vec<Found<'a>>) {
    for (index, parameter) in items(owner, "parameters").iter().enumerate() {
        push_inline(parameter, location.child("parameters").child(index), found);
    }
}

fn message_holders<'a>(message: &'a Value, location: &Location, found: &mut Vec<Found<'a>>) {
    for key in ["headers", "content"] {
        for (name, holder) in entries(message, key) {
            push_inline(holder, location.child(key).child(name), found);
        }
    }
}

fn push_inline<'a>(holder: &'a Value, location: Location, found: &mut Vec<Found<'a>>) {
    if reference(holder).is_none() {
        found.push((location, holder));
    }
}

/// Every `$ref` of the document outside of example values, with its location.
#[must_use]
pub fn references(spec: &Spec) -> Vec<(Location, &str)> {
    let mut found = Vec::new();
    collect_references(&spec.root, Location::root(), false, &mut found);
    found
}

/// With `named`, the keys of `value` are names from the API: `example` is a property there,
/// not an example.
fn collect_references<'a>(
    value: &'a Value,
    location: Location,
    named: bool,
    found: &mut Vec<(Location, &'a str)>,
) {
    const VALUES: [&str; 4] = ["example", "value", "default", "enum"];
    const NAMED: [&str; 9] = [
        "properties",
        "schemas",
        "parameters",
        "headers",
        "requestBodies",
        "responses",
        "examples",
        "links",
        "callbacks",
    ];
    if let Some(target) = reference(value).filter(|_| !named) {
        found.push((location.clone(), target));
    }
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                if named || !VALUES.contains(&key.as_str()) {
                    let names_inside = !named && NAMED.contains(&key.as_str());
                    collect_references(inner, location.child(key), names_inside, found);
                }
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                collect_references(inner, location.child(index), false, found);
            }
        }
        _ => {}
    }
}
