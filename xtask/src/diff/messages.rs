//! The bodies of requests, and the answers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{ApiPath, Compare, Direction, How, What, parameters, rules::NEW_AND_REQUIRED, schemas};
use crate::{
    schema_model::{Part, Reader},
    spec::{entries, flag, reference},
};

pub(super) fn request<'a>(
    compare: &mut Compare<'a>,
    old: &'a Value,
    new: &'a Value,
    location: &ApiPath,
) {
    let location = location.step("request").going(Direction::Request);
    let body =
        |reader: Reader<'a>, operation: &'a Value| reader.follow(operation.get("requestBody")?);
    match (body(compare.old, old), body(compare.new, new)) {
        (None, None) => {}
        (Some(_), None) => drop(compare.note(&location, What::Body, How::Removed)),
        (None, Some(after)) if flag(after, "required") => {
            let found = compare.note(&location, What::Body, How::Added);
            (found.class, found.why) = NEW_AND_REQUIRED;
        }
        (None, Some(_)) => drop(compare.note(&location, What::Body, How::Added)),
        (Some(before), Some(after)) => {
            parameters::required(compare, before, after, &location);
            content(compare, before, after, &location);
        }
    }
}

pub(super) fn responses<'a>(
    compare: &mut Compare<'a>,
    old: &'a Value,
    new: &'a Value,
    location: &ApiPath,
) {
    let location = location.going(Direction::Response);
    let named = |operation: &'a Value| -> BTreeMap<&'a str, &'a Value> {
        entries(operation, "responses").collect()
    };
    let (old, new) = (named(old), named(new));
    for (status, before) in &old {
        match new.get(status) {
            Some(after) => answer(compare, before, after, &location, status),
            None => drop(compare.note(
                &location.step(format_args!("status {status}")),
                kind(status),
                How::Removed,
            )),
        }
    }
    for status in new.keys().filter(|status| !old.contains_key(*status)) {
        let location = location.step(format_args!("status {status}"));
        compare.note(&location, kind(status), How::Added);
    }
}

fn kind(status: &str) -> What {
    if status.starts_with('2') {
        What::Success
    } else {
        What::Error
    }
}

fn answer<'a>(
    compare: &mut Compare<'a>,
    old: &'a Value,
    new: &'a Value,
    location: &ApiPath,
    status: &str,
) {
    let location = match (reference(old), reference(new)) {
        (Some(before), Some(after)) if before == after => {
            location.component("response", before.rsplit('/').next().unwrap_or(before))
        }
        _ => location.step(format_args!("status {status}")),
    };
    let (Some(old), Some(new)) = (compare.old.follow(old), compare.new.follow(new)) else {
        return;
    };
    parameters::headers(compare, old, new, &location);
    content(compare, old, new, &location);
}

/// The media types of a message and their schemas.
fn content<'a>(compare: &mut Compare<'a>, old: &'a Value, new: &'a Value, location: &ApiPath) {
    let media = |message: &'a Value| -> BTreeMap<&'a str, &'a Value> {
        entries(message, "content").collect()
    };
    let (old, new) = (media(old), media(new));
    for (name, before) in &old {
        let Some(after) = new.get(name) else {
            let location = location.step(name);
            compare.note(&location, What::MediaType, How::Removed);
            continue;
        };
        // JSON is the default and is not reported.
        let location = if *name == "application/json" {
            location.clone()
        } else {
            location.plus(format_args!(" ({name})"))
        };
        let schema = |media: &'a Value| Part::One(media.get("schema").unwrap_or(&Value::Null));
        schemas::compare(compare, &schema(before), &schema(after), &location);
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        compare.note(&location.step(name), What::MediaType, How::Added);
    }
}
