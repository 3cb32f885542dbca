//! The forms in which requests may come, and how they name the organization.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use zoho_time_sandbox::{Product, WireStyle};

use crate::client::{Answer, Api, frozen, send};

/// A body as `multipart/form-data`.
fn multipart(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str("--edge--\r\n");
    request
        .header(CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(body)
}

fn authorized(api: &Api, method: Method, path: &str) -> RequestBuilder {
    let token = &api.sandbox.demo().access_token;
    api.bare(method, path)
        .header(AUTHORIZATION, format!("Zoho-oauthtoken {token}"))
}

#[tokio::test]
async fn a_wrong_organization_is_refused_as_such_in_every_form() {
    let mut api = Api::start().await;
    let other = api.sandbox.add_organization("Other").await.unwrap();
    let billing = "X-com-zoho-subscriptions-organizationid";
    let invoice = "X-com-zoho-invoice-organizationid";
    for named in [
        other.organization_id.as_str(),
        "58000050",
        "abc",
        "1.5",
        "-1",
    ] {
        for (product, header) in [
            (Product::Books, None),
            (Product::Invoice, None),
            (Product::Billing, Some(billing)),
            (Product::Invoice, Some(invoice)),
        ] {
            api = api.by(product);
            let request = authorized(&api, Method::GET, "/projects");
            let request = match header {
                Some(header) => request.header(header, named),
                None => request.query(&[("organization_id", named)]),
            };
            assert_eq!(
                send(request).await.refused(400, 6041),
                format!("This user is not associated with the CompanyID/CompanyName:{named}."),
                "{product:?}"
            );
        }
        let form = authorized(&api, Method::POST, "/projects")
            .form(&[("organization_id", named), ("JSONString", "{}")]);
        send(form).await.refused(400, 6041);
    }
    // The organization is looked at before the scope, and after the token.
    let token = api.sandbox.mint_token("ZohoBooks.projects.READ").await;
    let api = api.by(Product::Books);
    let request = api.request_as(Method::POST, "/projects", &token.unwrap(), "58000050");
    send(request.json(&json!({}))).await.refused(400, 6041);
    let request = api.request_as(Method::GET, "/projects", "1000.no.token", "58000050");
    send(request).await.refused(401, 57);
}

#[tokio::test]
async fn the_observed_style_has_a_default_organization() {
    for product in Product::ALL {
        let api = Api::of(frozen().style(WireStyle::Observed))
            .await
            .by(product);
        let list = send(authorized(&api, Method::GET, "/projects")).await;
        assert_eq!(list.expect(200)["projects"].as_array().unwrap().len(), 2);
        let warnings = api.sandbox.log().exchanges()[0].warnings();
        assert!(
            warnings
                .iter()
                .any(|warning| warning.contains("no organization is named")),
            "{warnings:?}"
        );
        let strict = frozen().style(WireStyle::Observed).strict(true);
        for builder in [frozen(), strict] {
            let api = Api::of(builder).await.by(product);
            let request = authorized(&api, Method::GET, "/projects");
            let message = send(request).await.refused(400, 6041);
            assert!(message.contains("Name the organization in"), "{message}");
        }
    }
}

#[tokio::test]
async fn a_form_may_name_the_organization_beside_the_json() {
    // With a plan, the request is examined again before the limits.
    for builder in [
        frozen(),
        frozen().plan(zoho_time_sandbox::limits::Plan::Free),
    ] {
        let api = Api::of(builder).await;
        let organization = api.sandbox.demo().organization_id.to_string();
        let body = json!({
            "project_name": "Größe & Co", "customer_id": api.customer(),
            "billing_type": "based_on_task_hours",
        });
        let json = body.to_string();
        let fields = [("organization_id", &*organization), ("JSONString", &json)];
        let form = authorized(&api, Method::POST, "/projects").form(&fields);
        let parts = multipart(authorized(&api, Method::POST, "/projects/"), &fields);
        for request in [form, parts] {
            let created = send(request).await.expect(201);
            assert_eq!(created["project"]["project_name"], "Größe & Co");
        }
        for exchange in api.sandbox.log().exchanges() {
            assert_eq!(exchange.request_violations(), [""; 0]);
            assert_eq!(exchange.unread(), [""; 0]);
        }
    }
}

#[cfg(feature = "contract")]
#[tokio::test]
async fn a_strict_sandbox_reads_forms_as_the_log_does() {
    let api = Api::of(frozen().strict(true)).await;
    let organization = api.sandbox.demo().organization_id.to_string();
    let post = async |json: Value, more: &[(&str, &str)]| -> Answer {
        let json = json.to_string();
        let mut fields = vec![("organization_id", &*organization), ("JSONString", &json)];
        fields.extend(more);
        send(multipart(
            authorized(&api, Method::POST, "/projects"),
            &fields,
        ))
        .await
    };
    let good = json!({
        "project_name": "Pier", "customer_id": api.customer(), "billing_type": "based_on_task_hours",
    });
    post(good.clone(), &[]).await.expect(201);
    let message = post(good, &[("colour", "red")]).await.refused(400, 2);
    assert!(message.contains("colour"), "{message}");
    let message = post(json!({ "project_name": "Pier" }), &[])
        .await
        .refused(400, 2);
    assert!(message.contains("customer_id"), "{message}");
    let counts: Vec<usize> = api
        .sandbox
        .log()
        .exchanges()
        .iter()
        .map(|exchange| exchange.request_violations().len())
        .collect();
    assert_eq!(counts[..2], [0, 1]);
    assert!(counts[2] > 0, "{counts:?}");
}

#[tokio::test]
async fn every_operation_takes_a_slash_at_its_end() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    let entry = api.log(&project, "2026-03-04", "01:00").await;
    for path in [
        "/projects/".to_owned(),
        project.path("/"),
        project.path("/tasks/"),
        project.path("/users/"),
        "/projects/timeentries/".to_owned(),
        format!("/projects/timeentries/{entry}/"),
        "/projects/timeentries/runningtimer/me/".to_owned(),
    ] {
        api.get(&path).await.expect(200);
    }
    api.post(&project.path("/tasks/"), json!({ "task_name": "Dig" }))
        .await
        .expect(201);
    api.delete("/projects/").await.refused(405, 37);
    let logged = api.sandbox.log().exchanges();
    assert_eq!(logged[2].operation(), Some("list_projects"));
}

#[tokio::test]
async fn tokens_are_asked_for_in_a_multipart_form_too() {
    let api = Api::start().await;
    let demo = api.sandbox.demo();
    let url = format!("{}/oauth/v2/token", api.sandbox.accounts_url());
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", &*demo.client_id),
        ("client_secret", &demo.client_secret),
        ("refresh_token", &demo.refresh_token),
    ];
    let answer = send(multipart(api.http().post(&url), &fields)).await;
    let token = answer.expect(200)["access_token"].clone();
    let organization = demo.organization_id.as_str();
    let token = token.as_str().unwrap();
    send(api.request_as(Method::GET, "/projects", token, organization))
        .await
        .expect(200);
    // The secrets do not stay in the log, not even in a form that is broken off.
    let cut = format!("--edge\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n{token}");
    let broken = api
        .http()
        .post(&url)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(cut);
    assert_eq!(send(broken).await.expect(200)["error"], "invalid_client");
    let log = api.control(Method::GET, "log", json!({})).await.expect(200);
    let log = log.to_string();
    for secret in [&*demo.client_secret, &demo.refresh_token, token] {
        assert!(!log.contains(secret), "{log}");
    }
    assert!(log.contains(&*demo.client_id));
}

#[cfg(feature = "contract")]
#[tokio::test]
async fn repeated_parameters_are_a_violation() {
    let repeated = [
        "/projects?page=1&page=2",
        "/projects?filter_by=Status.All&filter_by=Status.Active",
        "/projects/timeentries?project_id=1&project_id=1",
    ];
    let api = Api::start().await;
    for path in repeated {
        api.get(path).await.expect(200);
    }
    for exchange in api.sandbox.log().exchanges() {
        let violations = exchange.request_violations();
        assert_eq!(violations.len(), 1, "{violations:?}");
        assert!(violations[0].contains("more than once"), "{violations:?}");
    }
    let strict = Api::of(frozen().strict(true)).await;
    for path in repeated {
        let message = strict.get(path).await.refused(400, 2);
        assert!(message.contains("more than once"), "{message}");
    }
    let ids = &api.sandbox.demo().time_entries;
    let (one, other) = (&ids[0], &ids[1]);
    let path = |query: String| format!("/projects/timeentries?{query}");
    let twice = path(format!("time_entry_ids={one}&time_entry_ids={other}"));
    strict.delete(&twice).await.refused(400, 2);
    strict
        .delete(&path(format!("time_entry_ids={one},{other}")))
        .await
        .expect(200);
    api.delete(&twice).await.expect(200);
}

#[tokio::test]
async fn values_come_in_every_form_that_live_servers_accept() {
    let api = Api::of(frozen().strict(true)).await;
    let project = api
        .project("One", json!({ "rate": 12.5, "budget_hours": 40 }))
        .await;
    let got = api.get(&project.path("")).await.expect(200);
    assert_eq!(got["project"]["rate"], 12.5);
    let entry = api.entry(
        &project,
        json!({ "start_timer": "true", "notes": null, "is_billable": "false" }),
    );
    let logged = api.post("/projects/timeentries", entry).await.expect(201);
    assert_eq!(logged["time_entry"]["is_billable"], false);
    let task = json!({ "task_name": "Dig", "is_billable": "true", "budget_hours": 4 });
    api.post(&project.path("/tasks"), task).await.expect(201);
    for (text, expected) in [("ONE", 1), ("quay", 1), ("nothing of the kind", 0)] {
        let found = api.get(&format!("/projects?search_text={text}")).await;
        let found = found.expect(200)["projects"].as_array().unwrap().len();
        assert!(
            if expected == 0 {
                found == 0
            } else {
                found >= expected
            },
            "{text}: {found}"
        );
    }
}
