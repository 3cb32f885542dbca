//! Larger specs: one spec, repeated under other names.

use serde_json::Value;

use crate::{lower::is_id, scalars::Scalar};

/// A spec that has the operations and components of `spec` `times` times: `/projects` and `/v2/projects`,
/// `list_projects` and `list_projects_v2`, `Project` and `ProjectV2`. Scalars are not repeated, because their types
/// are chosen by name.
#[must_use]
pub fn repeated(spec: &Value, times: usize, scalars: &[Scalar]) -> Value {
    let is_scalar = |name: &str| {
        scalars.iter().any(|scalar| scalar.schema == name)
            || is_id(name, &spec["components"]["schemas"][name])
    };
    let mut all = spec.clone();
    for number in 2..=times {
        let component = |name: &str| (!is_scalar(name)).then(|| format!("{name}V{number}"));
        let rename = |key: &str, text: &str| match key {
            "$ref" => {
                let (section, name) = text.rsplit_once('/')?;
                Some(format!("{section}/{}", component(name)?))
            }
            "operationId" => Some(format!("{text}_v{number}")),
            _ => None,
        };
        let mut sections = vec![("/paths".to_owned(), false)];
        let components = spec["components"].as_object().into_iter().flatten();
        // The security schemes describe the accounts server, which all copies share.
        let components = components.filter(|(section, _)| *section != "securitySchemes");
        sections.extend(components.map(|(section, _)| (format!("/components/{section}"), true)));
        for (pointer, is_component) in sections {
            let from = spec.pointer(&pointer).and_then(Value::as_object);
            let into = all.pointer_mut(&pointer).and_then(Value::as_object_mut);
            let Some((from, into)) = from.zip(into) else {
                continue;
            };
            into.extend(from.iter().filter_map(|(name, value)| {
                let name = if is_component {
                    component(name)?
                } else {
                    format!("/v{number}{name}")
                };
                Some((name, renamed(value, &rename)))
            }));
        }
    }
    all
}

/// A copy of a value in which `rename` has replaced texts, by the keys they are at.
fn renamed(value: &Value, rename: &dyn Fn(&str, &str) -> Option<String>) -> Value {
    match value {
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| {
                let new = value.as_str().and_then(|text| rename(key, text));
                let value = new.map_or_else(|| renamed(value, rename), Value::String);
                (key.clone(), value)
            });
            entries.collect()
        }
        Value::Array(list) => list.iter().map(|value| renamed(value, rename)).collect(),
        plain => plain.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SCALARS: &[Scalar] = &[Scalar::new("NoteId", "::std::string::String")];

    #[test]
    fn everything_but_scalars_is_repeated_under_another_name() {
        let spec = json!({
            "paths": { "/notes": { "get": {
                "operationId": "list_notes",
                "responses": { "200": { "$ref": "#/components/responses/Notes" } },
            } } },
            "components": {
                "responses": { "Notes": { "links": { "Again": { "operationId": "list_notes" } } } },
                "schemas": {
                    "Note": { "properties": { "id": { "$ref": "#/components/schemas/NoteId" } } },
                    "NoteId": { "type": "string" },
                },
                "securitySchemes": { "token": {} },
            },
        });

        let twice = repeated(&spec, 2, SCALARS);
        assert_eq!(
            twice["paths"]["/v2/notes"],
            json!({ "get": {
                "operationId": "list_notes_v2",
                "responses": { "200": { "$ref": "#/components/responses/NotesV2" } },
            } })
        );
        let (old, new) = (&spec["components"], &twice["components"]);
        let links = &new["responses"]["NotesV2"]["links"];
        assert_eq!(links["Again"]["operationId"], "list_notes_v2");
        assert_eq!(new["schemas"]["NoteV2"], old["schemas"]["Note"]);
        assert_eq!(new["schemas"].as_object().unwrap().len(), 3);
        assert_eq!(new["securitySchemes"], old["securitySchemes"]);
        assert_eq!(repeated(&spec, 1, SCALARS), spec);
    }

    #[test]
    fn a_client_can_be_generated_from_a_repeated_spec() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");
        let text = crate::files::read(&path).unwrap();
        let spec = crate::spec::Spec::parse("openapi.yaml", &text).unwrap();
        let twice = repeated(&spec.root, 2, crate::scalars::SCALARS).to_string();
        let generated = crate::regen::generate("twice.yaml", &twice, crate::scalars::SCALARS)
            .unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(generated.operations, 2 * spec.operations().count());
    }
}
