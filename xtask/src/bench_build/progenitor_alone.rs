//! What progenitor makes of the published description, without anything of ours in between.

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator};
use serde_json::Value;

use super::BenchError;

/// The published description, with the least taken from it that keeps progenitor from failing; and where that was.
///
/// Progenitor names the variants of an enumeration by the letters of their texts, so of several values without any
/// letter, such as `""` and `" "`, only the first can stay.
#[must_use]
pub fn adapted(description: &Value) -> (Value, Vec<String>) {
    let mut description = description.clone();
    let mut places = Vec::new();
    adapt(&mut description, "", &mut places);
    (description, places)
}

fn adapt(value: &mut Value, place: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Array(values)) = map.get_mut("enum") {
                let mut blank = 0;
                values.retain(|value| {
                    let is_blank = value.as_str().is_some_and(|text| text.trim().is_empty());
                    blank += usize::from(is_blank);
                    let stays = !is_blank || blank == 1;
                    if !stays {
                        places.push(format!("{place}/enum: {value}"));
                    }
                    stays
                });
            }
            for (key, inner) in map {
                adapt(inner, &format!("{place}/{key}"), places);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter_mut().enumerate() {
                adapt(inner, &format!("{place}/{index}"), places);
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
        let (adapted, places) = adapted(&description);
        assert_eq!(
            adapted,
            json!({ "a": [{ "enum": ["true", ""] }], "b": { "enum": [" ", 1] } })
        );
        assert_eq!(places, [r#"/a/0/enum: " ""#]);
    }
}
