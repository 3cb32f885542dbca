//! Laying shapes over each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{JsonType, Part, SchemaModel, Values};

/// More sets of required fields than this are not distinguished.
const MOST_SETS: usize = 64;

impl<'a> SchemaModel<'a> {
    /// The model that allows everything.
    pub(super) fn anything() -> Self {
        Self {
            types: JsonType::ANY.into(),
            values: None,
            limits: BTreeMap::new(),
            patterns: BTreeSet::new(),
            text_formats: BTreeSet::from([None]),
            number_formats: BTreeSet::from([None]),
            fields: BTreeMap::new(),
            required: vec![BTreeSet::new()],
            more_fields: true,
            others: None,
            items: None,
            default: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            alias_of: None,
        }
    }

    fn has(&self, one: JsonType) -> bool {
        self.types.contains(&one)
            || one == JsonType::Number && self.types.contains(&JsonType::Integer)
    }

    fn scalar(&self) -> bool {
        self.has(JsonType::Text) || self.has(JsonType::Number)
    }

    /// The values that both allow.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.types = common_types(&self.types, &other.types);
        self.values = match (self.values, other.values) {
            (Some(mine), Some(theirs)) => Some(both_values(mine, theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        for (limit, number) in other.limits {
            let mine = self.limits.entry(limit).or_insert(number);
            *mine = if limit.lower {
                mine.max(number)
            } else {
                mine.min(number)
            };
        }
        if self.patterns.is_empty() {
            self.patterns = other.patterns;
        }
        self.text_formats = narrower(self.text_formats, other.text_formats);
        self.number_formats = narrower(self.number_formats, other.number_formats);
        for (name, part) in other.fields {
            join(&mut self.fields, name, part, Part::All);
        }
        self.required = smallest(self.required.iter().flat_map(|mine| {
            let theirs = other.required.iter();
            theirs.map(move |theirs| mine.union(theirs).cloned().collect())
        }));
        self.more_fields &= other.more_fields;
        self.others = pair(self.others, other.others, Part::All);
        self.items = pair(self.items, other.items, Part::All);
        self.default = self.default.or(other.default);
        self.deprecated |= other.deprecated;
        self.read_only |= other.read_only;
        self.write_only |= other.write_only;
        self.alias_of = self.alias_of.or(other.alias_of);
        self
    }

    /// The values that either allows.
    pub(super) fn or(mut self, other: Self) -> Self {
        self.values = match (self.scalar(), other.scalar()) {
            (true, true) => either_values(self.values.take(), other.values.clone()),
            (false, true) => other.values.clone(),
            _ => self.values.take(),
        };
        self.limits = self.either_limits(&other);
        let text = (self.has(JsonType::Text), other.has(JsonType::Text));
        self.patterns = match text {
            (true, true) if self.patterns.is_empty() || other.patterns.is_empty() => {
                BTreeSet::new()
            }
            (true, true) => &self.patterns | &other.patterns,
            (false, _) => other.patterns.clone(),
            (true, false) => self.patterns,
        };
        self.text_formats = either_formats(text, self.text_formats, &other.text_formats);
        let number = (
            self.types.contains(&JsonType::Number) || self.types.contains(&JsonType::Integer),
            other.has(JsonType::Number),
        );
        self.number_formats = either_formats(number, self.number_formats, &other.number_formats);
        let objects = (
            self.types.contains(&JsonType::Object),
            other.has(JsonType::Object),
        );
        match objects {
            (true, true) => {
                self.required = smallest(self.required.into_iter().chain(other.required));
                self.more_fields |= other.more_fields;
            }
            (false, true) => {
                self.required = other.required;
                self.more_fields = other.more_fields;
            }
            _ => {}
        }
        for (name, part) in other.fields {
            join(&mut self.fields, name, part, Part::Any);
        }
        self.others = pair(self.others, other.others, Part::Any);
        self.items = pair(self.items, other.items, Part::Any);
        self.types.extend(other.types);
        if self.types.contains(&JsonType::Number) {
            self.types.remove(&JsonType::Integer);
        }
        self.default = self.default.or(other.default);
        self.deprecated &= other.deprecated;
        self.read_only &= other.read_only;
        self.write_only &= other.write_only;
        self.alias_of = self.alias_of.or(other.alias_of);
        self
    }

    fn either_limits(&self, other: &Self) -> BTreeMap<super::Limit, f64> {
        let all: BTreeSet<_> = self.limits.keys().chain(other.limits.keys()).collect();
        let mut limits = BTreeMap::new();
        for limit in all {
            let of = |shape: &Self| {
                let number = shape.limits.get(limit).copied();
                shape.has(limit.of).then_some(number)
            };
            let number = match (of(self), of(other)) {
                (Some(Some(mine)), Some(Some(theirs))) if limit.lower => Some(mine.min(theirs)),
                (Some(Some(mine)), Some(Some(theirs))) => Some(mine.max(theirs)),
                (Some(number), None) | (None, Some(number)) => number,
                _ => None,
            };
            limits.extend(number.map(|number| (*limit, number)));
        }
        limits
    }
}

/// Those sets that no other one is a part of.
pub(super) fn smallest(sets: impl Iterator<Item = BTreeSet<String>>) -> Vec<BTreeSet<String>> {
    let mut all: Vec<_> = sets.take(MOST_SETS).collect();
    all.sort_by(|one, other| one.len().cmp(&other.len()).then(one.cmp(other)));
    all.dedup();
    let mut left: Vec<BTreeSet<String>> = Vec::new();
    for set in all {
        if !left.iter().any(|smaller| smaller.is_subset(&set)) {
            left.push(set);
        }
    }
    left
}

fn common_types(mine: &BTreeSet<JsonType>, theirs: &BTreeSet<JsonType>) -> BTreeSet<JsonType> {
    let mut common: BTreeSet<_> = mine.intersection(theirs).copied().collect();
    let number = |types: &BTreeSet<JsonType>| types.contains(&JsonType::Number);
    let integer = |types: &BTreeSet<JsonType>| types.contains(&JsonType::Integer);
    if number(mine) && integer(theirs) || integer(mine) && number(theirs) {
        common.insert(JsonType::Integer);
    }
    common
}

fn both_values(mine: Values, theirs: Values) -> Values {
    match (mine.open, theirs.open) {
        (true, false) => theirs,
        (false, true) => mine,
        (open, _) => Values {
            known: if open {
                &mine.known | &theirs.known
            } else {
                &mine.known & &theirs.known
            },
            open,
        },
    }
}

fn either_values(mine: Option<Values>, theirs: Option<Values>) -> Option<Values> {
    match (mine, theirs) {
        (None, None) => None,
        (Some(mine), Some(theirs)) => Some(Values {
            known: &mine.known | &theirs.known,
            open: mine.open || theirs.open,
        }),
        (Some(values), None) | (None, Some(values)) => Some(Values {
            open: true,
            ..values
        }),
    }
}

type Formats = BTreeSet<Option<String>>;

fn narrower(mine: Formats, theirs: Formats) -> Formats {
    if theirs.contains(&None) { mine } else { theirs }
}

fn either_formats(there: (bool, bool), mine: Formats, theirs: &Formats) -> Formats {
    match there {
        (true, true) => &mine | theirs,
        (false, true) => theirs.clone(),
        _ => mine,
    }
}

fn join<'a>(
    fields: &mut BTreeMap<String, Part<'a>>,
    name: String,
    part: Part<'a>,
    how: fn(Vec<Part<'a>>) -> Part<'a>,
) {
    let joined = match fields.remove(&name) {
        Some(mine) => how(vec![mine, part]),
        None => part,
    };
    fields.insert(name, joined);
}

fn pair<'a>(
    mine: Option<Part<'a>>,
    theirs: Option<Part<'a>>,
    how: fn(Vec<Part<'a>>) -> Part<'a>,
) -> Option<Part<'a>> {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) => Some(how(vec![mine, theirs])),
        (mine, theirs) => mine.or(theirs),
    }
}
