//! The spec: parsing it, resolving its references, listing its operations.

use serde_json::Value;

use crate::problem::{Location, Problem, Problems};

/// The keys of a path item that are operations.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// A spec: any YAML, until [`crate::check`] has validated it.
#[derive(Debug)]
pub struct Spec {
    /// How messages name the file.
    pub file: String,
    /// The document.
    pub root: Value,
}

/// One operation of the spec.
#[derive(Clone, Debug)]
pub struct OperationItem<'a> {
    /// The path template, such as `/projects/{project_id}`.
    pub path: &'a str,
    /// The method in lower case.
    pub method: &'static str,
    /// The location of the operation.
    pub location: Location,
    /// The path item around it.
    pub path_item: &'a Value,
    /// The operation.
    pub value: &'a Value,
}

impl Spec {
    /// Reads YAML.
    ///
    /// # Errors
    ///
    /// When the text is not YAML: says at which line and column.
    pub fn parse(file: &str, text: &str) -> Result<Self, Problems> {
        // The file is our own, so its size is not limited.
        let options = serde_saphyr::options! { with_snippet: false, budget: None };
        let root =
            serde_saphyr::from_str_with_options::<Value>(text, options).map_err(|error| {
                let message = format!("this is not valid YAML: {error}");
                Problems::new(file, vec![Location::root().problem(message)])
            })?;
        Ok(Self {
            file: file.to_owned(),
            root,
        })
    }

    /// All operations, in the order of paths and then of methods.
    pub fn operations(&self) -> impl Iterator<Item = OperationItem<'_>> {
        let location = Location::root().child("paths");
        entries(&self.root, "paths").flat_map(move |(path, path_item)| {
            let location = location.child(path);
            METHODS.into_iter().filter_map(move |method| {
                path_item.get(method).map(|value| OperationItem {
                    path,
                    method,
                    location: location.child(method),
                    path_item,
                    value,
                })
            })
        })
    }

    /// The components of one section, such as `schemas`.
    pub fn components(&self, section: &str) -> impl Iterator<Item = (&str, &Value)> {
        entries(self.root.get("components").unwrap_or(&Value::Null), section)
    }

    /// The component schema of that name.
    #[must_use]
    pub fn schema(&self, name: &str) -> Option<&Value> {
        self.root.get("components")?.get("schemas")?.get(name)
    }

    /// Follows `$ref` until there is a value: gives that and its place.
    ///
    /// # Errors
    ///
    /// When the reference points nowhere, out of the document, or at itself.
    pub fn resolve<'a>(
        &'a self,
        value: &'a Value,
        location: &Location,
    ) -> Result<(&'a Value, Location), Problem> {
        let (mut current, mut at) = (value, location.clone());
        for _ in 0..16 {
            let Some(reference) = reference(current) else {
                return Ok((current, at));
            };
            (current, at) = self.target(reference, location)?;
        }
        Err(location.problem("this $ref leads to itself"))
    }

    /// The target of a reference.
    ///
    /// # Errors
    ///
    /// When it points nowhere or out of the document.
    pub fn target(
        &self,
        reference: &str,
        location: &Location,
    ) -> Result<(&Value, Location), Problem> {
        let missing = || location.problem(format!("$ref `{reference}` points at nothing"));
        let (section, name) = reference
            .strip_prefix("#/components/")
            .and_then(|rest| rest.split_once('/'))
            .ok_or_else(|| {
                location.problem(format!(
                    "$ref `{reference}` must have the form `#/components/<section>/<name>`"
                ))
            })?;
        let found = self
            .root
            .get("components")
            .and_then(|components| components.get(section)?.get(name))
            .ok_or_else(missing)?;
        Ok((found, Location::component(section, name)))
    }
}

/// The text of a `$ref`, when the value is one.
#[must_use]
pub fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// The name of the component schema that the value refers to, when it is a `$ref`.
#[must_use]
pub fn schema_reference(value: &Value) -> Option<&str> {
    reference(value)?.strip_prefix("#/components/schemas/")
}

/// The entries of the map under `key`, none when there is no such map.
pub fn entries<'a>(
    value: &'a Value,
    key: &str,
) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
    value
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

/// The items of the list under `key`, none when there is no such list.
#[must_use]
pub fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The text under `key`, if there is any.
#[must_use]
pub fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value
        .get(key)
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// Whether `key` is there and `true`.
#[must_use]
pub fn flag(value: &Value, key: &str) -> bool {
    value.get(key) == Some(&Value::Bool(true))
}
