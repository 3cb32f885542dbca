//! Text of the server: what calls return is unchanged, and errors and logs show it without the token, on one
//! line and shortened.

use axum::http::StatusCode;
use serde_json::{Value, json};
use zoho_time::lenient::Collector;
use zoho_time::models::ListProjectsQuery;
use zoho_time::{CallOptions, Client, Error};

use crate::values::answers::Server;

fn page(project: &Value) -> String {
    json!({
        "code": 0,
        "message": "success",
        "projects": [project],
        "page_context": { "page": 1, "has_more_page": false },
    })
    .to_string()
}

async fn list(zoho: &Client) -> Result<Value, Error> {
    let page = zoho
        .projects()
        .list(ListProjectsQuery::new())
        .page(1)
        .await?;
    Ok(serde_json::to_value(&page.items[0]).unwrap())
}

/// The same JSON with each character of a text as an escape.
fn escaped(json: &str, text: &str) -> String {
    let escapes: String = text
        .chars()
        .map(|c| format!("\\u{:04x}", u32::from(c)))
        .collect();
    json.replace(text, &escapes)
}

#[tokio::test]
async fn what_calls_return_is_what_the_server_sent() {
    let server = Server::start().await;
    let mut returned = 0;
    for token in [
        "any",
        "a",
        "1000.token",
        "0",
        "success",
        "project_name",
        "\"",
        "/",
    ] {
        let name = format!("Any Company {token} & Company{token}");
        let project = json!({
            "project_id": "460000000044001",
            "project_name": name,
            "description": format!("{token}\n<b>{token}</b>\u{1b}[2J\u{202e}"),
            "customer_name": "Company",
            "cf_unknown": { "any": [token, "company"] },
        });
        let body = page(&project);
        let bodies = [
            escaped(&body, "Company"),
            format!("\u{feff}{body}"),
            body.clone(),
        ];
        let zoho = server.client_with(token);
        let (dropped, extra) = (Collector::new(), Collector::new());
        let options = |options: CallOptions| options.lenient(&dropped).extra(&extra);
        let lenient = zoho.with(options);
        for body in bodies {
            server.say(&body);
            for zoho in [&zoho, &lenient] {
                let read = list(zoho).await.unwrap();
                for field in ["project_id", "project_name", "description", "customer_name"] {
                    assert_eq!(read[field], project[field], "{token:?}");
                    returned += 1;
                }
            }
            assert_eq!(dropped.len(), 0);
            let fields = extra.take();
            assert_eq!(fields.len(), 1, "{fields:?}");
            assert_eq!(fields[0].value, project["cf_unknown"], "{token:?}");
            returned += 1;
        }
    }
    println!("{returned} values that hold the token: returned unchanged");
}

#[tokio::test]
async fn errors_show_text_of_the_server_without_the_token_on_one_line_and_shortened() {
    const TOKEN: &str = "1000.c0ffee.decade";
    let server = Server::start().await;
    let zoho = server.client_with(TOKEN);
    let dropped = Collector::new();
    let lenient = zoho.with(|options| options.lenient(&dropped));
    let long = "x".repeat(5 << 20);
    let mut shown = 0;
    for text in [
        format!("you sent {TOKEN}"),
        format!("\u{1b}[31m\u{7}\r\n\u{202e}{TOKEN}\u{200b}\u{2028}"),
        format!("{} {TOKEN}", "y".repeat(490)),
        long,
    ] {
        let error = |code: i64| json!({ "code": code, "message": text }).to_string();
        let field = page(&json!({ "project_id": "1", "total_hours": text }));
        let id = page(&json!({ "project_id": text }));
        let shape = page(&json!([text]));
        let name = page(&json!({ text.as_str(): 1 }));
        let html = format!("<html>{text}</html>");
        for (status, body) in [
            (400, error(4)),
            (401, error(57)),
            (404, error(1002)),
            (429, error(43)),
            (400, html.clone()),
            (200, error(1002)),
            (200, field.clone()),
            (200, id),
            (200, shape),
            (200, name),
            (200, html),
        ] {
            for body in [escaped(&body, TOKEN), body] {
                let status = StatusCode::from_u16(status).unwrap();
                server.say_with(status, &body);
                for zoho in [&zoho, &lenient] {
                    let outcome = list(zoho).await;
                    let Err(error) = outcome else {
                        continue;
                    };
                    for text in [error.to_string(), format!("{error:?}")] {
                        check(&text, TOKEN);
                        shown += 1;
                    }
                }
                for field in dropped.take() {
                    for text in [field.to_string(), format!("{field:?}")] {
                        check(&text, TOKEN);
                        shown += 1;
                    }
                }
            }
        }
    }
    println!("{shown} texts of errors: without the token, on one line, shortened");
    assert!(shown > 250, "{shown}");
}

fn check(text: &str, token: &str) {
    assert!(
        text.chars().count() < 2000,
        "{} characters",
        text.chars().count()
    );
    assert!(!text.contains(token), "{text}");
    assert!(!text.contains("1000.c0"), "{text}");
    let acts = |c: char| c.is_control() || matches!(c, '\u{202e}' | '\u{200b}' | '\u{2028}');
    assert!(!text.contains(acts), "{text:?}");
}
