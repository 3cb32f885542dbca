//! The sandbox behind the real hosts.

use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use zoho_time_sandbox::{Consent, Sandbox};

use super::client;

async fn start(folder: &TempDir) -> Sandbox {
    let builder = Sandbox::builder().intercept(folder.path());
    builder.start().await.unwrap()
}

fn browser(sandbox: &Sandbox) -> reqwest::Client {
    client(sandbox.interceptor().unwrap())
}

/// A token request of a program.
fn refresh(sandbox: &Sandbox) -> Vec<(&'static str, String)> {
    let demo = sandbox.demo();
    vec![
        ("grant_type", "refresh_token".into()),
        ("client_id", demo.client_id.clone()),
        ("client_secret", demo.client_secret.clone()),
        ("refresh_token", demo.refresh_token.clone()),
    ]
}

#[tokio::test]
async fn there_is_none_unless_asked_for() {
    let sandbox = Sandbox::start().await.unwrap();
    assert!(sandbox.interceptor().is_none());
    let url = format!("{}/_sandbox/demo", sandbox.base_url());
    let demo: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    assert_eq!(demo["interceptor"], Value::Null);
    assert_eq!(demo["base_url"], sandbox.base_url());
    let organization = sandbox.demo().organization_id.as_str();
    assert_eq!(demo["organization_id"], organization);
}

#[tokio::test]
async fn a_token_names_the_api_of_the_data_centre_that_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(&folder).await;
    let direct = sandbox.base_url().to_owned();
    for (accounts, api) in [
        ("https://accounts.zoho.com", "https://www.zohoapis.com"),
        ("https://accounts.zoho.eu", "https://www.zohoapis.eu"),
        ("https://accounts.zohocloud.ca", "https://www.zohoapis.ca"),
        (&direct, &direct),
    ] {
        let url = format!("{accounts}/oauth/v2/token");
        let client = if accounts == direct {
            reqwest::Client::new()
        } else {
            browser(&sandbox)
        };
        let answer = client.post(url).form(&refresh(&sandbox)).send().await;
        let answer: Value = answer.unwrap().json().await.unwrap();
        assert_eq!(answer["api_domain"], api);

        let organization = sandbox.demo().organization_id.as_str();
        let list = client
            .get(format!("{api}/books/v3/projects"))
            .query(&[("organization_id", organization)])
            .bearer_auth(answer["access_token"].as_str().unwrap());
        assert_eq!(list.send().await.unwrap().status(), 200, "{accounts}");
    }
}

#[tokio::test]
async fn the_redirect_names_the_accounts_server() {
    let folder = tempfile::tempdir().unwrap();
    let builder = Sandbox::builder().intercept(folder.path());
    let sandbox = builder.consent(Consent::Immediate).start().await.unwrap();
    let interceptor = sandbox.interceptor().unwrap();
    let demo = sandbox.demo();
    let request = format!(
        "GET /oauth/v2/auth?response_type=code&client_id={}&scope=ZohoBooks.projects.ALL\
         &redirect_uri={} HTTP/1.1\r\nHost: accounts.zoho.in\r\nConnection: close\r\n\r\n",
        demo.client_id, demo.redirect_uri
    );
    let answer = super::tunnel::inside(interceptor, "accounts.zoho.in", &request).await;
    assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    let server = "accounts-server=https%3A%2F%2Faccounts.zoho.in";
    assert!(answer.contains(server), "{answer}");
}

#[tokio::test]
async fn the_controls_are_not_at_the_real_hosts() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(&folder).await;
    for host in ["www.zohoapis.com", "accounts.zoho.com", "books.zoho.com"] {
        for path in ["_sandbox/health", "_sandbox/demo", "api/v3/_sandbox/health"] {
            let url = format!("https://{host}/{path}");
            let answer = browser(&sandbox).get(&url).send().await.unwrap();
            assert_eq!(answer.status(), 404, "{url}");
            let body: Value = answer.json().await.unwrap();
            assert_eq!(body, json!({ "code": 5, "message": "Invalid URL Passed" }));
        }
    }
    let url = format!("{}/_sandbox/health", sandbox.base_url());
    assert_eq!(reqwest::get(url).await.unwrap().status(), 200);
}

#[tokio::test]
async fn it_ends_with_the_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(&folder).await;
    let address = sandbox.interceptor().unwrap().address();
    let url = "https://www.zohoapis.com/books/v3/projects";
    let answer = browser(&sandbox).get(url).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    // Well before a request that hangs would be broken off.
    let stop = tokio::time::timeout(Duration::from_secs(4), sandbox.stop());
    stop.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_taken_port_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(&folder).await;
    let port = first.interceptor().unwrap().address().port();
    let second = Sandbox::builder()
        .intercept(folder.path())
        .intercept_port(port);
    let error = second.start().await.unwrap_err().to_string();
    assert!(error.contains(&port.to_string()), "{error}");
    assert!(error.contains("pick another port"), "{error}");
}
