use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;
use zoho_time_sandbox::Product;

use crate::client::{Api, column, send};

#[tokio::test]
async fn time_entries_are_not_a_project_of_that_name() {
    let api = Api::start().await;
    let list = api.get("/projects/timeentries").await.expect(200);
    assert!(list["time_entries"].is_array());
    assert_eq!(
        api.get("/projects/timeentries/77").await.refused(404, 1002),
        "Time entry does not exist."
    );
    assert_eq!(
        api.get("/projects/tasks").await.refused(404, 1002),
        "Project does not exist."
    );
    api.get("/projects/timeentries/runningtimer/me")
        .await
        .expect(200);
    api.post("/projects/timeentries/timer/stop", json!({}))
        .await
        .refused(400, 1002);
}

#[tokio::test]
async fn unknown_paths_and_methods_have_their_answers() {
    let api = Api::start().await;
    for path in [
        "/",
        "/project",
        "/projects//",
        "/projects/1/2/3/4",
        "/projects/timeentries/1/timer",
    ] {
        assert_eq!(
            api.get(path).await.refused(404, 5),
            "Invalid URL Passed",
            "{path}"
        );
    }
    for (method, path, allowed) in [
        (
            Method::DELETE,
            "/projects",
            ["GET", "POST", "PUT"].as_slice(),
        ),
        (Method::PATCH, "/projects/1", &["GET", "PUT", "DELETE"]),
        (Method::GET, "/projects/1/active", &["POST"]),
        (
            Method::PUT,
            "/projects/timeentries",
            &["GET", "POST", "DELETE"],
        ),
    ] {
        let response = api.request(method.clone(), path).send().await.unwrap();
        let allow = response.headers()["allow"].to_str().unwrap().to_owned();
        for name in allowed {
            assert!(allow.contains(name), "{path}: {allow}");
        }
        let message = send(api.request(method.clone(), path))
            .await
            .refused(405, 37);
        assert_eq!(
            message,
            format!("The HTTP method {method} is not allowed for the requested resource")
        );
    }
}

#[tokio::test]
async fn only_books_updates_by_custom_field() {
    for product in [Product::Billing, Product::Invoice] {
        let api = Api::start().await.by(product);
        api.put("/projects", json!({ "project_name": "x" }))
            .await
            .refused(405, 37);
    }
}

#[tokio::test]
async fn bodies_must_be_json_objects() {
    let api = Api::start().await;
    let post = |body: Vec<u8>, content_type: &str| {
        send(
            api.request(Method::POST, "/projects")
                .header(CONTENT_TYPE, content_type)
                .body(body),
        )
    };
    for (code, bodies) in [
        (11, ["", " ", "\n"].as_slice()),
        (1038, &["{", "{\"a\":1}x", "\u{feff}{}", "a=1"]),
        (2, &["[]", "7", "null"]),
    ] {
        for body in bodies {
            post((*body).into(), "application/json")
                .await
                .refused(400, code);
        }
    }
    post(vec![b'"', 0xff, b'"'], "application/json")
        .await
        .refused(400, 1038);
    for content_type in ["text/plain", "application/xml", "multipart/form-data"] {
        post(b"{}".to_vec(), content_type).await.refused(415, 2);
    }
    post(b"{}".to_vec(), "application/json; charset=UTF-8")
        .await
        .refused(400, 2);
    let huge = format!("{{\"description\":\"{}\"}}", "x".repeat(1 << 20));
    post(huge.into_bytes(), "application/json")
        .await
        .refused(413, 15);
}

#[tokio::test]
async fn older_clients_send_json_in_a_form() {
    let api = Api::start().await;
    let json = json!({ "description": "Größer & schöner" }).to_string();
    let path = format!("/projects/{}", api.sandbox.demo().projects[0]);
    let request = api.request(Method::PUT, &path);
    let updated = send(request.form(&[("organization_id", "1"), ("JSONString", &json)])).await;
    assert_eq!(
        updated.expect(200)["project"]["description"],
        "Größer & schöner"
    );
    send(
        api.request(Method::PUT, &path)
            .form(&[("description", "x")]),
    )
    .await
    .refused(400, 11);
    let request = api
        .request(Method::PUT, &path)
        .query(&[("JSONString", r#"{"description":"y"}"#)]);
    assert_eq!(
        send(request).await.expect(200)["project"]["description"],
        "y"
    );
}

#[tokio::test]
async fn one_store_serves_all_products() {
    let mut api = Api::start().await;
    api.project("Everywhere", json!({})).await;
    for product in Product::ALL {
        api = api.by(product);
        let list = api
            .get("/projects?sort_column=project_name&sort_order=A")
            .await
            .expect(200);
        assert_eq!(column(&list["projects"], "project_name")[0], "Everywhere");
    }
}

#[tokio::test]
async fn ids_are_the_same_for_the_same_calls() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let api = Api::start().await;
        let project = api.project("One", json!({})).await;
        let entry = api.log(&project, "2026-03-04", "01:00").await;
        assert!(project.id < project.task && project.task < entry);
        assert_eq!(entry.len(), 18);
        seen.push((project.id, project.task, entry));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn the_controls_answer_for_themselves() {
    let api = Api::start().await;
    let control = async |path: &str, body| api.control(Method::POST, path, body).await;
    assert_eq!(
        api.control(Method::GET, "health", json!({}))
            .await
            .expect(200)["status"],
        "ok"
    );
    let organization = json!({ "name": "Other", "currency_code": "INR", "time_zone": "+05:30" });
    let other = control("organizations", organization).await.expect(201);
    let id = &other["organization_id"];
    control(
        "customers",
        json!({ "organization_id": id, "name": "Someone" }),
    )
    .await
    .expect(201);
    control(
        "users",
        json!({ "organization_id": id, "name": "Worker", "role": "staff" }),
    )
    .await
    .expect(201);
    control(
        "customers",
        json!({ "organization_id": "77", "name": "Unknown" }),
    )
    .await
    .refused(404, 1002);
    control("customers", json!({ "name": " " }))
        .await
        .refused(400, 2);
    control(
        "users",
        json!({ "name": "Ada", "email": "ADA.KELLER@northquay.example" }),
    )
    .await
    .refused(400, 2);
    control("custom_fields", json!({ "api_name": "cf_contract_number" }))
        .await
        .refused(400, 2);
    control("tokens", json!({ "user_id": "77" }))
        .await
        .refused(404, 1002);
    control("codes", json!({ "client_id": "unknown" }))
        .await
        .refused(400, 2);
    control("expenses", json!({ "project_id": "77" }))
        .await
        .refused(404, 1002);
    let nothing = api.project("Nothing", json!({})).await;
    control("invoices", json!({ "project_id": nothing.id }))
        .await
        .refused(400, 4);
    control("nonsense", json!({})).await.refused(404, 5);

    let token = control(
        "tokens",
        json!({ "organization_id": id, "scopes": ["ZohoBooks.projects.ALL"] }),
    )
    .await
    .expect(201);
    let (token, id) = (
        token["access_token"].as_str().unwrap(),
        id.as_str().unwrap(),
    );
    let list = send(api.request_as(Method::GET, "/projects", token, id))
        .await
        .expect(200);
    assert_eq!(list["projects"], json!([]));
}

#[tokio::test]
async fn the_clock_can_be_moved_from_outside() {
    let api = Api::start().await;
    let clock = api
        .control(Method::GET, "clock", json!({}))
        .await
        .expect(200);
    assert_eq!(
        clock,
        json!({ "now": "2026-03-04T12:00:00+00:00", "frozen": true })
    );
    let moved = json!({ "now": "2030-01-01T00:00:00Z", "advance_seconds": 90 });
    let clock = api.control(Method::PUT, "clock", moved).await.expect(200);
    assert_eq!(clock["now"], "2030-01-01T00:01:30+00:00");
    api.control(Method::PUT, "clock", json!({ "now": "noon" }))
        .await
        .refused(400, 2);
    let clock = api
        .control(Method::PUT, "clock", json!({ "frozen": false }))
        .await
        .expect(200);
    assert_eq!(clock["frozen"], false);
}

#[tokio::test]
async fn a_path_that_is_not_text_is_unknown() {
    let api = Api::start().await;
    api.get("/projects/%FF").await.refused(404, 5);
}

#[tokio::test]
async fn a_custom_field_can_have_any_text_for_a_value() {
    let api = Api::start().await;
    let body = json!({
        "project_name": "Größe", "customer_id": api.customer(), "billing_type": "based_on_task_hours",
    });
    let request = api
        .request(Method::PUT, "/projects")
        .header("X-Unique-Identifier-Key", "cf_contract_number")
        .header("X-Unique-Identifier-Value", "Größe".as_bytes())
        .header("X-Upsert", "true");
    send(request.json(&body)).await.expect(200);
}
