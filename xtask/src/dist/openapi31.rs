//! The spec in OpenAPI 3.1, whose schemas are JSON Schema.
//!
//! The differences of 3.1: `nullable` becomes a type, or an alternative, `null`; exclusive bounds are numbers;
//! the `example` of a schema becomes `examples`; a licence is named by its SPDX expression. Keywords beside a
//! `$ref`, which 3.0 ignores and 3.1 does not, are removed. Nothing else changes.

use serde_json::{Map, Value, json};

use crate::{spec::Spec, visit};

/// Renders the spec.
#[must_use]
pub fn render(spec: &Spec) -> Value {
    let mut document = spec.root.clone();
    document["openapi"] = json!("3.1.0");
    if let Some(license) = document
        .pointer_mut("/info/license")
        .and_then(Value::as_object_mut)
        && let Some(name) = license.get("name").cloned()
    {
        // It may have one of the two; the expression says more.
        license.remove("url");
        license.insert("identifier".to_owned(), name);
    }
    // Inner schemas first, so that the pointers to the outer ones stay valid.
    for (location, _) in visit::schemas(spec) {
        if let Some(Value::Object(schema)) = document.pointer_mut(&location.pointer()) {
            *schema = json_schema(std::mem::take(schema));
        }
    }
    document
}

/// One schema, without those inside it.
fn json_schema(mut schema: Map<String, Value>) -> Map<String, Value> {
    if schema.contains_key("$ref") {
        schema.retain(|key, _| key == "$ref");
        return schema;
    }
    if let Some(example) = schema.remove("example") {
        schema.insert("examples".to_owned(), json!([example]));
    }
    for (bound, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        match schema.remove(exclusive) {
            Some(Value::Bool(true)) => {
                if let Some(limit) = schema.remove(bound) {
                    schema.insert(exclusive.to_owned(), limit);
                }
            }
            Some(Value::Bool(false)) | None => {}
            Some(limit) => drop(schema.insert(exclusive.to_owned(), limit)),
        }
    }
    match schema.remove("nullable") {
        Some(Value::Bool(true)) => nullable(schema),
        _ => schema,
    }
}

/// The schema that takes `null`, too.
fn nullable(mut schema: Map<String, Value>) -> Map<String, Value> {
    match schema.get_mut("type") {
        Some(kind @ Value::String(_)) => *kind = json!([kind.take(), "null"]),
        // `nullable` means nothing without a type.
        _ => return schema,
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    schema
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::render;
    use crate::spec::Spec;

    /// Converts a schema.
    fn schema(schema: &Value) -> Value {
        let root = json!({
            "openapi": "3.0.3",
            "components": { "schemas": { "It": schema } },
        });
        let file = "api.yaml".to_owned();
        render(&Spec { file, root })["components"]["schemas"]["It"].take()
    }

    #[test]
    fn each_construct_becomes_what_json_schema_has_for_it() {
        let table = [
            (json!({}), json!({})),
            (
                json!({ "type": "string", "nullable": true }),
                json!({ "type": ["string", "null"] }),
            ),
            (
                json!({ "type": "string", "nullable": false }),
                json!({ "type": "string" }),
            ),
            (
                json!({ "type": "string", "enum": ["a"], "nullable": true }),
                json!({ "type": ["string", "null"], "enum": ["a", null] }),
            ),
            (
                json!({ "allOf": [{ "type": "string" }], "nullable": true }),
                json!({ "allOf": [{ "type": "string" }] }),
            ),
            (
                json!({ "minimum": 1, "exclusiveMinimum": true, "maximum": 5, "exclusiveMaximum": false }),
                json!({ "exclusiveMinimum": 1, "maximum": 5 }),
            ),
            (
                json!({ "type": "string", "example": "a" }),
                json!({ "type": "string", "examples": ["a"] }),
            ),
            (
                json!({ "$ref": "#/components/schemas/It", "description": "ignored" }),
                json!({ "$ref": "#/components/schemas/It" }),
            ),
            (
                json!({ "type": "object", "x-alias-of": "b", "properties": {
                    "example": { "type": "array", "items": { "type": "number", "nullable": true } },
                } }),
                json!({ "type": "object", "x-alias-of": "b", "properties": {
                    "example": { "type": "array", "items": { "type": ["number", "null"] } },
                } }),
            ),
            (
                // What only looks like a construct is a value.
                json!({ "type": "object", "example": { "nullable": true, "example": 1 } }),
                json!({ "type": "object", "examples": [{ "nullable": true, "example": 1 }] }),
            ),
        ];
        for (old, new) in table {
            assert_eq!(schema(&old), new, "{old}");
        }
    }

    #[test]
    fn the_licence_is_named_by_its_expression_and_all_else_stays() {
        let root = json!({
            "openapi": "3.0.3",
            "info": { "title": "Notes", "license": { "name": "MIT", "url": "https://notes.example" } },
            "paths": { "/a": { "get": { "responses": { "200": {
                "content": { "application/json": { "example": { "nullable": true } } },
            } } } } },
        });
        let file = "api.yaml".to_owned();
        let rendered = render(&Spec {
            file,
            root: root.clone(),
        });
        assert_eq!(rendered["openapi"], "3.1.0");
        assert_eq!(
            rendered["info"]["license"],
            json!({ "name": "MIT", "identifier": "MIT" })
        );
        assert_eq!(rendered["paths"], root["paths"]);
    }
}
