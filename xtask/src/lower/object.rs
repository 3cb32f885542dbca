//! Objects become structs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Lowering,
    alternatives::{is_rule, only_require},
    schema::{SchemaModel, Use, is_object},
};
use crate::{
    ir::{Field, Role, Struct, Type},
    names,
    problem::{Location, Problem},
    spec::{entries, flag, items, schema_reference, text},
};

/// The properties of an object with those of the objects it is put together of.
#[derive(Default)]
struct Parts<'a> {
    properties: BTreeMap<&'a str, (&'a Value, Location)>,
    required: Vec<&'a str>,
}

impl Lowering<'_> {
    /// The struct of a component.
    pub(super) fn object_component(
        &mut self,
        schema: &Value,
        name: &str,
        location: &Location,
        role: Role,
    ) -> Result<SchemaModel, Problem> {
        let rust = names::type_name(name);
        let docs = text(schema, "description").unwrap_or(name);
        let usage = Use {
            role,
            name: &rust,
            docs,
        };
        self.structure(schema, location, usage)?;
        let absent = flag(schema, "nullable");
        Ok(SchemaModel {
            absent,
            ..Type::Struct(rust).into()
        })
    }

    /// The struct of an object that has no name of its own in the spec.
    pub(super) fn inline_object(
        &mut self,
        schema: &Value,
        location: &Location,
        usage: Use<'_>,
    ) -> Result<SchemaModel, Problem> {
        let docs = text(schema, "description").unwrap_or(usage.docs);
        self.structure(schema, location, Use { docs, ..usage })?;
        Ok(Type::Struct(usage.name.to_owned()).into())
    }

    fn structure(
        &mut self,
        schema: &Value,
        location: &Location,
        usage: Use<'_>,
    ) -> Result<(), Problem> {
        let Use { role, name, docs } = usage;
        self.claim(name, location)?;
        if let Some(known) = self.ir.structs.get(name) {
            return if known.role == role {
                Ok(())
            } else {
                Err(location.problem(
                    "this is used in requests and in responses; the first are exact and the \
                     second tolerant, so make two components of it",
                ))
            };
        }
        let mut parts = Parts::default();
        self.collect(schema, location, &mut parts, 0)?;
        if parts.properties.is_empty() {
            return Err(location.problem(
                "an object without properties has no form here; leave the schema empty to take \
                 any JSON",
            ));
        }
        // Known from now on, so that it may contain itself.
        let docs = docs.to_owned();
        let empty = Struct {
            role,
            docs,
            fields: BTreeMap::new(),
            required: Vec::new(),
        };
        self.ir.structs.insert(name.to_owned(), empty);
        let fields = self.fields(&parts, usage)?;
        let required = parts
            .required
            .iter()
            .filter(|name| fields.get(**name).is_some_and(|field| field.required))
            .map(|name| (*name).to_owned())
            .collect();
        if let Some(known) = self.ir.structs.get_mut(name) {
            known.fields = fields;
            known.required = required;
        }
        Ok(())
    }

    /// Gathers the properties of a schema and of all that it is put together of.
    fn collect<'a>(
        &self,
        schema: &'a Value,
        location: &Location,
        parts: &mut Parts<'a>,
        depth: usize,
    ) -> Result<(), Problem>
    where
        Self: 'a,
    {
        if depth > 16 {
            return Err(location.problem("this object is put together of itself"));
        }
        if !only_require(schema) {
            return Err(location.problem(
                "alternatives inside an object may only say which properties are required",
            ));
        }
        match schema.get("additionalProperties") {
            None | Some(Value::Bool(_)) => {}
            Some(_) => {
                return Err(location.child("additionalProperties").problem(
                    "a map of values has no form here; name the properties, or leave the schema \
                     empty to take any JSON",
                ));
            }
        }
        for (index, part) in items(schema, "allOf").iter().enumerate() {
            let location = location.child("allOf").child(index);
            let (part, location) = self.spec.resolve(part, &location)?;
            let requires = part.get("required").is_some() || is_rule(part);
            if !is_object(part) && part.get("allOf").is_none() && !requires {
                return Err(location.problem("only objects can be put together to an object"));
            }
            self.collect(part, &location, parts, depth + 1)?;
        }
        for (name, property) in entries(schema, "properties") {
            let location = location.child("properties").child(name);
            parts.properties.insert(name, (property, location));
        }
        for name in items(schema, "required").iter().filter_map(Value::as_str) {
            if !parts.required.contains(&name) {
                parts.required.push(name);
            }
        }
        Ok(())
    }

    fn fields(
        &mut self,
        parts: &Parts<'_>,
        usage: Use<'_>,
    ) -> Result<BTreeMap<String, Field>, Problem> {
        let mut fields = BTreeMap::new();
        let mut rust_names = BTreeMap::new();
        for (name, (property, location)) in &parts.properties {
            let foreign = match usage.role {
                Role::Request => "readOnly",
                Role::Response => "writeOnly",
            };
            if flag(property, foreign) || property.get("x-alias-of").is_some() {
                continue;
            }
            let rust = names::field_name(name);
            if let Some(other) = rust_names.insert(rust.clone(), name) {
                return Err(location.problem(format!(
                    "this and `{other}` both become the field `{rust}` in Rust"
                )));
            }
            let aliases = parts
                .properties
                .iter()
                .filter(|(_, (other, _))| text(other, "x-alias-of") == Some(name))
                .map(|(alias, _)| (*alias).to_owned())
                .collect();
            let required = parts.required.contains(name);
            let field = self.field(property, location, usage, name, required)?;
            fields.insert((*name).to_owned(), Field { aliases, ..field });
        }
        for name in &parts.required {
            if !parts.properties.contains_key(name) {
                let location = self.names.get(usage.name).cloned().unwrap_or_default();
                return Err(location
                    .child("required")
                    .problem(format!("there is no property `{name}`")));
            }
        }
        Ok(fields)
    }

    fn field(
        &mut self,
        property: &Value,
        location: &Location,
        usage: Use<'_>,
        name: &str,
        required: bool,
    ) -> Result<Field, Problem> {
        let inner_name = format!("{}{}", usage.name, names::type_name(name));
        let inner_docs = format!("`{name}` of [`{}`].", usage.name);
        let inner = Use {
            name: &inner_name,
            docs: &inner_docs,
            ..usage
        };
        let shape = self.schema(property, location, inner)?;
        let required = required && !shape.absent;
        Ok(Field {
            docs: self
                .docs(property)
                .unwrap_or_else(|| format!("The field `{name}`.")),
            ty: shape.ty,
            required,
            one_or_many: shape.one_or_many,
            aliases: Vec::new(),
        })
    }

    /// The documentation of a property, or else of the component it refers to.
    pub(super) fn docs(&self, schema: &Value) -> Option<String> {
        let own = text(schema, "description").or_else(|| text(schema, "title"));
        if let Some(own) = own {
            return Some(own.to_owned());
        }
        let referred = schema_reference(schema)
            .or_else(|| items(schema, "allOf").iter().find_map(schema_reference))?;
        text(self.spec.schema(referred)?, "description").map(str::to_owned)
    }
}
