//! Progenitor: from the intermediate representation to its tokens.

use std::panic::{self, AssertUnwindSafe};

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use serde_json::{Map, Value, json};

use crate::{
    ir::{Ir, Operation, Type},
    problem::{Location, Problem},
};

/// The client crate.
const CLIENT: &str = "zoho_time_client";
/// The module of the client crate in which the enums are.
const ENUMS: &str = "::zoho_time_client::enums";

/// The code that progenitor generates.
///
/// # Errors
///
/// Fails if progenitor does, or panics; the error names the operation.
pub fn generate(ir: &Ir) -> Result<TokenStream, Problem> {
    locate(ir, Generator::generate_tokens)
}

/// The mocks that progenitor generates for `httpmock`.
///
/// # Errors
///
/// The same as [`generate`].
pub fn mocks(ir: &Ir) -> Result<TokenStream, Problem> {
    locate(ir, |generator, api| generator.httpmock(api, CLIENT))
}

/// A function of progenitor.
type Make = fn(&mut Generator, &OpenAPI) -> Result<TokenStream, progenitor::Error>;

fn locate(ir: &Ir, make: Make) -> Result<TokenStream, Problem> {
    attempt(ir, make).map_err(|message| {
        let culprit = ir.operations.iter().find_map(|operation| {
            let mut ir = ir.clone();
            ir.operations = vec![operation.clone()];
            Some((operation, attempt(&ir, make).err()?))
        });
        match culprit {
            Some((operation, message)) => Location::root()
                .child("paths")
                .child(&operation.path)
                .child(operation.method.to_lowercase())
                .problem(format!("the generator failed: {message}")),
            None => Location::root().problem(format!("the generator failed: {message}")),
        }
    })
}

fn attempt(ir: &Ir, make: Make) -> Result<TokenStream, String> {
    let api: OpenAPI = serde_json::from_value(document(ir)).map_err(|error| error.to_string())?;
    quietly(|| make(&mut Generator::new(&settings(ir)), &api))?.map_err(|error| error.to_string())
}

/// Runs `f`, and returns the message of a panic instead of printing it.
fn quietly<T>(f: impl FnOnce() -> T) -> Result<T, String> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = panic::catch_unwind(AssertUnwindSafe(f));
    panic::set_hook(hook);
    result.map_err(|payload| match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload
            .downcast_ref::<&str>()
            .map_or_else(|| "it panicked".to_owned(), |message| (*message).to_owned()),
    })
}

fn settings(ir: &Ir) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        .with_derive("PartialEq");
    for (schema, scalar) in &ir.scalars {
        settings.with_replacement(schema, scalar.rust, [].into_iter());
    }
    for name in ir.enums.keys() {
        settings.with_replacement(name, format!("{ENUMS}::{name}"), [].into_iter());
    }
    settings
}

/// A spec that has only what progenitor can process.
fn document(ir: &Ir) -> Value {
    let mut schemas = Map::new();
    let replaced = ir.scalars.keys().copied();
    for name in replaced.chain(ir.enums.keys().map(String::as_str)) {
        schemas.insert(name.to_owned(), json!({ "type": "string" }));
    }
    for (name, object) in &ir.structs {
        let fields = object.fields.iter();
        let properties: Map<String, Value> = fields
            .map(|(name, field)| (name.clone(), schema(&field.ty)))
            .collect();
        let mut schema = json!({ "type": "object", "properties": properties });
        if !object.required.is_empty() {
            schema["required"] = json!(object.required);
        }
        schemas.insert(name.clone(), schema);
    }
    let mut paths = Map::new();
    for operation in &ir.operations {
        let item = paths
            .entry(operation.path.clone())
            .or_insert_with(|| json!({}));
        item[operation.method.to_lowercase()] = operation_object(operation);
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": ir.title, "version": ir.version, "description": ir.docs },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn operation_object(operation: &Operation) -> Value {
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .map(|parameter| {
            json!({
                "name": parameter.name,
                "in": parameter.location.name(),
                "required": parameter.required,
                "description": parameter.docs,
                "schema": schema(&parameter.ty),
            })
        })
        .collect();
    let content = |ty: &Type| json!({ "application/json": { "schema": schema(ty) } });
    let mut response = json!({ "description": "" });
    if let Some(ty) = &operation.response {
        response["content"] = content(ty);
    }
    let mut object = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.docs,
        "parameters": parameters,
        // Any success is one: what was done is done, whether with 200 or with 201.
        "responses": { "2XX": response },
    });
    if let Some(body) = &operation.body {
        let content = content(&Type::Struct(body.clone()));
        object["requestBody"] = json!({ "required": true, "content": content });
    }
    object
}

fn schema(ty: &Type) -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    match ty {
        Type::Text => json!({ "type": "string" }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Integer(format) => json!({ "type": "integer", "format": format }),
        Type::Number => json!({ "type": "number" }),
        Type::Any => json!({}),
        Type::Scalar(scalar) => reference(scalar.schema),
        Type::Enum(name) | Type::Struct(name) => reference(name),
        Type::List(element) => json!({ "type": "array", "items": schema(element) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_generator_becomes_a_message() {
        assert_eq!(quietly(|| 1), Ok(1));
        assert_eq!(quietly(|| panic!("odd")), Err::<(), _>("odd".to_owned()));
        let number = 3;
        assert_eq!(
            quietly(|| panic!("odd {number}")),
            Err::<(), _>("odd 3".to_owned())
        );
    }
}
