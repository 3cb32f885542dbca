//! `cargo xtask regen` as a whole: the files it writes, its checks and its report.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::common::{NOTES, NOTES_SCALARS, notes_with};
use tempfile::TempDir;
use xtask::{
    files::{self, Difference, Files},
    regen::{self, Error, Paths, Report},
};

/// How many files of mocks there are.
const MOCKS: usize = 1;

/// The copies of the spec, and the table of operations that the sandbox has.
const COPIES: [&str; 3] = ["openapi.json", "openapi.yaml", "operations.rs"];

/// A folder with a spec, and another one for what is generated from it.
struct Workspace {
    folder: TempDir,
    paths: Paths,
}

impl Workspace {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let root = folder.path().to_owned();
        let paths = Paths {
            spec: root.join("api.yaml"),
            out: root.join("src/generated"),
            mocks: root.join("src/mocks"),
            copies: root.join("src/copies"),
            root,
        };
        let workspace = Self { folder, paths };
        workspace.describe(NOTES);
        workspace
    }

    fn describe(&self, text: &str) {
        fs::write(&self.paths.spec, text).unwrap();
    }

    fn regen(&self) -> Result<Report, Error> {
        regen::run(&self.paths, NOTES_SCALARS, false)
    }

    fn check(&self) -> Result<Report, Error> {
        regen::run(&self.paths, NOTES_SCALARS, true)
    }

    fn files(&self) -> Files {
        files::read_folder(&self.paths.out).unwrap()
    }

    fn copy(&self, name: &str) -> String {
        fs::read_to_string(self.paths.copies.join(name)).unwrap()
    }

    fn changes_after(&self, passage: &str, replacement: &str) -> String {
        self.describe(NOTES);
        self.regen().unwrap();
        self.describe(&notes_with(passage, replacement));
        self.regen().unwrap().changes.to_string()
    }
}

#[test]
fn the_same_description_gives_the_same_bytes_and_writes_nothing_twice() {
    let workspace = Workspace::new();
    let first = workspace.regen().unwrap();
    let files = workspace.files();
    assert_eq!(first.written, files.len() + MOCKS + COPIES.len());
    assert_eq!((first.operations, first.types), (3, 4));
    assert_eq!(
        first.lines,
        files
            .values()
            .map(|text| text.lines().count())
            .sum::<usize>()
    );

    let second = workspace.regen().unwrap();
    assert_eq!(second.written, 0);
    assert_eq!(workspace.files(), files);
    workspace.check().unwrap();
}

#[test]
fn only_files_that_differ_are_written_and_stale_ones_go() {
    let workspace = Workspace::new();
    workspace.regen().unwrap();
    let files = workspace.files();
    fs::write(workspace.paths.out.join("old.rs"), "fn old() {}").unwrap();
    fs::write(workspace.paths.out.join("notes.txt"), "kept").unwrap();
    fs::write(workspace.paths.out.join("enums.rs"), "edited").unwrap();

    assert_eq!(workspace.regen().unwrap().written, 2);
    assert_eq!(workspace.files(), files);
    assert!(workspace.paths.out.join("notes.txt").exists());
}

#[test]
fn copies_are_equal_to_the_spec() {
    let workspace = Workspace::new();
    workspace.regen().unwrap();
    assert_eq!(workspace.copy("openapi.yaml"), NOTES);
    let json = workspace.copy("openapi.json");
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let described: serde_json::Value = serde_saphyr::from_str(NOTES).unwrap();
    assert_eq!(value, described);

    for name in COPIES {
        fs::write(workspace.paths.copies.join(name), "{}").unwrap();
    }
    fs::write(workspace.paths.copies.join("mod.rs"), "kept").unwrap();
    let error = workspace.check().unwrap_err().to_string();
    for name in COPIES {
        let expected = format!("src/copies/{name} is out of date\n");
        assert!(error.contains(&expected), "{error}");
    }
    assert_eq!(workspace.regen().unwrap().written, COPIES.len());
    assert_eq!(workspace.copy("openapi.json"), json);
    assert_eq!(workspace.copy("mod.rs"), "kept");
}

#[test]
fn the_check_writes_nothing_and_shows_what_differs() {
    let workspace = Workspace::new();
    workspace.regen().unwrap();
    let files = workspace.files();
    workspace.describe(&notes_with(
        "description: A note.",
        "description: A short note.",
    ));

    let error = workspace.check().unwrap_err().to_string();
    assert_eq!(workspace.files(), files);
    for expected in [
        "--- src/generated/types.rs\n+++ src/generated/types.rs\n",
        "-/// A note.\n+/// A short note.\n",
        "\nchanged: add_note, list_notes\n",
        "src/generated/types.rs is out of date\n",
        "run `cargo xtask regen` and commit what it changes",
    ] {
        assert!(error.contains(expected), "{error}");
    }
    assert!(!error.contains("enums.rs"), "{error}");
}

#[test]
fn line_ends_are_not_compared() {
    let workspace = Workspace::new();
    workspace.regen().unwrap();
    let path = workspace.paths.out.join("client.rs");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    workspace.check().unwrap();
}

#[test]
fn a_mistake_changes_no_file() {
    let workspace = Workspace::new();
    workspace.describe("openapi: [");
    workspace.regen().unwrap_err();
    assert!(!workspace.paths.out.exists());

    workspace.describe(NOTES);
    workspace.regen().unwrap();
    let files = workspace.files();
    workspace.describe(&notes_with("in: query", "in: cookie"));
    workspace.regen().unwrap_err();
    assert_eq!(workspace.files(), files);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let workspace = Workspace::new();
    fs::remove_file(&workspace.paths.spec).unwrap();
    let error = workspace.regen().unwrap_err().to_string();
    assert!(error.contains("api.yaml: "), "{error}");
}

#[test]
fn when_a_file_cannot_be_replaced_no_temporary_file_stays() {
    let workspace = Workspace::new();
    let out = &workspace.paths.out;
    let obstacle = out.join("a.rs");
    fs::create_dir_all(obstacle.join("full")).unwrap();
    let new = |name: &str| Difference {
        name: name.to_owned(),
        old: None,
        new: Some("fn f() {}".to_owned()),
    };

    let error = files::apply(out, &[new("a.rs"), new("b.rs")]).unwrap_err();
    assert!(error.to_string().contains("a.rs: "), "{error}");
    let entries = fs::read_dir(out).unwrap();
    let left: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, [obstacle]);
}

#[test]
fn the_report_lists_the_affected_operations() {
    let workspace = Workspace::new();
    let first = workspace.regen().unwrap().changes.to_string();
    assert_eq!(first, "added: add_note, delete_note, list_notes");
    assert_eq!(
        workspace.regen().unwrap().changes.to_string(),
        "no operation has changed"
    );

    for (passage, replacement, expected) in [
        // A type that two operations reach, one of them through another type.
        (
            "text: { type: string, example: Buy milk }",
            "text: { type: string }\n        size: { type: integer }",
            "changed: add_note, list_notes",
        ),
        // The constructor of a body.
        ("required: [text]", "required: []", "changed: add_note"),
        // An enum that only a query names.
        ("[red, blue]", "[red, blue, green]", "changed: list_notes"),
        // What is only in the table.
        (
            "East.notes.DELETE",
            "East.notes.ALL",
            "changed: delete_note",
        ),
        (
            "operationId: add_note",
            "operationId: make_note",
            "added: make_note\nremoved: add_note",
        ),
        // What the client has no part in.
        ("minLength: 1", "minLength: 2", "no operation has changed"),
    ] {
        assert_eq!(
            workspace.changes_after(passage, replacement),
            expected,
            "{replacement}"
        );
    }
}

fn command(workspace: &Workspace, spec: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("regen")
        .args(arguments)
        .arg("--spec")
        .arg(spec)
        .arg("--out")
        .arg(&workspace.paths.out)
        .arg("--mocks")
        .arg(&workspace.paths.mocks)
        .arg("--copies")
        .arg(&workspace.paths.copies)
        .current_dir(workspace.folder.path())
        .output()
        .unwrap()
}

#[test]
fn the_command_ends_with_a_status_that_scripts_can_go_by() {
    let workspace = Workspace::new();
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");

    let missing = command(&workspace, &spec, &["--check"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(!workspace.paths.out.exists());

    let written = command(&workspace, &spec, &[]);
    assert_eq!(
        written.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&written.stderr)
    );
    assert!(String::from_utf8_lossy(&written.stdout).contains(" operations, "));
    assert_eq!(
        command(&workspace, &spec, &["--check"]).status.code(),
        Some(0)
    );

    let wrong = command(&workspace, &workspace.paths.spec, &[]);
    assert_eq!(wrong.status.code(), Some(1));
    let message = String::from_utf8_lossy(&wrong.stderr);
    assert!(
        message.contains("api.yaml: components.schemas.Amount: "),
        "{message}"
    );
}
