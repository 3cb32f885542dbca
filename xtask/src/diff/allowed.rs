//! Changes of the values a schema allows: types, lists of values, limits, patterns, formats.

use std::{collections::BTreeSet, fmt};

use super::{ApiPath, Compare, How, What, change::Key, rules};
use crate::schema_model::{JsonType, SchemaModel, Values};

/// The way from one set of what is allowed to another.
pub(super) fn way(wider: bool, narrower: bool) -> Option<How> {
    match (wider, narrower) {
        (true, true) => Some(How::Changed),
        (true, false) => Some(How::Widened),
        (false, true) => Some(How::Narrowed),
        (false, false) => None,
    }
}

pub(super) fn note(
    compare: &mut Compare<'_>,
    location: &ApiPath,
    what: What,
    how: Option<How>,
    texts: (impl fmt::Display, impl fmt::Display),
) {
    if let Some(how) = how {
        compare.note(location, what, how).values(texts.0, texts.1);
    }
}

pub(super) fn types(
    compare: &mut Compare<'_>,
    old: &SchemaModel<'_>,
    new: &SchemaModel<'_>,
    location: &ApiPath,
) {
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
        location,
        What::Type,
        how,
        (text(&old.types), text(&new.types)),
    );
}

pub(super) fn values(
    compare: &mut Compare<'_>,
    old: Option<&Values>,
    new: Option<&Values>,
    location: &ApiPath,
) {
    let joined = |values: &Values| {
        let list: Vec<&str> = values.known.iter().map(String::as_str).collect();
        list.join(", ")
    };
    match (old, new) {
        (None, None) => {}
        (None, Some(values)) if values.open => {
            known(compare, &BTreeSet::new(), &values.known, location)
        }
        (Some(values), None) if values.open => {
            known(compare, &values.known, &BTreeSet::new(), location)
        }
        (None, Some(values)) => {
            note(
                compare,
                location,
                What::List,
                Some(How::Narrowed),
                ("any", joined(values)),
            );
        }
        (Some(values), None) => {
            note(
                compare,
                location,
                What::List,
                Some(How::Widened),
                (joined(values), "any"),
            );
        }
        (Some(old), Some(new)) => {
            match (old.open, new.open) {
                (false, true) => drop(compare.note(location, What::Growth, How::Widened)),
                (true, false) => drop(compare.note(location, What::Growth, How::Narrowed)),
                _ => {}
            }
            // If other values are allowed anyway, the list is only of known values.
            let gone = old.known.difference(&new.known);
            let come = new.known.difference(&old.known);
            let beside = old.open || new.open;
            for value in gone {
                one_value(compare, value, How::Removed, beside, location);
            }
            for value in come {
                one_value(compare, value, How::Added, beside, location);
            }
        }
    }
}

fn known(
    compare: &mut Compare<'_>,
    old: &BTreeSet<String>,
    new: &BTreeSet<String>,
    location: &ApiPath,
) {
    for value in old.difference(new) {
        one_value(compare, value, How::Removed, true, location);
    }
    for value in new.difference(old) {
        one_value(compare, value, How::Added, true, location);
    }
}

fn one_value(compare: &mut Compare<'_>, value: &str, how: How, open: bool, location: &ApiPath) {
    let what = if open { What::KnownValue } else { What::Value };
    let (class, why) = rules::judge(what, how, location.direction);
    let key = Key {
        location: location.clone(),
        what,
        how,
        value: value.to_owned(),
    };
    let found = compare.insert(key, class, why);
    let value = Some(value.to_owned());
    if how == How::Added {
        found.after = value;
    } else {
        found.before = value;
    }
}

pub(super) fn limits(
    compare: &mut Compare<'_>,
    old: &SchemaModel<'_>,
    new: &SchemaModel<'_>,
    location: &ApiPath,
) {
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
        let (class, why) = rules::judge(What::Limit, how, location.direction);
        let key = Key {
            location: location.clone(),
            what: What::Limit,
            how,
            value: limit.name.to_owned(),
        };
        let text = |number: Option<&f64>| {
            let number = number.map_or_else(|| "none".to_owned(), f64::to_string);
            format!("{} {number}", limit.name)
        };
        let texts = (text(before), text(after));
        compare.insert(key, class, why).values(texts.0, texts.1);
    }
}

pub(super) fn patterns(
    compare: &mut Compare<'_>,
    old: &BTreeSet<String>,
    new: &BTreeSet<String>,
    location: &ApiPath,
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
    note(
        compare,
        location,
        What::Pattern,
        how,
        (text(old), text(new)),
    );
}

type Formats = BTreeSet<Option<String>>;

pub(super) fn formats(compare: &mut Compare<'_>, old: &Formats, new: &Formats, location: &ApiPath) {
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
    note(compare, location, What::Format, how, (text(old), text(new)));
}
