use serde_json::json;
use zoho_time_sandbox::Product;

use crate::client::{Api, column, text};

#[tokio::test]
async fn users_are_assigned_in_either_form() {
    let api = Api::start().await;
    let project = api.project("Quay wall", json!({ "users": [] })).await;
    let list = json!({ "users": [{ "user_id": api.user(0) }, { "user_id": api.user(1), "rate": 55 }], "cost_rate": 41.25 });
    let added = api.post(&project.path("/users"), list).await.expect(201);
    assert_eq!(added["message"], "Users added");
    assert_eq!(
        column(&added["users"], "user_name"),
        ["Ada Keller", "Bo Lindqvist"]
    );
    assert_eq!(added["users"][0]["cost_rate"], "41.25");
    assert_eq!(added["users"][0]["is_current_user"], true);
    assert_eq!(added["users"][1]["rate"], 55);

    let one = json!({ "user_id": api.user(2), "rate": 30.5, "budget_hours": "10:30" });
    let added = api.post(&project.path("/users"), one).await.expect(201);
    assert_eq!(column(&added["users"], "user_name"), ["Chioma Obi"]);
    assert_eq!(added["users"][0]["budget_hours"], "10:30");

    let listed = api.get(&project.path("/users")).await.expect(200);
    assert_eq!(
        column(&listed["users"], "user_name"),
        ["Ada Keller", "Bo Lindqvist", "Chioma Obi"]
    );
    assert_eq!(listed.get("page_context"), None);

    api.post(&project.path("/users"), json!({}))
        .await
        .refused(400, 2);
    let unknown = json!({ "users": [{ "user_id": "77" }] });
    assert_eq!(
        api.post(&project.path("/users"), unknown)
            .await
            .refused(404, 1002),
        "User does not exist."
    );
}

#[tokio::test]
async fn terms_for_one_user_are_checked_even_when_no_user_is_named() {
    let api = Api::start().await;
    let project = api.project("Quay wall", json!({ "users": [] })).await;
    for (field, code) in [("rate", 4), ("budget_hours", 2)] {
        for user in [json!(null), json!(" ")] {
            let mut body = json!({ "users": [{ "user_id": api.user(0) }], "user_id": user });
            body[field] = json!(true);
            let message = api
                .post(&project.path("/users"), body)
                .await
                .refused(400, code);
            assert_eq!(message, format!("Invalid value passed for {field}"));
        }
    }
    let listed = api.get(&project.path("/users")).await.expect(200);
    assert_eq!(column(&listed["users"], "user_name"), [""; 0]);
}

#[tokio::test]
async fn an_invited_user_joins_the_organization() {
    let api = Api::start().await;
    let project = api.project("Quay wall", json!({})).await;
    let body = json!({
        "user_name": "Dilan Ay", "email": "dilan@northquay.example", "user_role": "timesheetstaff",
        "rate": "55.00", "budget_hours": "40",
    });
    let invited = api
        .post(&project.path("/users/invite"), body.clone())
        .await
        .expect(201);
    assert_eq!(invited["message"], "The staff has been added.");
    let user = &invited["users"][0];
    assert_eq!(user["user_role"], "timesheetstaff");
    let listed = api.get(&project.path("/users")).await.expect(200);
    let last = listed["users"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["status"], &last["rate"]),
        (&json!("invited"), &json!(55))
    );

    // They can work on another project now, but not be invited twice.
    let other = api.project("Other", json!({ "users": [] })).await;
    let assign = json!({ "user_id": text(user, "user_id") });
    api.post(&other.path("/users"), assign).await.expect(201);
    let message = api
        .post(&project.path("/users/invite"), body)
        .await
        .refused(400, 2);
    assert_eq!(message, "Invalid value passed for email");
}

#[tokio::test]
async fn a_user_is_shown_changed_and_taken_off() {
    let api = Api::start().await;
    let project = api.project("Quay wall", json!({})).await;
    let path = project.path(&format!("/users/{}", api.user(1)));
    assert_eq!(
        api.get(&path).await.expect(200)["user"]["user_role"],
        "staff"
    );

    let change =
        json!({ "user_name": "Bo L.", "user_role": "admin", "rate": 75.5, "cost_rate": 9 });
    let changed = api.put(&path, change).await.expect(200);
    assert_eq!(
        changed["message"],
        "The staff information has been updated."
    );
    assert_eq!(changed["users"][0]["user_name"], "Bo L.");
    assert_eq!(changed["users"][0]["cost_rate"], "9.00");
    let listed = api.get(&project.path("/users")).await.expect(200);
    assert_eq!(listed["users"][1]["rate"], 75.5);
    // The role holds in this project only, the name everywhere.
    let path_elsewhere = format!(
        "/projects/{}/users/{}",
        api.sandbox.demo().projects[0],
        api.user(1)
    );
    let elsewhere = api.get(&path_elsewhere).await.expect(200);
    assert_eq!(elsewhere["user"]["user_role"], "staff");
    assert_eq!(elsewhere["user"]["user_name"], "Bo L.");

    let entry = api
        .log_with(
            &project,
            json!({ "user_id": api.user(1), "log_time": "02:00" }),
        )
        .await;
    assert_eq!(
        api.delete(&path).await.expect(200)["message"],
        "The staff has been removed"
    );
    api.get(&path).await.refused(404, 1002);
    api.delete(&path).await.refused(404, 1002);
    let kept = api
        .get(&format!("/projects/timeentries/{entry}"))
        .await
        .expect(200);
    assert_eq!(kept["time_entry"]["user_name"], "Bo L.");
}

#[tokio::test]
async fn only_books_shows_what_a_user_costs() {
    for (product, envelope) in [
        (Product::Books, "user"),
        (Product::Billing, "users"),
        (Product::Invoice, "user"),
    ] {
        let api = Api::start().await.by(product);
        let demo = api.sandbox.demo();
        let path = format!("/projects/{}/users/{}", demo.projects[0], demo.users[0]);
        let got = api.get(&path).await.expect(200);
        let has_cost = got[envelope].get("cost_rate").is_some();
        assert_eq!(has_cost, product == Product::Books, "{got}");
    }
}
