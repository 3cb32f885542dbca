//! Parameters: single values in the path, the query and the headers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Lowering, schema::Use};
use crate::{
    ir::{Parameter, ParameterLocation, Role, Type},
    names,
    problem::{Location, Problem},
    spec::{OperationItem, flag, items, text},
};

impl Lowering<'_> {
    /// The parameters of an operation with those of its path.
    pub(super) fn parameters(
        &mut self,
        item: &OperationItem<'_>,
        id: &str,
    ) -> Result<Vec<Parameter>, Problem> {
        let shared = Location::root().child("paths").child(item.path);
        let mut found = BTreeMap::new();
        for (owner, location) in [(item.path_item, &shared), (item.value, &item.location)] {
            for (index, parameter) in items(owner, "parameters").iter().enumerate() {
                let location = location.child("parameters").child(index);
                let (parameter, location) = self.spec.resolve(parameter, &location)?;
                let parameter = self.parameter(parameter, &location, id)?;
                found.insert((parameter.location, parameter.name.clone()), parameter);
            }
        }
        let parameters: Vec<Parameter> = found.into_values().collect();
        match misnamed(item.path, &parameters) {
            None => Ok(parameters),
            Some(message) => Err(item.location.problem(message)),
        }
    }

    fn parameter(
        &mut self,
        parameter: &Value,
        location: &Location,
        id: &str,
    ) -> Result<Parameter, Problem> {
        let name = text(parameter, "name")
            .ok_or_else(|| location.problem("the name of the parameter is missing"))?;
        let sent_in = match text(parameter, "in") {
            Some("path") => ParameterLocation::Path,
            Some("query") => ParameterLocation::Query,
            Some("header") => ParameterLocation::Header,
            Some("cookie") => {
                return Err(location.problem("the generator takes no parameters in cookies"));
            }
            _ => return Err(location.problem("`in` must be path, query or header")),
        };
        if let Some(style) = text(parameter, "style")
            && style
                != if sent_in == ParameterLocation::Query {
                    "form"
                } else {
                    "simple"
                }
        {
            return Err(
                location.problem(format!("the generator does not take the style `{style}`"))
            );
        }
        let schema = parameter
            .get("schema")
            .ok_or_else(|| location.problem("the schema of the parameter is missing"))?;
        let rust_name = names::type_name(&format!("{id}_{name}"));
        let usage = Use {
            role: Role::Request,
            name: &rust_name,
            docs: name,
        };
        let ty = self.schema(schema, &location.child("schema"), usage)?.ty;
        let joined = parameter.get("explode") == Some(&Value::Bool(false));
        match &ty {
            Type::Struct(_) | Type::Any => {
                return Err(
                    location.problem("a parameter must be a single value or a list of these")
                );
            }
            Type::List(_) if joined || sent_in != ParameterLocation::Query => {
                return Err(location.child("schema").problem(
                    "the generator cannot join a list; make a component of it and give that a type \
                     that prints the joined form in xtask/src/scalars.rs",
                ));
            }
            _ => {}
        }
        Ok(Parameter {
            name: name.to_owned(),
            location: sent_in,
            docs: text(parameter, "description")
                .map(str::to_owned)
                .or_else(|| self.docs(schema))
                .unwrap_or_else(|| format!("The parameter `{name}`.")),
            ty,
            required: flag(parameter, "required") || sent_in == ParameterLocation::Path,
        })
    }
}

/// Checks the names of the path parameters of an operation, and returns the first problem.
fn misnamed(path: &str, parameters: &[Parameter]) -> Option<String> {
    let template = path.split('{').skip(1);
    let wanted: BTreeSet<&str> = template
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect();
    let in_path = parameters
        .iter()
        .filter(|parameter| parameter.location == ParameterLocation::Path);
    let given: BTreeSet<&str> = in_path.map(|parameter| parameter.name.as_str()).collect();
    if let Some(name) = given.difference(&wanted).next() {
        return Some(format!("the path has no `{{{name}}}`"));
    }
    if let Some(name) = wanted.difference(&given).next() {
        return Some(format!("the path parameter `{name}` is missing"));
    }
    let mut arguments = BTreeMap::from([("body".to_owned(), "the body")]);
    parameters.iter().find_map(|parameter| {
        let name = &parameter.name;
        let argument = names::field_name(name);
        let other = arguments.insert(argument.clone(), name)?;
        Some(format!(
            "`{other}` and `{name}` both become the argument `{argument}` in Rust"
        ))
    })
}
