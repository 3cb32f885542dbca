//! Parameters, and the headers of answers, which are described alike.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    ApiPath, Compare, Direction, How, What, operations::names_in, rules::NEW_AND_REQUIRED, schemas,
};
use crate::{
    schema_model::{Part, Reader, spelled},
    spec::{OperationItem, flag, items, reference, text},
};

/// A parameter, and the component it refers to.
#[derive(Clone, Copy)]
struct Parameter<'a> {
    written: &'a Value,
    value: &'a Value,
}

pub(super) fn all<'a>(
    compare: &mut Compare<'a>,
    old: &OperationItem<'a>,
    new: &OperationItem<'a>,
    location: &ApiPath,
) {
    let location = location.going(Direction::Request);
    let (old, new) = (list(compare.old, old), list(compare.new, new));
    for (name, before) in &old {
        match new.get(name) {
            Some(after) => one(compare, *before, *after, &location, name),
            None => drop(compare.note(&location.step(name), What::Parameter, How::Removed)),
        }
    }
    for (name, after) in &new {
        if old.contains_key(name) {
            continue;
        }
        let location = location.step(name);
        let found = compare.note(&location, What::Parameter, How::Added);
        if flag(after.value, "required") {
            (found.class, found.why) = NEW_AND_REQUIRED;
        }
    }
}

/// The parameters by location and name; those in the path by their number, as names may change.
fn list<'a>(reader: Reader<'a>, operation: &OperationItem<'a>) -> BTreeMap<String, Parameter<'a>> {
    let in_path = names_in(operation.path);
    let holders = [operation.path_item, operation.value];
    let written = holders
        .into_iter()
        .flat_map(|holder| items(holder, "parameters"));
    let parameters = written.filter_map(|written| {
        let value = reader.follow(written)?;
        let name = text(value, "name")?;
        let key = match text(value, "in")? {
            "path" => {
                let number = in_path.iter().position(|one| *one == name)?;
                format!("path parameter {}", number + 1)
            }
            // The names of headers are the same in capitals and in small letters.
            "header" => format!("header parameter {}", name.to_lowercase()),
            location => format!("{location} parameter {name}"),
        };
        Some((key, Parameter { written, value }))
    });
    parameters.collect()
}

fn one<'a>(
    compare: &mut Compare<'a>,
    old: Parameter<'a>,
    new: Parameter<'a>,
    location: &ApiPath,
    name: &str,
) {
    let location = match (reference(old.written), reference(new.written)) {
        (Some(before), Some(after)) if before == after => {
            location.component("parameter", before.rsplit('/').next().unwrap_or(before))
        }
        _ => location.step(name),
    };
    required(compare, old.value, new.value, &location);
    let written = |parameter: &Value| {
        let location = text(parameter, "in").unwrap_or_default();
        let style = text(parameter, "style").unwrap_or(match location {
            "query" | "cookie" => "form",
            _ => "simple",
        });
        let explode = parameter.get("explode").and_then(Value::as_bool);
        let explode = explode.unwrap_or(style == "form");
        let reserved = flag(parameter, "allowReserved");
        // Only lists and objects are written differently.
        format!("{style}, explode {explode}, reserved {reserved}")
    };
    let (before, after) = (written(old.value), written(new.value));
    if before != after {
        compare
            .note(&location, What::Style, How::Changed)
            .values(before, after);
    }
    content(compare, old.value, new.value, &location);
}

/// Whether it must be there.
pub(super) fn required(compare: &mut Compare<'_>, old: &Value, new: &Value, location: &ApiPath) {
    let how = match (flag(old, "required"), flag(new, "required")) {
        (false, true) => How::Narrowed,
        (true, false) => How::Widened,
        _ => return,
    };
    compare.note(location, What::Required, how);
}

/// The schema of a parameter or a header.
fn content<'a>(compare: &mut Compare<'a>, old: &'a Value, new: &'a Value, location: &ApiPath) {
    let deprecated = |value| flag(value, "deprecated");
    if deprecated(old) != deprecated(new) {
        let how = if deprecated(new) {
            How::Added
        } else {
            How::Removed
        };
        compare.note(location, What::Deprecated, how);
    }
    let schema = |value: &'a Value| {
        let direct = value.get("schema");
        let media = value.get("content").and_then(Value::as_object);
        let inside = media.and_then(|all| all.values().next()?.get("schema"));
        Part::One(direct.or(inside).unwrap_or(&Value::Null))
    };
    schemas::compare(compare, &schema(old), &schema(new), location);
}

/// The headers of an answer.
pub(super) fn headers<'a>(
    compare: &mut Compare<'a>,
    old: &'a Value,
    new: &'a Value,
    location: &ApiPath,
) {
    let named = |reader: Reader<'a>, message: &'a Value| -> BTreeMap<String, &'a Value> {
        let all = crate::spec::entries(message, "headers");
        let found = all.filter_map(|(name, header)| {
            Some((
                format!("header {}", name.to_lowercase()),
                reader.follow(header)?,
            ))
        });
        found.collect()
    };
    let (old, new) = (named(compare.old, old), named(compare.new, new));
    for (name, before) in &old {
        let location = location.step(name);
        match new.get(name) {
            Some(after) => {
                required(compare, before, after, &location);
                content(compare, before, after, &location);
            }
            None => drop(compare.note(&location, What::Header, How::Removed)),
        }
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        compare.note(&location.step(name), What::Header, How::Added);
    }
}

/// How messages spell a default.
pub(super) fn default_text(value: Option<&Value>) -> String {
    value.map_or_else(|| "none".to_owned(), spelled)
}
