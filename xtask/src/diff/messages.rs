//! The bodies of requests, and the answers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Compare, Direction, How, Place, What, parameters, rules::NEW_AND_REQUIRED, schemas};
use crate::{
    shape::{Part, Reader},
    spec::{entries, flag, reference},
};

pub(super) fn request<'a>(
    compare: &mut Compare<'a>,
    old: &'a Value,
    new: &'a Value,
    place: &Place,
) {
    let place = place.step("request").going(Direction::Request);
    let body =
        |reader: Reader<'a>, operation: &'a Value| reader.follow(operation.get("requestBody")?);
    match (body(compare.old, old), body(compare.new, new)) {
        (None, None) => {}
        (Some(_), None) => drop(compare.note(&place, What::Body, How::Removed)),
        (None, Some(after)) if flag(after, "required") => {
            let found = compare.note(&place, What::Body, How::Added);
            (found.class, found.why) = NEW_AND_REQUIRED;
        }
        (None, Some(_)) => drop(compare.note(&place, What::Body, How::Added)),
        (Some(before), Some(after)) => {
            parameters::required(compare, before, after, &place);
            content(compare, before, after, &place);
        }
    }
}

pub(super) fn responses<'a>(
    compare: &mut Compare<'a>,
    old: &'a Value,
    new: &'a Value,
    place: &Place,
) {
    let place = place.going(Direction::Response);
    let named = |operation: &'a Value| -> BTreeMap<&'a str, &'a Value> {
        entries(operation, "responses").collect()
    };
    let (old, new) = (named(old), named(new));
    for (status, before) in &old {
        match new.get(status) {
            Some(after) => answer(compare, before, after, &place, status),
            None => drop(compare.note(
                &place.step(format_args!("status {status}")),
                kind(status),
                How::Removed,
            )),
        }
    }
    for status in new.keys().filter(|status| !old.contains_key(*status)) {
        let place = place.step(format_args!("status {status}"));
        compare.note(&place, kind(status), How::Added);
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
    place: &Place,
    status: &str,
) {
    let place = match (reference(old), reference(new)) {
        (Some(before), Some(after)) if before == after => {
            place.component("response", before.rsplit('/').next().unwrap_or(before))
        }
        _ => place.step(format_args!("status {status}")),
    };
    let (Some(old), Some(new)) = (compare.old.follow(old), compare.new.follow(new)) else {
        return;
    };
    parameters::headers(compare, old, new, &place);
    content(compare, old, new, &place);
}

/// The media types of a message and their schemas.
fn content<'a>(compare: &mut Compare<'a>, old: &'a Value, new: &'a Value, place: &Place) {
    let media = |message: &'a Value| -> BTreeMap<&'a str, &'a Value> {
        entries(message, "content").collect()
    };
    let (old, new) = (media(old), media(new));
    for (name, before) in &old {
        let Some(after) = new.get(name) else {
            let place = place.step(name);
            compare.note(&place, What::MediaType, How::Removed);
            continue;
        };
        // Where JSON is meant, nobody has to be told.
        let place = if *name == "application/json" {
            place.clone()
        } else {
            place.plus(format_args!(" ({name})"))
        };
        let schema = |media: &'a Value| Part::One(media.get("schema").unwrap_or(&Value::Null));
        schemas::compare(compare, &schema(before), &schema(after), &place);
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        compare.note(&place.step(name), What::MediaType, How::Added);
    }
}
