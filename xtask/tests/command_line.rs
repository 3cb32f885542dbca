//! The command line of `cargo xtask`: options, exit codes, closed pipes.

use std::{
    io,
    path::Path,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// Every task.
const TASKS: [&str; 9] = [
    "regen",
    "diff",
    "import",
    "dist",
    "layers",
    "fuzz-api",
    "soak",
    "load",
    "bench-build",
];

fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs a task whose standard output is a pipe without a reader.
fn into_closed_pipe(command: &mut Command) -> Output {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    command
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .unwrap()
}

#[test]
fn the_help_lists_every_task() {
    let output = xtask(&["--help"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let help = text(&output.stdout);
    for task in TASKS {
        assert!(help.contains(&format!("\n  {task} ")), "{task}: {help}");
    }
}

#[test]
fn a_task_accepts_only_its_own_options() {
    for task in TASKS
        .into_iter()
        .filter(|task| !["regen", "load"].contains(task))
    {
        for option in ["--spec", "--out", "--mocks", "--copies"] {
            // `import` requires a file.
            let output = xtask(&[task, option, "x", "file"]).output().unwrap();
            let message = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{task} {option}: {message}");
            assert!(
                message.contains(&format!("unexpected argument '{option}'")),
                "{message}"
            );
        }
    }
    for arguments in [&["--out", "x", "regen"][..], &["unknown"], &[]] {
        let output = xtask(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_closed_pipe_changes_neither_the_exit_code_nor_standard_error() {
    let folder = TempDir::new().unwrap();
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");
    let spec = spec.to_str().unwrap();
    let out = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [out, mocks, copies] = ["out", "mocks", "copies"].map(out);
    let regen = [
        "regen", "--out", &out, "--mocks", &mocks, "--copies", &copies,
    ];
    let published = folder.path().join("books.yaml");
    std::fs::write(
        &published,
        "openapi: 3.0.0\ninfo: { title: Zoho Books }\nservers: [{ url: https://www.zohoapis.com/books/v3 }]\npaths: {}\n",
    )
    .unwrap();
    let published = published.to_str().unwrap();
    for (arguments, code) in [
        (&["--help"][..], 0),
        (&regen, 0),
        (&["diff", spec], 0),
        (&["diff", "--json", spec], 0),
        (&["import", published], 0),
    ] {
        let output = into_closed_pipe(&mut xtask(arguments));
        assert_eq!(text(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn an_error_is_reported_by_the_exit_code_if_standard_error_is_closed() {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let mut command = xtask(&["diff", "--to", "/there/is/no/such/file"]);
    let status = command.stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(1));
}
