//! In the documented style the sandbox answers every operation as its documented sample shows: the
//! same keys, the same JSON types, the same message. Only the values differ.
//!
//! The samples are those in `fixtures/documented`; an operation without one is compared with the example of
//! the spec. Each is compared under the product whose sample it is. Where the sandbox differs
//! from a sample deliberately, [`DECISIONS`] lists it, and a decision that no response needs any longer fails
//! the test.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use zoho_time::Product;
use zoho_time::models::{
    BillingType, CloneProjectRequest, CreateProjectRequest, ProjectTaskInput, ProjectUserInput,
    UpdateProjectRequest,
};
use zoho_time_sandbox::WireStyle;
use zoho_time_tests::recorder::Exchange;
use zoho_time_tests::spec::Spec;
use zoho_time_tests::walk::{Fixture, walk};

/// Differences between a response and a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    /// The sample has it, the answer has not.
    Missing,
    /// The answer has it, the sample has not.
    Added,
    /// The JSON types differ.
    Type,
    /// The texts differ, where they have to be the same.
    Text,
    /// The sample has elements, the answer has none to compare.
    Empty,
}

/// A difference that was decided on: where (`*` stands for any operation), which, and why.
type Decision = (&'static str, &'static str, Difference, &'static str);

const DECISIONS: [Decision; 6] = [
    (
        "*",
        "page_context",
        Difference::Type,
        "the samples disagree on whether it is an object; live servers send one, so it always is",
    ),
    (
        "list_time_entries",
        "page_context",
        Difference::Added,
        "the list has pages, so it has the number of this one",
    ),
    (
        "list_comments",
        "page_context",
        Difference::Added,
        "the list has pages, so it has the number of this one",
    ),
    (
        "list_tasks",
        "page_context",
        Difference::Added,
        "the list has pages, so it has the number of this one",
    ),
    (
        "get_project",
        "project.users",
        Difference::Added,
        "the field is documented, and every other sample of a project has it",
    ),
    (
        "*",
        "project.recurring_invoices",
        Difference::Empty,
        "recurring invoices are not simulated, and the form of a real one is not known",
    ),
];

/// The product whose documents have the sample of an operation.
fn product_of(operation: &str) -> Product {
    if operation.contains("time") || operation.contains("task") {
        Product::Billing
    } else {
        Product::Books
    }
}

#[tokio::test]
async fn every_operation_answers_as_its_documented_sample_shows() {
    let spec = Spec::load();
    let mut walks = Vec::new();
    for product in Product::ALL {
        let mut exchanges = walk(product, WireStyle::Documented).await;
        exchanges.extend(staffed_projects(product).await);
        walks.push((product, exchanges));
    }
    let (mut alike, mut needed, mut findings) = (0, BTreeSet::new(), Vec::new());
    let operations = spec.operations_of(Product::Books);
    for operation in &operations {
        let product = product_of(operation);
        let (_, exchanges) = walks.iter().find(|(of, _)| *of == product).unwrap();
        let answers = exchanges.iter().filter(|exchange| {
            exchange.status.is_success()
                && !has_no_timer(exchange)
                && spec
                    .find(&exchange.method, &exchange.path)
                    .is_some_and(|found| found.id == *operation)
        });
        let sample = spec.documented_response(operation);
        let answers: Vec<_> = answers.collect();
        let mut found = unlike(operation, &sample, answers.iter().copied(), &mut needed);
        if std::env::var_os("UPDATE_EXAMPLES").is_some() {
            add_fields(operation, &found, &answers);
            found.retain(|(_, difference)| *difference != Difference::Added);
        }
        alike += usize::from(found.is_empty());
        findings.extend(
            found
                .into_iter()
                .map(|(place, difference)| format!("{operation}: {place}: {difference:?}")),
        );
    }
    println!("{alike} of {}", operations.len());
    assert!(
        findings.is_empty(),
        "{}\n`Added` is a field that the sample in tests/fixtures/documented does not have. If Zoho documents it, run \
         `UPDATE_EXAMPLES=1 cargo test --workspace examples`; if not, leave it out of the documented \
         style or add a decision to {}",
        findings.join("\n"),
        file!()
    );
    assert_eq!(alike, operations.len());
    for (index, (operation, place, difference, _)) in DECISIONS.iter().enumerate() {
        assert!(
            needed.contains(&index),
            "nothing needs the decision on {operation}: {place} {difference:?}"
        );
    }
}

/// Projects with users and tasks in them, which is how the samples show projects.
async fn staffed_projects(product: Product) -> Vec<Exchange> {
    let fixture = Fixture::set(product, WireStyle::Documented).await;
    let (demo, projects) = (fixture.sandbox.demo(), fixture.zoho.projects());
    let request = CreateProjectRequest::new(
        "Lighthouse horn",
        &demo.customers[0],
        BillingType::BasedOnTaskHours,
    )
    .users([ProjectUserInput::new(&demo.users[0])])
    .tasks([ProjectTaskInput::new("Survey")]);
    projects.create(&request).await.unwrap();
    let project = &demo.projects[0];
    let update = UpdateProjectRequest::new().description("A horn that is heard from 5 miles.");
    projects.update(project, &update).await.unwrap();
    if product == Product::Books {
        let outcome = projects.update_by_custom_field(&demo.unique_custom_field, "C-2041", &update);
        outcome.await.unwrap();
    }
    let clone = CloneProjectRequest::new("Lighthouse whistle");
    projects.clone_project(project, &clone).await.unwrap();
    fixture.recorder.exchanges()
}

/// No sample shows the response without a running timer.
fn has_no_timer(exchange: &Exchange) -> bool {
    let body = exchange.received.as_ref().unwrap();
    exchange.path.ends_with("/runningtimer/me") && body.get("time_entry").is_none()
}

/// The check behind the test: a different response is detected.
#[test]
fn a_difference_is_found() {
    let sample = serde_json::json!({
        "message": "success", "list": [{ "rate": 1, "name": "" }], "empty": []
    });
    let differing = [
        ("/message", "failure".into(), "message", Difference::Text),
        ("/list", Value::Array(vec![]), "list", Difference::Empty),
        ("/list", Value::Null, "list", Difference::Type),
        ("/list/0/rate", "1".into(), "list.rate", Difference::Type),
        (
            "/list/0",
            serde_json::json!({ "name": "" }),
            "list.rate",
            Difference::Missing,
        ),
        ("/empty", serde_json::json!([7]), "empty", Difference::Added),
    ];
    for (pointer, value, place, difference) in differing {
        let mut answer = sample.clone();
        *answer.pointer_mut(pointer).unwrap() = value;
        assert_eq!(
            differences(&sample, &answer),
            [(place.to_owned(), difference)]
        );
    }
    assert!(differences(&sample, &sample).is_empty());
}

/// Differences between the responses of an operation and its sample, except for decisions; records the
/// decisions that were needed. A list may be empty in some responses, but not in all.
fn unlike<'e>(
    operation: &str,
    sample: &Value,
    answers: impl Iterator<Item = &'e Exchange>,
    needed: &mut BTreeSet<usize>,
) -> Vec<(String, Difference)> {
    let mut findings = BTreeSet::new();
    let mut always_empty: Option<BTreeSet<_>> = None;
    for answer in answers {
        let mut empty = BTreeSet::new();
        for (place, difference) in differences(sample, answer.received.as_ref().unwrap()) {
            let decision = DECISIONS.iter().position(|(of, at, which, _)| {
                (*of == "*" || *of == operation) && *at == place && *which == difference
            });
            match decision {
                Some(index) => drop(needed.insert(index)),
                None if difference == Difference::Empty => drop(empty.insert((place, difference))),
                None => drop(findings.insert((place, difference))),
            }
        }
        always_empty = Some(match always_empty {
            None => empty,
            Some(before) => before.intersection(&empty).cloned().collect(),
        });
    }
    match always_empty {
        None => return vec![("no response to compare".to_owned(), Difference::Missing)],
        Some(empty) => findings.extend(empty),
    }
    findings.into_iter().collect()
}

/// Adds the fields that the sandbox answers with, and the sample of an operation lacks, to the sample.
fn add_fields(operation: &str, found: &[(String, Difference)], answers: &[&Exchange]) {
    let file = format!("fixtures/documented/{operation}.json");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let Ok(mut sample) = std::fs::read_to_string(&file) else {
        return;
    };
    for (place, difference) in found {
        let bodies = answers.iter().filter_map(|answer| answer.received.as_ref());
        let value = bodies.filter_map(|body| at(body, place)).next();
        if let (Difference::Added, Some(value)) = (difference, value) {
            sample = with_field(&sample, place, value);
        }
    }
    std::fs::write(file, sample).unwrap();
}

/// The value at a place, in the first element of a list.
fn at<'b>(body: &'b Value, place: &str) -> Option<&'b Value> {
    place.split('.').try_fold(body, |value, key| {
        let value = value.get(0).unwrap_or(value);
        value.get(key)
    })
}

/// A sample with a field more, at the start of each object that it belongs to.
fn with_field(sample: &str, place: &str, value: &Value) -> String {
    let mut path: Vec<_> = place.split('.').collect();
    let field = path.pop().unwrap();
    let (mut new, mut open) = (String::new(), Vec::new());
    for line in sample.lines() {
        new += line;
        new.push('\n');
        let text = line.trim();
        if text.ends_with(['{', '[']) {
            open.push(
                text.strip_prefix('"')
                    .and_then(|text| text.split('"').next()),
            );
        } else if text.starts_with(['}', ']']) {
            open.pop();
        }
        if text.ends_with('{') && open.iter().flatten().eq(path.iter()) {
            let indentation = "  ".repeat(open.len());
            new += &format!("{indentation}\"{field}\": {value},\n");
        }
    }
    new
}

#[test]
fn a_field_is_added_to_each_object_it_belongs_to() {
    let sample = "\
{
  \"code\": 0,
  \"tasks\": [
    {
      \"task_id\": \"1\"
    },
    {
      \"task_id\": \"2\"
    }
  ]
}
";
    let new = with_field(sample, "tasks.task_code", &"".into());
    let added = "    {\n      \"task_code\": \"\",\n";
    assert_eq!(new, sample.replace("    {\n", added));
    let body: Value = serde_json::from_str(&new).unwrap();
    assert_eq!(at(&body, "tasks.task_code"), Some(&Value::from("")));
    let new = with_field(sample, "time", &7.into());
    assert!(new.starts_with("{\n  \"time\": 7,\n"));
}

/// Differences between a response and a sample, with their location.
fn differences(sample: &Value, answer: &Value) -> Vec<(String, Difference)> {
    let mut found = Vec::new();
    compare(sample, answer, "", &mut found);
    found
}

fn compare(sample: &Value, answer: &Value, place: &str, found: &mut Vec<(String, Difference)>) {
    let mut note = |difference| found.push((place.to_owned(), difference));
    match (sample, answer) {
        (Value::Object(wanted), Value::Object(given)) => {
            let keys: BTreeSet<_> = wanted.keys().chain(given.keys()).collect();
            for key in keys {
                let place = match place {
                    "" => key.clone(),
                    _ => format!("{place}.{key}"),
                };
                match (wanted.get(key), given.get(key)) {
                    (Some(sample), Some(answer)) => compare(sample, answer, &place, found),
                    (Some(_), None) => found.push((place, Difference::Missing)),
                    _ => found.push((place, Difference::Added)),
                }
            }
        }
        (Value::Array(wanted), Value::Array(given)) => match (wanted.first(), given.is_empty()) {
            (Some(_), true) => note(Difference::Empty),
            (None, false) => note(Difference::Added),
            (None, true) => {}
            (Some(sample), false) => {
                for answer in given {
                    compare(sample, answer, place, found);
                }
            }
        },
        (Value::String(sample), Value::String(answer)) if place == "message" => {
            if sample != answer {
                note(Difference::Text);
            }
        }
        _ if std::mem::discriminant(sample) == std::mem::discriminant(answer) => {}
        _ => note(Difference::Type),
    }
}
