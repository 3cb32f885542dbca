//! From a schema to its shape.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{JsonType, LIMITS, Part, SchemaModel, Values};
use crate::{
    problem::Location,
    spec::{Spec, entries, flag, items, schema_reference},
};

/// Schemas that are nested deeper than this, or lead to themselves, allow anything.
const DEEPEST: usize = 32;

/// Reads the schemas of a spec.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The spec.
    pub spec: &'a Spec,
}

impl<'a> Reader<'a> {
    /// The shape of a part. What refers to nothing allows anything.
    #[must_use]
    pub fn read(self, part: &Part<'a>) -> SchemaModel<'a> {
        self.part(part, 0)
    }

    /// The target of a reference, or the value itself if it is not one.
    #[must_use]
    pub fn follow(self, value: &'a Value) -> Option<&'a Value> {
        let found = self.spec.resolve(value, &Location::root());
        found.ok().map(|(value, _)| value)
    }

    fn part(self, part: &Part<'a>, depth: usize) -> SchemaModel<'a> {
        let read = |part| self.part(part, depth + 1);
        match part {
            Part::One(schema) => self.schema(schema, depth),
            Part::All(parts) => parts
                .iter()
                .map(read)
                .reduce(SchemaModel::and)
                .unwrap_or_else(SchemaModel::anything),
            Part::Any(parts) => parts
                .iter()
                .map(read)
                .reduce(SchemaModel::or)
                .unwrap_or_else(SchemaModel::anything),
        }
    }

    fn schema(self, schema: &'a Value, depth: usize) -> SchemaModel<'a> {
        let Some(schema) = self.follow(schema).filter(|_| depth < DEEPEST) else {
            return SchemaModel::anything();
        };
        let mut shape = own(schema);
        for part in items(schema, "allOf") {
            shape = shape.and(self.schema(part, depth + 1));
        }
        for key in ["oneOf", "anyOf"] {
            let parts = items(schema, key).iter();
            let either = parts
                .map(|part| self.schema(part, depth + 1))
                .reduce(SchemaModel::or);
            if let Some(either) = either {
                shape = shape.and(either);
            }
        }
        if flag(schema, "nullable") {
            shape.types.insert(JsonType::Null);
        }
        shape
    }
}

/// The name of the component that a part refers to, even if it adds a text of its own.
#[must_use]
pub fn named<'a>(part: &Part<'a>) -> Option<&'a str> {
    const WORDS: [&str; 4] = ["allOf", "description", "title", "example"];
    let Part::One(schema) = part else {
        return None;
    };
    if let Some(name) = schema_reference(schema) {
        return Some(name);
    }
    let only_words = schema
        .as_object()?
        .keys()
        .all(|key| WORDS.contains(&key.as_str()));
    match items(schema, "allOf") {
        [one] if only_words => schema_reference(one),
        _ => None,
    }
}

/// The keywords of the schema itself, without those for alternatives.
fn own(schema: &Value) -> SchemaModel<'_> {
    let mut shape = SchemaModel::anything();
    let types = types(schema);
    if !types.is_empty() {
        shape.types = types;
    } else if schema.get("properties").is_some() {
        shape.types = BTreeSet::from([JsonType::Object]);
    } else if schema.get("items").is_some() {
        shape.types = BTreeSet::from([JsonType::List]);
    }
    shape.values = values(schema);
    for limit in LIMITS {
        let number = match schema.get(limit.name) {
            // In OpenAPI 3.0 these two say how `minimum` and `maximum` are meant.
            Some(Value::Bool(true)) if limit.name.starts_with("exclusive") => {
                let key = if limit.lower { "minimum" } else { "maximum" };
                schema.get(key).and_then(Value::as_f64)
            }
            Some(Value::Bool(true)) => Some(1.0),
            number => number.and_then(Value::as_f64),
        };
        shape.limits.extend(number.map(|number| (limit, number)));
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        shape.patterns.insert(pattern.to_owned());
    }
    if let Some(format) = schema.get("format").and_then(Value::as_str) {
        let formats = BTreeSet::from([Some(format.to_owned())]);
        if shape.types.contains(&JsonType::Text) {
            shape.text_formats = formats;
        } else {
            shape.number_formats = formats;
        }
    }
    for (name, field) in entries(schema, "properties") {
        shape.fields.insert(name.to_owned(), Part::One(field));
    }
    let required = items(schema, "required").iter().filter_map(Value::as_str);
    shape.required = vec![required.map(str::to_owned).collect()];
    match schema.get("additionalProperties") {
        Some(Value::Bool(allowed)) => shape.more_fields = *allowed,
        Some(others) if others.is_object() => shape.others = Some(Part::One(others)),
        _ => {}
    }
    shape.items = schema.get("items").map(Part::One);
    shape.default = schema.get("default");
    shape.deprecated = flag(schema, "deprecated");
    shape.read_only = flag(schema, "readOnly");
    shape.write_only = flag(schema, "writeOnly");
    shape.alias_of = schema.get("x-alias-of").and_then(Value::as_str);
    shape
}

fn types(schema: &Value) -> BTreeSet<JsonType> {
    let named = schema.get("type").and_then(Value::as_str).into_iter();
    let listed = items(schema, "type").iter().filter_map(Value::as_str);
    named
        .chain(listed)
        .filter_map(JsonType::from_name)
        .collect()
}

/// The values of an enumeration; text that can only be empty is one of a single value.
fn values(schema: &Value) -> Option<Values> {
    let constant = schema.get("const").map(std::slice::from_ref);
    let listed = constant.unwrap_or_else(|| items(schema, "enum"));
    let known: BTreeSet<String> = listed.iter().map(spelled).collect();
    let empty = schema.get("maxLength").and_then(Value::as_u64) == Some(0);
    if known.is_empty() && !empty {
        return None;
    }
    let known = if known.is_empty() {
        BTreeSet::from([String::new()])
    } else {
        known
    };
    Some(Values { known, open: false })
}

/// A value as text, without quotation marks.
pub(crate) fn spelled(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
