//! The extensions of operations, which generated clients act on.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ApiPath, Compare, How, What};
use crate::spec::OperationItem;

pub(super) fn operation(
    compare: &mut Compare<'_>,
    old: &OperationItem<'_>,
    new: &OperationItem<'_>,
    location: &ApiPath,
) {
    let names: BTreeSet<&str> = names(old.value).chain(names(new.value)).collect();
    for name in names {
        // `false` promises as little as saying nothing.
        let value = |operation: &OperationItem<'_>| {
            let value = operation.value.get(name);
            value.filter(|value| **value != Value::Bool(false)).cloned()
        };
        let (before, after) = (value(old), value(new));
        let how = match (&before, &after) {
            (before, after) if before == after => continue,
            (None, _) => How::Added,
            (_, None) => How::Removed,
            _ => How::Changed,
        };
        let found = compare.note(&location.step(name), What::Extension, how);
        found.before = before.map(|value| value.to_string());
        found.after = after.map(|value| value.to_string());
    }
}

fn names(operation: &Value) -> impl Iterator<Item = &str> {
    let keys = operation.as_object().into_iter().flatten();
    keys.map(|(key, _)| key.as_str())
        .filter(|key| key.starts_with("x-"))
}
