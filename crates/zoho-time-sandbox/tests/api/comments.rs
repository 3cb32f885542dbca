use chrono::TimeDelta;
use serde_json::json;

use crate::client::{Api, column, text};

#[tokio::test]
async fn comments_are_posted_listed_and_deleted() {
    let api = Api::start().await;
    let project = api.project("Quay wall", json!({})).await;
    let posted = api
        .post(
            &project.path("/comments"),
            json!({ "description": "First" }),
        )
        .await
        .expect(201);
    assert_eq!(posted["message"], "Comments added.");
    assert_eq!(posted["comments"][0]["commented_by"], "Ada Keller");
    assert_eq!(posted["comments"][0]["time"], "1:00 PM");

    api.sandbox.clock().advance(TimeDelta::days(19));
    let token = api
        .sandbox
        .mint_token("ZohoBooks.projects.ALL")
        .await
        .unwrap();
    let organization = api.sandbox.demo().organization_id.to_string();
    let request = |method, path: &str| api.request_as(method, path, &token, &organization);
    let second = request(reqwest::Method::POST, &project.path("/comments"))
        .json(&json!({ "description": "Second" }));
    crate::client::send(second).await.expect(201);
    let listed = crate::client::send(request(reqwest::Method::GET, &project.path("/comments")))
        .await
        .expect(200);
    assert_eq!(
        column(&listed["comments"], "description"),
        ["Second", "First"]
    );
    assert_eq!(
        column(&listed["comments"], "date_description"),
        ["a few seconds ago", "19 days ago"]
    );

    let path = project.path(&format!(
        "/comments/{}",
        text(&listed["comments"][0], "comment_id")
    ));
    let deleted = crate::client::send(request(reqwest::Method::DELETE, &path))
        .await
        .expect(200);
    assert_eq!(deleted["message"], "The comment has been deleted.");
    crate::client::send(request(reqwest::Method::DELETE, &path))
        .await
        .refused(404, 1002);
}

#[tokio::test]
async fn a_comment_belongs_to_its_project() {
    let api = Api::start().await;
    let (one, other) = (
        api.project("One", json!({})).await,
        api.project("Other", json!({})).await,
    );
    let posted = api
        .post(&one.path("/comments"), json!({ "description": "Mine" }))
        .await
        .expect(201);
    let id = text(&posted["comments"][0], "comment_id");
    api.delete(&other.path(&format!("/comments/{id}")))
        .await
        .refused(404, 1002);
    let none = api.get(&other.path("/comments")).await.expect(200);
    assert_eq!(none["comments"], json!([]));
}
