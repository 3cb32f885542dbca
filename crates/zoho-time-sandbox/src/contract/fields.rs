//! Request fields that the spec does not have.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{self, DOCUMENT};
use crate::model::suggest;

/// A field that the operation does not have.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnknownField {
    /// Its name, such as `tasks[0].colour`.
    pub(crate) name: String,
    /// Known fields with a similar name in the same object.
    pub(crate) near: Vec<String>,
}

/// The fields of a body that the operation does not have. The content of an unknown field is not examined.
pub(crate) fn unknown_fields(operation: &str, body: &Value) -> Vec<UnknownField> {
    let mut unknown = Vec::new();
    let schema = DOCUMENT.as_ref().and_then(|document| {
        let (_, operation) = document::operation(document, operation)?;
        let schema = operation.pointer("/requestBody/content/application~1json/schema")?;
        Some(Schema { document, schema })
    });
    if let Some(schema) = schema {
        schema.compare(body, "", &mut unknown);
    }
    unknown
}

#[derive(Clone, Copy)]
struct Schema<'d> {
    document: &'d Value,
    schema: &'d Value,
}

impl<'d> Schema<'d> {
    /// Adds the fields of a value that are not in the schema. `place` is the location of the value: empty, or
    /// such as `tasks[0].`.
    fn compare(self, value: &Value, place: &str, unknown: &mut Vec<UnknownField>) {
        let Value::Object(fields) = value else { return };
        let known = self.properties();
        if known.is_empty() {
            return;
        }
        let names: Vec<&str> = known.keys().copied().collect();
        for (name, value) in fields {
            let Some(schema) = known.get(name.as_str()) else {
                unknown.push(UnknownField {
                    name: format!("{place}{name}"),
                    near: suggest::matches(name, &names),
                });
                continue;
            };
            match value {
                Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        let place = format!("{place}{name}[{index}].");
                        schema.items().compare(item, &place, unknown);
                    }
                }
                value => schema.compare(value, &format!("{place}{name}."), unknown),
            }
        }
    }

    /// The schema that a reference refers to.
    fn target(self) -> Self {
        let (_, schema) = document::follow(self.document, String::new(), self.schema);
        Self { schema, ..self }
    }

    /// The schemas of which this one consists.
    fn parts(self) -> impl Iterator<Item = Self> {
        let lists = ["allOf", "anyOf", "oneOf"].into_iter();
        lists
            .filter_map(move |list| self.schema.get(list)?.as_array())
            .flatten()
            .map(move |schema| Self { schema, ..self })
    }

    /// All fields that an object may have, by name.
    fn properties(self) -> BTreeMap<&'d str, Self> {
        let this = self.target();
        let own = this.schema.get("properties").and_then(Value::as_object);
        let own = own.into_iter().flatten();
        let mut all: BTreeMap<&str, Self> = own
            .map(|(name, schema)| (name.as_str(), Self { schema, ..this }))
            .collect();
        for part in this.parts() {
            all.extend(part.properties());
        }
        all
    }

    /// The schema of a list's items.
    fn items(self) -> Self {
        let this = self.target();
        match this.schema.get("items") {
            Some(schema) => Self { schema, ..this },
            None => this,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{DOCUMENT, unknown_fields};

    #[test]
    fn fields_that_an_operation_lacks_are_named_with_what_may_be_meant() {
        assert!(DOCUMENT.is_some());
        let body = json!({
            "descriptoin": "x", "project_name": "y", "user_id": "1",
            "tasks": [{ "task_name": "z" }, { "rat": 1, "task_name": "z" }], "zzz": { "a": 1 },
        });
        let found = unknown_fields("create_project", &body);
        let shown: Vec<(&str, Option<&str>)> = found
            .iter()
            .map(|field| (&*field.name, field.near.first().map(String::as_str)))
            .collect();
        assert_eq!(
            shown,
            [
                ("descriptoin", Some("description")),
                ("tasks[1].rat", Some("rate")),
                ("zzz", None),
            ]
        );
        let entry = json!({ "log_time": "01:00", "note": "x" });
        let found = unknown_fields("log_time_entry", &entry);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].near[0], "notes");
        // An operation without a body accepts any.
        assert_eq!(unknown_fields("stop_timer", &json!({ "a": 1 })), []);
        assert_eq!(unknown_fields("create_project", &json!([1])), []);
    }
}
