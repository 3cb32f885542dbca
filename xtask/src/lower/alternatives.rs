//! Schemas that are one of several: of these, a few forms have a type in Rust.

use serde_json::{Value, json};

use super::{
    Lowering,
    schema::{SchemaModel, Use, is_object},
};
use crate::{
    ir::Type,
    problem::{Location, Problem},
    spec::items,
};

const ADVICE: &str = "these alternatives have no Rust form. Those that have: a value or an \
    empty text; one value or a list of the same; an enum or any text; a boolean or its text. For a \
    value with several forms, make a component and give it a type in xtask/src/scalars.rs";

impl Lowering<'_> {
    /// The shape of a schema with `oneOf` or `anyOf`.
    pub(super) fn alternatives(
        &mut self,
        schema: &Value,
        location: &Location,
        usage: Use<'_>,
    ) -> Result<SchemaModel, Problem> {
        let key = if schema.get("oneOf").is_some() {
            "oneOf"
        } else {
            "anyOf"
        };
        let location = location.child(key);
        let mut absent = false;
        let mut branches = Vec::new();
        for (index, branch) in items(schema, key).iter().enumerate() {
            let location = location.child(index);
            if is_empty_text(self.spec.resolve(branch, &location)?.0) {
                absent = true;
            } else {
                branches.push((branch, location));
            }
        }
        let mut shape = match &branches[..] {
            [(branch, location)] => self.schema(branch, location, usage)?,
            [(first, first_place), (second, second_place)] => {
                if is_list_of(second, first) {
                    self.one_or_many(second, second_place, usage)?
                } else if is_list_of(first, second) {
                    self.one_or_many(first, first_place, usage)?
                } else if is_boolean_as_text(first, second) || is_boolean_as_text(second, first) {
                    Type::Boolean.into()
                } else if **second == json!({ "type": "string" }) {
                    self.enum_or_text(first, first_place, &location, usage)?
                } else if **first == json!({ "type": "string" }) {
                    self.enum_or_text(second, second_place, &location, usage)?
                } else {
                    return Err(location.problem(ADVICE));
                }
            }
            _ => return Err(location.problem(ADVICE)),
        };
        shape.absent |= absent;
        Ok(shape)
    }

    fn one_or_many(
        &mut self,
        list: &Value,
        location: &Location,
        usage: Use<'_>,
    ) -> Result<SchemaModel, Problem> {
        let shape = self.schema(list, location, usage)?;
        Ok(SchemaModel {
            one_or_many: true,
            ..shape
        })
    }

    fn enum_or_text(
        &mut self,
        branch: &Value,
        branch_place: &Location,
        location: &Location,
        usage: Use<'_>,
    ) -> Result<SchemaModel, Problem> {
        let shape = self.schema(branch, branch_place, usage)?;
        match shape.ty {
            Type::Enum(_) => Ok(shape),
            _ => Err(location.problem(ADVICE)),
        }
    }
}

/// Whether alternatives only say which properties must be there together.
pub(super) fn only_require(schema: &Value) -> bool {
    ["oneOf", "anyOf"].into_iter().all(|key| {
        items(schema, key)
            .iter()
            .all(|branch| !is_object(branch) && branch.get("required").is_some())
    })
}

/// Whether a schema has alternatives, and they only say which properties must be there together: a part
/// of `allOf` that adds a rule and no property.
pub(super) fn is_rule(schema: &Value) -> bool {
    let has_alternatives = schema.get("oneOf").is_some() || schema.get("anyOf").is_some();
    has_alternatives && only_require(schema)
}

/// Text without characters, which stands for what is absent.
fn is_empty_text(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "string")
        && (schema.get("maxLength") == Some(&json!(0)) || schema.get("enum") == Some(&json!([""])))
}

fn is_list_of(list: &Value, element: &Value) -> bool {
    list.get("type").is_some_and(|kind| kind == "array") && list.get("items") == Some(element)
}

/// A boolean that may also be sent as text.
fn is_boolean_as_text(boolean: &Value, words: &Value) -> bool {
    boolean.get("type").is_some_and(|kind| kind == "boolean")
        && words.get("type").is_some_and(|kind| kind == "string")
        && !items(words, "enum").is_empty()
        && items(words, "enum")
            .iter()
            .filter_map(Value::as_str)
            .all(|word| matches!(word.trim(), "true" | "false" | ""))
}
