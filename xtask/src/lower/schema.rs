//! Schemas become types.

use serde_json::Value;

use super::Lowering;
use crate::{
    ir::{Enum, Role, Type, Variant},
    names,
    problem::{Location, Problem},
    scalars::{STRING, Scalar},
    spec::{entries, items, schema_reference, text},
};

/// A schema: its type, and the other forms of its values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SchemaModel {
    pub(super) ty: Type,
    /// Whether `null`, or text without characters, may stand for it.
    pub(super) absent: bool,
    /// Whether one value may stand where the list is meant.
    pub(super) one_or_many: bool,
}

impl From<Type> for SchemaModel {
    fn from(ty: Type) -> Self {
        Self {
            ty,
            absent: false,
            one_or_many: false,
        }
    }
}

/// The circumstances in which a schema is lowered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use<'a> {
    pub(super) role: Role,
    /// The Rust name of the schema, should it turn out to need one.
    pub(super) name: &'a str,
    /// Text for the documentation of such a type.
    pub(super) docs: &'a str,
}

impl Lowering<'_> {
    /// The type of the schema at `location`.
    pub(super) fn schema(
        &mut self,
        schema: &Value,
        location: &Location,
        usage: Use<'_>,
    ) -> Result<SchemaModel, Problem> {
        if let Some(name) = schema_reference(schema) {
            return self.component(name, location, usage);
        }
        let mut shape = if is_object(schema) {
            self.inline_object(schema, location, usage)?
        } else if let [only] = items(schema, "allOf") {
            self.schema(only, &location.child("allOf").child(0), usage)?
        } else if schema.get("oneOf").is_some() || schema.get("anyOf").is_some() {
            self.alternatives(schema, location, usage)?
        } else {
            self.plain(schema, location, usage)?.into()
        };
        shape.absent |= crate::spec::flag(schema, "nullable");
        Ok(shape)
    }

    /// The shape of a component, which is a scalar, an enum, an object, or short for something.
    fn component(
        &mut self,
        name: &str,
        location: &Location,
        usage: Use<'_>,
    ) -> Result<SchemaModel, Problem> {
        if let Some(scalar) = self.scalars.iter().find(|scalar| scalar.schema == name) {
            let scalar = *scalar;
            if scalar.rust == STRING {
                return Ok(Type::Text.into());
            }
            self.claim(
                &names::type_name(name),
                &Location::component("schemas", name),
            )?;
            self.ir.scalars.insert(scalar.schema, scalar);
            return Ok(Type::Scalar(scalar).into());
        }
        let spec = self.spec;
        let schema = spec
            .schema(name)
            .ok_or_else(|| location.problem(format!("there is no schema `{name}`")))?;
        let at = Location::component("schemas", name);
        if is_enum(schema) {
            return self.enumeration(schema, name, &at).map(SchemaModel::from);
        }
        if is_object(schema) {
            return self.object_component(schema, name, &at, usage.role);
        }
        if is_id(name, schema) {
            let scalar = Scalar::id(name);
            self.claim(&names::type_name(name), &at)?;
            self.ir.scalars.insert(scalar.schema, scalar);
            let docs = text(schema, "description").unwrap_or_default();
            self.ir.ids.insert(name.to_owned(), docs.to_owned());
            return Ok(Type::Scalar(scalar).into());
        }
        if is_scalar(schema) {
            return Err(at.problem(format!(
                "this is one value, but xtask/src/scalars.rs has no Rust type for `{name}`"
            )));
        }
        if self.open.iter().any(|open| open == name) {
            return Err(at.problem("this schema contains itself with no object in between"));
        }
        self.open.push(name.to_owned());
        let type_name = names::type_name(name);
        let usage = Use {
            name: &type_name,
            ..usage
        };
        let shape = self.schema(schema, &at, usage);
        self.open.pop();
        shape
    }

    /// A schema with a `type`, or without anything that says what it is.
    fn plain(
        &mut self,
        schema: &Value,
        location: &Location,
        usage: Use<'_>,
    ) -> Result<Type, Problem> {
        if schema.get("enum").is_some() {
            return Err(location.problem(
                "this enum is written inline; move it to components.schemas, so that it has a name",
            ));
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("string") => Ok(Type::Text),
            Some("boolean") => Ok(Type::Boolean),
            Some("number") if usage.role == Role::Request => Ok(Type::Number),
            Some("number") => Err(location.problem(
                "a number in a response would become a binary fraction; make a component of it and \
                 give that a type in xtask/src/scalars.rs",
            )),
            Some("integer") if usage.role == Role::Request => {
                Ok(Type::Integer(integer_format(schema)))
            }
            Some("integer") => Ok(Type::Integer("int64")),
            Some("array") => {
                let location = location.child("items");
                let inner = schema
                    .get("items")
                    .ok_or_else(|| location.problem("a list must say what is in it"))?;
                let name = format!("{}Item", usage.name);
                let shape = self.schema(
                    inner,
                    &location,
                    Use {
                        name: &name,
                        ..usage
                    },
                )?;
                Ok(Type::List(Box::new(element(shape, &location)?)))
            }
            Some(other) => Err(location.problem(format!("`{other}` is not a type of OpenAPI 3.0"))),
            None if says_nothing(schema) => Ok(Type::Any),
            None => Err(location.problem("the `type` is missing")),
        }
    }

    fn enumeration(
        &mut self,
        schema: &Value,
        name: &str,
        location: &Location,
    ) -> Result<Type, Problem> {
        let rust = names::type_name(name);
        self.claim(&rust, location)?;
        if !self.ir.enums.contains_key(&rust) {
            let docs = text(schema, "description").unwrap_or(name).to_owned();
            let variants = variants(schema, location)?;
            self.ir.enums.insert(rust.clone(), Enum { docs, variants });
        }
        Ok(Type::Enum(rust))
    }
}

fn variants(schema: &Value, location: &Location) -> Result<Vec<Variant>, Problem> {
    let mut variants = Vec::<Variant>::new();
    for (index, value) in items(schema, "enum").iter().enumerate() {
        let location = location.child("enum").child(index);
        let value = value
            .as_str()
            .ok_or_else(|| location.problem("only text can be a value of an enum here"))?;
        let given = items(schema, "x-enum-varnames").get(index);
        let name = match given.and_then(Value::as_str) {
            Some(given) => names::type_name(given),
            None => names::variant_name(value),
        };
        if variants.iter().any(|variant| variant.name == name) {
            return Err(location.problem(format!(
                "a second value becomes `{name}`; give them different names with x-enum-varnames"
            )));
        }
        let docs = entries(schema, "x-enumDescriptions")
            .find_map(|(key, docs)| (key == value).then(|| docs.as_str())?)
            .map_or_else(|| format!("`{value}`"), str::to_owned);
        variants.push(Variant {
            name,
            value: value.to_owned(),
            docs,
        });
    }
    Ok(variants)
}

/// The type of a list's elements, which cannot be absent.
fn element(shape: SchemaModel, location: &Location) -> Result<Type, Problem> {
    match &shape.ty {
        Type::Scalar(scalar) if scalar.serialize_with.is_some() => Err(location.problem(format!(
            "`{}` needs a field of its own to be written in its form",
            scalar.schema
        ))),
        _ if shape.absent || shape.one_or_many => {
            Err(location.problem("an element of a list must have one form"))
        }
        _ => Ok(shape.ty),
    }
}

/// An object by its type or its properties, or put together of others that are.
pub(super) fn is_object(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "object")
        || schema.get("properties").is_some()
        || items(schema, "allOf").len() > 1
}

fn is_enum(schema: &Value) -> bool {
    schema.get("enum").is_some() && schema.get("type").is_some_and(|kind| kind == "string")
}

/// Whether a component is the id of a record: text, with a name such as `ExpenseId`.
pub(crate) fn is_id(name: &str, schema: &Value) -> bool {
    name.ends_with("Id") && text(schema, "type") == Some("string")
}

fn is_scalar(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    matches!(kind, Some("string" | "number" | "integer" | "boolean"))
}

/// Whether any value is allowed: nothing but words about it.
fn says_nothing(schema: &Value) -> bool {
    const WORDS: [&str; 6] = [
        "description",
        "title",
        "example",
        "nullable",
        "deprecated",
        "readOnly",
    ];
    schema
        .as_object()
        .is_some_and(|map| map.keys().all(|key| WORDS.contains(&key.as_str())))
}

fn integer_format(schema: &Value) -> &'static str {
    let unsigned = schema
        .get("minimum")
        .and_then(Value::as_f64)
        .is_some_and(|minimum| minimum >= 0.0);
    let wide = schema.get("format").is_some_and(|format| format == "int64");
    match (unsigned, wide) {
        (true, false) => "uint32",
        (true, true) => "uint64",
        (false, _) => "int64",
    }
}
