use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};
use zoho_time_sandbox::limits::Plan;
use zoho_time_sandbox::{Clock, Sandbox, TimeZone, TokenRequest, WireStyle};

use crate::client::{Answer, Api, column, frozen, send, text};

/// An organization in a time zone, in a sandbox whose clock is frozen.
struct Abroad {
    api: Api,
    organization: String,
    user: String,
    token: String,
}

impl Abroad {
    async fn start(zone: &str, now: &str) -> Self {
        let now: DateTime<Utc> = now.parse().unwrap();
        let builder = Sandbox::builder()
            .clock(Clock::frozen_at(now))
            .style(WireStyle::Observed)
            .plan(Plan::Free);
        let api = Api::of(builder).await;
        let zone: TimeZone = zone.parse().unwrap();
        let added = api.sandbox.add_organization_in("Abroad", zone).await;
        let added = added.unwrap();
        let token = TokenRequest::new()
            .organization(&added.organization_id)
            .expires_in(100_000_000);
        Self {
            token: api.sandbox.mint(token).await.unwrap(),
            user: added.user_id.to_string(),
            organization: added.organization_id.to_string(),
            api,
        }
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> Answer {
        let request = self
            .api
            .request_as(method, path, &self.token, &self.organization);
        send(request.json(&body)).await
    }

    /// Creates a project, and returns it.
    async fn project(&self) -> Value {
        let body = json!({ "organization_id": self.organization, "name": "Harbour" });
        let customer = self.api.control(Method::POST, "customers", body).await;
        let body = json!({
            "project_name": "Pier", "customer_id": text(&customer.expect(201), "customer_id"),
            "billing_type": "based_on_task_hours", "tasks": [{ "task_name": "Survey" }],
            "users": [{ "user_id": self.user }],
        });
        let created = self.send(Method::POST, "/projects", body).await;
        created.expect(201)["project"].clone()
    }
}

#[tokio::test]
async fn moments_are_shown_with_the_offset_that_held_at_them() {
    let abroad = Abroad::start("America/Los_Angeles", "2026-03-08T09:59:59Z").await;
    let before = abroad.project().await;
    assert_eq!(before["created_time"], "2026-03-08T01:59:59-0800");
    abroad.api.sandbox.clock().advance(TimeDelta::seconds(1));
    let after = abroad.project().await;
    assert_eq!(after["created_time"], "2026-03-08T03:00:00-0700");
    let path = format!("/projects/{}", text(&before, "project_id"));
    let seen_later = abroad.send(Method::GET, &path, json!({})).await.expect(200);
    assert_eq!(
        seen_later["project"]["created_time"],
        before["created_time"]
    );
    let since = "/projects?last_modified_time=2026-03-08T03:00:00-0700";
    let list = abroad.send(Method::GET, since, json!({})).await.expect(200);
    assert_eq!(list["projects"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn today_this_week_and_this_month_turn_at_the_local_midnight() {
    for (zone, now, filter, expected) in [
        // 23:30 on Saturday the 31st of October, an hour before the clocks are set back.
        (
            "America/Los_Angeles",
            "2026-11-01T06:30:00Z",
            "Date.Today",
            vec!["2026-10-31"],
        ),
        (
            "America/Los_Angeles",
            "2026-11-01T06:30:00Z",
            "Date.ThisMonth",
            vec!["2026-10-31"],
        ),
        (
            "America/Los_Angeles",
            "2026-11-01T06:30:00Z",
            "Date.ThisWeek",
            vec!["2026-10-31"],
        ),
        (
            "America/Los_Angeles",
            "2026-11-01T07:00:00Z",
            "Date.ThisMonth",
            vec!["2026-11-01", "2026-11-02"],
        ),
        (
            "America/Los_Angeles",
            "2026-11-01T07:00:00Z",
            "Date.ThisWeek",
            vec!["2026-11-01", "2026-11-02"],
        ),
        // 23:30 again, on the long day that follows: with the offset of summer it would be Monday.
        (
            "America/Los_Angeles",
            "2026-11-02T07:30:00Z",
            "Date.Today",
            vec!["2026-11-01"],
        ),
        (
            "America/Los_Angeles",
            "2026-11-02T08:00:00Z",
            "Date.Today",
            vec!["2026-11-02"],
        ),
        (
            "America/Los_Angeles",
            "2026-11-02T08:00:00Z",
            "Date.PreviousDay",
            vec!["2026-11-01"],
        ),
        (
            "-07:00",
            "2026-11-02T07:30:00Z",
            "Date.Today",
            vec!["2026-11-02"],
        ),
    ] {
        let abroad = Abroad::start(zone, now).await;
        let project = abroad.project().await;
        for date in ["2026-10-31", "2026-11-01", "2026-11-02"] {
            let body = json!({
                "project_id": project["project_id"], "task_id": project["tasks"][0]["task_id"],
                "user_id": abroad.user, "log_date": date, "log_time": "01:00",
            });
            let logged = abroad
                .send(Method::POST, "/projects/timeentries", body)
                .await;
            logged.expect(201);
        }
        let path = format!("/projects/timeentries?sort_order=A&filter_by={filter}");
        let list = abroad.send(Method::GET, &path, json!({})).await.expect(200);
        let dates = column(&list["time_entries"], "log_date");
        assert_eq!(dates, expected, "{filter} in {zone} at {now}");
    }
}

#[tokio::test]
async fn the_quota_ends_with_the_local_day() {
    for (zone, now, left) in [
        ("America/Los_Angeles", "2026-11-01T07:00:00Z", 25 * 3_600),
        ("America/Los_Angeles", "2026-03-08T08:00:00Z", 23 * 3_600),
        ("+05:30", "2026-03-08T18:30:00Z", 24 * 3_600),
    ] {
        let abroad = Abroad::start(zone, now).await;
        let path = format!("quota?organization_id={}", abroad.organization);
        let quota = abroad.api.control(Method::GET, &path, json!({})).await;
        assert_eq!(quota.expect(200)["quota"]["resets_in"], left, "{zone}");
        let request = abroad.api.request_as(
            Method::GET,
            "/projects",
            &abroad.token,
            &abroad.organization,
        );
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["x-rate-limit-reset"], left.to_string());
    }
}

#[tokio::test]
async fn the_control_takes_a_name_and_an_offset() {
    let api = Api::of(frozen()).await;
    for zone in ["America/Los_Angeles", "-08:00"] {
        let body = json!({ "name": "Abroad", "time_zone": zone });
        let added = api.control(Method::POST, "organizations", body).await;
        let id = text(&added.expect(201), "organization_id");
        let path = format!("data/organizations?organization_id={id}");
        let shown = api.control(Method::GET, &path, json!({})).await.expect(200);
        assert!(
            shown.to_string().contains(&format!("\"{zone}\"")),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn an_unknown_time_zone_is_refused_with_an_example() {
    let api = Api::of(frozen()).await;
    for wrong in ["Mars/Olympus", "+25:00", "5", "America/Los_Angeles2"] {
        let body = json!({ "time_zone": wrong });
        let refused = api.control(Method::POST, "organizations", body).await;
        let message = refused.refused(400, 2);
        assert!(
            message.contains(wrong) && message.contains("America/Los_Angeles"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_named_time_zone_is_exported_by_name_and_loaded_again() {
    let abroad = Abroad::start("America/Los_Angeles", "2026-07-01T12:00:00Z").await;
    let project = abroad.project().await;
    assert_eq!(project["created_time"], "2026-07-01T05:00:00-0700");
    let url = format!("{}/_sandbox/export", abroad.api.sandbox.base_url());
    let export = abroad.api.http().get(url).send().await.unwrap();
    let yaml = export.text().await.unwrap();
    assert!(yaml.contains("time_zone: America/Los_Angeles"), "{yaml}");
    assert!(yaml.contains("+01:00"), "{yaml}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.yaml");
    std::fs::write(&file, yaml).unwrap();
    let again = Api::of(frozen().seed_file(&file)).await;
    let id = abroad.organization.parse().unwrap();
    let token = again.sandbox.mint(TokenRequest::new().organization(&id));
    let token = token.await.unwrap();
    let path = format!("/projects/{}", text(&project, "project_id"));
    let request = again.request_as(Method::GET, &path, &token, &abroad.organization);
    let found = send(request).await.expect(200);
    assert_eq!(found["project"]["created_time"], project["created_time"]);
}
