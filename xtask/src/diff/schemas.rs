//! Schemas: what they allow, before and after, and what is inside them.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ApiPath, Compare, Direction, How, What,
    allowed::{self, note, way},
    parameters, rules,
};
use crate::schema_model::{JsonType, Part, Reader, SchemaModel, named};

/// Compares two schemas and everything inside them.
pub(super) fn compare<'a>(
    compare: &mut Compare<'a>,
    old: &Part<'a>,
    new: &Part<'a>,
    location: &ApiPath,
) {
    let (Some(before), Some(after)) = (named(old), named(new)) else {
        return shapes(compare, old, new, location);
    };
    if before == after {
        // Looked at once for each operation, whichever way it is reached.
        if compare.seen.insert((before.to_owned(), location.direction)) {
            shapes(compare, old, new, &location.component("schema", before));
        }
        return;
    }
    let pair = (before.to_owned(), after.to_owned());
    if !compare.open.contains(&pair) {
        compare.open.push(pair);
        shapes(compare, old, new, location);
        compare.open.pop();
    }
}

fn shapes<'a>(compare: &mut Compare<'a>, old: &Part<'a>, new: &Part<'a>, location: &ApiPath) {
    let (before, after) = (compare.old.read(old), compare.new.read(new));
    allowed::types(compare, &before, &after, location);
    allowed::values(
        compare,
        before.values.as_ref(),
        after.values.as_ref(),
        location,
    );
    allowed::limits(compare, &before, &after, location);
    allowed::patterns(compare, &before.patterns, &after.patterns, location);
    allowed::formats(compare, &before.text_formats, &after.text_formats, location);
    allowed::formats(
        compare,
        &before.number_formats,
        &after.number_formats,
        location,
    );
    if before.default != after.default {
        let text = parameters::default_text;
        let found = compare.note(location, What::Default, How::Changed);
        found.values(text(before.default), text(after.default));
    }
    let flag = (before.deprecated, after.deprecated);
    if flag.0 != flag.1 {
        let how = if flag.1 { How::Added } else { How::Removed };
        compare.note(location, What::Deprecated, how);
    }
    alias(compare, before.alias_of, after.alias_of, location);
    let both = |one| before.types.contains(&one) && after.types.contains(&one);
    if both(JsonType::List) {
        let (old, new) = (before.items.as_ref(), after.items.as_ref());
        inside(compare, old, new, &location.plus("[]"));
    }
    if both(JsonType::Object) {
        fields(compare, before, after, location);
    }
}

fn alias(compare: &mut Compare<'_>, old: Option<&str>, new: Option<&str>, location: &ApiPath) {
    let how = match (old, new) {
        (old, new) if old == new => return,
        (None, _) => How::Added,
        (_, None) => How::Removed,
        _ => How::Changed,
    };
    let text = |name: Option<&str>| name.unwrap_or("none").to_owned();
    note(
        compare,
        location,
        What::Alias,
        Some(how),
        (text(old), text(new)),
    );
}

fn fields<'a>(
    compare: &mut Compare<'a>,
    mut old: SchemaModel<'a>,
    mut new: SchemaModel<'a>,
    location: &ApiPath,
) {
    keep_those_that_travel(compare.old, &mut old, location.direction);
    keep_those_that_travel(compare.new, &mut new, location.direction);
    required(compare, &old, &new, location);
    match (old.more_fields, new.more_fields) {
        (false, true) => drop(compare.note(location, What::MoreFields, How::Widened)),
        (true, false) => drop(compare.note(location, What::MoreFields, How::Narrowed)),
        _ => {}
    }
    let (must, must_now) = (old.always_required(), new.always_required());
    for (name, before) in &old.fields {
        let location = location.step(name);
        match new.fields.get(name) {
            Some(after) => {
                presence(
                    compare,
                    must.contains(name),
                    must_now.contains(name),
                    &location,
                );
                self::compare(compare, before, after, &location);
            }
            None => drop(compare.note(&location, What::Field, How::Removed)),
        }
    }
    for name in new
        .fields
        .keys()
        .filter(|name| !old.fields.contains_key(*name))
    {
        let location = location.step(name);
        let found = compare.note(&location, What::Field, How::Added);
        if location.direction == Some(Direction::Request) && must_now.contains(name) {
            (found.class, found.why) = rules::NEW_AND_REQUIRED;
        }
    }
    inside(
        compare,
        old.others.as_ref(),
        new.others.as_ref(),
        &location.plus("{}"),
    );
}

/// The schema of the items of a list, or of the additional fields of an object.
fn inside<'a>(
    compare: &mut Compare<'a>,
    old: Option<&Part<'a>>,
    new: Option<&Part<'a>>,
    location: &ApiPath,
) {
    let anything = Part::All(Vec::new());
    if old.is_some() || new.is_some() {
        let (old, new) = (old.unwrap_or(&anything), new.unwrap_or(&anything));
        self::compare(compare, old, new, location);
    }
}

/// Takes away what is only in answers from requests, and what is only in requests from answers.
fn keep_those_that_travel<'a>(
    reader: Reader<'a>,
    shape: &mut SchemaModel<'a>,
    direction: Option<Direction>,
) {
    let travels = |part: &Part<'a>| {
        let shape = reader.read(part);
        match direction {
            Some(Direction::Request) => !shape.read_only,
            Some(Direction::Response) => !shape.write_only,
            None => true,
        }
    };
    let fields = std::mem::take(&mut shape.fields);
    let (kept, gone): (BTreeMap<_, _>, BTreeMap<_, _>) =
        fields.into_iter().partition(|(_, part)| travels(part));
    shape.fields = kept;
    for set in &mut shape.required {
        set.retain(|name| !gone.contains_key(name));
    }
}

fn presence(compare: &mut Compare<'_>, before: bool, after: bool, location: &ApiPath) {
    let how = match (before, after) {
        (false, true) => How::Narrowed,
        (true, false) => How::Widened,
        _ => return,
    };
    compare.note(location, What::Required, how);
}

/// Of which sets of fields one must be there, beyond the fields that must be there anyway.
fn required(
    compare: &mut Compare<'_>,
    old: &SchemaModel<'_>,
    new: &SchemaModel<'_>,
    location: &ApiPath,
) {
    let (before, after) = (old.choices(), new.choices());
    // A set allows what has all of its fields.
    let allows = |sets: &[BTreeSet<String>], other: &BTreeSet<String>| {
        sets.iter().any(|set| set.is_subset(other))
    };
    let lacks = |sets: &[BTreeSet<String>], others: &[BTreeSet<String>]| {
        others.iter().any(|other| !allows(sets, other))
    };
    // What must be there in any case by now satisfies every set it is a part of.
    let with = |sets: &[BTreeSet<String>], always: &BTreeSet<String>| -> Vec<BTreeSet<String>> {
        sets.iter().map(|set| set | always).collect()
    };
    let (always, always_now) = (old.always_required(), new.always_required());
    let wider = lacks(&before, &with(&after, &always_now));
    let narrower = lacks(&after, &with(&before, &always));
    let text = |sets: &[BTreeSet<String>]| {
        let sets = sets.iter().map(|set| {
            let names: Vec<&str> = set.iter().map(String::as_str).collect();
            if names.is_empty() {
                "nothing".to_owned()
            } else {
                names.join(" and ")
            }
        });
        sets.collect::<Vec<_>>().join(", or ")
    };
    note(
        compare,
        location,
        What::Choice,
        way(wider, narrower),
        (text(&before), text(&after)),
    );
}
