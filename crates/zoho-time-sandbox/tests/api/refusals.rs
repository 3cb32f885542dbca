use serde_json::{Value, json};

use crate::client::Api;

async fn create(api: &Api, more: Value) -> crate::client::Answer {
    let mut body = json!({
        "project_name": "Quay wall", "customer_id": api.customer(),
        "billing_type": "based_on_project_hours", "rate": "10",
    });
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    api.post("/projects", body).await
}

#[tokio::test]
async fn what_is_needed_must_be_there() {
    let api = Api::start().await;
    for field in ["project_name", "customer_id", "billing_type"] {
        for value in [json!(null), json!(""), json!(" ")] {
            let message = create(&api, json!({ field: value })).await.refused(400, 2);
            assert_eq!(message, format!("Invalid value passed for {field}"));
        }
    }
    let message = create(&api, json!({ "customer_id": "77" }))
        .await
        .refused(404, 1002);
    assert_eq!(message, "Customer does not exist.");
}

#[tokio::test]
async fn values_must_be_allowed_ones() {
    let api = Api::start().await;
    for (more, field) in [
        (json!({ "billing_type": "for_free" }), "billing_type"),
        (json!({ "budget_type": "no_limit" }), "budget_type"),
        (json!({ "customer_id": "Northquay" }), "customer_id"),
        (json!({ "currency_id": "77" }), "currency_id"),
        (json!({ "budget_hours": "1:75" }), "budget_hours"),
        (json!({ "budget_hours": "-5" }), "budget_hours"),
        (json!({ "project_name": 7 }), "project_name"),
        (json!({ "tasks": "Dig" }), "tasks"),
        (json!({ "tasks": ["Dig"] }), "tasks"),
        (json!({ "tasks": [{ "rate": 1 }] }), "tasks[0].task_name"),
        (json!({ "users": [{}] }), "users[0].user_id"),
        (
            json!({ "users": [{ "user_id": api.user(0), "user_role": "boss" }] }),
            "users[0].user_role",
        ),
        (
            json!({ "custom_fields": [{ "api_name": "cf_unknown", "value": "" }] }),
            "custom_fields[0].api_name",
        ),
        (
            json!({ "custom_fields": [{ "api_name": "cf_contract_number" }] }),
            "custom_fields[0].value",
        ),
    ] {
        let message = create(&api, more.clone()).await.refused(400, 2);
        assert_eq!(
            message,
            format!("Invalid value passed for {field}"),
            "{more}"
        );
    }
}

#[tokio::test]
async fn an_amount_that_is_not_a_number_has_its_own_code() {
    let api = Api::start().await;
    for (more, field) in [
        (json!({ "rate": "ten" }), "rate"),
        (json!({ "rate": {} }), "rate"),
        (json!({ "budget_amount": "1,5" }), "budget_amount"),
        (
            json!({ "tasks": [{ "task_name": "Dig", "rate": true }] }),
            "tasks[0].rate",
        ),
    ] {
        let message = create(&api, more.clone()).await.refused(400, 4);
        assert_eq!(
            message,
            format!("Invalid value passed for {field}"),
            "{more}"
        );
    }
}

#[tokio::test]
async fn texts_have_their_limits() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    let long = |limit: usize| "ü".repeat(limit + 1);
    let fits = |limit: usize| "ü".repeat(limit);
    create(
        &api,
        json!({ "project_name": fits(100), "description": fits(500) }),
    )
    .await
    .expect(201);
    for (answer, field, limit) in [
        (
            create(&api, json!({ "project_name": long(100) })).await,
            "project_name",
            100,
        ),
        (
            create(&api, json!({ "description": long(500) })).await,
            "description",
            500,
        ),
        (
            create(&api, json!({ "tasks": [{ "task_name": long(100) }] })).await,
            "tasks[0].task_name",
            100,
        ),
        (
            api.post(
                &project.path("/clone"),
                json!({ "project_name": long(100) }),
            )
            .await,
            "project_name",
            100,
        ),
        (
            api.post(
                &project.path("/comments"),
                json!({ "description": long(500) }),
            )
            .await,
            "description",
            500,
        ),
        (
            api.post(
                &project.path("/tasks"),
                json!({ "task_name": "x", "description": long(500) }),
            )
            .await,
            "description",
            500,
        ),
        (
            api.post(
                &project.path("/users/invite"),
                json!({ "user_name": long(200), "email": "a@b" }),
            )
            .await,
            "user_name",
            200,
        ),
        (
            api.post(
                &project.path("/users/invite"),
                json!({ "user_name": "x", "email": long(100) }),
            )
            .await,
            "email",
            100,
        ),
        (
            api.post(
                "/projects/timeentries",
                api.entry(&project, json!({ "notes": long(500) })),
            )
            .await,
            "notes",
            500,
        ),
    ] {
        let message = answer.refused(400, 15);
        assert_eq!(
            message,
            format!("Please ensure that the {field} has less than {limit} characters.")
        );
    }
}

#[tokio::test]
async fn amounts_are_not_negative() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    let user = api.user(0).to_owned();
    let minus = json!("-0.01");
    for answer in [
        create(&api, json!({ "rate": minus })).await,
        create(&api, json!({ "budget_amount": minus })).await,
        create(&api, json!({ "cost_budget_amount": -1 })).await,
        create(
            &api,
            json!({ "tasks": [{ "task_name": "x", "rate": minus }] }),
        )
        .await,
        create(
            &api,
            json!({ "users": [{ "user_id": user, "cost_rate": -1 }] }),
        )
        .await,
        api.put(&project.path(""), json!({ "rate": minus })).await,
        api.post(
            &project.path("/tasks"),
            json!({ "task_name": "x", "rate": -1 }),
        )
        .await,
        api.post(
            &project.path("/users"),
            json!({ "user_id": user, "rate": -1 }),
        )
        .await,
        api.put(
            &project.path(&format!("/users/{user}")),
            json!({ "rate": -1 }),
        )
        .await,
        api.post(
            "/projects/timeentries",
            api.entry(&project, json!({ "cost_rate": -1 })),
        )
        .await,
    ] {
        assert_eq!(answer.refused(400, 20004), "The amount cannot be negative.");
    }
}

#[tokio::test]
async fn an_invitation_needs_an_address() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    for email in ["no-host", "@host", "name@", "a@b@c", "a b@c"] {
        let body = json!({ "user_name": "Someone", "email": email });
        let message = api
            .post(&project.path("/users/invite"), body)
            .await
            .refused(400, 2);
        assert_eq!(message, "Invalid value passed for email");
    }
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let api = Api::start().await;
    let project = api.sandbox.demo().projects[0].clone();
    for (path, kind) in [
        ("/projects/77".to_owned(), "Project"),
        ("/projects/x".to_owned(), "Project"),
        ("/projects/77/tasks".to_owned(), "Project"),
        (format!("/projects/{project}/tasks/77"), "Task"),
        (format!("/projects/{project}/users/77"), "User"),
        ("/projects/timeentries/77".to_owned(), "Time entry"),
    ] {
        assert_eq!(
            api.get(&path).await.refused(404, 1002),
            format!("{kind} does not exist.")
        );
    }
    let message = api
        .delete(&format!("/projects/{project}/comments/77"))
        .await
        .refused(404, 1002);
    assert_eq!(message, "Comment does not exist.");
}
