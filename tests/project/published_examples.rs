//! The examples of responses in the spec equal the sandbox's responses, in both wire styles, except for the
//! fields that the spec omits deliberately: those may be present, and programs should not rely on them.
//!
//! An operation has one example where the styles agree, and one for each where they do not. To put in what the
//! sandbox answers now: `UPDATE_EXAMPLES=1 cargo test --workspace examples`, and then
//! `cargo xtask regen`. A response without an example gets one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use zoho_time::Product;
use zoho_time::chrono::{TimeZone, Utc};
use zoho_time_sandbox::{Clock, Sandbox, WireStyle};
use zoho_time_tests::spec::Spec;
use zoho_time_tests::walk::{Fixture, walk_on};

/// The command that writes the examples.
const UPDATE: &str = "UPDATE_EXAMPLES=1 cargo test --workspace examples";

/// The fullest answer to each operation, by its id: there is more to see in it than in the others. A page
/// of a list is the last one, and the first one where it can be: mock servers answer every page with it.
async fn answers(spec: &Spec, style: WireStyle) -> BTreeMap<String, Value> {
    let moment = Utc.with_ymd_and_hms(2026, 3, 4, 14, 10, 0).unwrap();
    let sandbox = Sandbox::builder()
        .style(style)
        .strict(true)
        .clock(Clock::frozen_at(moment));
    let fixture = Fixture::set_around(Product::Books, sandbox, None).await;
    let mut fullest = BTreeMap::<String, Value>::new();
    for exchange in walk_on(fixture, Product::Books).await {
        if !exchange.status.is_success() {
            continue;
        }
        let operation = spec.find(&exchange.method, &exchange.path);
        let id = operation.unwrap().id.clone();
        let schema = &success(spec, &id)["schema"];
        let body = described(spec.document(), schema, &exchange.received.unwrap());
        let merit = |body: &Value| {
            let page = &body["page_context"];
            let is_last = page["has_more_page"] != true;
            let is_first = page.is_null() || page["page"] == 1;
            (is_last, is_first, body.to_string().len())
        };
        let is_better = fullest
            .get(&id)
            .is_none_or(|other| merit(&body) > merit(other));
        if is_better {
            fullest.insert(id, body);
        }
    }
    fullest
}

/// The expected examples of each operation, as the members of a media type.
async fn wanted(spec: &Spec) -> BTreeMap<String, Value> {
    let documented = answers(spec, WireStyle::Documented).await;
    let mut observed = answers(spec, WireStyle::Observed).await;
    let examples = documented.into_iter().map(|(id, documented)| {
        let observed = observed.remove(&id).unwrap();
        let examples = if documented == observed {
            json!({ "example": documented })
        } else {
            json!({ "examples": {
                "documented": { "summary": "As documented", "value": documented },
                "observed": { "summary": "As seen on live servers", "value": observed },
            } })
        };
        (id, examples)
    });
    examples.collect()
}

/// A value without the fields that its schema does not name. Where a schema names none, any may be there.
fn described(document: &Value, schema: &Value, value: &Value) -> Value {
    let mut parts = Vec::new();
    gather(document, schema, &mut parts);
    match value {
        Value::Object(members) => {
            let objects = parts
                .iter()
                .filter_map(|part| part["properties"].as_object());
            let properties: BTreeMap<_, _> = objects.flatten().collect();
            if properties.is_empty() {
                return value.clone();
            }
            let known = members.iter().filter_map(|(name, member)| {
                let schema = properties.get(name)?;
                Some((name.clone(), described(document, schema, member)))
            });
            Value::Object(known.collect())
        }
        Value::Array(items) => {
            let schema = parts.iter().find_map(|part| part.get("items"));
            let schema = schema.unwrap_or(&Value::Null);
            let items = items.iter();
            items
                .map(|item| described(document, schema, item))
                .collect()
        }
        other => other.clone(),
    }
}

/// A schema and all that it may be made of.
fn gather<'d>(document: &'d Value, schema: &'d Value, parts: &mut Vec<&'d Value>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.strip_prefix('#').unwrap());
        return gather(document, target.unwrap(), parts);
    }
    parts.push(schema);
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in schema[key].as_array().into_iter().flatten() {
            gather(document, part, parts);
        }
    }
}

/// All operations of the spec.
fn operations(spec: &Spec) -> impl Iterator<Item = &Value> {
    let paths = spec.document()["paths"].as_object().unwrap();
    let items = paths.values().flat_map(|item| item.as_object().unwrap());
    items
        .map(|(_, operation)| operation)
        .filter(|operation| operation.get("operationId").is_some())
}

/// The media type of the successful answer of an operation.
fn success<'s>(spec: &'s Spec, id: &str) -> &'s Value {
    let mut operations = operations(spec);
    let operation = operations.find(|operation| operation["operationId"] == id);
    let responses = operation.unwrap()["responses"].as_object().unwrap();
    let mut successes = responses
        .iter()
        .filter(|(status, _)| status.starts_with('2'));
    &successes.next().unwrap().1["content"]["application/json"]
}

/// The examples of each operation's successful answer, as the members of a media type.
fn published(spec: &Spec) -> BTreeMap<String, Value> {
    let examples = operations(spec).map(|operation| {
        let id = operation["operationId"].as_str().unwrap();
        let mut content = success(spec, id).clone();
        content.as_object_mut().unwrap().remove("schema");
        (id.to_owned(), content)
    });
    examples.collect()
}

/// The indentation of the schema and the examples of a response.
const INDENTATION: usize = 14;

/// The text of the spec with these examples, which replace existing ones or follow the schema of a response
/// without one. The extent of an example is its indentation.
fn replaced(text: &str, examples: &BTreeMap<String, Value>) -> String {
    let mut new = String::new();
    // The examples of the operation until they are written, and whether its schema has been read.
    let (mut current, mut is_below_schema) = (None, false);
    let mut skipping = false;
    for line in text.lines() {
        let depth = line.len() - line.trim_start().len();
        let is_inside = depth > INDENTATION || line.is_empty();
        if skipping && is_inside {
            continue;
        }
        skipping = false;
        if let Some(id) = line.strip_prefix("      operationId: ") {
            (current, is_below_schema) = (examples.get(id), false);
        }
        let is_at_depth = |key: &str| depth == INDENTATION && line.trim_start().starts_with(key);
        if is_below_schema
            && !is_inside
            && let Some(examples) = current.take()
        {
            for line in serde_saphyr::to_string(examples).unwrap().lines() {
                let _ = writeln!(new, "{:INDENTATION$}{line}", "");
            }
            // Those of error responses come later, and stay.
            if is_at_depth("example") {
                skipping = true;
                continue;
            }
        }
        is_below_schema |= current.is_some() && is_at_depth("schema:");
        new += line;
        new.push('\n');
    }
    new
}

#[test]
fn examples_are_replaced_or_put_below_the_schema() {
    let text = "\
paths:
  /lamps:
    get:
      operationId: get_lamp
      responses:
        '200':
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Lamp'
        '404':
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Error' }
              example: { code: 1002 }
    put:
      operationId: update_lamp
      responses:
        '200':
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Lamp' }
              example:
                lamp: old
              x-more: true
";
    let examples = ["get_lamp", "update_lamp"].map(|id| {
        let example = json!({ "example": { "lamp": id } });
        (id.to_owned(), example)
    });
    let new = replaced(text, &examples.into());
    let expected = text
        .replace(
            "/Lamp'\n        '404'",
            "/Lamp'\n              example:\n                lamp: get_lamp\n        '404'",
        )
        .replace("lamp: old", "lamp: update_lamp");
    assert_eq!(new, expected);
}

#[tokio::test]
async fn examples_are_what_the_sandbox_answers() {
    let spec = Spec::load();
    let wanted = wanted(spec).await;
    if std::env::var_os("UPDATE_EXAMPLES").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, replaced(&text, &wanted)).unwrap();
    }
    let published = published(&Spec::read());
    assert_eq!(published.len(), wanted.len());
    for (id, examples) in &published {
        assert_eq!(
            Some(examples),
            wanted.get(id),
            "the example of {id} is not what the sandbox answers: run `{UPDATE}`, then `cargo xtask regen`"
        );
        let follows = r#""has_more_page":true"#;
        assert!(!examples.to_string().contains(follows), "{id} never ends");
    }
    let both = published
        .values()
        .filter(|examples| examples.get("examples").is_some());
    println!(
        "{} operations, {} with an example for each style",
        published.len(),
        both.count()
    );
}
