//! The spec as the test needs it: of one product, with credentials that
//! Schemathesis understands, with ids that exist, and with links.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::sample_data::SampleData;
use super::{Folders, FuzzError, Product};

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// Creates the spec for the run of a product, and returns its links.
pub(super) fn make(
    folders: &Folders,
    product: Product,
    data: &SampleData,
) -> Result<(Value, Vec<String>), FuzzError> {
    let mut document = yaml(folders, "spec/openapi.yaml")?;
    merge(&mut document, yaml(folders, "xtask/fuzz/overlay.yaml")?);
    keep(&mut document, product);
    take_absent_values(&mut document);
    without_answers(&mut document);
    let mut links = published_links(&mut document);
    links.extend(link(
        &mut document,
        &yaml(folders, "xtask/fuzz/links.yaml")?,
    ));
    // One may be laid over a published one, to add a body.
    links.sort();
    links.dedup();
    existing_ids(&mut document);
    data.fill(&mut document);
    Ok((document, links))
}

fn yaml(folders: &Folders, file: &str) -> Result<Value, FuzzError> {
    let path = folders.root.join(file);
    serde_saphyr::from_str(&super::read(&path)?).map_err(|error| FuzzError::Content {
        path,
        reason: error.to_string(),
    })
}

/// Merges a patch as RFC 7396 has it; besides, a list of things with a name is merged by name.
fn merge(target: &mut Value, patch: Value) {
    match patch {
        Value::Object(patch) => {
            if !target.is_object() {
                *target = json!({});
            }
            let Some(members) = target.as_object_mut() else {
                return;
            };
            for (key, value) in patch {
                if value.is_null() {
                    members.remove(&key);
                } else {
                    merge(members.entry(key).or_insert(Value::Null), value);
                }
            }
        }
        Value::Array(items)
            if target.is_array() && items.iter().all(|item| name(item).is_some()) =>
        {
            for item in items {
                let Some(existing) = target.as_array_mut() else {
                    return;
                };
                match existing.iter_mut().find(|other| name(other) == name(&item)) {
                    Some(other) => merge(other, item),
                    None => existing.push(item),
                }
            }
        }
        other => *target = other,
    }
}

fn name(value: &Value) -> Option<&str> {
    value.get("name")?.as_str()
}

/// The members of the object at a place, if there is one.
fn members<'v>(
    value: &'v mut Value,
    pointer: &str,
) -> impl Iterator<Item = (&'v String, &'v mut Value)> {
    let object = value.pointer_mut(pointer).and_then(Value::as_object_mut);
    object.into_iter().flatten()
}

/// Every operation of the spec.
fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    members(document, "/paths")
        .filter_map(|(_, item)| item.as_object_mut())
        .flatten()
        .filter(|(method, _)| METHODS.contains(&method.as_str()))
        .map(|(_, operation)| operation)
}

/// Keeps the operations that a product has, with its way of naming the organization.
///
/// Schemathesis lets requests with wrong credentials through unnoticed where the scheme is `oauth2`, so
/// the token becomes a plain bearer token. An organization in the query is left to
/// `hooks.py`: beside one parameter of the query that is right, Schemathesis lets any that is wrong
/// through.
fn keep(document: &mut Value, product: Product) {
    let has_product = |operation: &Value| {
        let schemes = operation["security"].as_array().into_iter().flatten();
        let mut names = schemes.filter_map(Value::as_object).flat_map(Map::keys);
        names.any(|name| name.starts_with(product.name))
    };
    for (_, item) in members(document, "/paths") {
        if let Some(item) = item.as_object_mut() {
            item.retain(|method, operation| {
                !METHODS.contains(&method.as_str()) || has_product(operation)
            });
        }
    }
    let schemes = &mut document["components"]["securitySchemes"];
    let organization = schemes[format!("{}_organization", product.name)].take();
    let mut kept = json!({ "token": { "type": "http", "scheme": "bearer" } });
    let mut needed = json!({ "token": [] });
    if !product.organization_in_query {
        kept["organization"] = organization;
        needed["organization"] = json!([]);
    }
    *schemes = kept;
    for operation in operations(document) {
        operation["security"] = json!([needed]);
        if let Some(operation) = operation.as_object_mut() {
            operation.remove("servers");
        }
    }
    document["servers"] = json!([{ "url": product.base_path }]);
    if product.name != "books" {
        without_books(document);
    }
}

/// Takes the fields away that only Zoho Books reads: elsewhere they are as unknown as any other.
fn without_books(document: &mut Value) {
    for (_, schema) in members(document, "/components/schemas").filter(|(name, _)| is_sent(name)) {
        let properties = schema.get_mut("properties");
        if let Some(properties) = properties.and_then(Value::as_object_mut) {
            properties.retain(|_, property| {
                let text = property["description"].as_str().unwrap_or_default();
                !text.ends_with("Zoho Books only.")
            });
        }
    }
}

/// Takes the examples of answers away: Schemathesis would make requests with ids from there, which do not exist
/// in the sandbox that it tests.
fn without_answers(document: &mut Value) {
    for operation in operations(document) {
        for (_, response) in members(operation, "/responses") {
            for (_, content) in members(response, "/content") {
                if let Some(content) = content.as_object_mut() {
                    content.retain(|key, _| key != "example" && key != "examples");
                }
            }
        }
    }
}

/// Whether a schema is of what a client sends.
fn is_sent(name: &str) -> bool {
    name.ends_with("Request") || name.ends_with("Input")
}

/// Lets `null` and blank text stand for values that are absent, as the service does.
fn take_absent_values(document: &mut Value) {
    for operation in operations(document) {
        let parameters = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        parameters.into_iter().flatten().for_each(take_blank);
    }
    members(document, "/components/parameters")
        .map(|(_, parameter)| parameter)
        .for_each(take_blank);
    keep_needed(document);
    for (name, schema) in members(document, "/components/schemas") {
        // The schema of a new project repeats its required fields.
        if name == "CreateProjectRequest" || !is_sent(name) {
            continue;
        }
        let needed = schema["required"].clone();
        let is_needed = |name: &str| {
            let mut names = needed.as_array().into_iter().flatten();
            names.any(|needed| needed == name)
        };
        for (name, property) in members(schema, "/properties") {
            if !is_needed(name) {
                take_absent(property);
            }
        }
    }
}

/// Repeats inherited properties where they are needed. What may be absent in a change of a record is not
/// absent, and so not `null`, in a new one.
fn keep_needed(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let inherited = |schema: &Value, field: &str| {
        let mut parents = schema["allOf"].as_array().into_iter().flatten();
        parents.find_map(|parent| {
            let name = parent["$ref"].as_str()?.rsplit('/').next()?;
            let property = &schemas[name]["properties"][field];
            (!property.is_null()).then(|| property.clone())
        })
    };
    for (_, schema) in members(document, "/components/schemas").filter(|(name, _)| is_sent(name)) {
        let needed = schema["required"].clone();
        let needed = needed.as_array().into_iter().flatten();
        for field in needed.filter_map(Value::as_str) {
            let own = &schema["properties"][field];
            if let (true, Some(property)) = (own.is_null(), inherited(schema, field)) {
                schema["properties"][field] = property;
            }
        }
    }
}

/// Lets `null` stand for a value that is absent, and blank text, too, unless the value is any text.
fn take_absent(property: &mut Value) {
    let is_text = property["type"] == "string" && property.get("enum").is_none();
    if !is_text {
        let blank = json!({ "type": "string", "pattern": "^[ \\t\\n]*$" });
        *property = json!({ "anyOf": [property.take(), blank] });
    }
    property["nullable"] = json!(true);
}

fn take_blank(parameter: &mut Value) {
    if parameter["in"] == "query" && parameter["required"] != true {
        parameter["allowEmptyValue"] = json!(true);
    }
}

/// The links of the spec itself, by the operations that they connect. Those to an operation that the
/// product has not are taken away.
fn published_links(document: &mut Value) -> Vec<String> {
    let targets = document["components"]["links"].clone();
    let is_there: BTreeSet<String> = operations(document)
        .filter_map(|operation| Some(operation["operationId"].as_str()?.to_owned()))
        .collect();
    let mut names = Vec::new();
    for operation in operations(document) {
        let from = operation["operationId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        for (_, response) in members(operation, "/responses") {
            let links = response.get_mut("links").and_then(Value::as_object_mut);
            let Some(links) = links else { continue };
            links.retain(|_, link| {
                let reference = link["$ref"].as_str().unwrap_or_default();
                let name = reference.rsplit('/').next().unwrap_or_default();
                let target = targets[name]["operationId"].as_str().unwrap_or_default();
                names.extend(
                    is_there
                        .contains(target)
                        .then(|| format!("{from} -> {target}")),
                );
                is_there.contains(target)
            });
        }
    }
    names
}

/// Adds the links, and returns them by the operations that they connect.
fn link(document: &mut Value, links: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut by_id: BTreeMap<String, &mut Value> = operations(document)
        .filter_map(|operation| Some((operation["operationId"].as_str()?.to_owned(), operation)))
        .collect();
    for link in links.as_array().into_iter().flatten() {
        let text = |key: &str| link[key].as_str().unwrap_or_default();
        for target in link["to"].as_array().into_iter().flatten() {
            let Some(id) = target.as_str().filter(|id| by_id.contains_key(*id)) else {
                continue;
            };
            let mut added = json!({ "operationId": id });
            for (from, to) in [("parameters", "parameters"), ("body", "requestBody")] {
                if !link[from].is_null() {
                    added[to] = link[from].clone();
                }
            }
            if let Some(source) = by_id.get_mut(text("from")) {
                source["responses"][text("status")]["links"][id] = added;
                names.push(format!("{} -> {id}", text("from")));
            }
        }
    }
    names
}

/// Replaces the ids of the examples, which are shorter, with those of the sample data.
fn existing_ids(value: &mut Value) {
    const PREFIX: &str = "982000000";
    match value {
        Value::String(text) => {
            let number = text.strip_prefix(PREFIX).filter(|rest| rest.len() == 6);
            if let Some(number) = number {
                *text = format!("{PREFIX}000{number}");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(existing_ids),
        Value::Object(members) => members.values_mut().for_each(existing_ids),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{existing_ids, merge, take_absent_values, without_books};

    #[test]
    fn a_patch_adds_changes_and_takes_away() {
        let mut target = json!({ "a": 1, "b": { "c": 2, "d": 3 }, "e": [1] });
        merge(
            &mut target,
            json!({ "a": null, "b": { "c": 4 }, "e": [2], "f": 5 }),
        );
        assert_eq!(target, json!({ "b": { "c": 4, "d": 3 }, "e": [2], "f": 5 }));
    }

    #[test]
    fn parameters_are_merged_by_name() {
        let mut target = json!([{ "name": "a", "in": "query" }, { "name": "b" }]);
        merge(&mut target, json!([{ "name": "a", "example": 1 }]));
        assert_eq!(
            target,
            json!([{ "name": "a", "in": "query", "example": 1 }, { "name": "b" }])
        );
    }

    #[test]
    fn ids_of_examples_become_ids_of_the_sample_data() {
        let mut value = json!({ "id": "982000000019001", "other": "982000000000000103" });
        existing_ids(&mut value);
        assert_eq!(
            value,
            json!({ "id": "982000000000019001", "other": "982000000000000103" })
        );
    }

    #[test]
    fn what_a_new_record_needs_may_not_be_absent() {
        let id = json!({ "type": "string" });
        let change = json!({ "properties": { "id": id, "notes": { "type": "string" } } });
        let new = json!({
            "required": ["id"],
            "allOf": [{ "$ref": "#/components/schemas/UpdateRequest" }],
        });
        let schemas = json!({ "UpdateRequest": change, "NewRequest": new });
        let mut document = json!({ "paths": {}, "components": { "schemas": schemas } });
        take_absent_values(&mut document);
        let schemas = &document["components"]["schemas"];
        let changed = &schemas["UpdateRequest"]["properties"];
        assert_eq!(changed["id"]["nullable"], true);
        assert_eq!(changed["notes"]["nullable"], true);
        assert_eq!(schemas["NewRequest"]["properties"], json!({ "id": id }));
    }

    #[test]
    fn only_what_is_sent_loses_the_fields_of_books() {
        let schema = json!({ "properties": {
            "rate": { "description": "Rate of an hour." },
            "cost_rate": { "description": "What an hour costs. Zoho Books only." },
        }});
        let schemas = json!({ "UserInput": schema, "User": schema, "Page": {} });
        let mut document = json!({ "components": { "schemas": schemas } });
        without_books(&mut document);
        let fields = |name: &str| document["components"]["schemas"][name]["properties"].clone();
        assert_eq!(
            fields("UserInput"),
            json!({ "rate": { "description": "Rate of an hour." } })
        );
        assert_eq!(fields("User"), schema["properties"]);
    }
}
