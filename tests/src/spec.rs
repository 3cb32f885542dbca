//! The spec as the tests read it: independently of the generator and its tables.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use http::Method;
use jsonschema::Validator;
use serde_json::{Value, json};
use zoho_time::Product;

use crate::recorder::Exchange;

/// The published spec.
#[derive(Debug)]
pub struct Spec {
    document: Value,
    operations: Vec<Operation>,
}

/// An operation of the spec.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its `operationId`.
    pub id: String,
    /// Its method.
    pub method: Method,
    /// Its path, with `{…}` for parameters.
    pub path: String,
    /// The products that have it, by the prefix of their security schemes.
    pub products: BTreeSet<String>,
    object: Value,
}

const METHODS: [Method; 5] = [
    Method::GET,
    Method::PUT,
    Method::POST,
    Method::DELETE,
    Method::PATCH,
];

impl Spec {
    /// The spec, which is read once.
    pub fn load() -> &'static Self {
        static SPEC: LazyLock<Spec> = LazyLock::new(Spec::read);
        &SPEC
    }

    /// Reads `spec/openapi.yaml`.
    pub fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");
        let text = std::fs::read_to_string(path).unwrap();
        let document: Value = serde_saphyr::from_str(&text).unwrap();
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in METHODS {
                let object = &item[method.as_str().to_lowercase()];
                if object.is_null() {
                    continue;
                }
                let schemes = object["security"].as_array().unwrap();
                let products = schemes
                    .iter()
                    .flat_map(|scheme| scheme.as_object().unwrap().keys())
                    .map(|name| name.split('_').next().unwrap().to_owned())
                    .collect();
                operations.push(Operation {
                    id: object["operationId"].as_str().unwrap().to_owned(),
                    method,
                    path: path.clone(),
                    products,
                    object: object.clone(),
                });
            }
        }
        Self {
            document,
            operations,
        }
    }

    /// The spec itself.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The ids of the operations that a product has.
    pub fn operations_of(&self, product: Product) -> BTreeSet<String> {
        self.operations(product)
            .map(|operation| operation.id.clone())
            .collect()
    }

    /// The operations that a product has.
    pub fn operations(&self, product: Product) -> impl Iterator<Item = &Operation> {
        self.operations
            .iter()
            .filter(move |operation| operation.products.contains(product.name()))
    }

    /// The operation that a request is for. Where two paths fit, the one with fewer parameters does.
    pub fn find(&self, method: &Method, path: &str) -> Option<&Operation> {
        let path = Product::ALL
            .iter()
            .find_map(|product| path.strip_prefix(product.base_path()))?;
        self.operations
            .iter()
            .filter(|operation| operation.method == *method && fits(&operation.path, path))
            .min_by_key(|operation| operation.path.matches('{').count())
    }

    /// The tags of all operations.
    pub fn tags(&self) -> BTreeSet<&str> {
        let operations = self.operations.iter();
        let tags = operations.filter_map(|operation| operation.object["tags"].as_array());
        tags.flatten().filter_map(Value::as_str).collect()
    }

    /// The ids of the operations that were called with success.
    pub fn called(&self, exchanges: &[Exchange]) -> BTreeSet<String> {
        exchanges
            .iter()
            .filter(|exchange| exchange.status.is_success())
            .map(|exchange| {
                let operation = self.find(&exchange.method, &exchange.path);
                operation.unwrap().id.clone()
            })
            .collect()
    }

    /// Returns the spec violations in the response of an exchange; empty if there are none.
    pub fn deviations(&self, exchange: &Exchange) -> Vec<String> {
        let place = format!(
            "{} {} {}",
            exchange.method,
            exchange.path,
            exchange.status.as_u16()
        );
        let Some(operation) = self.find(&exchange.method, &exchange.path) else {
            return vec![format!("{place}: no such operation")];
        };
        let response = self.follow(&operation.object["responses"][exchange.status.as_str()]);
        if response.is_null() {
            return vec![format!("{place}: {} has no such status", operation.id)];
        }
        if !exchange.content_type.starts_with("application/json") {
            return vec![format!("{place}: content type {:?}", exchange.content_type)];
        }
        let Some(body) = &exchange.received else {
            return vec![format!("{place}: the body is not JSON")];
        };
        let schema = &response["content"]["application/json"]["schema"];
        self.validator(schema)
            .iter_errors(body)
            .map(|error| format!("{place}: {}: {error}", error.instance_path()))
            .collect()
    }

    /// Returns the spec violations in the body of a request.
    pub fn request_deviations(&self, exchange: &Exchange) -> Vec<String> {
        let (Some(operation), Some(body)) =
            (self.find(&exchange.method, &exchange.path), &exchange.sent)
        else {
            return Vec::new();
        };
        let schema = &operation.object["requestBody"]["content"]["application/json"]["schema"];
        let place = format!("{} {}", exchange.method, exchange.path);
        self.validator(schema)
            .iter_errors(body)
            .map(|error| format!("{place}: {}: {error}", error.instance_path()))
            .collect()
    }

    /// The prefix of a product's scopes, such as `ZohoBooks.projects`.
    pub fn scope_stem(&self, product: Product) -> String {
        let stems: BTreeSet<String> = self
            .operations(product)
            .flat_map(|operation| operation.scopes(product))
            .map(|scope| scope.rsplit_once('.').unwrap().0.to_owned())
            .collect();
        assert_eq!(stems.len(), 1, "{stems:?}");
        stems.into_iter().next().unwrap()
    }

    /// Where a request names the organization, `query` or `header`, and the name there.
    pub fn organization_place(&self, product: Product) -> (String, String) {
        let schemes = &self.document["components"]["securitySchemes"];
        let scheme = &schemes[format!("{product}_organization")];
        let text = |field: &str| scheme[field].as_str().unwrap().to_owned();
        (text("in"), text("name"))
    }

    /// The schema of a successful response of an operation.
    fn success<'a>(&'a self, operation: &'a Operation) -> &'a Value {
        self.follow(&self.success_content(operation)["schema"])
    }

    fn success_content<'a>(&'a self, operation: &'a Operation) -> &'a Value {
        let responses = operation.object["responses"].as_object().unwrap();
        let mut successes = responses
            .iter()
            .filter(|(status, _)| status.starts_with('2'));
        let (_, response) = successes.next().unwrap();
        &self.follow(response)["content"]["application/json"]
    }

    /// The property of this name in a successful response of an operation.
    pub fn property_of_response<'a>(
        &'a self,
        operation: &'a Operation,
        name: &str,
    ) -> Option<&'a Value> {
        self.success(operation)["properties"].get(name)
    }

    /// Whether an operation responds with more than a message.
    pub fn has_record(&self, operation: &Operation) -> bool {
        let mut names = self.success(operation)["properties"]
            .as_object()
            .unwrap()
            .keys();
        names.any(|name| !matches!(name.as_str(), "code" | "message" | "page_context"))
    }

    /// The name of the schema of the record under this key in a successful response of an operation, whether
    /// there is one record or a list of them.
    pub fn record_schema<'a>(&'a self, operation: &'a Operation, key: &str) -> Option<&'a str> {
        let mut schema = self.property_of_response(operation, key)?;
        loop {
            if let Some(reference) = schema["$ref"].as_str() {
                return reference.rsplit('/').next();
            }
            let parts = ["oneOf", "anyOf", "allOf"].into_iter();
            let mut parts = parts.filter_map(|part| schema[part].get(0));
            schema = schema.get("items").or_else(|| parts.next())?;
        }
    }

    /// A successful response to an operation as Zoho documents it: the sample in `tests/fixtures/documented` if
    /// there is one for the operation, and the example of the spec otherwise.
    pub fn documented_response(&self, id: &str) -> Value {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/documented");
        if let Ok(text) = std::fs::read_to_string(folder.join(format!("{id}.json"))) {
            return serde_json::from_str(&text).unwrap();
        }
        let mut operations = self.operations.iter();
        let operation = operations.find(|operation| operation.id == id).unwrap();
        let content = self.success_content(operation);
        let documented = &content["examples"]["documented"];
        let documented = &self.follow(documented)["value"];
        let example = content.get("example").unwrap_or(documented);
        assert!(
            example.is_object(),
            "operation {id} has no example of a response: run `UPDATE_EXAMPLES=1 cargo test --workspace \
             examples`, which writes it into spec/openapi.yaml, then \
             `cargo xtask regen`"
        );
        example.clone()
    }

    fn follow<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self
                .document
                .pointer(reference.strip_prefix('#').unwrap())
                .unwrap(),
            None => value,
        }
    }

    /// A validator for a schema of the spec. The spec does not use OpenAPI 3.0's additions to JSON Schema
    /// (`nullable` and the like), so the schema is used unchanged.
    fn validator(&self, schema: &Value) -> Validator {
        let document = json!({ "allOf": [schema], "components": self.document["components"] });
        jsonschema::draft7::options()
            .should_validate_formats(true)
            .build(&document)
            .unwrap()
    }
}

impl Operation {
    /// The scopes that a token needs for it in a product, all of them.
    pub fn scopes(&self, product: Product) -> BTreeSet<String> {
        let scheme = format!("{product}_oauth");
        let alternatives = self.object["security"].as_array().unwrap();
        let scopes = alternatives
            .iter()
            .filter_map(|one| one[&scheme].as_array());
        scopes
            .flatten()
            .map(|scope| scope.as_str().unwrap().to_owned())
            .collect()
    }

    /// Its path with a value for each parameter.
    pub fn path_with(&self, value: impl Fn(&str) -> String) -> String {
        let parts = self.path.split('/').map(|part| {
            let name = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'));
            name.map_or_else(|| part.to_owned(), &value)
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// The example of its body, if it takes one.
    pub fn example(&self) -> Option<&Value> {
        let content = &self.object["requestBody"]["content"]["application/json"];
        content.get("example")
    }
}

/// Whether a path fits a path with parameters.
fn fits(template: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    let same = template.split('/').all(|wanted| {
        parts
            .next()
            .is_some_and(|part| wanted.starts_with('{') || wanted == part)
    });
    same && parts.next().is_none()
}
