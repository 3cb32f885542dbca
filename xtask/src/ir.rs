//! Intermediate representation: the parts of the spec that a typed client needs.
//!
//! No constraints, no examples, no error responses, no schema that is one of several. Made by
//! [`crate::lower`]; the generator and the emitters work from it alone.

use std::collections::BTreeMap;

use crate::scalars::Scalar;

/// The API.
#[derive(Clone, Debug, Default)]
pub struct Ir {
    /// Title of the spec.
    pub title: String,
    /// Version of the spec.
    pub version: String,
    /// Documentation of the API.
    pub docs: String,
    /// The objects, by their Rust name.
    pub structs: BTreeMap<String, Struct>,
    /// The enumerations, by their Rust name.
    pub enums: BTreeMap<String, Enum>,
    /// The scalars in use, by the name of their schema.
    pub scalars: BTreeMap<&'static str, Scalar>,
    /// The ids without a type in `zoho-time-types`, by the name of their schema, with what the spec says about them.
    pub ids: BTreeMap<String, String>,
    /// The operations, sorted by id.
    pub operations: Vec<Operation>,
}

/// Whether a value is sent or received: the one is exact, the other tolerant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// In a request body or a parameter.
    Request,
    /// In the body of a successful response.
    Response,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Text of any form.
    Text,
    /// True or false.
    Boolean,
    /// A whole number, with its format in the generator's terms.
    Integer(&'static str),
    /// A number of no declared meaning.
    Number,
    /// Any JSON value.
    Any,
    /// A schema replaced by a type of `zoho-time-types`.
    Scalar(Scalar),
    /// An enumeration, by its Rust name.
    Enum(String),
    /// An object, by its Rust name.
    Struct(String),
    /// A list.
    List(Box<Type>),
}

/// An object.
#[derive(Clone, Debug)]
pub struct Struct {
    /// Whether it is sent or received.
    pub role: Role,
    /// Documentation from the spec.
    pub docs: String,
    /// Its fields, by their names on the wire.
    pub fields: BTreeMap<String, Field>,
    /// The required fields, in the order in which the spec lists them.
    pub required: Vec<String>,
}

/// A field of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// Documentation from the spec.
    pub docs: String,
    /// Its type, without the `Option` of a field that may be absent.
    pub ty: Type,
    /// Whether it is always there.
    pub required: bool,
    /// Whether a single value may replace the list.
    pub one_or_many: bool,
    /// Other names of the same field.
    pub aliases: Vec<String>,
}

impl Field {
    /// How the field is read: in words of `zoho_time_types::record!`. In responses, what is absent comes in many
    /// forms.
    #[must_use]
    pub fn read_as(&self, role: Role) -> &'static str {
        match (role, &self.ty) {
            (Role::Response, Type::List(_)) if self.one_or_many && self.required => {
                "required_one_or_many"
            }
            (Role::Response, Type::List(_)) if self.one_or_many => "one_or_many",
            _ if self.required => "required",
            (Role::Request, _) | (_, Type::Any) => "plain",
            (_, Type::List(_)) => "list",
            (_, Type::Struct(_)) => "object",
            (_, Type::Text) => "text",
            _ => "option",
        }
    }

    /// The function that writes the field, where the type's own `Serialize` prints another form.
    #[must_use]
    pub fn serialize_with(&self) -> Option<&'static str> {
        match &self.ty {
            Type::Scalar(scalar) => scalar.serialize_with,
            _ => None,
        }
    }
}

/// An enumeration that may grow.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Documentation from the spec.
    pub docs: String,
    /// Its known values, in the order of the spec.
    pub variants: Vec<Variant>,
}

/// A known value of an enumeration.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The Rust name.
    pub name: String,
    /// The text on the wire.
    pub value: String,
    /// Documentation from the spec.
    pub docs: String,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The operationId, which is the name of the method too.
    pub id: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The summary.
    pub summary: String,
    /// The spec.
    pub docs: String,
    /// Path, query and header parameters.
    pub parameters: Vec<Parameter>,
    /// The Rust name of the JSON body.
    pub body: Option<String>,
    /// The successful statuses; all have the same body.
    pub statuses: Vec<u16>,
    /// The body of a success, if it has one.
    pub response: Option<Type>,
    /// The scope per product: `("books", "ZohoBooks.projects.READ")`.
    pub scopes: Vec<(String, String)>,
    /// Whether sending it twice does the same as sending it once.
    pub idempotent: bool,
    /// Whether the response is one page of a list.
    pub paged: bool,
}

/// The last part of a scope: `READ` of `ZohoBooks.projects.READ`.
#[must_use]
pub fn last_part(scope: &str) -> &str {
    scope.rsplit_once('.').map_or(scope, |(_, last)| last)
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it is sent.
    pub location: ParameterLocation,
    /// Documentation from the spec.
    pub docs: String,
    /// Its type.
    pub ty: Type,
    /// Whether it must be given.
    pub required: bool,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

impl ParameterLocation {
    /// The name OpenAPI gives it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}
