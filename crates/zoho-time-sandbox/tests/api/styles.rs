use reqwest::Method;
use serde_json::{Value, json};
use zoho_time_sandbox::{Product, WireStyle};

use crate::client::{Api, frozen, text};

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
    // Its two users, one of whom created it, and the one who was invited.
    assert_eq!(list["projects"][1]["users_working"], 3);
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

#[tokio::test]
async fn a_fixed_cost_has_its_own_constants_until_it_is_invoiced() {
    let api = observed().await;
    let body = json!({
        "project_name": "Harbour light", "customer_id": api.customer(),
        "billing_type": "fixed_cost_for_project", "rate": 1200,
    });
    let created = api.post("/projects", body).await.expect(201)["project"].clone();
    for (field, value) in [
        ("billing_rate_frequency", json!("fixed")),
        ("hours_per_day", json!("00:00")),
        ("is_valid_project_head", json!(true)),
        ("project_head_id", json!("")),
        ("budget_threshold", json!(80.0)),
        ("budget_threshold_formatted", json!("80.00%")),
        ("show_in_dashboard", json!(false)),
        ("total_amount", json!(1200.0)),
        ("un_billed_amount", json!("1200.000")),
        ("billable_amount", json!(0.0)),
        ("users", json!([])),
    ] {
        assert_eq!(created[field], value, "{field}");
    }
    assert!(
        created["photo_url"]
            .as_str()
            .unwrap()
            .starts_with("https://")
    );
    assert_eq!(created.get("task_custom_fields"), None, "not when creating");
    let id = created["project_id"].as_str().unwrap();
    let path = format!("/projects/{id}");
    let changed = api.put(&path, json!({ "description": "Red." })).await;
    assert_eq!(
        changed.expect(200)["project"].get("task_custom_fields"),
        None
    );
    let got = api.get(&path).await.expect(200);
    assert_eq!(got["project"]["task_custom_fields"], json!([]));

    let listed = async || {
        let list = api.get("/projects").await.expect(200);
        let mut projects = list["projects"].as_array().unwrap().iter();
        projects
            .find(|one| one["project_id"] == id)
            .unwrap()
            .clone()
    };
    api.post(&format!("{path}/inactive"), json!({}))
        .await
        .expect(200);
    let fresh = listed().await;
    assert_eq!(fresh["can_be_invoiced"], true, "without time, and inactive");
    assert_eq!(
        (&fresh["total_hours"], &fresh["users_working"]),
        (&json!("00:00"), &json!(1))
    );
    api.control(Method::POST, "invoices", json!({ "project_id": id }))
        .await
        .expect(201);
    assert_eq!(listed().await["can_be_invoiced"], false);
}

#[tokio::test]
async fn a_listed_task_and_a_single_one_have_different_fields() {
    const OF_LISTS: [&str; 6] = [
        "currency_id",
        "customer_id",
        "customer_name",
        "log_time",
        "billed_hours",
        "un_billed_hours",
    ];
    for product in [Product::Books, Product::Billing, Product::Invoice] {
        let api = observed().await.by(product);
        let demo = api.sandbox.demo();
        let path = format!("/projects/{}/tasks", demo.projects[0]);
        let list = api.get(&path).await.expect(200);
        let listed = &list["task"][0];
        let single = api.get(&format!("{path}/{}", demo.tasks[0])).await;
        let single = single.expect(200)["task"].clone();
        for field in OF_LISTS {
            assert!(listed.get(field).is_some(), "{product:?} {field}");
            assert!(single.get(field).is_none(), "{product:?} {field}");
        }
        assert_eq!(single["status"], "active");
        assert_eq!(listed.get("status").is_some(), product != Product::Books);
        let added = api.post(&path, json!({ "task_name": "Paint" })).await;
        assert_eq!(added.expect(201)["task"]["log_time"], "00:00");
    }
}

#[tokio::test]
async fn a_created_entry_has_a_form_of_its_own() {
    let api = observed().await;
    let project = api.project("Quay wall", json!({})).await;
    let body = api.entry(&project, json!({ "log_time": "02:30" }));
    let created = api.post("/projects/timeentries", body).await.expect(201);
    let created = &created["time_entry"];
    assert_eq!(created["created_time"], "2026-03-04T12:00:00Z");
    assert_eq!(created.get("invoice_number"), None);
    assert_eq!(
        (&created["invoice_id"], &created["can_be_invoiced"]),
        (&json!(""), &json!(true))
    );
    let id = text(created, "time_entry_id");
    let got = api.get(&format!("/projects/timeentries/{id}")).await;
    let got = got.expect(200)["time_entry"].clone();
    assert_eq!(got["created_time"], "2026-03-04T13:00:00+0100");
    assert_eq!(got["invoice_number"], "");
}

#[tokio::test]
async fn invoices_that_were_not_sent_have_no_address() {
    let api = observed().await.by(Product::Invoice);
    for (status, date, due_days) in [
        ("draft", "2026-03-04", ""),
        ("void", "2026-03-04", ""),
        ("paid", "2026-03-04", ""),
        ("sent", "2026-02-02", "Due Today"),
        ("overdue", "2026-02-01", "Overdue by 1 day"),
        ("partially_paid", "2026-02-04", "Due in 2 days"),
    ] {
        let body = json!({
            "project_name": "Light", "customer_id": api.customer(),
            "billing_type": "fixed_cost_for_project", "rate": 50,
        });
        let project = api.post("/projects", body).await.expect(201)["project"].clone();
        let id = text(&project, "project_id");
        let bill = json!({ "project_id": id, "status": status, "date": date });
        api.control(Method::POST, "invoices", bill)
            .await
            .expect(201);
        let list = api
            .get(&format!("/projects/{id}/invoices"))
            .await
            .expect(200);
        let invoice = &list["invoices"][0];
        let url = invoice.get("invoice_url").map(|url| url.as_str().unwrap());
        match status {
            "draft" | "void" => {
                assert_eq!(url, None, "{status}");
                assert_eq!(invoice["issued_date"], "", "{status}");
            }
            _ => {
                assert!(url.unwrap().ends_with(' '), "{status}");
                assert_eq!(invoice["issued_date"], date, "{status}");
            }
        }
        assert_eq!(invoice["due_days"], due_days, "{status}");
        assert_eq!(invoice["current_sub_status"], status);
        assert_eq!(invoice["created_by"], "Ada Keller");
        assert_eq!(list["page_context"]["applied_filter"], "Status.All");
        assert_eq!(list["page_context"]["seller_app_sales_channels"], "");
        assert_eq!(list["page_context"].get("last_modified_time"), None);
    }
}

#[tokio::test]
async fn successes_name_the_methods_of_the_path_and_what_was_created() {
    for (product, root) in [
        (Product::Books, "/api/v3"),
        (Product::Billing, "/api/v1"),
        (Product::Invoice, "/api/v3"),
    ] {
        let api = observed().await.by(product);
        let demo = api.sandbox.demo();
        let project = format!("/projects/{}", demo.projects[0]);
        let send = async |method: Method, path: &str, body: Value| {
            let request = api.request(method, path).json(&body);
            let response = request.send().await.unwrap();
            assert!(response.status().is_success(), "{path}");
            let header = |name: &str| {
                let value = response.headers().get(name);
                value.map(|value| value.to_str().unwrap().to_owned())
            };
            let headers = (header("allow").unwrap(), header("location"));
            (headers, response.json::<Value>().await.unwrap())
        };
        let (headers, _) = send(Method::GET, &format!("{project}/invoices"), json!({})).await;
        assert_eq!(headers, ("OPTIONS, GET".to_owned(), None));
        let entry = json!({
            "project_id": demo.projects[0].as_str(), "task_id": demo.tasks[0].as_str(),
            "user_id": demo.users[0].as_str(), "log_date": "2026-03-04", "log_time": "01:00",
        });
        let invitation = json!({ "user_name": "Dilan Ay", "email": "dilan@northquay.example" });
        let new_project = json!({
            "project_name": "Light", "customer_id": api.customer(),
            "billing_type": "based_on_task_hours",
        });
        for (path, body, envelope, id) in [
            ("/projects".to_owned(), new_project, "project", "project_id"),
            (
                format!("{project}/tasks"),
                json!({ "task_name": "Paint" }),
                "task",
                "task_id",
            ),
            (
                format!("{project}/comments"),
                json!({ "description": "Hm." }),
                "comment",
                "comment_id",
            ),
            (
                "/projects/timeentries".to_owned(),
                entry,
                "time_entry",
                "time_entry_id",
            ),
            (
                format!("{project}/users/invite"),
                invitation,
                "user",
                "user_id",
            ),
        ] {
            let ((allow, location), body) = send(Method::POST, &path, body).await;
            assert!(allow.starts_with("OPTIONS, POST"), "{path}: {allow}");
            let below = path.trim_end_matches("/invite");
            let expected = format!("{root}{below}/{}", text(&body[envelope], id));
            assert_eq!(location, Some(expected));
        }
        let assigned = json!({ "users": [{ "user_id": demo.users[2].as_str() }] });
        let ((_, location), _) = send(Method::POST, &format!("{project}/users"), assigned).await;
        assert_eq!(location, None, "several could have been added");
    }
    let api = Api::start().await;
    let documented = api.request(Method::GET, "/projects").send().await.unwrap();
    assert_eq!(
        documented.headers().get("allow"),
        None,
        "the documents have no such header"
    );
}
