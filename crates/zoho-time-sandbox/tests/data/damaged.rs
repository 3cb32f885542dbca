use std::fs;
use std::path::Path;

use serde_json::json;
use zoho_time_sandbox::{OpenError, StartError};

use crate::client::{Api, frozen};

async fn refused(file: &Path) -> OpenError {
    match frozen().database(file).start().await {
        Err(StartError::Open(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// A file with sample data, and a connection that may do anything to it.
async fn begun(file: &Path) -> rusqlite::Connection {
    let api = Api::of(frozen().database(file)).await;
    api.project("Lamp", json!({})).await;
    api.sandbox.stop().await;
    let connection = rusqlite::Connection::open(file).unwrap();
    connection
        .pragma_update(None, "foreign_keys", false)
        .unwrap();
    connection
}

#[tokio::test]
async fn a_file_that_was_meddled_with_is_refused_and_left_alone() {
    for (meddling, complaint) in [
        (
            "DROP TABLE expenses",
            "expenses is missing, or differs from the schema",
        ),
        (
            "DROP INDEX tasks_by_project",
            "tasks_by_project is missing, or differs from the schema",
        ),
        (
            "ALTER TABLE users ADD COLUMN age INTEGER",
            "users is missing, or differs from the schema",
        ),
        (
            "CREATE TABLE songs (title TEXT)",
            "songs does not belong in it",
        ),
        (
            "DELETE FROM customers",
            "refers to one of customers that does not exist",
        ),
        ("PRAGMA user_version = 0", "is missing its version"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("books.db");
        begun(&file).await.execute_batch(meddling).unwrap();
        let bytes = fs::read(&file).unwrap();
        let error = refused(&file).await;
        assert!(
            matches!(error, OpenError::Damaged { .. }),
            "{meddling}: {error}"
        );
        assert!(error.to_string().contains(complaint), "{meddling}: {error}");
        assert!(error.to_string().contains("restore it from a copy"));
        assert_eq!(fs::read(&file).unwrap(), bytes, "{meddling}");
    }
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_refused_wherever_the_cut_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.db");
    drop(begun(&file).await);
    let bytes = fs::read(&file).unwrap();
    for eighths in 1..8 {
        let cut = folder.path().join(format!("cut-{eighths}.db"));
        fs::write(&cut, &bytes[..bytes.len() * eighths / 8]).unwrap();
        let error = refused(&cut).await;
        assert!(
            matches!(
                error,
                OpenError::Damaged { .. } | OpenError::NotADatabase(_)
            ),
            "{eighths}: {error}"
        );
    }
}

#[tokio::test]
async fn an_empty_file_becomes_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.db");
    fs::write(&file, "").unwrap();
    let api = Api::of(frozen().database(&file)).await;
    api.get("/projects").await.expect(200);
}

#[tokio::test]
async fn harmless_changes_are_not_damage() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.db");
    let connection = begun(&file).await;
    connection.execute_batch("ANALYZE; VACUUM;").unwrap();
    let comment = "UPDATE sqlite_schema SET sql = replace(sql, '-- of the day', '-- since midnight') \
                   WHERE name = 'time_entries'";
    let changed = format!("PRAGMA writable_schema = ON; {comment}");
    connection.execute_batch(&changed).unwrap();
    assert_eq!(connection.changes(), 1);
    drop(connection);
    let api = Api::of(frozen().database(&file)).await;
    api.get("/projects").await.expect(200);
}
