//! Differences that `cargo xtask import` finds in published files.
//!
//! The files in `tests/import` are our own and look like those that Zoho publishes: a schema for every
//! field, counts as `double`, values in prose, the organization as a parameter, no ids.

use std::fs;

use clap::Parser;
use serde_json::json;
use tempfile::TempDir;
use xtask::{
    import::{
        About, Decisions, Report,
        task::{self, Options},
    },
    spec::Spec,
};

const OURS: &str = include_str!("import/ours.yaml");
const BOOKS: &str = include_str!("import/books-jars.yaml");
const BILLING: &str = include_str!("import/billing-jars.json");

fn spec(text: &str) -> Spec {
    Spec::parse("jars.yaml", text).unwrap()
}

fn report(files: &[&str], decisions: &str) -> Report {
    let files: Vec<Spec> = files.iter().map(|text| spec(text)).collect();
    let decisions = Decisions::parse("decisions.yaml", decisions).unwrap();
    Report::new(&spec(OURS), &files, &decisions).unwrap()
}

#[test]
fn differences_in_content_are_reported_and_differences_in_form_are_not() {
    let report = report(&[BOOKS, BILLING], "[]");
    let expected = "\
only in the published files:
  books PUT /jars/{}/lid
  parameter shelf: missing (string) [books GET /jars]
  response.jar.spice: missing (object) [books POST /jars]
  response.jars.spice: missing (object) [books GET /jars]
only in our spec:
  billing POST /jars
  parameter page: extra (integer) [billing GET /jars]
  response.jar.weight: extra (number or string) [books POST /jars]
  response.jars.weight: extra (number or string) [books GET /jars]
  response.page_context: extra (object) [billing GET /jars]
in both, but not the same:
  operation: scope (PantryBooks.lids.READ) [books POST /jars]
  operation: status (theirs 204; ours 200) [books DELETE /jars/{}]
  parameter filter_by: values (theirs Status.Lost; ours nothing more) [books GET /jars]
  request.label: length (theirs 100; ours 60) [books POST /jars]
  request.lid: required (theirs required; ours optional) [books POST /jars]
  request.rate: type (theirs number; ours string) [books POST /jars]
  response.jar.label: length (theirs 100; ours none) [books POST /jars]
  response.jars.label: length (theirs 100; ours none) [books GET /jars]
  response.jars.spoons: type (theirs string; ours integer) [billing GET /jars]
  response.page_context: type (theirs array; ours object) [books GET /jars]
5 operations and 34 parameters and fields compared: 19 open differences, 0 decided; 0 decisions no longer apply";
    assert_eq!(report.to_string(), expected);
}

#[test]
fn a_decision_is_not_reported_until_it_no_longer_applies() {
    let decisions = "
- { reason: It is a slip of the pen., about: [type], at: [response.page_context, request.rate] }
- { reason: Names may be longer., about: [length], at: ['response.*'] }
- { reason: There are no lids., about: [missing], operation: 'PUT /jars/{}/lid' }
- { reason: There was a shelf., about: [missing], at: [parameter rack], product: books }
- { reason: Only another file has this., about: [missing], operation: 'GET /spoons' }
";
    let report = report(&[BOOKS], decisions);
    assert_eq!(report.decided, 5);
    assert_eq!(report.stale, [(4, "There was a shelf.".to_owned())]);
    let text = report.to_string();
    assert!(
        text.contains("decision 4 no longer applies: There was a shelf."),
        "{text}"
    );
    let open = |about| report.open.iter().any(|one| one.about == about);
    assert!(!open(About::Type));
    assert!(open(About::Length), "the one of the request is not decided");
}

#[test]
fn a_decision_about_operations_that_were_not_given_is_left_alone() {
    let decision = "[{ reason: So be it., about: [missing], at: [response.nothing], operation: 'POST /jars' }]";
    assert!(report(&[BILLING], decision).stale.is_empty());
    assert_eq!(report(&[BOOKS], decision).stale.len(), 1);
}

#[test]
fn a_file_of_an_unknown_product_is_refused() {
    let other = BOOKS.replace("books/v3", "books/v4");
    let decisions = Decisions::default();
    let error = Report::new(&spec(OURS), &[spec(&other)], &decisions).unwrap_err();
    assert_eq!(
        error.to_string(),
        "jars.yaml: this is of no product that the spec knows: neither a server nor a path has \
         one of /books/v3, /billing/v1"
    );
}

#[test]
fn our_own_description_does_not_differ_from_itself_and_lacks_what_is_taken_out() {
    let text = include_str!("../../spec/openapi.yaml");
    let ours = Spec::parse("openapi.yaml", text).unwrap();
    let none = Decisions::default();
    let differences = |ours: &Spec, theirs: Spec| Report::new(ours, &[theirs], &none).unwrap().open;
    let same = Spec::parse("books.yaml", text).unwrap();
    assert_eq!(differences(&ours, same), []);

    let mut lacking = ours.root.clone();
    let schemas = &mut lacking["components"]["schemas"];
    let fields = schemas["Project"]["properties"].as_object_mut().unwrap();
    fields.remove("customer_name").unwrap();
    fields["rate"] = json!({ "type": "boolean" });
    let lacking = || Spec {
        file: "lacking.yaml".to_owned(),
        root: lacking.clone(),
    };
    let whole = || Spec::parse("whole.yaml", text).unwrap();
    let missing = differences(&lacking(), whole());
    let extra = differences(&ours, lacking());
    assert!(missing.len() > 6, "{missing:?}");
    assert_eq!(missing.len(), extra.len());
    let of = |list: &[xtask::import::Difference], about| {
        list.iter().filter(|one| one.about == about).count()
    };
    assert_eq!(of(&missing, About::Missing), of(&extra, About::Extra));
    assert_eq!(of(&missing, About::Type), of(&extra, About::Type));
    assert_eq!(of(&missing, About::Missing) * 2, missing.len());
}

#[test]
fn every_decision_names_a_line_that_is_in_the_prose() {
    let prose = include_str!("../../spec/CURATION.md");
    let text = include_str!("../../spec/decisions.yaml");
    let decisions = Decisions::parse("decisions.yaml", text).unwrap();
    assert!(!decisions.list.is_empty());
    for decision in decisions.list {
        assert!(!decision.reason.is_empty());
        if let Some(claim) = decision.claim {
            let line = format!("\n| {claim} |");
            assert!(
                prose.contains(&line),
                "there is no line `{claim}` in CURATION.md"
            );
        }
    }
}

/// The command line of the task.
#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: Options,
}

#[test]
fn the_check_fails_when_something_is_open() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    let write = |name: &str, text: &str| fs::write(root.join(name), text).unwrap();
    fs::create_dir(root.join("spec")).unwrap();
    write("spec/openapi.yaml", OURS);
    write("spec/decisions.yaml", "[]");
    write("books.yaml", BOOKS);
    let published = root.join("books.yaml").display().to_string();
    let run = |arguments: &[&str]| {
        let line = Line::parse_from([&["import", published.as_str()], arguments].concat());
        task::run(root, &line.options)
    };
    assert!(!run(&[]).unwrap().is_empty());
    let error = run(&["--check"]).unwrap_err().to_string();
    assert!(error.contains("books PUT /jars/{}/lid"), "{error}");

    write(
        "spec/decisions.yaml",
        "[{ reason: No., about: [everything] }]",
    );
    let error = run(&[]).unwrap_err().to_string();
    assert!(
        error.starts_with("spec/decisions.yaml: these decisions cannot be read"),
        "{error}"
    );
}

/// To-dos, as the published `tasks.yml` has them since July 2026, with the scopes of the settings.
const TO_DOS: &str = r"
openapi: 3.0.3
info: { title: Tasks, version: 1.0.0 }
servers: [{ url: 'https://www.zohoapis.com/books/v3' }]
paths:
  /tasks:
    get:
      security: [{ Books: [ZohoBooks.settings.READ] }]
      parameters: [{ name: per_page, in: query, schema: { type: integer, default: 10 } }]
      responses:
        '200':
          description: To-dos.
          content:
            application/json:
              schema:
                type: object
                properties: { tasks: { type: array, items: { type: object, properties: { title: { type: string } } } } }
    delete:
      security: [{ Books: [ZohoBooks.settings.DELETE] }]
      responses: { '200': { description: Gone. } }
  /tasks/{task_id}/markasopen:
    post:
      security: [{ Books: [ZohoBooks.settings.UPDATE] }]
      responses: { '200': { description: Open. } }
  /autocomplete/projects: {}
";

#[test]
fn to_dos_are_not_taken_for_the_tasks_of_projects() {
    let ours = Spec::parse("openapi.yaml", include_str!("../../spec/openapi.yaml")).unwrap();
    let text = include_str!("../../spec/decisions.yaml");
    let decisions = Decisions::parse("decisions.yaml", text).unwrap();
    let published = || spec(TO_DOS);
    let missing = |decisions: &Decisions| {
        let report = Report::new(&ours, &[published()], decisions).unwrap();
        let open = report.open.iter();
        let open = open.filter(|one| one.operation.contains(" /tasks"));
        open.map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(missing(&decisions), [""; 0]);
    assert_eq!(
        missing(&Decisions::default()).len(),
        3,
        "they are decided, not overlooked"
    );
    let ours_too = Report::new(&ours, &[published()], &decisions).unwrap();
    let of_projects = ours_too.open.iter().map(|one| one.operation.as_str());
    assert!(
        of_projects
            .into_iter()
            .any(|name| name == "GET /projects/{}/tasks"),
        "the tasks of projects are looked for in the other file"
    );
}
