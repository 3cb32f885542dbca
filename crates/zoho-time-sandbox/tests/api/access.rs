use chrono::TimeDelta;
use reqwest::{Method, header::AUTHORIZATION};
use serde_json::json;
use zoho_time_sandbox::{Product, TokenRequest};

use crate::client::{Api, send};

#[tokio::test]
async fn without_a_known_token_nothing_goes() {
    let api = Api::start().await;
    let path = format!(
        "/projects?organization_id={}",
        api.sandbox.demo().organization_id
    );
    let demo = api.sandbox.demo().access_token.clone();
    for header in [
        None,
        Some("Zoho-oauthtoken bogus".to_owned()),
        Some("Zoho-oauthtoken ".into()),
        Some(demo.clone()),
        Some(format!("Basic {demo}")),
        Some(format!("Zoho-oauthtoken {demo}.x")),
        Some(format!("Zoho-oauthtoken {}", demo.replace('.', ""))),
    ] {
        let request = api.bare(Method::GET, &path);
        let request = match &header {
            Some(value) => request.header(AUTHORIZATION, value),
            None => request,
        };
        assert_eq!(
            send(request).await.refused(401, 14),
            "Invalid value passed for authtoken."
        );
    }
    // What could be a token, such as one from before the sandbox was restarted.
    for token in [format!("{demo}x"), "1000.0123abcd.4567ef89".to_owned()] {
        let request = api
            .bare(Method::GET, &path)
            .header(AUTHORIZATION, format!("Zoho-oauthtoken {token}"));
        assert_eq!(
            send(request).await.refused(401, 57),
            "You are not authorized to perform this operation"
        );
    }
    for scheme in ["Zoho-oauthtoken", "Bearer", "zoho-oauthtoken"] {
        let request = api
            .bare(Method::GET, &path)
            .header(AUTHORIZATION, format!("{scheme} {demo}"));
        send(request).await.expect(200);
    }
}

#[tokio::test]
async fn a_token_holds_for_an_hour() {
    let api = Api::start().await;
    api.sandbox.clock().advance(TimeDelta::seconds(3599));
    api.get("/projects").await.expect(200);
    api.sandbox.clock().advance(TimeDelta::seconds(1));
    let message = api.get("/projects").await.refused(401, 57);
    assert_eq!(message, "You are not authorized to perform this operation");
}

#[tokio::test]
async fn each_operation_asks_for_its_scope() {
    let organization = Api::start()
        .await
        .sandbox
        .demo()
        .organization_id
        .to_string();
    for product in Product::ALL {
        let api = Api::start().await.by(product);
        let prefix = product.scope_prefix();
        for (method, path, needed) in [
            (Method::GET, "/projects", "READ"),
            (Method::POST, "/projects", "CREATE"),
            (Method::PUT, "/projects/77", "UPDATE"),
            (Method::DELETE, "/projects/77", "DELETE"),
            (Method::POST, "/projects/77/active", "CREATE"),
            (Method::POST, "/projects/timeentries/timer/stop", "CREATE"),
            (Method::GET, "/projects/timeentries/runningtimer/me", "READ"),
        ] {
            for given in ["READ", "CREATE", "UPDATE", "DELETE", "ALL"] {
                let token = api
                    .sandbox
                    .mint_token(&format!("{prefix}.projects.{given}"))
                    .await
                    .unwrap();
                let request = api.request_as(method.clone(), path, &token, &organization);
                let allowed = send(request.json(&json!({}))).await.status != 401;
                assert_eq!(
                    allowed,
                    given == needed || given == "ALL",
                    "{prefix} {method} {path} {given}"
                );
            }
            for other in Product::ALL.into_iter().filter(|other| *other != product) {
                let scopes = format!("{0}.projects.ALL,{0}.fullaccess.all", other.scope_prefix());
                let token = api.sandbox.mint_token(&scopes).await.unwrap();
                let request = api.request_as(method.clone(), path, &token, &organization);
                send(request.json(&json!({}))).await.refused(401, 57);
            }
        }
    }
}

#[tokio::test]
async fn every_product_names_the_organization_in_its_way() {
    let api = Api::start().await;
    let demo = api.sandbox.demo().clone();
    let id = demo.organization_id.as_str();
    let billing = "X-com-zoho-subscriptions-organizationid";
    let invoice = "X-com-zoho-invoice-organizationid";
    let cases = [
        (Product::Books, "?organization_id=", None, true),
        (Product::Books, "", Some(billing), false),
        (Product::Billing, "", Some(billing), true),
        (Product::Billing, "", Some(invoice), false),
        (Product::Billing, "?organization_id=", None, false),
        (Product::Invoice, "", Some(invoice), true),
        (Product::Invoice, "?organization_id=", None, true),
        (Product::Invoice, "", None, false),
    ];
    let mut api = api;
    for (product, query, header, named) in cases {
        api = api.by(product);
        let id_in_query = if query.is_empty() { "" } else { id };
        let request = api
            .bare(Method::GET, &format!("/projects{query}{id_in_query}"))
            .header(
                AUTHORIZATION,
                format!("Zoho-oauthtoken {}", demo.access_token),
            );
        let request = match header {
            Some(header) => request.header(header, id),
            None => request,
        };
        let answer = send(request).await;
        if named {
            answer.expect(200);
        } else {
            let message = answer.refused(400, 6041);
            assert!(message.contains("organization"), "{message}");
        }
    }
}

#[tokio::test]
async fn no_token_reads_another_organization() {
    let api = Api::start().await;
    let demo = api.sandbox.demo().clone();
    let other = api.sandbox.add_organization("Other").await.unwrap();
    let token = TokenRequest::new()
        .organization(&other.organization_id)
        .user(&other.user_id);
    let token = api.sandbox.mint(token).await.unwrap();
    let organization = other.organization_id.as_str();
    let request = |method, path: &str| api.request_as(method, path, &token, organization);

    // With the token of another organization, in either direction, nothing is accessible.
    let crossed = api.request_as(
        Method::GET,
        "/projects",
        &token,
        demo.organization_id.as_str(),
    );
    send(crossed).await.refused(400, 6041);
    let crossed = api.request_as(Method::GET, "/projects", &demo.access_token, organization);
    send(crossed).await.refused(400, 6041);

    for list in ["/projects", "/projects/timeentries"] {
        for query in [
            String::new(),
            format!(
                "?customer_id={}&project_id={}&user_id={}",
                demo.customers[0], demo.projects[0], demo.users[0]
            ),
        ] {
            let body = send(request(Method::GET, &format!("{list}{query}")))
                .await
                .expect(200);
            let records = body.get("projects").or(body.get("time_entries")).unwrap();
            assert_eq!(records, &json!([]), "{list}{query}");
        }
    }
    let project = &demo.projects[0];
    let (task, user, entry) = (&demo.tasks[0], &demo.users[0], &demo.time_entries[0]);
    for (method, path) in [
        (Method::GET, format!("/projects/{project}")),
        (Method::PUT, format!("/projects/{project}")),
        (Method::DELETE, format!("/projects/{project}")),
        (Method::POST, format!("/projects/{project}/active")),
        (Method::POST, format!("/projects/{project}/inactive")),
        (Method::POST, format!("/projects/{project}/clone")),
        (Method::GET, format!("/projects/{project}/users")),
        (Method::POST, format!("/projects/{project}/users")),
        (Method::POST, format!("/projects/{project}/users/invite")),
        (Method::GET, format!("/projects/{project}/users/{user}")),
        (Method::DELETE, format!("/projects/{project}/users/{user}")),
        (Method::GET, format!("/projects/{project}/comments")),
        (Method::POST, format!("/projects/{project}/comments")),
        (Method::GET, format!("/projects/{project}/invoices")),
        (Method::GET, format!("/projects/{project}/tasks")),
        (Method::POST, format!("/projects/{project}/tasks")),
        (Method::GET, format!("/projects/{project}/tasks/{task}")),
        (Method::DELETE, format!("/projects/{project}/tasks/{task}")),
        (Method::GET, format!("/projects/timeentries/{entry}")),
        (Method::PUT, format!("/projects/timeentries/{entry}")),
        (Method::DELETE, format!("/projects/timeentries/{entry}")),
        (
            Method::DELETE,
            format!("/projects/timeentries?time_entry_ids={entry}"),
        ),
        (
            Method::POST,
            format!("/projects/timeentries/{entry}/timer/start"),
        ),
    ] {
        send(request(method, &path).json(&json!({ "project_name": "Mine" })))
            .await
            .refused(404, 1002);
    }
    // Nor does anything of the other one get in.
    let body = json!({
        "project_name": "Mine", "customer_id": demo.customers[0].as_str(), "billing_type": "based_on_task_hours",
    });
    send(request(Method::POST, "/projects").json(&body))
        .await
        .refused(404, 1002);
    let key = request(Method::PUT, "/projects")
        .header("X-Unique-Identifier-Key", demo.unique_custom_field.as_str())
        .header("X-Unique-Identifier-Value", "C-2041")
        .json(&json!({}));
    send(key).await.refused(400, 2);
    // And the demo data is unchanged.
    let whole = api.get(&format!("/projects/{project}")).await.expect(200);
    assert_eq!(whole["project"]["project_name"], "Harbour crane refit");
}
