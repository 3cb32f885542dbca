//! What progenitor makes of the published description, without anything of ours in between.

use std::collections::BTreeSet;

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator};
use serde_json::Value;

use super::BenchError;
use crate::{
    names,
    spec::{entries, items, reference},
};

/// The published description, with the least changed that keeps progenitor from failing; and what that was.
///
/// * Progenitor names the variants of an enumeration by the letters of their texts, so of several values without any
///   letter, such as `""` and `" "`, only the first can stay.
/// * It names the type of a property that is one of several by its object, so the `status` of an `Invoice` must not
///   meet a component `InvoiceStatus`; the component gets another name.
#[must_use]
pub fn adapted(description: &Value) -> (Value, Vec<String>) {
    let mut description = description.clone();
    let mut changes = Vec::new();
    drop_blanks(&mut description, "", &mut changes);
    for name in clashes(&description) {
        let new = format!("{name}Value");
        changes.push(format!("the name of {name}"));
        let schemas = description.pointer_mut("/components/schemas");
        if let Some(schemas) = schemas.and_then(Value::as_object_mut)
            && let Some(schema) = schemas.remove(&name)
        {
            schemas.insert(new.clone(), schema);
        }
        let reference = |name: &str| format!("#/components/schemas/{name}");
        rename(&mut description, &reference(&name), &reference(&new));
    }
    (description, changes)
}

/// The components whose names progenitor makes a second time, of an object and its property.
fn clashes(description: &Value) -> BTreeSet<String> {
    let Some(Value::Object(schemas)) = description.pointer("/components/schemas") else {
        return BTreeSet::new();
    };
    let made = schemas.iter().flat_map(|(object, schema)| {
        let inherited = items(schema, "allOf").iter();
        let properties = std::iter::once(schema)
            .chain(inherited)
            .flat_map(|part| entries(part, "properties"));
        properties
            .filter(|(_, property)| reference(property).is_none())
            .map(|(property, _)| names::type_name(object) + &names::type_name(property))
    });
    made.filter(|name| schemas.contains_key(name)).collect()
}

fn rename(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Object(map) => map.values_mut().for_each(|value| rename(value, old, new)),
        Value::Array(list) => list.iter_mut().for_each(|value| rename(value, old, new)),
        Value::String(text) if text == old => new.clone_into(text),
        _ => {}
    }
}

fn drop_blanks(value: &mut Value, pointer: &str, changes: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Array(values)) = map.get_mut("enum") {
                let mut blank = 0;
                values.retain(|value| {
                    let is_blank = value.as_str().is_some_and(|text| text.trim().is_empty());
                    blank += usize::from(is_blank);
                    let stays = !is_blank || blank == 1;
                    if !stays {
                        changes.push(format!("the value {value} of {pointer}/enum"));
                    }
                    stays
                });
            }
            for (key, inner) in map {
                drop_blanks(inner, &format!("{pointer}/{key}"), changes);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter_mut().enumerate() {
                drop_blanks(inner, &format!("{pointer}/{index}"), changes);
            }
        }
        _ => {}
    }
}

/// What `progenitor::generate_api!` expands to, as formatted code.
pub(super) fn expansion(description: &Value) -> Result<String, BenchError> {
    let failed = |reason: String| BenchError::Generator { reason };
    let api: OpenAPI =
        serde_json::from_value(description.clone()).map_err(|error| failed(error.to_string()))?;
    let tokens = Generator::new(&GenerationSettings::new())
        .generate_tokens(&api)
        .map_err(|error| failed(error.to_string()))?;
    let file = syn::parse2(tokens).map_err(|error| failed(error.to_string()))?;
    Ok(prettyplease::unparse(&file))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_one_blank_value_stays_in_an_enumeration() {
        let description =
            json!({ "a": [{ "enum": ["true", "", " "] }], "b": { "enum": [" ", 1] } });
        let (adapted, changes) = adapted(&description);
        assert_eq!(
            adapted,
            json!({ "a": [{ "enum": ["true", ""] }], "b": { "enum": [" ", 1] } })
        );
        assert_eq!(changes, [r#"the value " " of /a/0/enum"#]);
    }

    #[test]
    fn a_component_gives_way_to_the_type_of_a_property() {
        let state = json!({ "$ref": "#/components/schemas/NoteState" });
        let description = json!({ "components": { "schemas": {
            "Note": { "properties": { "state": { "anyOf": [state, { "type": "string" }] } } },
            "NoteState": { "enum": ["new"] },
            "Page": { "properties": { "size": { "$ref": "#/components/schemas/PageSize" } } },
            "PageSize": { "type": "integer" },
        } } });
        let (adapted, changes) = adapted(&description);
        assert_eq!(changes, ["the name of NoteState"]);
        let schemas = &adapted["components"]["schemas"];
        assert_eq!(schemas["NoteStateValue"], json!({ "enum": ["new"] }));
        assert_eq!(
            schemas["Note"]["properties"]["state"]["anyOf"][0]["$ref"],
            "#/components/schemas/NoteStateValue"
        );
        assert_eq!(schemas.as_object().unwrap().len(), 4);
    }
}
