//! Web pages of other sites are rejected.

use reqwest::{Method, StatusCode};
use zoho_time_sandbox::Sandbox;

/// A method, a path and headers.
type Attempt<'a> = (Method, &'a str, &'a [(&'a str, &'a str)]);

async fn status(
    sandbox: &Sandbox,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> StatusCode {
    let mut request =
        reqwest::Client::new().request(method, format!("{}{path}", sandbox.base_url()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request
        .header("Content-Type", "application/json")
        .body("{}");
    answer.send().await.unwrap().status()
}

#[tokio::test]
async fn requests_of_foreign_pages_are_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let own = sandbox.base_url().to_owned();
    let other_port = "http://127.0.0.1:1";
    let refused: [Attempt<'_>; 8] = [
        (Method::GET, "/", &[("Host", "evil.example")]),
        (
            Method::GET,
            "/_sandbox/data",
            &[("Host", "evil.example:80")],
        ),
        (
            Method::GET,
            "/_sandbox/data",
            &[("Origin", "https://evil.example")],
        ),
        (Method::GET, "/_sandbox/clock", &[("Origin", other_port)]),
        (Method::GET, "/_sandbox/nothing", &[("Origin", "null")]),
        (Method::PUT, "/_sandbox/clock", &[("Origin", "null")]),
        (
            Method::POST,
            "/_sandbox/tokens",
            &[("Origin", "https://evil.example")],
        ),
        (
            Method::POST,
            "/_sandbox/tokens",
            &[("Sec-Fetch-Site", "cross-site")],
        ),
    ];
    for (method, path, headers) in refused {
        let answer = status(&sandbox, method.clone(), path, headers).await;
        assert_eq!(answer, StatusCode::FORBIDDEN, "{method} {path} {headers:?}");
    }
    let own_origin = [("Origin", own.as_str()), ("Sec-Fetch-Site", "same-origin")];
    let allowed: [Attempt<'_>; 6] = [
        (Method::GET, "/", &[]),
        (
            Method::GET,
            "/",
            &[("Host", "localhost:8080"), ("Sec-Fetch-Site", "cross-site")],
        ),
        (Method::PUT, "/_sandbox/clock", &[]),
        (Method::PUT, "/_sandbox/clock", &own_origin),
        (Method::GET, "/_sandbox/data", &own_origin),
        (Method::GET, "/_sandbox/data", &[("Host", "[::1]:8080")]),
    ];
    for (method, path, headers) in allowed {
        let answer = status(&sandbox, method.clone(), path, headers).await;
        assert_eq!(answer, StatusCode::OK, "{method} {path} {headers:?}");
    }
    // The tokens of the API are public, so it is guarded as well.
    let answer = status(
        &sandbox,
        Method::GET,
        "/books/v3/projects",
        &[("Origin", "https://evil.example")],
    )
    .await;
    assert_eq!(answer, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_page_has_a_strict_policy_and_all_its_files() {
    let sandbox = Sandbox::start().await.unwrap();
    let page = reqwest::get(sandbox.base_url()).await.unwrap();
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let page = page.text().await.unwrap();
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("onclick"));
    let files: Vec<&str> = page
        .split('"')
        .filter(|part| part.starts_with("_sandbox/page/"))
        .collect();
    assert!(files.len() > 6);
    for file in files {
        let answer = reqwest::get(format!("{}/{file}", sandbox.base_url()))
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{file}");
    }
    let missing = format!("{}/_sandbox/page/nothing.js", sandbox.base_url());
    assert_eq!(
        reqwest::get(missing).await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
}
