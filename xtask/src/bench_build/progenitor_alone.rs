//! The client that progenitor generates from the published spec, without our pre- and post-processing.

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator};
use serde_json::Value;

use super::BenchError;

/// Components whose names progenitor also gives to a property: the `status` of an `Invoice`.
const AMBIGUOUS: [&str; 1] = ["InvoiceStatus"];

/// Makes the fewest changes without which progenitor fails, and returns a spec of each.
///
/// * Progenitor derives the names of variants from the letters of their values, so an enumeration can have only
///   one value without letters, such as `""` or `" "`.
/// * Some components need another name, see `AMBIGUOUS`.
pub fn adapt(spec: &mut Value) -> Vec<String> {
    let mut changes = Vec::new();
    drop_blanks(spec, "", &mut changes);
    for name in AMBIGUOUS {
        let schemas = spec.pointer_mut("/components/schemas");
        let schemas = schemas.and_then(Value::as_object_mut);
        let Some((schemas, schema)) =
            schemas.and_then(|all| all.remove(name).map(|one| (all, one)))
        else {
            continue;
        };
        schemas.insert(format!("{name}Value"), schema);
        let reference = format!("#/components/schemas/{name}");
        replace(spec, &reference, &format!("{reference}Value"));
        changes.push(format!("the name of {name}"));
    }
    changes
}

/// Replaces a text wherever it is a whole value.
fn replace(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Object(map) => map.values_mut().for_each(|value| replace(value, old, new)),
        Value::Array(list) => list.iter_mut().for_each(|value| replace(value, old, new)),
        Value::String(text) if text == old => new.clone_into(text),
        _ => {}
    }
}

/// Keeps only the first blank value of each enumeration.
fn drop_blanks(value: &mut Value, pointer: &str, changes: &mut Vec<String>) {
    if let Some(Value::Array(values)) = value.get_mut("enum") {
        let mut blanks = 0;
        values.retain(|value| {
            let is_blank = value.as_str().is_some_and(|text| text.trim().is_empty());
            blanks += usize::from(is_blank);
            let is_dropped = is_blank && blanks > 1;
            if is_dropped {
                changes.push(format!("the value {value} of {pointer}/enum"));
            }
            !is_dropped
        });
    }
    for (key, inner) in value.as_object_mut().into_iter().flatten() {
        drop_blanks(inner, &format!("{pointer}/{key}"), changes);
    }
    for (index, inner) in value.as_array_mut().into_iter().flatten().enumerate() {
        drop_blanks(inner, &format!("{pointer}/{index}"), changes);
    }
}

/// The code that `progenitor::generate_api!` expands to, formatted.
pub(super) fn expansion(spec: &Value) -> Result<String, BenchError> {
    let failed = |error: &dyn std::fmt::Display| BenchError::Program {
        program: "progenitor::generate_api!".to_owned(),
        reason: error.to_string(),
    };
    let api: OpenAPI = serde_json::from_value(spec.clone()).map_err(|error| failed(&error))?;
    let tokens = Generator::new(&GenerationSettings::new()).generate_tokens(&api);
    let file = syn::parse2(tokens.map_err(|error| failed(&error))?);
    Ok(prettyplease::unparse(
        &file.map_err(|error| failed(&error))?,
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_one_blank_value_stays_in_an_enumeration() {
        let mut spec = json!({ "a": [{ "enum": ["true", "", " "] }], "b": { "enum": [" ", 1] } });
        let changes = adapt(&mut spec);
        let expected = json!({ "a": [{ "enum": ["true", ""] }], "b": { "enum": [" ", 1] } });
        assert_eq!(spec, expected);
        assert_eq!(changes, [r#"the value " " of /a/0/enum"#]);
    }

    #[test]
    fn an_ambiguous_component_gets_another_name() {
        let mut spec = json!({ "components": { "schemas": {
            "Invoice": { "properties": { "status": { "anyOf": [
                { "$ref": "#/components/schemas/InvoiceStatus" }, { "type": "string" },
            ] } } },
            "InvoiceStatus": { "enum": ["draft"] },
        } } });
        assert_eq!(adapt(&mut spec), ["the name of InvoiceStatus"]);
        let schemas = &spec["components"]["schemas"];
        assert_eq!(schemas["InvoiceStatusValue"], json!({ "enum": ["draft"] }));
        assert_eq!(
            schemas["Invoice"]["properties"]["status"]["anyOf"][0]["$ref"],
            "#/components/schemas/InvoiceStatusValue"
        );
        assert_eq!(schemas.as_object().unwrap().len(), 2);
    }
}
