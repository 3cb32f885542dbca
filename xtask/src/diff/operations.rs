//! Operations: which there are, and what belongs to each as a whole.

use std::collections::BTreeMap;

use super::{
    ApiPath, Compare, How, What, extensions, messages, parameters, security, servers, wording,
};
use crate::spec::{OperationItem, Spec, flag, text};

/// Operations by method and path, the path without the names of its parameters.
type Operations<'a> = BTreeMap<(String, &'static str), OperationItem<'a>>;

pub(super) fn all(compare: &mut Compare<'_>) {
    let (old, new) = (list(compare.old.spec), list(compare.new.spec));
    for (key, before) in &old {
        match new.get(key) {
            Some(after) => one(compare, before, after),
            None => note(compare, before, How::Removed),
        }
    }
    for (key, after) in &new {
        if !old.contains_key(key) {
            note(compare, after, How::Added);
        }
    }
}

fn list(spec: &Spec) -> Operations<'_> {
    let keyed = |operation: OperationItem<'_>| (without_names(operation.path), operation.method);
    spec.operations()
        .map(|operation| (keyed(operation.clone()), operation))
        .collect()
}

/// `/projects/{}` for `/projects/{project_id}`.
pub(crate) fn without_names(path: &str) -> String {
    let mut short = String::new();
    let mut inside = false;
    for letter in path.chars() {
        match letter {
            '{' => {
                inside = true;
                short.push_str("{}");
            }
            '}' => inside = false,
            _ if inside => {}
            other => short.push(other),
        }
    }
    short
}

/// The names of the parameters in a path, in their order.
pub(super) fn names_in(path: &str) -> Vec<&str> {
    let parts = path.split('{').skip(1);
    parts
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect()
}

/// How lists name an operation: without the names in its path, which may change.
fn name(operation: &OperationItem<'_>) -> String {
    let method = operation.method.to_uppercase();
    format!("{method} {}", without_names(operation.path))
}

fn note(compare: &mut Compare<'_>, operation: &OperationItem<'_>, how: How) {
    compare.operation = Some(name(operation));
    let id = text(operation.value, "operationId").map(str::to_owned);
    let found = compare.note(&ApiPath::at(name(operation)), What::Operation, how);
    match how {
        How::Added => found.after = id,
        _ => found.before = id,
    }
}

fn one<'a>(compare: &mut Compare<'a>, old: &OperationItem<'a>, new: &OperationItem<'a>) {
    let location = ApiPath::at(name(new));
    compare.operation = Some(name(new));
    compare.seen.clear();

    let id = |operation: &OperationItem<'a>| text(operation.value, "operationId").unwrap_or("none");
    if id(old) != id(new) {
        let found = compare.note(&location, What::OperationId, How::Changed);
        found.values(id(old), id(new));
    }
    let names = names_in(old.path).into_iter().zip(names_in(new.path));
    for (number, (before, after)) in names.enumerate() {
        if before != after {
            let location = location.step(format_args!("path parameter {}", number + 1));
            let found = compare.note(&location, What::ParameterName, How::Changed);
            found.values(before, after);
        }
    }
    let deprecated = |operation: &OperationItem<'a>| flag(operation.value, "deprecated");
    if deprecated(old) != deprecated(new) {
        let how = if deprecated(new) {
            How::Added
        } else {
            How::Removed
        };
        compare.note(&location, What::Deprecated, how);
    }
    servers::operation(compare, old, new, &location);
    security::operation(compare, old, new, &location);
    extensions::operation(compare, old, new, &location);
    parameters::all(compare, old, new, &location);
    messages::request(compare, old.value, new.value, &location);
    messages::responses(compare, old.value, new.value, &location);
    wording::operation(compare, old, new, &location);
}
