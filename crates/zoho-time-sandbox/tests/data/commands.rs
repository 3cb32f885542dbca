//! The program's commands, as a person types them.
#![cfg(feature = "cli")]

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::sync::atomic::{AtomicU16, Ordering};

use serde_json::json;
use tokio::process::Command;

use crate::client::{Api, frozen};

/// The output of a command, and whether it succeeded.
#[derive(Debug)]
struct Outcome {
    is_success: bool,
    out: String,
    err: String,
}

async fn run(arguments: &[&str]) -> Outcome {
    let output = Command::new(env!("CARGO_BIN_EXE_zoho-time-sandbox"))
        .args(arguments)
        .output()
        .await
        .unwrap();
    Outcome {
        is_success: output.status.success(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A command that succeeds, and what it says.
async fn output(arguments: &[&str]) -> String {
    let outcome = run(arguments).await;
    assert!(outcome.is_success && outcome.err.is_empty(), "{outcome:?}");
    outcome.out
}

/// A command that fails, and the reason it gives.
async fn complaint(arguments: &[&str]) -> String {
    let outcome = run(arguments).await;
    assert!(!outcome.is_success && outcome.out.is_empty(), "{outcome:?}");
    outcome.err
}

/// A port without a listener: another one each time, outside of the range that the system assigns.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 10_000 + u16::try_from(std::process::id() % 20_000).unwrap();
    loop {
        let port = first + NEXT.fetch_add(1, Ordering::Relaxed);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

#[tokio::test]
async fn snapshots_are_commands() {
    let api = Api::start().await;
    let url = api.sandbox.base_url();
    assert_eq!(
        output(&["snapshot", "list", "--url", url]).await,
        "There are no snapshots yet.\n"
    );
    let save = output(&["snapshot", "save", "one", "--url", url]).await;
    assert_eq!(save, "The snapshot has been saved.\n");
    api.project("Lamp", json!({})).await;
    assert!(
        output(&["export", "--url", url])
            .await
            .contains("name: Lamp")
    );
    output(&["snapshot", "restore", "one", "--url", url]).await;
    let exported = output(&["export", "--url", url]).await;
    assert_eq!(exported, api.sandbox.export().await.unwrap());
    assert!(!exported.contains("name: Lamp"));
    let list = output(&["snapshot", "list", "--url", url]).await;
    assert!(
        list.starts_with("one ") && list.ends_with(" KiB\n"),
        "{list}"
    );
    output(&["snapshot", "delete", "one", "--url", url]).await;

    api.project("Lamp", json!({})).await;
    output(&["reset", "--url", url]).await;
    assert_eq!(api.sandbox.export().await.unwrap(), exported);

    let gone = complaint(&["snapshot", "restore", "one", "--url", url]).await;
    assert_eq!(
        gone,
        "error: there is no snapshot \"one\"; there are none yet\n"
    );
    let odd = complaint(&["snapshot", "save", "a/b ü", "--url", url]).await;
    assert!(
        odd.starts_with("error: \"a/b ü\" is not a valid snapshot name; use up to"),
        "{odd}"
    );
}

#[tokio::test]
async fn a_sandbox_that_is_not_there_is_named() {
    let url = format!("http://127.0.0.1:{}", free_port());
    let error = complaint(&["snapshot", "list", "--url", &url]).await;
    assert!(
        error.starts_with(&format!("error: no sandbox is running at {url}: ")),
        "{error}"
    );
    assert!(
        error.contains("start one with `zoho-time-sandbox serve`"),
        "{error}"
    );
    for url in ["books", "https://127.0.0.1:1", "http://"] {
        let error = complaint(&["export", "--url", url]).await;
        assert!(error.contains("is not the address of a sandbox"), "{error}");
    }
}

#[tokio::test]
async fn a_seed_file_that_is_wrong_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.yaml");
    fs::write(&file, "organizations: []\n").unwrap();
    let path = file.to_str().unwrap();
    let error = complaint(&["serve", "--port", "0", "--seed-file", path]).await;
    assert_eq!(
        error,
        format!(
            "error: cannot use the seed file {path}: organizations: there is none; write at least one\n"
        )
    );
}

async fn doctor(port: u16, database: Option<&Path>, url: Option<&str>) -> Outcome {
    let port = port.to_string();
    let mut arguments = vec!["doctor", "--port", &port];
    if let Some(file) = database {
        arguments.extend(["--database", file.to_str().unwrap()]);
    }
    if let Some(url) = url {
        arguments.extend(["--url", url]);
    }
    run(&arguments).await
}

/// The line that is about a subject.
fn about<'o>(outcome: &'o Outcome, subject: &str) -> &'o str {
    let mut lines = outcome.out.lines();
    let found = lines.find(|line| line.get(9..).is_some_and(|rest| rest.starts_with(subject)));
    found.unwrap_or_else(|| panic!("nothing about {subject}: {outcome:?}"))
}

#[tokio::test]
async fn the_doctor_finds_a_sound_sandbox_sound() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.db");
    let port = free_port();
    let before = doctor(port, Some(&file), None).await;
    assert!(before.is_success, "{before:?}");
    assert!(about(&before, "port").ends_with(&format!("{port} is free")));
    assert!(about(&before, "database").contains("does not exist yet"));
    assert!(!file.exists());

    let api = Api::of(frozen().database(&file)).await;
    let port = api.sandbox.address().port();
    let running = doctor(port, Some(&file), Some(api.sandbox.base_url())).await;
    assert!(running.is_success, "{running:?}");
    assert!(about(&running, "port").contains("a sandbox of version"));
    assert!(about(&running, "database").contains("is intact"));
    assert!(about(&running, "sandbox ").starts_with("ok"));
    assert!(about(&running, "sandbox clock").contains("it is frozen at 2026-03-04T12:00:00"));
}

#[tokio::test]
async fn the_doctor_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.db");
    fs::write(&file, "Dear Ada, ".repeat(200)).unwrap();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    // Closes each connection immediately.
    std::thread::spawn(move || {
        for stream in other.incoming() {
            drop(stream);
        }
    });
    let url = format!("http://127.0.0.1:{}", free_port());
    let outcome = doctor(port, Some(&file), Some(&url)).await;
    assert!(!outcome.is_success);
    for (subject, problem) in [
        ("port", "another program is listening on"),
        ("database", "letter.db is not a database"),
        ("sandbox ", "no sandbox is running at"),
    ] {
        let line = about(&outcome, subject);
        assert!(
            line.starts_with("PROBLEM") && line.contains(problem),
            "{line}"
        );
    }
    let nowhere = folder.path().join("none").join("books.db");
    let outcome = doctor(free_port(), Some(&nowhere), None).await;
    assert!(!outcome.is_success);
    assert!(about(&outcome, "database").contains("does not exist; create it"));
}

#[tokio::test]
async fn the_doctor_looks_into_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.db");
    let api = Api::of(frozen().database(&file)).await;
    api.sandbox.stop().await;
    let connection = rusqlite::Connection::open(&file).unwrap();
    // An index that does not agree with its table: rows in the one that are not in the other.
    connection
        .execute_batch(
            "PRAGMA writable_schema = ON; \
             CREATE TEMP TABLE kept AS SELECT rootpage FROM sqlite_schema WHERE name = 'tasks_by_project'; \
             UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'comments_by_project') WHERE name = 'tasks_by_project'; \
             UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM kept) WHERE name = 'comments_by_project';",
        )
        .unwrap();
    drop(connection);
    let outcome = doctor(free_port(), Some(&file), None).await;
    assert!(!outcome.is_success);
    assert!(
        about(&outcome, "database").contains("is damaged"),
        "{outcome:?}"
    );
}
