//! Values and bodies that are not allowed are refused, odd ones that are allowed are taken, and what
//! does not exist is 404.

use http::Method;
use serde_json::json;
use zoho_time::Product;

use super::Target;

pub(super) async fn check(target: &Target) -> Vec<String> {
    let project = format!("/projects/{}", target.sandbox.demo().projects[0]);
    let mut found = Vec::new();
    let mut expect = |what: &str, status: u16, wanted: u16| {
        if status != wanted {
            found.push(format!("{what}: {status}, not {wanted}"));
        }
    };
    for body in ["{", "[]", "7", "{\"project_name\":}", ""] {
        let request = target
            .request(Method::PUT, &project)
            .header("Content-Type", "application/json")
            .body(body);
        expect(
            &format!("the body {body:?}"),
            target.send(request).await.status,
            400,
        );
    }
    let customer = target.sandbox.demo().customers[0].as_str();
    for (name, wanted) in [
        ("x".repeat(100), 201),
        ("x".repeat(101), 400),
        ("ü".repeat(100), 201),
        ("ü".repeat(101), 400),
        ("nul \0 in between".to_owned(), 201),
        ("💡".to_owned(), 201),
        (String::new(), 400),
    ] {
        let request = target.request(Method::POST, "/projects").json(&json!({
            "project_name": name,
            "customer_id": customer,
            "billing_type": "based_on_task_hours",
        }));
        let what = format!("a name of {} characters", name.chars().count());
        expect(&what, target.send(request).await.status, wanted);
    }
    for (page, wanted) in [
        ("1", 200),
        ("2147483647", 200),
        ("0", 400),
        ("-1", 400),
        ("9223372036854775808", 400),
        // Digits, but not those of a number.
        ("٣", 400),
    ] {
        let answer = target.get("/projects", &[("page", page)]).await;
        expect(&format!("page {page}"), answer.status, wanted);
    }
    let answer = target.get("/projects", &[("sort_column", "colour")]).await;
    expect("an unknown sort column", answer.status, 400);
    for (day, wanted) in [
        (json!("2026-03-04"), 201),
        (json!("2026-02-30"), 400),
        (json!("4 March"), 400),
        (json!(null), 400),
    ] {
        let demo = target.sandbox.demo();
        let request = target.request(Method::POST, "/projects/timeentries");
        let mut body = json!({
            "project_id": demo.projects[0],
            "task_id": demo.tasks[0],
            "user_id": demo.users[0],
            "log_time": "01:00",
        });
        if !day.is_null() {
            body["log_date"] = day.clone();
        }
        let status = target.send(request.json(&body)).await.status;
        expect(&format!("time on the day {day}"), status, wanted);
    }
    if target.product == Product::Books {
        let request = target.request(Method::PUT, "/projects").json(&json!({}));
        let request = request.header("X-Unique-Identifier-Value", "C-2041");
        expect(
            "no name of a field to find a project by",
            target.send(request).await.status,
            400,
        );
    }
    for operation in target.spec.operations(target.product) {
        if operation.path.contains('{') && operation.method == Method::GET {
            let path = target.path(&operation.path, false);
            let status = target.get(&path, &[]).await.status;
            expect(&format!("{} of nothing", operation.id), status, 404);
        }
    }
    found
}
