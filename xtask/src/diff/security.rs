//! Changes of the security schemes, and of the scopes that operations require.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{ApiPath, Compare, How, What};
use crate::{
    schema_model::{Reader, spelled},
    spec::{OperationItem, Spec, entries, items, text},
};

/// The alternatives by the schemes in them, each with the scopes that it needs.
type Alternatives = BTreeMap<String, BTreeSet<String>>;

/// The definitions of the schemes that are in both specs.
pub(super) fn schemes(compare: &mut Compare<'_>) {
    let (old, new) = (compare.old.spec, compare.new.spec);
    for (name, before) in old.components("securitySchemes") {
        let after = new.components("securitySchemes");
        let Some((_, after)) = after.into_iter().find(|(other, _)| *other == name) else {
            continue;
        };
        let (before, after) = (facts(before), facts(after));
        if before != after {
            let location = ApiPath::at(format!("security scheme {name}"));
            let found = compare.note(&location, What::SecurityScheme, How::Changed);
            let only = |these: &BTreeSet<String>, others: &BTreeSet<String>| {
                let only: Vec<_> = these.difference(others).cloned().collect();
                only.join(", ")
            };
            found.values(only(&before, &after), only(&after, &before));
        }
    }
}

/// The parts of a scheme that programs depend on; scopes are compared per operation.
fn facts(scheme: &Value) -> BTreeSet<String> {
    let of = |holder, path: &str, keys: &[&str]| {
        let known = keys
            .iter()
            .filter_map(|key| Some((key, text(holder, key)?)));
        known
            .map(|(key, value)| format!("{path}{key}: {value}"))
            .collect::<Vec<_>>()
    };
    let mut facts = of(
        scheme,
        "",
        &["type", "in", "name", "scheme", "openIdConnectUrl"],
    );
    for (flow, value) in entries(scheme, "flows") {
        facts.push(format!("flow {flow}"));
        let path = format!("{flow} ");
        facts.extend(of(
            value,
            &path,
            &["authorizationUrl", "tokenUrl", "refreshUrl"],
        ));
    }
    facts.into_iter().collect()
}

pub(super) fn operation<'a>(
    compare: &mut Compare<'a>,
    old: &OperationItem<'a>,
    new: &OperationItem<'a>,
    location: &ApiPath,
) {
    let before = alternatives(compare.old.spec, old.value);
    let after = alternatives(compare.new.spec, new.value);
    for (schemes, needed) in &before {
        let Some(needs) = after.get(schemes) else {
            let location = location.step(format_args!("security {schemes}"));
            compare.note(&location, What::Security, How::Removed);
            continue;
        };
        for scope in needed.difference(needs) {
            let location = location.step(format_args!("scope {scope}"));
            compare.note(&location, What::Scope, How::Removed);
        }
        for scope in needs.difference(needed) {
            let location = location.step(format_args!("scope {scope}"));
            compare.note(&location, What::Scope, How::Added);
        }
    }
    for schemes in after
        .keys()
        .filter(|schemes| !before.contains_key(*schemes))
    {
        let location = location.step(format_args!("security {schemes}"));
        compare.note(&location, What::Security, How::Added);
    }
}

fn alternatives(spec: &Spec, operation: &Value) -> Alternatives {
    let own = operation
        .get("security")
        .map(|_| items(operation, "security"));
    let all = own.unwrap_or_else(|| items(&spec.root, "security"));
    let mut found = Alternatives::new();
    // Without an alternative, or with an empty one, no token is needed.
    if all.is_empty() {
        found.insert("no authentication".to_owned(), BTreeSet::new());
    }
    for alternative in all {
        let schemes = alternative.as_object().into_iter().flatten();
        let mut names: Vec<&str> = schemes.clone().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let key = if names.is_empty() {
            "no authentication".to_owned()
        } else {
            names.join(" and ")
        };
        let scopes = schemes.flat_map(|(_, scopes)| scopes.as_array().into_iter().flatten());
        found.insert(key, scopes.map(spelled).collect());
    }
    found
}

/// All scopes that an operation asks for, whichever way it lets in.
pub(crate) fn scopes(reader: Reader<'_>, operation: &Value) -> BTreeSet<String> {
    alternatives(reader.spec, operation)
        .into_values()
        .flatten()
        .collect()
}
