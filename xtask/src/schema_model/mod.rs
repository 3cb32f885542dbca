//! The values that a schema allows, with references resolved and alternatives merged.
//!
//! [`crate::diff`] compares them, and [`crate::import`] lists the fields of them. A schema that is
//! written another way and allows the same has the same shape: inline or behind a `$ref`, one `allOf`
//! or none, `nullable` or the type `'null'`.
//!
//! Alternatives (`oneOf`, `anyOf`) become one shape that allows what any of them does. So two objects
//! that are alternatives count as one object with the fields of both, which is required to have
//! the fields of the one or those of the other.

mod combine;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub(crate) use read::spelled;
pub use read::{Reader, named};

/// The JSON type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonType {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
}

impl JsonType {
    /// All but [`Integer`](Self::Integer), which is a [`Number`](Self::Number).
    pub(crate) const ANY: [Self; 6] = [
        Self::Null,
        Self::Boolean,
        Self::Number,
        Self::Text,
        Self::List,
        Self::Object,
    ];

    /// The name OpenAPI gives it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Text => "string",
            Self::List => "array",
            Self::Object => "object",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let all = Self::ANY.into_iter().chain([Self::Integer]);
        all.into_iter().find(|one| one.name() == name)
    }
}

/// A limit with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit {
    /// The keyword, such as `maxLength`.
    pub name: &'static str,
    /// The type that it limits.
    pub(crate) of: JsonType,
    /// Whether a greater number allows less.
    pub lower: bool,
}

/// All limits; for `uniqueItems` and `multipleOf` a greater number counts as the narrower one.
pub(crate) const LIMITS: [Limit; 12] = [
    limit("minLength", JsonType::Text, true),
    limit("maxLength", JsonType::Text, false),
    limit("minimum", JsonType::Number, true),
    limit("maximum", JsonType::Number, false),
    limit("exclusiveMinimum", JsonType::Number, true),
    limit("exclusiveMaximum", JsonType::Number, false),
    limit("multipleOf", JsonType::Number, true),
    limit("minItems", JsonType::List, true),
    limit("maxItems", JsonType::List, false),
    limit("uniqueItems", JsonType::List, true),
    limit("minProperties", JsonType::Object, true),
    limit("maxProperties", JsonType::Object, false),
];

const fn limit(name: &'static str, of: JsonType, lower: bool) -> Limit {
    Limit { name, of, lower }
}

/// A list of values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// The values, each as text; texts are without quotation marks.
    pub known: BTreeSet<String>,
    /// Whether other values are allowed too, because plain text is an alternative.
    pub open: bool,
}

/// One schema or several that are not laid over each other yet.
#[derive(Clone, Debug)]
pub enum Part<'a> {
    /// A schema.
    One(&'a Value),
    /// The values that any of them allows.
    Any(Vec<Part<'a>>),
    /// The values that all of them allow.
    All(Vec<Part<'a>>),
}

/// The values that a schema allows.
#[derive(Clone, Debug)]
pub struct SchemaModel<'a> {
    /// The types.
    pub types: BTreeSet<JsonType>,
    /// The list of values that text and numbers must be in, if there is one.
    pub values: Option<Values>,
    /// The numbers of the limits.
    pub limits: BTreeMap<Limit, f64>,
    /// The patterns one of which text must match; none when any text will do.
    pub patterns: BTreeSet<String>,
    /// The formats of text, one of them `None` when any text will do.
    pub text_formats: BTreeSet<Option<String>>,
    /// The formats of numbers, one of them `None` when any number will do.
    pub number_formats: BTreeSet<Option<String>>,
    /// The fields of an object.
    pub fields: BTreeMap<String, Part<'a>>,
    /// The sets of fields of which an object must have one.
    pub required: Vec<BTreeSet<String>>,
    /// Whether an object may have other fields.
    pub more_fields: bool,
    /// The schema of the other fields of an object.
    pub others: Option<Part<'a>>,
    /// The schema of the items of a list.
    pub items: Option<Part<'a>>,
    /// The default value.
    pub default: Option<&'a Value>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Whether it is in responses only.
    pub read_only: bool,
    /// Whether it is in requests only.
    pub write_only: bool,
    /// The field that this one is another name of.
    pub alias_of: Option<&'a str>,
}

impl SchemaModel<'_> {
    /// The fields that an object has in any case.
    #[must_use]
    pub fn always_required(&self) -> BTreeSet<String> {
        let mut sets = self.required.iter();
        let first = sets.next().cloned().unwrap_or_default();
        sets.fold(first, |all, set| all.intersection(set).cloned().collect())
    }

    /// The sets of fields of which an object must have one, beyond those it must have in any case.
    #[must_use]
    pub fn choices(&self) -> Vec<BTreeSet<String>> {
        let always = self.always_required();
        let rest = self.required.iter();
        combine::smallest(rest.map(|set| set.difference(&always).cloned().collect()))
    }
}
