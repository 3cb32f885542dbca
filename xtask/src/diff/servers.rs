//! Changes of the servers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{ApiPath, Compare, How, What};
use crate::{
    schema_model::spelled,
    spec::{OperationItem, entries, items, text},
};

pub(super) fn document(compare: &mut Compare<'_>) {
    let (old, new) = (&compare.old.spec.root, &compare.new.spec.root);
    list(
        compare,
        items(old, "servers"),
        items(new, "servers"),
        &ApiPath::default(),
    );
}

/// The servers of an operation, when it has some of its own.
pub(super) fn operation<'a>(
    compare: &mut Compare<'a>,
    old: &OperationItem<'a>,
    new: &OperationItem<'a>,
    location: &ApiPath,
) {
    let own = |operation: &OperationItem<'a>| {
        let holders = [operation.value, operation.path_item];
        holders
            .into_iter()
            .find(|holder| holder.get("servers").is_some())
    };
    let (before, after) = (own(old), own(new));
    if before.is_none() && after.is_none() {
        return;
    }
    let before = before.unwrap_or(&compare.old.spec.root);
    let after = after.unwrap_or(&compare.new.spec.root);
    list(
        compare,
        items(before, "servers"),
        items(after, "servers"),
        location,
    );
}

fn list(compare: &mut Compare<'_>, old: &[Value], new: &[Value], location: &ApiPath) {
    let by_url = |servers| -> BTreeMap<&str, &Value> {
        let servers: &[Value] = servers;
        let named = servers.iter();
        named
            .filter_map(|server| Some((text(server, "url")?, server)))
            .collect()
    };
    let (old, new) = (by_url(old), by_url(new));
    for (url, before) in &old {
        let location = location.step(format_args!("server {url}"));
        match new.get(url) {
            Some(after) => variables(compare, before, after, &location),
            None => drop(compare.note(&location, What::Server, How::Removed)),
        }
    }
    for url in new.keys().filter(|url| !old.contains_key(*url)) {
        let location = location.step(format_args!("server {url}"));
        compare.note(&location, What::Server, How::Added);
    }
}

/// The variables of one server. Those that come or go change its address, too.
fn variables(compare: &mut Compare<'_>, old: &Value, new: &Value, location: &ApiPath) {
    for (name, before) in entries(old, "variables") {
        let Some(after) = new.get("variables").and_then(|all| all.get(name)) else {
            continue;
        };
        let location = location.plus(format_args!(", {name}"));
        let default = |variable: &Value| variable.get("default").map(spelled).unwrap_or_default();
        if default(before) != default(after) {
            let found = compare.note(&location, What::Default, How::Changed);
            found.values(default(before), default(after));
        }
        let values = |variable| -> BTreeSet<String> {
            items(variable, "enum").iter().map(spelled).collect()
        };
        let (before, after) = (values(before), values(after));
        for value in before.difference(&after) {
            let location = location.plus(format_args!(" = {value}"));
            compare.note(&location, What::ServerChoice, How::Removed);
        }
        for value in after.difference(&before) {
            let location = location.plus(format_args!(" = {value}"));
            compare.note(&location, What::ServerChoice, How::Added);
        }
    }
}
