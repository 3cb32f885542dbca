use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use zoho_time_sandbox::{SandboxBuilder, SnapshotError};

use crate::client::{Api, column, frozen};

async fn projects(api: &Api) -> Vec<Value> {
    let list = api.get("/projects?sort_column=project_name").await;
    list.expect(200)["projects"].as_array().unwrap().clone()
}

/// Properties that hold wherever the data is.
async fn snapshots_come_back(builder: SandboxBuilder) {
    let api = Api::of(builder).await;
    let before = projects(&api).await;
    api.sandbox.save_snapshot("before").await.unwrap();
    let first = api.project("Lamp", json!({})).await;
    let entry = api.log(&first, "2026-03-04", "01:00").await;
    let after = projects(&api).await;
    api.sandbox.save_snapshot("after").await.unwrap();

    api.sandbox.restore_snapshot("before").await.unwrap();
    assert_eq!(projects(&api).await, before);
    let other = api.project("Horn", json!({})).await;
    assert_eq!(other.id, first.id, "ids are those of the first time");

    api.sandbox.restore_snapshot("after").await.unwrap();
    assert_eq!(projects(&api).await, after);
    let entry = api.get(&format!("/projects/timeentries/{entry}")).await;
    assert_eq!(entry.expect(200)["time_entry"]["log_time"], "01:00");

    let names = |snapshots: Vec<zoho_time_sandbox::Snapshot>| -> Vec<String> {
        let names = snapshots.into_iter().map(|snapshot| snapshot.name);
        names.collect()
    };
    let list = api.sandbox.snapshots().await.unwrap();
    assert!(
        list.iter().all(|snapshot| snapshot.bytes > 50_000),
        "{list:?}"
    );
    assert_eq!(names(list), ["after", "before"]);
    api.sandbox.delete_snapshot("before").await.unwrap();
    assert_eq!(names(api.sandbox.snapshots().await.unwrap()), ["after"]);
    let gone = api.sandbox.restore_snapshot("before").await.unwrap_err();
    assert_eq!(
        gone.to_string(),
        "there is no snapshot \"before\"; there are after"
    );
    assert_eq!(projects(&api).await, after, "nothing was changed");
}

#[tokio::test]
async fn snapshots_of_data_in_memory_come_back() {
    snapshots_come_back(frozen()).await;
}

#[tokio::test]
async fn snapshots_of_a_file_come_back() {
    let folder = tempfile::tempdir().unwrap();
    snapshots_come_back(frozen().database(folder.path().join("books.db"))).await;
}

#[tokio::test]
async fn a_snapshot_is_one_file_that_outlives_the_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.db");
    let api = Api::of(frozen().database(&file)).await;
    api.project("Lamp", json!({})).await;
    api.sandbox.save_snapshot("with-lamp").await.unwrap();
    api.sandbox.reset().await.unwrap();
    assert_eq!(projects(&api).await.len(), 2);
    api.sandbox.stop().await;
    let files: Vec<_> = fs::read_dir(folder.path().join("books.db.snapshots"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(files, ["with-lamp.db"]);

    let api = Api::of(frozen().database(&file)).await;
    api.sandbox.restore_snapshot("with-lamp").await.unwrap();
    assert_eq!(projects(&api).await.len(), 3);
    api.sandbox.stop().await;
    let api = Api::of(frozen().database(&file)).await;
    assert_eq!(projects(&api).await.len(), 3, "the file has it now");
}

#[tokio::test]
async fn a_damaged_snapshot_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::of(frozen().database(folder.path().join("books.db"))).await;
    api.sandbox.save_snapshot("good").await.unwrap();
    let snapshots = folder.path().join("books.db.snapshots");
    let bytes = fs::read(snapshots.join("good.db")).unwrap();
    fs::write(snapshots.join("cut.db"), &bytes[..bytes.len() / 2]).unwrap();
    fs::write(snapshots.join("empty.db"), "").unwrap();
    fs::write(snapshots.join("letter.db"), "Dear Ada, ".repeat(900)).unwrap();
    api.project("Lamp", json!({})).await;
    for name in ["cut", "empty", "letter"] {
        let error = api.sandbox.restore_snapshot(name).await.unwrap_err();
        assert!(matches!(error, SnapshotError::Unusable(_)), "{error}");
        assert!(error.to_string().contains(&format!("{name}.db")), "{error}");
    }
    assert_eq!(projects(&api).await.len(), 3);
}

#[tokio::test]
async fn a_name_leads_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::of(frozen().database(folder.path().join("books.db"))).await;
    for name in [
        "",
        ".",
        "..",
        "a/b",
        "../a",
        "a\\b",
        "a.b",
        "ä",
        &"a".repeat(65),
    ] {
        for error in [
            api.sandbox.save_snapshot(name).await.unwrap_err(),
            api.sandbox.restore_snapshot(name).await.unwrap_err(),
            api.sandbox.delete_snapshot(name).await.unwrap_err(),
        ] {
            assert!(matches!(error, SnapshotError::InvalidName(_)), "{error}");
        }
    }
    assert!(api.sandbox.snapshots().await.unwrap().is_empty());
}

#[tokio::test]
async fn reset_is_as_a_new_sandbox() {
    let api = Api::start().await;
    let begun = projects(&api).await;
    let first = api.project("Lamp", json!({})).await;
    api.sandbox
        .mint_token("ZohoBooks.projects.READ")
        .await
        .unwrap();
    api.sandbox.save_snapshot("kept").await.unwrap();
    api.sandbox.reset().await.unwrap();
    assert_eq!(projects(&api).await, begun);
    assert_eq!(api.project("Lamp", json!({})).await.id, first.id);
    assert_eq!(api.sandbox.snapshots().await.unwrap().len(), 1);

    // The expired token is valid again, because its lifetime restarts as well.
    api.sandbox.clock().advance(TimeDelta::days(3));
    api.get("/projects").await.refused(401, 57);
    api.sandbox.reset().await.unwrap();
    let created = column(&json!(projects(&api).await), "created_time");
    assert!(created.iter().all(|time| time.starts_with("2026-03-07")));
}

#[tokio::test]
async fn other_languages_have_controls_for_it() {
    let api = Api::start().await;
    let control = |method, path| api.control(method, path, json!({}));
    let saved = control(Method::PUT, "snapshots/one").await.expect(200);
    assert_eq!(saved["code"], 0);
    api.project("Lamp", json!({})).await;
    control(Method::POST, "snapshots/one/restore")
        .await
        .expect(200);
    assert_eq!(projects(&api).await.len(), 2);
    let list = control(Method::GET, "snapshots").await.expect(200);
    assert_eq!(column(&list["snapshots"], "name"), ["one"]);
    control(Method::DELETE, "snapshots/one").await.expect(200);
    for (method, path) in [
        (Method::DELETE, "snapshots/one"),
        (Method::POST, "snapshots/one/restore"),
    ] {
        let message = control(method, path).await.refused(404, 1002);
        assert_eq!(message, "there is no snapshot \"one\"; there are none yet");
    }
    control(Method::PUT, "snapshots/a.b").await.refused(400, 2);
    api.project("Lamp", json!({})).await;
    control(Method::POST, "reset").await.expect(200);
    assert_eq!(projects(&api).await.len(), 2);
}

/// Two states that differ in every project are restored in turn, while others read and write.
async fn no_request_sees_half_a_state(builder: SandboxBuilder) {
    let api = Arc::new(Api::of(builder.demo(false)).await);
    let customer = api.sandbox.add_customer("Harbour Authority").await.unwrap();
    for state in ["one", "two"] {
        api.sandbox.save_snapshot("empty").await.unwrap();
        for number in 0..20 {
            let body = json!({
                "project_name": format!("{state} {number}"),
                "customer_id": customer.as_str(),
                "billing_type": "based_on_task_hours",
            });
            api.post("/projects", body).await.expect(201);
        }
        api.sandbox.save_snapshot(state).await.unwrap();
        api.sandbox.restore_snapshot("empty").await.unwrap();
    }
    api.sandbox.restore_snapshot("one").await.unwrap();
    let over = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (api, over) = (api.clone(), over.clone());
            tokio::spawn(async move {
                let mut seen = 0;
                while !over.load(Ordering::Relaxed) {
                    let projects = projects(&api).await;
                    let names = column(&json!(projects), "project_name");
                    let states: Vec<_> = names.iter().map(|name| &name[..3]).collect();
                    assert_eq!(states.len(), 20, "{names:?}");
                    assert!(states.iter().all(|state| *state == states[0]), "{names:?}");
                    seen += 1;
                }
                seen
            })
        })
        .collect();
    for state in ["two", "one"].repeat(15) {
        api.sandbox.restore_snapshot(state).await.unwrap();
        let names = column(&json!(projects(&api).await), "project_name");
        assert!(names[0].starts_with(state), "{names:?}");
    }
    over.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_sees_half_a_state_in_memory() {
    no_request_sees_half_a_state(frozen()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_sees_half_a_state_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    no_request_sees_half_a_state(frozen().database(folder.path().join("books.db"))).await;
}
