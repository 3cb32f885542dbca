use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Api, column, send, text};

/// Sends a request to an instance, with its own account.
async fn call(http: &reqwest::Client, instance: &Value, method: Method, body: Value) -> Value {
    let of = |field: &str| instance[field].as_str().unwrap();
    let request = http
        .request(method, format!("{}/projects", of("books_url")))
        .query(&[("organization_id", of("organization_id"))])
        .header(
            "Authorization",
            format!("Zoho-oauthtoken {}", of("access_token")),
        );
    let answer = send(request.json(&body)).await;
    assert!(answer.status < 300, "{answer:?}");
    answer.body
}

async fn start(api: &Api, body: Value) -> Value {
    let started = api.control(Method::POST, "instances", body).await;
    started.expect(201)["instance"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_side_by_side_do_not_meet() {
    let api = Api::start().await;
    let url = format!("{}/_sandbox/instances", api.sandbox.base_url());
    let tests: Vec<_> = (0..200)
        .map(|number| {
            let (http, url) = (api.http().clone(), url.clone());
            tokio::spawn(async move {
                let started = send(http.post(url).json(&json!({ "seed": number }))).await;
                let instance = started.expect(201)["instance"].clone();
                let name = format!("Only in {number}");
                let project = json!({
                    "project_name": name,
                    "customer_id": "982000000000017001",
                    "billing_type": "based_on_task_hours",
                });
                let made = call(&http, &instance, Method::POST, project).await;
                (instance, name, text(&made["project"], "project_id"))
            })
        })
        .collect();
    let mut ids = std::collections::HashSet::new();
    let mut instances = Vec::new();
    for test in tests {
        let (instance, name, id) = test.await.unwrap();
        assert!(ids.insert(id), "no two have the same ids");
        instances.push((instance, name));
    }
    // Looked at when all are there: each has the sample projects and its own.
    for (instance, name) in &instances {
        let list = call(api.http(), instance, Method::GET, json!({})).await;
        let mut names = column(&list["projects"], "project_name");
        names.sort();
        let mut expected = vec!["Harbour crane refit", "Oven control", name];
        expected.sort_unstable();
        assert_eq!(names, expected);
    }
    let own = api.get("/projects").await.expect(200);
    assert_eq!(own["projects"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_instance_has_the_requested_options() {
    let api = Api::start().await;
    let body = json!({ "style": "observed", "demo": false, "now": "2027-05-06T07:08:09+00:00" });
    let instance = start(&api, body).await;
    let list = call(api.http(), &instance, Method::GET, json!({})).await;
    assert_eq!(list["projects"], json!([]));
    let clock = format!("{}/_sandbox/clock", text(&instance, "base_url"));
    let clock = send(api.http().get(clock)).await.expect(200);
    assert_eq!(clock["now"], "2027-05-06T07:08:09+00:00");
    assert_eq!(clock["frozen"], true);
    for wrong in [
        json!({ "style": "loud" }),
        json!({ "seed": -1 }),
        json!({ "now": "noon" }),
        json!({ "demo": "perhaps" }),
    ] {
        let answer = api.control(Method::POST, "instances", wrong.clone()).await;
        let message = answer.refused(400, 2);
        let field = wrong.as_object().unwrap().keys().next().unwrap();
        assert_eq!(message, format!("Invalid value passed for {field}"));
    }
}

#[tokio::test]
async fn an_instance_ends_when_it_is_deleted_and_with_the_one_that_started_it() {
    let api = Api::start().await;
    let (one, other) = (start(&api, json!({})).await, start(&api, json!({})).await);
    let list = api.control(Method::GET, "instances", json!({})).await;
    assert_eq!(
        column(&list.expect(200)["instances"], "instance_id"),
        ["1", "2"]
    );
    let health = |instance: &Value| {
        let url = format!("{}/_sandbox/health", text(instance, "base_url"));
        // Uses a new connection, because an open one proves nothing.
        reqwest::Client::new().get(url).send()
    };
    health(&one).await.unwrap();
    let delete = || api.control(Method::DELETE, "instances/1", json!({}));
    delete().await.expect(200);
    health(&one).await.unwrap_err();
    assert_eq!(
        delete().await.refused(404, 1002),
        "Instance does not exist."
    );
    let unknown = api.control(Method::DELETE, "instances/x", json!({})).await;
    unknown.refused(404, 1002);

    health(&other).await.unwrap();
    let Api { sandbox, .. } = api;
    sandbox.stop().await;
    health(&other).await.unwrap_err();
}
