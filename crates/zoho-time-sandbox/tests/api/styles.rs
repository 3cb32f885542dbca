use reqwest::Method;
use serde_json::{Value, json};
use zoho_time_sandbox::WireStyle;

use crate::client::{Api, frozen};

async fn observed() -> Api {
    Api::of(frozen().style(WireStyle::Observed)).await
}

#[tokio::test]
async fn the_live_server_lists_the_current_month_unless_told_otherwise() {
    let api = observed().await;
    let count = async |query: &str| {
        let list = api
            .get(&format!("/projects/timeentries?{query}"))
            .await
            .expect(200);
        let count = list["time_entries"].as_array().unwrap().len();
        (count, list["page_context"]["applied_filter"].clone())
    };
    assert_eq!(count("").await, (2, json!("Date.ThisMonth")));
    assert_eq!(count("filter_by=Date.All").await, (3, json!("Date.All")));
    assert_eq!(
        count("from_date=2020-01-01").await,
        (3, json!("Date.CustomDate"))
    );
    assert_eq!(
        count("filter_by=Status.Unbilled").await,
        (3, json!("Status.Unbilled"))
    );
}

#[tokio::test]
async fn the_live_server_mixes_texts_and_numbers() {
    let api = observed().await;
    let path = format!("/projects/{}", api.sandbox.demo().projects[0]);
    let project = api.get(&path).await.expect(200)["project"].clone();
    assert_eq!(project["billed_amount"], "0.00");
    assert_eq!(project["un_billed_amount"], "1020.000");
    assert_eq!(project["total_amount"].to_string(), "1020.0");
    assert_eq!(project["total_amount_expense_inclusive"], "");
    assert_eq!(project["project_head_id"], "");
    assert_eq!(project["custom_field_hash"]["cf_contract_number"], "C-2041");
    assert_eq!(project["custom_fields"][0]["value"], "C-2041");
    assert_eq!(project["users"][0]["budget_hours_in_time"], "00:00");

    let tasks = api.get(&format!("{path}/tasks")).await.expect(200);
    assert_eq!(tasks.get("tasks"), None);
    assert_eq!(tasks["task"].as_array().unwrap().len(), 2);
    let invoices = format!("/projects/{}/invoices", api.sandbox.demo().projects[1]);
    let invoices = api.get(&invoices).await.expect(200);
    assert_eq!(invoices["invoices"][0]["documents"], "");
    assert_eq!(invoices["invoices"][0]["total"].to_string(), "5000.0");
}

#[tokio::test]
async fn the_live_server_has_its_own_envelopes_and_messages() {
    let api = observed().await;
    let path = format!("/projects/{}", api.sandbox.demo().projects[0]);
    let active = api
        .post(&format!("{path}/active"), json!({}))
        .await
        .expect(200);
    assert_eq!(active["message"], "The Project has been marked as active.");
    let running = api
        .get("/projects/timeentries/runningtimer/me")
        .await
        .expect(200);
    assert_eq!(running["time_entry"], "");
    let comment = api
        .post(&format!("{path}/comments"), json!({ "description": "Hm." }))
        .await
        .expect(201);
    assert_eq!(comment["comment"]["date"], "2026-03-04");
    let invited = json!({ "user_name": "Dilan Ay", "email": "dilan@northquay.example" });
    let invited = api
        .post(&format!("{path}/users/invite"), invited)
        .await
        .expect(201);
    assert_eq!(invited["user"]["status"], "invited");
    let list = api
        .get("/projects?last_modified_time=2026-03-01T00:00:00%2B0000")
        .await
        .expect(200);
    assert_eq!(
        list["page_context"]["last_modified_time"],
        "2026-03-01T00:00:00+0000"
    );
    assert_eq!(list["page_context"]["applied_filter"], "Status.All");
    assert_eq!(list["projects"][1]["users_working"], 0);
}

#[tokio::test]
async fn every_amount_keeps_its_digits() {
    for style in [WireStyle::Documented, WireStyle::Observed] {
        let api = Api::of(frozen().style(style)).await;
        let rate = "12345678901234567.89";
        let body = json!({
            "project_name": "Much", "customer_id": api.customer(),
            "billing_type": "fixed_cost_for_project", "rate": rate,
        });
        let response = api
            .request(Method::POST, "/projects")
            .json(&body)
            .send()
            .await
            .unwrap();
        let text = response.text().await.unwrap();
        assert!(text.contains(&format!("\"rate\":{rate},")), "{text}");
        let project: Value = serde_json::from_str(&text).unwrap();
        assert!(project["project"]["rate"].is_number());
    }
}
