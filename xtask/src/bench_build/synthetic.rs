//! Larger descriptions, made of one by repeating it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::scalars::Scalar;

/// The description with its operations and components `times` times over, each time under other names: `/projects`
/// is `/v2/projects` as well then, `list_projects` is `list_projects_v2`, and `Project` is `ProjectV2`. Only the
/// scalars stay one, for they have their types by name.
#[must_use]
pub fn repeated(description: &Value, times: usize, scalars: &[Scalar]) -> Value {
    let scalars: BTreeSet<&str> = scalars.iter().map(|scalar| scalar.schema).collect();
    let mut all = description.clone();
    for number in 2..=times {
        let naming = Naming {
            number,
            scalars: &scalars,
        };
        let mut paths = naming.section(description.get("paths"), Naming::path);
        put(all.get_mut("paths"), &mut paths);
        let components = description.get("components").and_then(Value::as_object);
        for (section, content) in components.into_iter().flatten() {
            // What they name is outside of the description, and all copies share it.
            if section == "securitySchemes" {
                continue;
            }
            let mut content = naming.section(Some(content), Naming::component);
            let pointer = format!("/components/{section}");
            put(all.pointer_mut(&pointer), &mut content);
        }
    }
    all
}

fn put(into: Option<&mut Value>, entries: &mut Map<String, Value>) {
    if let Some(Value::Object(map)) = into {
        map.append(entries);
    }
}

/// How one of the repetitions names things.
struct Naming<'a> {
    number: usize,
    scalars: &'a BTreeSet<&'a str>,
}

impl Naming<'_> {
    /// The entries of a map, renamed by `rename` and inside.
    fn section(
        &self,
        map: Option<&Value>,
        rename: fn(&Self, &str) -> Option<String>,
    ) -> Map<String, Value> {
        let entries = map.and_then(Value::as_object).into_iter().flatten();
        entries
            .filter_map(|(name, value)| Some((rename(self, name)?, self.inside(value))))
            .collect()
    }

    fn path(&self, path: &str) -> Option<String> {
        Some(format!("/v{}{path}", self.number))
    }

    /// The name of a component; none for a scalar.
    fn component(&self, name: &str) -> Option<String> {
        (!self.scalars.contains(name)).then(|| format!("{name}V{}", self.number))
    }

    /// A value in which what refers to something refers to its repetition.
    fn inside(&self, value: &Value) -> Value {
        match value {
            Value::Object(map) => {
                let entries = map.iter().map(|(key, value)| {
                    let value = match (key.as_str(), value) {
                        ("$ref", Value::String(target)) => self.reference(target).into(),
                        ("operationId", Value::String(id)) => {
                            format!("{id}_v{}", self.number).into()
                        }
                        _ => self.inside(value),
                    };
                    (key.clone(), value)
                });
                Value::Object(entries.collect())
            }
            Value::Array(list) => list.iter().map(|value| self.inside(value)).collect(),
            plain => plain.clone(),
        }
    }

    fn reference(&self, target: &str) -> String {
        let renamed = target
            .rsplit_once('/')
            .and_then(|(section, name)| Some(format!("{section}/{}", self.component(name)?)));
        renamed.unwrap_or_else(|| target.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SCALARS: &[Scalar] = &[Scalar::new("NoteId", "::std::string::String")];

    #[test]
    fn everything_is_there_again_under_another_name_but_scalars() {
        let description = json!({
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

        let twice = repeated(&description, 2, SCALARS);
        assert_eq!(
            twice["paths"]["/v2/notes"],
            json!({ "get": {
                "operationId": "list_notes_v2",
                "responses": { "200": { "$ref": "#/components/responses/NotesV2" } },
            } })
        );
        assert_eq!(
            twice["components"]["responses"]["NotesV2"]["links"]["Again"]["operationId"],
            "list_notes_v2"
        );
        assert_eq!(
            twice["components"]["schemas"]["NoteV2"],
            description["components"]["schemas"]["Note"]
        );
        assert_eq!(twice["components"]["schemas"].as_object().unwrap().len(), 3);
        assert_eq!(
            twice["components"]["securitySchemes"],
            description["components"]["securitySchemes"]
        );
        assert_eq!(repeated(&description, 1, SCALARS), description);
    }
    #[test]
    fn a_client_can_be_generated_of_what_is_repeated() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");
        let text = crate::files::read(&path).unwrap();
        let spec = crate::spec::Spec::parse("openapi.yaml", &text).unwrap();
        let twice = repeated(&spec.root, 2, crate::scalars::SCALARS).to_string();
        let generated = crate::regen::generate("twice.yaml", &twice, crate::scalars::SCALARS)
            .unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(generated.operations, 2 * spec.operations().count());
    }
}
