//! Accepted requests: programs, the sandbox's own page, allowed names and allowed browser apps.

use serde_json::Value;
use zoho_time_sandbox::{Sandbox, StartError};

use crate::origin_guard::targets;
use crate::origin_guard::wire::{Header, Request, Response};

const JSON: Header<'static> = ("Content-Type", "application/json");
const FORM: Header<'static> = ("Content-Type", "application/x-www-form-urlencoded");

async fn send(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    headers: &[Header<'_>],
    body: &str,
) -> Response {
    let request = Request {
        method,
        path,
        version: "HTTP/1.1",
        headers: headers.to_vec(),
        body,
    };
    request.send(sandbox.address()).await
}

#[tokio::test]
async fn programs_and_the_own_page_reach_every_route() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.save_snapshot("kept").await.unwrap();
    let own = sandbox.address().to_string();
    let origin = sandbox.base_url().to_owned();
    let token = format!("Zoho-oauthtoken {}", sandbox.demo().access_token);
    let port = sandbox.address().port();
    let (named, named_origin) = (
        format!("localhost:{port}"),
        format!("http://localhost:{port}"),
    );
    let callers = [
        vec![("Host", &*own)],
        vec![("Host", &*named)],
        vec![
            ("Host", &*own),
            ("Origin", &*origin),
            ("Sec-Fetch-Site", "same-origin"),
        ],
        vec![("Host", &*named), ("Origin", &*named_origin)],
    ];
    let (mut sent, mut refused) = (0, Vec::new());
    for caller in &callers {
        for target in targets::all(&sandbox) {
            let mut headers = caller.clone();
            headers.push(("Authorization", &token));
            headers.push(("Content-Type", target.content_type));
            let (method, path) = (&*target.method, &*target.path);
            if path.starts_with("/_sandbox/faults") && method == "POST" {
                // An armed fault would spoil the responses that are looked at here.
                continue;
            }
            let response = send(&sandbox, method, path, &headers, &target.body).await;
            sent += 1;
            // Only the guard responds with 403 here; a response to HEAD has no body to check.
            let is_denied =
                response.status == 403 || (method != "HEAD" && response.is_denial(method));
            if is_denied || response.status >= 500 {
                refused.push(format!("{method} {path} {caller:?}: {response:?}"));
            }
        }
    }
    println!(
        "{} callers, {sent} requests: {} refused",
        callers.len(),
        refused.len()
    );
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    sandbox.stop().await;
}

#[tokio::test]
async fn every_address_has_the_name_that_the_client_used() {
    let sandbox = Sandbox::builder()
        .allow_host("Zoho-Sandbox")
        .start()
        .await
        .unwrap();
    let demo = sandbox.demo();
    let refresh = format!(
        "grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={}",
        demo.client_id, demo.client_secret, demo.refresh_token
    );
    for host in [
        "zoho-sandbox:8080",
        "localhost:1234",
        "[::1]:80",
        "192.168.1.7",
    ] {
        let url = format!("http://{host}");
        let to = ("Host", host);
        let tokens = send(&sandbox, "POST", "/oauth/v2/token", &[to, FORM], &refresh).await;
        assert_eq!(tokens.json()["api_domain"], *url);
        let demo = send(&sandbox, "GET", "/_sandbox/demo", &[to], "")
            .await
            .json();
        assert_eq!(
            (&demo["base_url"], &demo["accounts_url"]),
            (&url.clone().into(), &url.clone().into())
        );
        let info = send(&sandbox, "GET", "/oauth/serverinfo", &[to], "").await;
        assert_eq!(info.json()["locations"]["eu"], *url);
        let archive = send(&sandbox, "GET", "/_sandbox/log.har", &[to], "").await;
        let entry = &archive.json()["log"]["entries"][0]["request"]["url"];
        assert!(entry.as_str().unwrap().starts_with(&url), "{entry}");

        let started = send(&sandbox, "POST", "/_sandbox/instances", &[to, JSON], "{}").await;
        let instance = &started.json()["instance"];
        let (name, _) = host
            .rsplit_once(':')
            .filter(|(_, port)| port.parse::<u16>().is_ok())
            .unwrap_or((host, ""));
        let base = instance["base_url"].as_str().unwrap().to_owned();
        assert!(base.starts_with(&format!("http://{name}:")), "{base}");
        assert_eq!(instance["books_url"], format!("{base}/books/v3"));
        // An instance allows the names that its parent allows.
        let port: u16 = base.rsplit(':').next().unwrap().parse().unwrap();
        let request = Request {
            method: "GET",
            path: "/_sandbox/demo",
            version: "HTTP/1.1",
            headers: vec![to],
            body: "",
        };
        let response = request.send((sandbox.address().ip(), port).into()).await;
        assert_eq!(response.status, 200, "{response:?}");
    }
    let unknown = [("Host", "other-name:8080")];
    let response = send(&sandbox, "GET", "/_sandbox/demo", &unknown, "").await;
    assert_eq!(response.status, 403);
    assert!(response.body.contains("other-name:8080") && response.body.contains("--host"));
}

#[tokio::test]
async fn an_allowed_browser_app_gets_in() {
    const APP: &str = "http://localhost:5173";
    let sandbox = Sandbox::builder().allow_origin(APP).start().await.unwrap();
    let own = sandbox.address().to_string();
    let from_app = [
        ("Host", &*own),
        ("Origin", APP),
        ("Sec-Fetch-Site", "same-site"),
        ("Sec-Fetch-Mode", "cors"),
    ];
    let demo = sandbox.demo();
    let path = format!(
        "/books/v3/projects?organization_id={}",
        demo.organization_id
    );
    let mut preflight = from_app.to_vec();
    preflight.push(("Access-Control-Request-Method", "PUT"));
    preflight.push((
        "Access-Control-Request-Headers",
        "authorization,content-type",
    ));
    let response = send(&sandbox, "OPTIONS", &path, &preflight, "").await;
    assert_eq!(response.status, 200, "{response:?}");
    assert_eq!(response.header("access-control-allow-origin"), Some(APP));
    let allowed = response.header("access-control-allow-headers").unwrap();
    assert_eq!(allowed, "authorization,content-type");
    let methods = response.header("access-control-allow-methods").unwrap();
    assert!(
        methods.contains("PUT") && methods.contains("DELETE"),
        "{methods}"
    );
    // A preflight request is between browser and server, and does not count as a call.
    assert_eq!(sandbox.log().last(), 0);

    let token = format!("Zoho-oauthtoken {}", demo.access_token);
    let mut call = from_app.to_vec();
    call.push(("Authorization", &token));
    for (path, status) in [(path.as_str(), 200), ("/books/v3/nothing", 404)] {
        let response = send(&sandbox, "GET", path, &call, "").await;
        assert_eq!(response.status, status, "{response:?}");
        assert_eq!(response.header("access-control-allow-origin"), Some(APP));
        let exposed = response.header("access-control-expose-headers").unwrap();
        assert!(exposed.contains("x-rate-limit-remaining"), "{exposed}");
    }
    let refresh = format!(
        "grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={}",
        demo.client_id, demo.client_secret, demo.refresh_token
    );
    let mut form = from_app.to_vec();
    form.push(FORM);
    let response = send(&sandbox, "POST", "/oauth/v2/token", &form, &refresh).await;
    assert!(response.json()["access_token"].is_string());

    // No page but the sandbox's own consents for the user.
    let consent = "ticket=1&decision=accept";
    let response = send(&sandbox, "POST", "/oauth/v2/auth", &form, consent).await;
    assert_eq!(response.status, 403, "{response:?}");
    // Another origin gets neither in nor a header that would let it read the refusal.
    let other = [("Host", &*own), ("Origin", "http://localhost:5174")];
    let response = send(&sandbox, "GET", &path, &other, "").await;
    assert_eq!(response.status, 403);
    assert_eq!(response.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn without_allowed_origins_no_response_is_labelled() {
    let sandbox = Sandbox::start().await.unwrap();
    let own = sandbox.address().to_string();
    let origin = sandbox.base_url().to_owned();
    let headers = [("Host", &*own), ("Origin", &*origin)];
    let response = send(&sandbox, "GET", "/_sandbox/demo", &headers, "").await;
    assert_eq!(response.status, 200);
    assert_eq!(response.header("access-control-allow-origin"), None);
    assert!(matches!(response.json(), Value::Object(_)));
}

#[tokio::test]
async fn malformed_allowances_keep_a_sandbox_from_starting() {
    for name in ["", "*", "zoho-sandbox:8080", "http://zoho-sandbox"] {
        let error = Sandbox::builder()
            .allow_host(name)
            .start()
            .await
            .unwrap_err();
        assert!(matches!(error, StartError::HostName(_)), "{name}: {error}");
    }
    for origin in ["", "*", "null", "app.example", "https://app.example/path"] {
        let error = Sandbox::builder()
            .allow_origin(origin)
            .start()
            .await
            .unwrap_err();
        assert!(
            matches!(error, StartError::WebOrigin(_)),
            "{origin}: {error}"
        );
    }
}
