//! `cargo xtask diff` as a task: the spec it compares with, the check of versions, and the report of `regen`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::common::{NOTES, NOTES_SCALARS, notes_with};
use clap::Parser;
use serde_json::Value;
use tempfile::TempDir;
use xtask::{
    diff::{
        Class,
        task::{self, DiffError, Options},
        version::Bump,
    },
    regen::{self, Paths},
};
use zoho_time_harness::Scratch;

/// The command line of the task.
#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: Options,
}

/// A workspace with a spec of one operation.
struct Workspace {
    _folder: TempDir,
    root: PathBuf,
}

impl Workspace {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let root = folder.path().join("workspace");
        fs::create_dir_all(root.join("spec")).unwrap();
        Self {
            _folder: folder,
            root,
        }
    }

    /// One that git knows, with the first version committed.
    fn with_history() -> Self {
        let workspace = Self::new();
        workspace.git(&["init", "--quiet", "--initial-branch", "main"]);
        workspace.write("1.0.0", "1.0.0", &["title", "body"]);
        workspace.commit();
        workspace
    }

    /// Writes a spec whose answer has those fields.
    fn write(&self, described: &str, crates: &str, fields: &[&str]) {
        let fields: String = fields
            .iter()
            .map(|name| format!("{name}: {{ type: string }}, "))
            .collect();
        let spec = format!(
            "openapi: 3.0.3\ninfo: {{ title: Notes, version: {described} }}\npaths:\n  /notes:\n    get:\n      \
             operationId: get_note\n      responses:\n        '200':\n          description: A note.\n          \
             content: {{ application/json: {{ schema: {{ type: object, properties: {{ {fields} }} }} }} }}\n"
        );
        fs::write(self.root.join("spec/openapi.yaml"), spec).unwrap();
        let manifest = format!(
            "[workspace]\nmembers = []\n\n[workspace.package]\nedition = \"2024\"\nversion = \"{crates}\"\n"
        );
        fs::write(self.root.join("Cargo.toml"), manifest).unwrap();
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "A state"]);
    }

    fn git(&self, arguments: &[&str]) {
        git(&self.root, arguments);
    }

    fn diff(&self, arguments: &[&str]) -> Result<String, DiffError> {
        let line = Line::parse_from([&["diff"], arguments].concat());
        task::run(&self.root, &line.options)
    }

    fn refusals(&self) -> Vec<String> {
        match self.diff(&["--check"]) {
            Err(DiffError::Version { list, report }) => {
                assert!(report.contains("breaking:"), "{report}");
                list.iter().map(ToString::to_string).collect()
            }
            Err(other) => panic!("{other}"),
            Ok(_) => Vec::new(),
        }
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let scratch = Scratch::new(folder).unwrap();
    scratch.git(arguments).unwrap();
}

const NO_HISTORY: &str = "there is no earlier spec to compare with";

#[test]
fn without_history_there_is_nothing_to_say_and_nothing_to_refuse() {
    let workspace = Workspace::new();
    workspace.write("1.0.0", "1.0.0", &["title"]);
    assert_eq!(workspace.diff(&["--check"]).unwrap(), NO_HISTORY);

    let workspace = Workspace::with_history();
    assert_eq!(workspace.diff(&["--check"]).unwrap(), NO_HISTORY);
}

#[test]
fn a_shallow_clone_has_no_history() {
    let workspace = Workspace::with_history();
    workspace.write("1.0.0", "1.0.0", &["title"]);
    workspace.commit();
    assert!(!workspace.refusals().is_empty());
    let clone = Workspace::new();
    let from = format!("file://{}", workspace.root.display());
    let to = clone.root.join("clone");
    git(
        &clone.root,
        &[
            "clone",
            "--quiet",
            "--depth",
            "1",
            &from,
            &to.display().to_string(),
        ],
    );
    let clone = Workspace { root: to, ..clone };
    assert_eq!(clone.diff(&["--check"]).unwrap(), NO_HISTORY);
}

#[test]
fn what_breaks_needs_both_versions_raised() {
    let workspace = Workspace::with_history();
    workspace.write("1.0.0", "1.0.0", &["title"]);
    assert_eq!(
        workspace.refusals(),
        [
            "changes that break programs: 1; but info.version of the spec was 1.0.0 and is \
             1.0.0: set it to 2.0.0 or higher, or undo what breaks",
            "changes that break programs: 1; but the version of the crates in Cargo.toml was 1.0.0 and \
             is 1.0.0: set it to 2.0.0 or higher, or undo what breaks",
        ]
    );
    workspace.write("2.0.0", "1.1.0", &["title"]);
    assert_eq!(workspace.refusals().len(), 1);
    workspace.write("2.0.0", "2.0.0", &["title"]);
    assert!(workspace.refusals().is_empty());
}

#[test]
fn what_does_not_break_needs_no_version() {
    let workspace = Workspace::with_history();
    workspace.write("1.0.0", "1.0.0", &["title", "body", "age"]);
    let report = workspace.diff(&["--check"]).unwrap();
    assert!(
        report.contains("GET /notes: status 200.age (in responses): field added"),
        "{report}"
    );
    assert!(
        report.ends_with("0 breaking, 1 compatible, 0 wording; asks for a minor version"),
        "{report}"
    );
}

#[test]
fn before_the_first_stable_version_the_second_number_will_do() {
    let workspace = Workspace::new();
    workspace.git(&["init", "--quiet", "--initial-branch", "main"]);
    workspace.write("0.3.1", "0.3.1", &["title", "body"]);
    workspace.commit();
    workspace.write("0.3.2", "0.3.2", &["title"]);
    assert_eq!(workspace.refusals().len(), 2);
    workspace.write("0.4.0", "0.4.0", &["title"]);
    assert!(workspace.refusals().is_empty());
}

#[test]
fn the_last_release_counts_and_then_where_the_branch_started_and_then_the_commit_before() {
    let workspace = Workspace::with_history();
    workspace.write("1.0.0", "1.0.0", &["title", "body", "age"]);
    workspace.commit();
    let report = |workspace: &Workspace| workspace.diff(&[]).unwrap();
    assert!(report(&workspace).contains("200.age (in responses): field added"));

    workspace.git(&["switch", "--quiet", "--create", "work"]);
    for fields in [
        &["title", "body", "age", "tag"][..],
        &["title", "body", "age", "tag", "ink"],
    ] {
        workspace.write("1.0.0", "1.0.0", fields);
        workspace.commit();
    }
    let since_main = report(&workspace);
    assert!(
        since_main.contains("200.tag") && since_main.contains("200.ink"),
        "{since_main}"
    );
    assert!(!since_main.contains("200.age"), "{since_main}");

    workspace.git(&["tag", "v1.0.0", "HEAD~1"]);
    let since_release = report(&workspace);
    assert!(
        since_release.starts_with("from v1.0.0 to spec/openapi.yaml\n"),
        "{since_release}"
    );
    assert!(!since_release.contains("200.tag") && since_release.contains("200.ink"));
}

#[test]
fn any_revision_and_any_file_can_be_compared() {
    let workspace = Workspace::with_history();
    let old = workspace.root.join("old.yaml");
    fs::copy(workspace.root.join("spec/openapi.yaml"), &old).unwrap();
    workspace.write("1.0.0", "1.0.0", &["title"]);
    let old = old.display().to_string();
    for from in ["HEAD", "main", &old] {
        let report = workspace.diff(&[from, "--json"]).unwrap();
        let report: Value = serde_json::from_str(&report).unwrap();
        assert_eq!(report["step"], Bump::Major.name());
        assert_eq!(report["breaking"], 1);
        let change = &report["changes"][0];
        assert_eq!(change["class"], "breaking");
        assert_eq!(change["root"], "GET /notes");
        assert_eq!(change["path"], "status 200.body");
        assert_eq!(change["direction"], "response");
        assert_eq!(change["operations"][0], "GET /notes");
    }
    let backwards = workspace.diff(&["HEAD", "--to", &old]).unwrap();
    assert!(
        backwards.ends_with("the API has not changed"),
        "{backwards}"
    );
    let error = workspace.diff(&["v9.9.9"]).unwrap_err().to_string();
    assert!(
        error.starts_with("`v9.9.9` is neither a file nor a revision"),
        "{error}"
    );
}

#[test]
fn a_regeneration_reports_what_has_changed_in_the_api_since_the_last_one() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().to_owned();
    let paths = Paths {
        spec: root.join("api.yaml"),
        out: root.join("generated"),
        mocks: root.join("mocks"),
        copies: root.join("copies"),
        root,
    };
    fs::write(&paths.spec, NOTES).unwrap();
    let first = regen::run(&paths, NOTES_SCALARS, false).unwrap();
    assert!(
        first.api.changes.is_empty(),
        "there is nothing to compare with yet"
    );

    let renamed = notes_with("operationId: delete_note", "operationId: remove_note");
    fs::write(&paths.spec, renamed).unwrap();
    let refused = regen::run(&paths, NOTES_SCALARS, true)
        .unwrap_err()
        .to_string();
    let second = regen::run(&paths, NOTES_SCALARS, false).unwrap();
    assert_eq!(second.api.class(), Some(Class::Breaking));
    let line = "DELETE /notes/{}: operationId changed, from delete_note to remove_note";
    assert!(refused.contains(line), "{refused}");
    assert!(second.to_string().contains(line), "{second}");
    assert!(
        regen::run(&paths, NOTES_SCALARS, false)
            .unwrap()
            .api
            .changes
            .is_empty()
    );
}
