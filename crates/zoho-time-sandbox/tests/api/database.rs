use std::fs;
use std::path::Path;

use serde_json::json;
use zoho_time_sandbox::{Durability, OpenError, Sandbox, StartError};

use crate::client::{Api, column, frozen};

async fn refused(file: &Path) -> OpenError {
    match frozen().database(file).start().await {
        Err(StartError::Open(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_outlives_the_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.db");
    for durability in [Durability::Normal, Durability::Full] {
        let api = Api::of(frozen().database(&file).durability(durability)).await;
        let project = api.project("Lasting", json!({})).await;
        api.log(&project, "2026-03-04", "01:00").await;
        api.sandbox.stop().await;
    }
    let api = Api::of(frozen().database(&file)).await;
    let list = api
        .get("/projects?sort_column=project_name")
        .await
        .expect(200);
    let names = column(&list["projects"], "project_name");
    assert_eq!(
        names,
        ["Oven control", "Lasting", "Lasting", "Harbour crane refit"]
    );
    assert_eq!(api.sandbox.demo().projects.len(), 2);
    // Ids go on where they were.
    let ids = column(&list["projects"], "project_id");
    let next = api.project("Next", json!({})).await;
    assert!(ids.iter().all(|id| *id < next.id));
}

#[tokio::test]
async fn many_writers_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::of(frozen().database(folder.path().join("books.db"))).await;
    let project = api.project("Busy", json!({})).await;
    let logs = (0..100).map(|minute| {
        let refuse = minute % 5 == 0;
        let time = if refuse {
            "x".to_owned()
        } else {
            format!("00:{:02}", minute % 60)
        };
        let body = api.entry(&project, json!({ "log_time": time }));
        let request = api
            .request(reqwest::Method::POST, "/projects/timeentries")
            .json(&body);
        tokio::spawn(async move { request.send().await.unwrap().status().as_u16() })
    });
    let logs: Vec<_> = logs.collect();
    let mut created = 0;
    for log in logs {
        created += usize::from(log.await.unwrap() == 201);
    }
    assert_eq!(created, 80);
    let path = format!("/projects/timeentries?project_id={}", project.id);
    let list = api.get(&path).await.expect(200);
    assert_eq!(list["time_entries"].as_array().unwrap().len(), created);
}

#[tokio::test]
async fn without_sample_data_the_account_is_there_all_the_same() {
    let api = Api::of(frozen().demo(false)).await;
    let demo = api.sandbox.demo();
    assert!(demo.projects.is_empty() && demo.customers.is_empty());
    assert_eq!(demo.users.len(), 3);
    assert_eq!(
        api.get("/projects").await.expect(200)["projects"],
        json!([])
    );
}

#[tokio::test]
async fn a_file_of_something_else_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("letter.txt");
    fs::write(&text, "Dear Ada, ".repeat(200)).unwrap();
    let error = refused(&text).await;
    assert!(matches!(error, OpenError::NotADatabase(_)), "{error}");
    assert!(error.to_string().contains("letter.txt is not a database"));
    assert_eq!(fs::read(&text).unwrap().len(), 2000);

    let foreign = folder.path().join("foreign.db");
    let connection = rusqlite::Connection::open(&foreign).unwrap();
    connection
        .execute_batch("CREATE TABLE songs (title TEXT)")
        .unwrap();
    drop(connection);
    assert!(matches!(refused(&foreign).await, OpenError::Foreign(_)));

    let other = folder.path().join("other.db");
    let start = frozen().database(&other).start();
    start.await.unwrap().stop().await;
    let versioned = async |version: i32| {
        let connection = rusqlite::Connection::open(&other).unwrap();
        connection
            .pragma_update(None, "user_version", version)
            .unwrap();
        drop(connection);
        refused(&other).await
    };
    let newer = versioned(999).await;
    assert!(matches!(newer, OpenError::Newer { found: 999, .. }));
    let older = versioned(1).await;
    assert!(matches!(older, OpenError::Older { found: 1, .. }));
    assert!(older.to_string().contains("delete it to start again"));
}

#[tokio::test]
async fn a_damaged_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.db");
    frozen().database(&file).start().await.unwrap().stop().await;
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 4;
    for byte in &mut bytes[middle..middle + 20_000] {
        *byte = 0x5a;
    }
    fs::write(&file, bytes).unwrap();
    let error = refused(&file).await;
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("is damaged"), "{error}");
}

#[tokio::test]
async fn a_taken_port_and_an_open_address_are_refused() {
    let first = Sandbox::start().await.unwrap();
    let port = first.address().port();
    let error = Sandbox::builder().port(port).start().await.unwrap_err();
    assert!(matches!(error, StartError::PortTaken { .. }), "{error}");
    let everywhere = "0.0.0.0".parse().unwrap();
    let error = Sandbox::builder()
        .bind(everywhere)
        .start()
        .await
        .unwrap_err();
    assert!(matches!(error, StartError::Exposed(_)), "{error}");
    let exposed = Sandbox::builder()
        .bind(everywhere)
        .expose(true)
        .start()
        .await
        .unwrap();
    assert!(exposed.base_url().starts_with("http://127.0.0.1:"));
}
