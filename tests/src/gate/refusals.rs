//! Values and bodies that are not allowed are refused, odd ones that are allowed are taken, and what
//! does not exist is 404.

use http::Method;
use serde_json::json;

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
    for operation in target.specification.operations(target.product) {
        if operation.path.contains('{') && operation.method == Method::GET {
            let path = target.path(&operation.path, false);
            let status = target.get(&path, &[]).await.status;
            expect(&format!("{} of nothing", operation.id), status, 404);
        }
    }
    found
}
