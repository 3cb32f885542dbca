//! What values are allowed, before and after.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::{Compare, Direction, How, Place, What, change::Key, parameters, rules};
use crate::shape::{JsonType, Part, Reader, Shape, Values, named};

/// Compares two schemas and everything inside them.
pub(super) fn compare<'a>(
    compare: &mut Compare<'a>,
    old: &Part<'a>,
    new: &Part<'a>,
    place: &Place,
) {
    let (Some(before), Some(after)) = (named(old), named(new)) else {
        return shapes(compare, old, new, place);
    };
    if before == after {
        // Looked at once for each operation, whichever way it is reached.
        if compare.seen.insert((before.to_owned(), place.direction)) {
            shapes(compare, old, new, &place.component("schema", before));
        }
        return;
    }
    let pair = (before.to_owned(), after.to_owned());
    if !compare.open.contains(&pair) {
        compare.open.push(pair);
        shapes(compare, old, new, place);
        compare.open.pop();
    }
}

fn shapes<'a>(compare: &mut Compare<'a>, old: &Part<'a>, new: &Part<'a>, place: &Place) {
    let (before, after) = (compare.old.read(old), compare.new.read(new));
    types(compare, &before, &after, place);
    values(
        compare,
        before.values.as_ref(),
        after.values.as_ref(),
        place,
    );
    limits(compare, &before, &after, place);
    patterns(compare, &before.patterns, &after.patterns, place);
    formats(compare, &before.text_formats, &after.text_formats, place);
    formats(
        compare,
        &before.number_formats,
        &after.number_formats,
        place,
    );
    if before.default != after.default {
        let text = parameters::default_text;
        let found = compare.note(place, What::Default, How::Changed);
        found.between(text(before.default), text(after.default));
    }
    let flag = (before.deprecated, after.deprecated);
    if flag.0 != flag.1 {
        let how = if flag.1 { How::Added } else { How::Removed };
        compare.note(place, What::Deprecated, how);
    }
    alias(compare, before.alias_of, after.alias_of, place);
    let both = |one| before.types.contains(&one) && after.types.contains(&one);
    if both(JsonType::List) {
        let (old, new) = (before.items.as_ref(), after.items.as_ref());
        inside(compare, old, new, &place.plus("[]"));
    }
    if both(JsonType::Object) {
        fields(compare, before, after, place);
    }
}

/// The way from one set of what is allowed to another.
fn way(wider: bool, narrower: bool) -> Option<How> {
    match (wider, narrower) {
        (true, true) => Some(How::Changed),
        (true, false) => Some(How::Widened),
        (false, true) => Some(How::Narrowed),
        (false, false) => None,
    }
}

fn note(
    compare: &mut Compare<'_>,
    place: &Place,
    what: What,
    how: Option<How>,
    texts: (impl fmt::Display, impl fmt::Display),
) {
    if let Some(how) = how {
        compare.note(place, what, how).between(texts.0, texts.1);
    }
}

fn types(compare: &mut Compare<'_>, old: &Shape<'_>, new: &Shape<'_>, place: &Place) {
    let lacks = |types: &BTreeSet<JsonType>, others: &BTreeSet<JsonType>| {
        others.iter().any(|one| {
            let whole = *one == JsonType::Integer && types.contains(&JsonType::Number);
            !types.contains(one) && !whole
        })
    };
    let how = way(lacks(&old.types, &new.types), lacks(&new.types, &old.types));
    let text = |types: &BTreeSet<JsonType>| {
        let names: Vec<_> = types.iter().map(|one| one.name()).collect();
        if *types == BTreeSet::from(JsonType::ANY) {
            "any".to_owned()
        } else {
            names.join(" or ")
        }
    };
    note(
        compare,
        place,
        What::Type,
        how,
        (text(&old.types), text(&new.types)),
    );
}

fn values(compare: &mut Compare<'_>, old: Option<&Values>, new: Option<&Values>, place: &Place) {
    let joined = |values: &Values| {
        let list: Vec<&str> = values.known.iter().map(String::as_str).collect();
        list.join(", ")
    };
    match (old, new) {
        (None, None) => {}
        (None, Some(values)) if values.open => {
            known(compare, &BTreeSet::new(), &values.known, place)
        }
        (Some(values), None) if values.open => {
            known(compare, &values.known, &BTreeSet::new(), place)
        }
        (None, Some(values)) => {
            note(
                compare,
                place,
                What::List,
                Some(How::Narrowed),
                ("any", joined(values)),
            );
        }
        (Some(values), None) => {
            note(
                compare,
                place,
                What::List,
                Some(How::Widened),
                (joined(values), "any"),
            );
        }
        (Some(old), Some(new)) => {
            match (old.open, new.open) {
                (false, true) => drop(compare.note(place, What::Growth, How::Widened)),
                (true, false) => drop(compare.note(place, What::Growth, How::Narrowed)),
                _ => {}
            }
            // What may stand beside the list anyway is only no longer, or newly, known.
            let gone = old.known.difference(&new.known);
            let come = new.known.difference(&old.known);
            let beside = old.open || new.open;
            for value in gone {
                one_value(compare, value, How::Narrowed, beside, place);
            }
            for value in come {
                one_value(compare, value, How::Widened, beside, place);
            }
        }
    }
}

fn known(compare: &mut Compare<'_>, old: &BTreeSet<String>, new: &BTreeSet<String>, place: &Place) {
    for value in old.difference(new) {
        one_value(compare, value, How::Narrowed, true, place);
    }
    for value in new.difference(old) {
        one_value(compare, value, How::Widened, true, place);
    }
}

fn one_value(compare: &mut Compare<'_>, value: &str, how: How, open: bool, place: &Place) {
    let what = if open { What::KnownValue } else { What::Value };
    let (class, why) = rules::judge(what, how, place.direction);
    let key = Key {
        place: place.clone(),
        what,
        how,
        value: value.to_owned(),
    };
    let found = compare.insert(key, class, why);
    let value = Some(value.to_owned());
    if how == How::Widened {
        found.after = value;
    } else {
        found.before = value;
    }
}

fn limits(compare: &mut Compare<'_>, old: &Shape<'_>, new: &Shape<'_>, place: &Place) {
    let all: BTreeSet<_> = old.limits.keys().chain(new.limits.keys()).collect();
    for limit in all {
        let (before, after) = (old.limits.get(limit), new.limits.get(limit));
        let how = match (before, after) {
            (Some(before), Some(after)) if before == after => continue,
            (Some(_), Some(_)) if limit.name == "multipleOf" => How::Changed,
            (Some(before), Some(after)) if (after > before) == limit.lower => How::Narrowed,
            (None, Some(_)) => How::Narrowed,
            _ => How::Widened,
        };
        let (class, why) = rules::judge(What::Limit, how, place.direction);
        let key = Key {
            place: place.clone(),
            what: What::Limit,
            how,
            value: limit.name.to_owned(),
        };
        let text = |number: Option<&f64>| {
            let number = number.map_or_else(|| "none".to_owned(), f64::to_string);
            format!("{} {number}", limit.name)
        };
        let texts = (text(before), text(after));
        compare.insert(key, class, why).between(texts.0, texts.1);
    }
}

fn patterns(
    compare: &mut Compare<'_>,
    old: &BTreeSet<String>,
    new: &BTreeSet<String>,
    place: &Place,
) {
    let how = match (old.is_empty(), new.is_empty()) {
        (true, true) => None,
        (true, false) => Some(How::Narrowed),
        (false, true) => Some(How::Widened),
        // Nothing is known of how two patterns lie to each other but that they differ.
        _ => way(!new.is_subset(old), !old.is_subset(new)),
    };
    let text = |patterns: &BTreeSet<String>| {
        let list: Vec<&str> = patterns.iter().map(String::as_str).collect();
        if list.is_empty() {
            "any".to_owned()
        } else {
            list.join(" or ")
        }
    };
    note(compare, place, What::Pattern, how, (text(old), text(new)));
}

type Formats = BTreeSet<Option<String>>;

fn formats(compare: &mut Compare<'_>, old: &Formats, new: &Formats, place: &Place) {
    let within = |one: &Option<String>, all: &Formats| {
        let wider = match one.as_deref() {
            Some("int32") => Some("int64"),
            Some("float") => Some("double"),
            _ => None,
        };
        all.contains(&None)
            || all.contains(one)
            || wider.is_some_and(|wider| all.contains(&Some(wider.to_owned())))
    };
    let lacks = |some: &Formats, others: &Formats| others.iter().any(|one| !within(one, some));
    let how = way(lacks(old, new), lacks(new, old));
    let text = |formats: &Formats| {
        let names = formats.iter().map(|one| one.as_deref().unwrap_or("any"));
        names.collect::<Vec<_>>().join(" or ")
    };
    note(compare, place, What::Format, how, (text(old), text(new)));
}

fn alias(compare: &mut Compare<'_>, old: Option<&str>, new: Option<&str>, place: &Place) {
    let how = match (old, new) {
        (old, new) if old == new => return,
        (None, _) => How::Added,
        (_, None) => How::Removed,
        _ => How::Changed,
    };
    let text = |name: Option<&str>| name.unwrap_or("none").to_owned();
    note(
        compare,
        place,
        What::Alias,
        Some(how),
        (text(old), text(new)),
    );
}

fn fields<'a>(compare: &mut Compare<'a>, mut old: Shape<'a>, mut new: Shape<'a>, place: &Place) {
    keep_those_that_travel(compare.old, &mut old, place.direction);
    keep_those_that_travel(compare.new, &mut new, place.direction);
    required(compare, &old, &new, place);
    match (old.more_fields, new.more_fields) {
        (false, true) => drop(compare.note(place, What::MoreFields, How::Widened)),
        (true, false) => drop(compare.note(place, What::MoreFields, How::Narrowed)),
        _ => {}
    }
    let (must, must_now) = (old.always_required(), new.always_required());
    for (name, before) in &old.fields {
        let place = place.step(name);
        match new.fields.get(name) {
            Some(after) => {
                presence(
                    compare,
                    must.contains(name),
                    must_now.contains(name),
                    &place,
                );
                self::compare(compare, before, after, &place);
            }
            None => drop(compare.note(&place, What::Field, How::Removed)),
        }
    }
    for name in new
        .fields
        .keys()
        .filter(|name| !old.fields.contains_key(*name))
    {
        let place = place.step(name);
        let found = compare.note(&place, What::Field, How::Added);
        if place.direction == Some(Direction::Request) && must_now.contains(name) {
            (found.class, found.why) = rules::NEW_AND_REQUIRED;
        }
    }
    inside(
        compare,
        old.others.as_ref(),
        new.others.as_ref(),
        &place.plus("{}"),
    );
}

/// What a list or the further fields of an object hold.
fn inside<'a>(
    compare: &mut Compare<'a>,
    old: Option<&Part<'a>>,
    new: Option<&Part<'a>>,
    place: &Place,
) {
    let anything = Part::All(Vec::new());
    if old.is_some() || new.is_some() {
        let (old, new) = (old.unwrap_or(&anything), new.unwrap_or(&anything));
        self::compare(compare, old, new, place);
    }
}

/// Takes away what is only in answers from requests, and what is only in requests from answers.
fn keep_those_that_travel<'a>(
    reader: Reader<'a>,
    shape: &mut Shape<'a>,
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

fn presence(compare: &mut Compare<'_>, before: bool, after: bool, place: &Place) {
    let how = match (before, after) {
        (false, true) => How::Narrowed,
        (true, false) => How::Widened,
        _ => return,
    };
    compare.note(place, What::Required, how);
}

/// Of which sets of fields one must be there, beyond the fields that must be there anyway.
fn required(compare: &mut Compare<'_>, old: &Shape<'_>, new: &Shape<'_>, place: &Place) {
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
        place,
        What::Choice,
        way(wider, narrower),
        (text(&before), text(&after)),
    );
}
