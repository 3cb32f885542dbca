//! Every host, and where its paths lead.

use zoho_time_sandbox::intercept::Host;

use super::Fixture;
use super::tunnel::inside;

const API: [&str; 10] = [
    "www.zohoapis.com",
    "www.zohoapis.eu",
    "www.zohoapis.in",
    "www.zohoapis.com.au",
    "www.zohoapis.jp",
    "www.zohoapis.ca",
    "www.zohoapis.com.cn",
    "www.zohoapis.sa",
    "www.zohoapis.uk",
    "www.zohoapis.ae",
];

const ZONES: [&str; 10] = [
    "zoho.com",
    "zoho.eu",
    "zoho.in",
    "zoho.com.au",
    "zoho.jp",
    "zohocloud.ca",
    "zoho.com.cn",
    "zoho.sa",
    "zoho.uk",
    "zoho.ae",
];

/// First label, a path there, and the same path in the sandbox.
const PATHS: [(&str, &str, &str); 5] = [
    ("accounts", "/oauth/v2/token?a=b", "/oauth/v2/token?a=b"),
    (
        "books",
        "/api/v3/projects?page=2",
        "/books/v3/projects?page=2",
    ),
    ("invoice", "/api/v3/projects/1", "/invoice/v3/projects/1"),
    ("subscriptions", "/api/v1/tasks", "/billing/v1/tasks"),
    ("billing", "/api/v1", "/billing/v1"),
];

#[tokio::test]
async fn every_host_is_answered_for() {
    let fixture = Fixture::new().await;
    let client = fixture.client();
    let mut asked = 0;
    for (api, zone) in API.into_iter().zip(ZONES) {
        let www = (api.to_owned(), "/books/v3/users", "/books/v3/users");
        let others = PATHS.map(|(label, path, there)| (format!("{label}.{zone}"), path, there));
        for (host, path, there) in others.into_iter().chain([www]) {
            let answer = client
                .get(format!("https://{host}{path}"))
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), 200, "{host}");
            let echo: serde_json::Value = answer.json().await.unwrap();
            assert_eq!(echo["host"], host);
            assert_eq!(echo["origin"], format!("https://{host}"));
            assert_eq!(echo["api_domain"], format!("https://{api}"));
            let accounts = format!("https://accounts.{zone}");
            assert_eq!(echo["accounts_server"], accounts);
            assert_eq!(echo["target"], there, "{host}");
            asked += 1;
        }
    }
    assert_eq!(asked, 60);
    assert_eq!(Host::all().count(), asked);
}

#[test]
fn names_are_the_same_in_any_case() {
    let host = Host::named("WWW.ZohoAPIs.Com.Au").unwrap();
    assert_eq!(host.to_string(), "www.zohoapis.com.au");
}

#[test]
fn similar_names_are_not_known() {
    for name in [
        "",
        ".",
        "www",
        "zohoapis.com",
        "www.zohoapis.com.",
        "www.zohoapis.com.evil.example",
        "evil.www.zohoapis.com",
        "wwwzohoapis.com",
        "www.zoho.com",
        "accounts.zohoapis.com",
        "accounts.zoho.ca",
        "books.zoho.ca",
        "www.zohocloud.ca",
        "mail.zoho.com",
        "www.zohoapis.xyz",
        "localhost",
        "127.0.0.1",
    ] {
        assert_eq!(Host::named(name), None, "{name}");
    }
}

#[tokio::test]
async fn a_host_has_what_it_is_for_and_nothing_else() {
    let fixture = Fixture::new().await;
    for url in [
        "https://books.zoho.com/",
        "https://books.zoho.com/books/v3/projects",
        "https://books.zoho.com/api/v1/projects",
        "https://books.zoho.com/api/v30/projects",
        "https://books.zoho.com/oauth/v2/token",
        "https://billing.zoho.eu/api/v3/projects",
        "https://invoice.zoho.eu/_sandbox/clock",
        "https://www.zohoapis.com/",
        "https://www.zohoapis.com/_sandbox/tokens",
        "https://www.zohoapis.com/oauth/v2/token",
        "https://www.zohoapis.com/api/v3/projects",
        "https://www.zohoapis.com/books/v30/projects",
        "https://www.zohoapis.com/%62ooks/v3/projects",
        "https://accounts.zoho.com/",
        "https://accounts.zoho.com/_sandbox/tokens",
        "https://accounts.zoho.com/books/v3/projects",
        "https://accounts.zoho.com/oauthx",
    ] {
        let answer = fixture.client().get(url).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{url}");
        let body: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(body["code"], 5, "{url}: {body}");
    }
}

#[tokio::test]
async fn dots_in_a_path_lead_nowhere() {
    let fixture = Fixture::new().await;
    // As a program sends it that does not resolve them itself.
    for path in ["/books/v3/../../_sandbox/tokens", "//_sandbox/tokens"] {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: www.zohoapis.com\r\nConnection: close\r\n\r\n");
        let answer = inside(&fixture.interceptor, "www.zohoapis.com", &request).await;
        let reached = answer.contains("\"target\":\"/_sandbox");
        assert!(!reached, "{answer}");
    }
}

#[tokio::test]
async fn escapes_and_bodies_arrive_unchanged() {
    let fixture = Fixture::new().await;
    let answer = fixture
        .client()
        .post("https://invoice.zoho.in/api/v3/projects/%2e%2Fx?q=%20a+b&q=%C3%A4")
        .body("JSONString={}")
        .send()
        .await
        .unwrap();
    let echo: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(echo["method"], "POST");
    assert_eq!(echo["body"], "JSONString={}");
    assert_eq!(
        echo["target"],
        "/invoice/v3/projects/%2e%2Fx?q=%20a+b&q=%C3%A4"
    );
}
