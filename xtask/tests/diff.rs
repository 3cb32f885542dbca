//! Changes that `cargo xtask diff` finds between pairs of specs.
//!
//! The pairs are in `tests/diff`, each as what it has beyond a spec of one operation,
//! `POST /notes`; see [`Side`] for their format.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};
use xtask::{
    diff::{ApiPath, Class, Diff, Direction, How, What},
    spec::Spec,
};

const TABLES: [(&str, &str); 6] = [
    ("operations", include_str!("diff/operations.yaml")),
    ("parameters", include_str!("diff/parameters.yaml")),
    ("requests", include_str!("diff/requests.yaml")),
    ("responses", include_str!("diff/responses.yaml")),
    ("components", include_str!("diff/components.yaml")),
    ("security", include_str!("diff/security.yaml")),
];

/// A pair and what is expected of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    before: Side,
    after: Side,
    /// The gravest class, or `none`.
    class: String,
    /// All changes, in any order: class, what, how, `@`, place.
    changes: Vec<String>,
}

/// The parts of a spec beside its one operation.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Side {
    /// Further paths.
    paths: BTreeMap<String, Value>,
    /// Parameters of the operation.
    parameters: Vec<Value>,
    /// The schema of its request body.
    request: Option<Value>,
    /// Whether the body may be left out.
    optional: bool,
    /// The schema of what it answers with status 200.
    response: Option<Value>,
    /// Whatever else it has.
    operation: BTreeMap<String, Value>,
    /// Whatever else the document has.
    document: BTreeMap<String, Value>,
}

impl Side {
    fn spec(&self) -> Spec {
        let content = |schema: &Value| json!({ "application/json": { "schema": schema } });
        let mut operation = json!({
            "operationId": "add_note",
            "parameters": self.parameters,
            "responses": { "200": { "description": "Done." } },
        });
        if let Some(schema) = &self.request {
            let body = json!({ "required": !self.optional, "content": content(schema) });
            operation["requestBody"] = body;
        }
        if let Some(schema) = &self.response {
            operation["responses"]["200"]["content"] = content(schema);
        }
        for (key, value) in &self.operation {
            operation[key] = value.clone();
        }
        let mut root = json!({
            "openapi": "3.0.3",
            "info": { "title": "Notes", "version": "1.4.2" },
            "paths": { "/notes": { "post": operation } },
        });
        for (path, item) in &self.paths {
            root["paths"][path] = item.clone();
        }
        for (key, value) in &self.document {
            root[key] = value.clone();
        }
        Spec {
            file: "notes.yaml".to_owned(),
            root,
        }
    }
}

fn cases() -> Vec<Case> {
    let read = |(name, text): (&str, &str)| -> Vec<Case> {
        serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    TABLES.into_iter().flat_map(read).collect()
}

fn ours() -> Spec {
    let text = include_str!("../../spec/openapi.yaml");
    Spec::parse("openapi.yaml", text).unwrap()
}

#[test]
fn every_pair_has_the_class_and_the_changes_it_should_have() {
    let cases = cases();
    let mut wrong = Vec::new();
    let mut classes = BTreeMap::<&str, usize>::new();
    let mut kinds = BTreeSet::new();
    for case in &cases {
        let diff = Diff::between(&case.before.spec(), &case.after.spec());
        let class = diff.class().map_or("none", Class::name);
        let mut found: Vec<String> = Vec::new();
        for change in &diff.changes {
            let (class, what, how) = (change.class.name(), change.what.name(), change.how.name());
            found.push(format!("{class} {what} {how} @ {}", change.location));
            kinds.insert((what, how));
        }
        let mut expected = case.changes.clone();
        expected.sort();
        found.sort();
        if class != case.class || found != expected {
            wrong.push(format!("{}: {class} {found:#?}", case.name));
        }
        *classes.entry(class).or_default() += 1;
    }
    println!(
        "{} pairs, {} kinds of changes; by class: {classes:?}",
        cases.len(),
        kinds.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() >= 40);
}

#[test]
fn a_description_does_not_differ_from_itself() {
    for case in cases() {
        for side in [case.before, case.after] {
            let diff = Diff::between(&side.spec(), &side.spec());
            assert!(diff.changes.is_empty(), "{}: {diff}", case.name);
        }
    }
    let diff = Diff::between(&ours(), &ours());
    assert!(diff.changes.is_empty(), "{diff}");
    assert_eq!(diff.summary(), "the API has not changed");
}

/// Where something has changed, and how.
type Changed = (ApiPath, What, How);

fn changed(old: &Spec, new: &Spec) -> BTreeSet<Changed> {
    let changes = Diff::between(old, new).changes.into_iter();
    changes
        .map(|change| (change.location, change.what, change.how))
        .collect()
}

fn reversed(changes: BTreeSet<Changed>) -> BTreeSet<Changed> {
    let changes = changes.into_iter();
    changes
        .map(|(location, what, how)| (location, what, how.reversed()))
        .collect()
}

#[test]
fn the_way_back_names_the_same_places_the_other_way_round() {
    let mut places = 0;
    for case in cases() {
        let (before, after) = (case.before.spec(), case.after.spec());
        let there = changed(&before, &after);
        places += there.len();
        assert_eq!(reversed(there), changed(&after, &before), "{}", case.name);
    }
    // And from every spec of the tables to every other one.
    let sides: Vec<Spec> = cases().iter().map(|case| case.before.spec()).collect();
    for old in &sides {
        for new in &sides {
            let there = changed(old, new);
            places += there.len();
            assert_eq!(reversed(there), changed(new, old));
        }
    }
    println!("{places} places on the way there and back");
}

/// Fields of our own spec are taken out, one at a time: that breaks, wherever the field is
/// reached from, and it is all that has changed.
#[test]
fn nothing_can_be_taken_out_of_our_own_description_unnoticed() {
    let ours = ours();
    let mut taken = 0;
    for (name, schema) in ours.components("schemas") {
        let Some(fields) = schema.get("properties").and_then(Value::as_object) else {
            continue;
        };
        for field in fields.keys().step_by(3) {
            let mut root = ours.root.clone();
            let schema = &mut root["components"]["schemas"][name];
            schema["properties"].as_object_mut().unwrap().remove(field);
            let new = Spec {
                file: ours.file.clone(),
                root,
            };
            let diff = Diff::between(&ours, &new);
            let read_only = fields[field].get("readOnly").is_some();
            if read_only {
                assert!(diff.changes.is_empty(), "{name}.{field}: {diff}");
                continue;
            }
            taken += 1;
            let gone = |change: &&xtask::diff::Change| {
                let last = change.location.path.rsplit('.').next();
                (change.what, change.how) == (What::Field, How::Removed) && last == Some(field)
            };
            let found: Vec<_> = diff.changes.iter().filter(gone).collect();
            assert!(!found.is_empty(), "{name}.{field}: {diff}");
            assert!(found.iter().all(|change| change.class == Class::Breaking));
            assert!(found.iter().all(|change| !change.operations.is_empty()));
            assert_eq!(found.len(), diff.changes.len(), "{name}.{field}: {diff}");
        }
    }
    println!("{taken} fields taken out, one at a time");
    assert!(taken > 70);
}

#[test]
fn a_change_in_a_component_is_reported_once_with_all_operations() {
    let ours = ours();
    let mut new = ours.root.clone();
    let page = &mut new["components"]["parameters"]["PerPage"]["schema"];
    page["maximum"] = json!(200);
    let new = Spec {
        file: ours.file.clone(),
        root: new,
    };
    let diff = Diff::between(&ours, &new);
    let [change] = diff.changes.as_slice() else {
        panic!("{diff}");
    };
    assert_eq!(change.location.direction, Some(Direction::Request));
    assert_eq!(change.after.as_deref(), Some("maximum 200"));
    assert!(change.operations.len() > 3);
    assert!(
        diff.to_string().contains("parameter PerPage (in requests)"),
        "{diff}"
    );
    assert!(
        diff.to_string().ends_with("asks for a minor version"),
        "{diff}"
    );
}

#[test]
fn places_in_which_only_words_differ_are_not_all_reported() {
    let ours = ours();
    let mut root = ours.root.clone();
    root["components"]["responses"]["NotFound"]["description"] = json!("It is not there.");
    let new = Spec {
        file: ours.file.clone(),
        root,
    };
    let diff = Diff::between(&ours, &new);
    assert_eq!(diff.class(), Some(Class::Wording));
    let operations = ours.operations().count();
    assert_eq!(diff.changes.len(), operations);
    let report = diff.to_string();
    assert!(
        report.contains("links: DELETE /projects/timeentries, "),
        "{report}"
    );
    let more = format!(" and {} more\n", operations - 3);
    assert!(report.contains(&more), "{report}");
}
