//! The contents of a spec in a form in which differently structured specs can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::prose;
use crate::{
    diff::{scopes, without_names},
    schema_model::{JsonType, Part, Reader, SchemaModel},
    spec::{OperationItem, Spec, entries, flag, items, text},
};

/// Fields that are nested deeper than this are not looked at.
const DEEPEST: usize = 8;

/// One of the APIs that share our spec.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Product {
    /// Its name: `books`.
    pub name: String,
    /// The path that all of its operations start with: `/books/v3`.
    pub base: String,
}

/// The products that a spec has servers for.
#[must_use]
pub fn products(spec: &Spec) -> Vec<Product> {
    let urls = items(&spec.root, "servers").iter();
    urls.filter_map(|server| {
        let (_, rest) = text(server, "url")?.split_once("://")?;
        let base = rest.get(rest.find('/')?..)?.trim_end_matches('/');
        let name = base.trim_start_matches('/').split('/').next()?;
        Some(Product {
            name: name.to_owned(),
            base: base.to_owned(),
        })
    })
    .collect()
}

/// A parameter or a field.
#[derive(Clone, Debug, Default)]
pub struct Fact {
    /// Its types.
    pub types: BTreeSet<JsonType>,
    /// Its values, if any are listed.
    pub values: BTreeSet<String>,
    /// Whether it must be there.
    pub required: bool,
    /// The greatest length of its text.
    pub length: Option<u64>,
}

/// An operation.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// Everything with a name, by its place: `parameter page`, `request.tasks.rate`,
    /// `response.project.rate`. Whether there is one of a thing or a list of it makes no difference.
    pub facts: BTreeMap<String, Fact>,
    /// The statuses of success.
    pub statuses: BTreeSet<String>,
    /// The scopes it asks for.
    pub scopes: BTreeSet<String>,
}

/// The operations of a spec, by their method and path: `GET /projects/{}`.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// The operations.
    pub operations: BTreeMap<String, Operation>,
}

impl Inventory {
    /// The contents of a spec for one product, without the parameters in `keys`: they select the
    /// organization and belong to authentication.
    #[must_use]
    pub fn of(spec: &Spec, product: &Product, keys: &BTreeSet<String>) -> Self {
        let reader = Reader { spec };
        let mut inventory = Self::default();
        for item in spec.operations().filter(|item| serves(item, product)) {
            let path = item.path.strip_prefix(&product.base).unwrap_or(item.path);
            let name = format!("{} {}", item.method.to_uppercase(), without_names(path));
            inventory
                .operations
                .insert(name, operation(reader, &item, keys));
        }
        inventory
    }

    /// Takes over what another file of the same product has.
    pub fn extend(&mut self, other: Self) {
        self.operations.extend(other.operations);
    }
}

/// The names of the API keys, which are those of the parameters that name the organization.
#[must_use]
pub(super) fn keys(spec: &Spec) -> BTreeSet<String> {
    let schemes = spec.components("securitySchemes");
    let keys = schemes.filter(|(_, scheme)| text(scheme, "type") == Some("apiKey"));
    keys.filter_map(|(_, scheme)| Some(text(scheme, "name")?.to_lowercase()))
        .collect()
}

/// Whether an operation that has servers of its own has one of the product.
fn serves(item: &OperationItem<'_>, product: &Product) -> bool {
    let own = items(item.value, "servers").iter();
    let mut urls = own.filter_map(|server| text(server, "url")).peekable();
    urls.peek().is_none() || urls.any(|url| url.ends_with(&product.base))
}

fn operation<'a>(
    reader: Reader<'a>,
    item: &OperationItem<'a>,
    keys: &BTreeSet<String>,
) -> Operation {
    let mut found = Operation {
        scopes: scopes(reader, item.value),
        ..Operation::default()
    };
    let holders = [item.path_item, item.value];
    for written in holders
        .into_iter()
        .flat_map(|holder| items(holder, "parameters"))
    {
        let Some(parameter) = reader.follow(written) else {
            continue;
        };
        let name = text(parameter, "name").unwrap_or_default();
        // What is in the path is part of the path.
        if text(parameter, "in") == Some("path") || keys.contains(&name.to_lowercase()) {
            continue;
        }
        let part = Part::One(parameter.get("schema").unwrap_or(&Value::Null));
        let mut fact = fact(reader, &reader.read(&part), &part);
        fact.values.extend(prose::values(parameter));
        fact.required = flag(parameter, "required");
        let location = format!("parameter {}", name.to_lowercase());
        found.facts.insert(location, fact);
    }
    let body = item.value.get("requestBody");
    if let Some(body) = body.and_then(|body| reader.follow(body)) {
        message(reader, body, "request", &mut found.facts);
    }
    for (status, response) in entries(item.value, "responses") {
        if !status.starts_with('2') {
            continue;
        }
        found.statuses.insert(status.to_owned());
        if let Some(response) = reader.follow(response) {
            message(reader, response, "response", &mut found.facts);
        }
    }
    found
}

fn message<'a>(
    reader: Reader<'a>,
    message: &'a Value,
    location: &str,
    facts: &mut BTreeMap<String, Fact>,
) {
    for (_, media) in entries(message, "content") {
        if let Some(schema) = media.get("schema") {
            fields(reader, &Part::One(schema), location, 0, facts);
        }
    }
}

/// The fields inside a part, of which lists are looked through.
fn fields<'a>(
    reader: Reader<'a>,
    part: &Part<'a>,
    location: &str,
    depth: usize,
    facts: &mut BTreeMap<String, Fact>,
) {
    if depth > DEEPEST {
        return;
    }
    let shape = reader.read(part);
    if let Some(items) = &shape.items {
        fields(reader, items, location, depth + 1, facts);
    }
    let required = shape.always_required();
    for (name, field) in &shape.fields {
        let location = format!("{location}.{name}");
        let inside = reader.read(field);
        let mut fact = fact(reader, &inside, field);
        fact.required = required.contains(name);
        facts.insert(location.clone(), fact);
        fields(reader, field, &location, depth + 1, facts);
    }
}

fn fact<'a>(reader: Reader<'a>, shape: &SchemaModel<'a>, part: &Part<'a>) -> Fact {
    let listed = shape.values.clone().map(|values| values.known);
    let mut values = listed.unwrap_or_default();
    // Empty text stands for what is absent.
    values.retain(|value| !value.trim().is_empty());
    let mut length = None;
    if let Part::One(written) = part
        && let Some(schema) = reader.follow(written)
    {
        values.extend(prose::values(schema));
        length = prose::length(schema);
    }
    let mut limits = shape.limits.iter();
    let limit = limits.find(|(limit, number)| limit.name == "maxLength" && **number >= 1.0);
    Fact {
        types: shape.types.clone(),
        values,
        required: false,
        length: length.or(limit.map(|(_, number)| *number as u64)),
    }
}
