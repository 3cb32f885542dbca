//! A JSON Schema of each entity, which needs no other file.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

const COMPONENTS: &str = "#/components/schemas/";

/// The schemas of all objects by name, from a spec in OpenAPI 3.1. Each has what it refers to among its
/// own `$defs`.
#[must_use]
pub fn entities(document: &Value) -> BTreeMap<String, Value> {
    let empty = Map::new();
    let all = document["components"]["schemas"].as_object();
    let all = all.unwrap_or(&empty);
    let version = document["info"]["version"].as_str().unwrap_or_default();
    all.iter()
        .filter(|(_, schema)| schema["type"] == "object")
        .map(|(name, schema)| (name.clone(), alone(name, schema, all, version)))
        .collect()
}

fn alone(name: &str, schema: &Value, all: &Map<String, Value>, version: &str) -> Value {
    let mut definitions = Map::new();
    let mut alone = schema.clone();
    gather(&mut alone, all, &mut definitions);
    alone["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    alone["$id"] = json!(format!("urn:zoho-time:{version}:{name}"));
    alone["title"] = json!(name);
    if !definitions.is_empty() {
        alone["$defs"] = Value::Object(definitions);
    }
    alone
}

/// Turns the references of a schema to components into such to its own definitions, and gathers those.
fn gather(value: &mut Value, all: &Map<String, Value>, definitions: &mut Map<String, Value>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                let name = member
                    .as_str()
                    .filter(|_| key == "$ref")
                    .and_then(|reference| reference.strip_prefix(COMPONENTS));
                let Some(name) = name.map(str::to_owned) else {
                    gather(member, all, definitions);
                    continue;
                };
                *member = json!(format!("#/$defs/{name}"));
                if let Some(schema) = all.get(&name)
                    && !definitions.contains_key(&name)
                {
                    // There before it is complete: it may refer to itself.
                    definitions.insert(name.clone(), Value::Null);
                    let mut schema = schema.clone();
                    gather(&mut schema, all, definitions);
                    definitions.insert(name, schema);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                gather(item, all, definitions);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::entities;

    #[test]
    fn an_entity_has_all_that_it_refers_to_and_nothing_else() {
        let document = json!({
            "info": { "version": "1.2.3" },
            "components": { "schemas": {
                "Id": { "type": "string" },
                "Other": { "type": "string" },
                "Note": { "type": "object", "properties": {
                    "id": { "$ref": "#/components/schemas/Id" },
                    "replies": { "type": "array", "items": { "$ref": "#/components/schemas/Note" } },
                } },
            } },
        });
        let entities = entities(&document);
        assert_eq!(entities.keys().collect::<Vec<_>>(), ["Note"]);
        let note = &entities["Note"];
        assert_eq!(note["$id"], "urn:zoho-time:1.2.3:Note");
        assert_eq!(note["properties"]["id"]["$ref"], "#/$defs/Id");
        let definitions = note["$defs"].as_object().unwrap();
        assert_eq!(definitions.keys().collect::<Vec<_>>(), ["Id", "Note"]);
        let ours = |text: &str| text.contains("#/components");
        assert!(!ours(&note.to_string()));
        let validator = jsonschema::draft202012::new(note).unwrap();
        assert!(validator.is_valid(&json!({ "id": "7", "replies": [{ "id": "8" }] })));
        assert!(!validator.is_valid(&json!({ "replies": [{ "id": 8 }] })));
    }
}
