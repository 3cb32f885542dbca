//! Changes of texts: descriptions, summaries, examples, links.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ApiPath, Compare, How, What};
use crate::{
    schema_model::Reader,
    spec::{OperationItem, reference},
};

/// The keys whose values are words, examples or links.
const WORDS: [&str; 10] = [
    "description",
    "summary",
    "title",
    "tags",
    "example",
    "examples",
    "externalDocs",
    "links",
    "x-enumDescriptions",
    "x-enum-varnames",
];

/// The keys whose values are maps with names of the API as keys.
const NAMED: [&str; 5] = ["properties", "headers", "responses", "content", "variables"];

/// The texts of the document itself.
pub(super) fn document(compare: &mut Compare<'_>) {
    compare.operation = None;
    let (old, new) = (&compare.old.spec.root, &compare.new.spec.root);
    for key in ["info", "tags", "externalDocs"] {
        let own = |root: &Value| {
            let mut value = root.get(key).cloned().unwrap_or_default();
            if let Some(map) = value.as_object_mut() {
                map.remove("version");
            }
            value
        };
        if own(old) != own(new) {
            compare.note(&ApiPath::default().step(key), What::Wording, How::Changed);
        }
    }
}

/// Whether the words differ anywhere in the operation, or in what it refers to.
pub(super) fn operation<'a>(
    compare: &mut Compare<'a>,
    old: &OperationItem<'a>,
    new: &OperationItem<'a>,
    location: &ApiPath,
) {
    let mut pairs = Pairs {
        old: compare.old,
        new: compare.new,
        seen: BTreeSet::new(),
    };
    if pairs.differ(old.value, new.value, false)
        || pairs.differ(
            old.path_item.get("parameters").unwrap_or(&Value::Null),
            new.path_item.get("parameters").unwrap_or(&Value::Null),
            false,
        )
    {
        compare.note(location, What::Wording, How::Changed);
    }
}

struct Pairs<'a> {
    old: Reader<'a>,
    new: Reader<'a>,
    /// The references that have been followed.
    seen: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Pairs<'a> {
    /// With `named`, the keys are names of the API, and none of them is a keyword.
    fn differ(&mut self, old: &'a Value, new: &'a Value, named: bool) -> bool {
        if !named && (reference(old).is_some() || reference(new).is_some()) {
            let names = (
                reference(old).unwrap_or_default(),
                reference(new).unwrap_or_default(),
            );
            if !self.seen.insert(names) {
                return false;
            }
            return match (self.old.follow(old), self.new.follow(new)) {
                (Some(old), Some(new)) => self.differ(old, new, false),
                _ => false,
            };
        }
        match (old, new) {
            (Value::Object(before), Value::Object(after)) => {
                let worded = WORDS.iter().filter(|_| !named);
                if worded
                    .into_iter()
                    .any(|key| before.get(*key) != after.get(*key))
                {
                    return true;
                }
                let common = before.iter().filter_map(|(key, old)| {
                    let words = !named && WORDS.contains(&key.as_str());
                    let new = after.get(key)?;
                    (!words).then_some((key, old, new))
                });
                let common: Vec<_> = common.collect();
                common.into_iter().any(|(key, old, new)| {
                    self.differ(old, new, !named && NAMED.contains(&key.as_str()))
                })
            }
            (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
                let mut both = before.iter().zip(after);
                both.any(|(old, new)| self.differ(old, new, false))
            }
            _ => false,
        }
    }
}
