//! Parts of a call other than its operation: tokens, API errors, invalid responses.

use axum::Router;
use axum::http::{StatusCode, header};
use futures::future::join_all;
use tokio::net::TcpListener;
use zoho_time::auth::AuthError;
use zoho_time::chrono::TimeDelta;
use zoho_time::error::ErrorCode;
use zoho_time::models::ListProjectsQuery;
use zoho_time::{Client, ClientBuilder, ConfigError, Credentials, Error, Pacing, Product};
use zoho_time_sandbox::{Sandbox, WireStyle};
use zoho_time_tests::local::serve;
use zoho_time_tests::recorder::Recorder;
use zoho_time_tests::walk::{Fixture, client_of};

const TOKEN: &str = "1000.this-is-the-access-token";

/// A server that gives every request the same answer.
async fn server(status: StatusCode, content_type: &'static str, body: &'static str) -> String {
    let app = Router::new()
        .fallback(move || async move { (status, [(header::CONTENT_TYPE, content_type)], body) });
    let (url, _) = serve(app).await;
    url
}

fn client() -> ClientBuilder {
    Client::builder()
        .organization(10_234_695.into())
        .access_token(TOKEN)
}

async fn first_page(zoho: &Client) -> Result<usize, Error> {
    let page = zoho
        .projects()
        .list(ListProjectsQuery::new())
        .page(1)
        .await?;
    Ok(page.items.len())
}

async fn answered(status: u16, content_type: &'static str, body: &'static str) -> Error {
    let url = server(StatusCode::from_u16(status).unwrap(), content_type, body).await;
    first_page(&client().base_url(url).build().unwrap())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_dead_token_is_replaced_once_and_the_call_is_sent_again() {
    for product in Product::ALL {
        let fixture = Fixture::set(product, WireStyle::Documented).await;
        first_page(&fixture.zoho).await.unwrap();
        fixture.sandbox.clock().advance(TimeDelta::hours(2));
        first_page(&fixture.zoho).await.unwrap();
        let statuses: Vec<_> = fixture
            .recorder
            .exchanges()
            .iter()
            .map(|exchange| exchange.status.as_u16())
            .collect();
        assert_eq!(statuses, [200, 401, 200]);
    }
}

#[tokio::test]
async fn a_dead_token_without_a_successor_is_a_permission_error_that_names_the_scope() {
    let sandbox = Sandbox::start().await.unwrap();
    let demo = sandbox.demo();
    let zoho = Client::builder()
        .organization(demo.organization_id.clone())
        .access_token(demo.access_token.clone())
        .base_url(sandbox.base_url())
        .build()
        .unwrap();
    first_page(&zoho).await.unwrap();
    sandbox.clock().advance(TimeDelta::hours(2));
    let error = first_page(&zoho).await.unwrap_err();
    assert_eq!(error.known_code(), Some(ErrorCode::NotAuthorized));
    let Error::Permission(error) = error else {
        panic!("{error}")
    };
    assert_eq!(error.scope, Some("ZohoBooks.projects.READ"));
}

#[tokio::test]
async fn a_wrong_organization_is_an_error_of_its_own_and_costs_one_call_and_one_token() {
    for product in Product::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let accounts = Recorder::start(sandbox.accounts_url()).await;
        let api = Recorder::start(sandbox.base_url()).await;
        let zoho = client_of(sandbox.demo())
            .product(product)
            .organization(58_000_050.into())
            .base_url(api.url())
            .accounts_url(accounts.url())
            .build()
            .unwrap();
        let error = first_page(&zoho).await.unwrap_err();
        assert_eq!(error.known_code(), Some(ErrorCode::WrongOrganization));
        let text = error.to_string();
        assert!(
            text.contains("58000050") && !text.contains("scope"),
            "{text}"
        );
        let Error::Organization(error) = error else {
            panic!("{error}")
        };
        assert_eq!(
            (error.operation, error.status.as_u16()),
            ("list_projects", 400)
        );
        assert_eq!((api.exchanges().len(), accounts.exchanges().len()), (1, 1));
    }
}

#[tokio::test]
async fn a_sandbox_that_has_forgotten_its_tokens_costs_one_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let accounts = Recorder::start(sandbox.accounts_url()).await;
    let zoho = client_of(sandbox.demo())
        .base_url(sandbox.base_url())
        .accounts_url(accounts.url())
        .build()
        .unwrap();
    sandbox.save_snapshot("before").await.unwrap();
    first_page(&zoho).await.unwrap();
    sandbox.restore_snapshot("before").await.unwrap();
    first_page(&zoho).await.unwrap();
    let statuses: Vec<_> = sandbox
        .log()
        .exchanges()
        .iter()
        .filter(|exchange| exchange.operation().is_some())
        .map(|exchange| (exchange.status(), exchange.code()))
        .collect();
    assert_eq!(
        statuses,
        [
            (Some(200), Some(0)),
            (Some(401), Some(57)),
            (Some(200), Some(0))
        ]
    );
    assert_eq!(accounts.exchanges().len(), 2);
}

#[test]
fn blank_tokens_are_not_credentials() {
    for token in ["", " ", "\n"] {
        let error = client().access_token(token).build().unwrap_err();
        assert!(matches!(error, ConfigError::NoCredentials), "{error}");
        let error = client()
            .credentials(Credentials {
                client_id: "1000.CLIENT".to_owned(),
                client_secret: "secret".into(),
                refresh_token: token.into(),
            })
            .build()
            .unwrap_err();
        assert!(matches!(error, ConfigError::NoCredentials), "{error}");
    }
}

#[tokio::test]
async fn many_callers_share_one_token_request() {
    let sandbox = Sandbox::start().await.unwrap();
    let accounts = Recorder::start(sandbox.accounts_url()).await;
    let demo = sandbox.demo();
    let zoho = client_of(demo)
        .base_url(sandbox.base_url())
        .accounts_url(accounts.url())
        .build()
        .unwrap();
    let outcomes = join_all((0..32).map(|_| first_page(&zoho))).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(accounts.exchanges().len(), 1);
}

#[tokio::test]
async fn the_api_is_where_the_accounts_server_says() {
    let sandbox = Sandbox::start().await.unwrap();
    let demo = sandbox.demo();
    let zoho = client_of(demo)
        .product(Product::Invoice)
        .accounts_url(sandbox.accounts_url())
        .build()
        .unwrap();
    assert!(first_page(&zoho).await.unwrap() > 0);
}

#[tokio::test]
async fn a_refused_refresh_token_is_an_error_of_its_own() {
    let sandbox = Sandbox::start().await.unwrap();
    let demo = sandbox.demo();
    let zoho = Client::builder()
        .organization(demo.organization_id.clone())
        .credentials(Credentials {
            client_id: demo.client_id.clone(),
            client_secret: demo.client_secret.clone().into(),
            refresh_token: "1000.wrong".into(),
        })
        .base_url(sandbox.base_url())
        .accounts_url(sandbox.accounts_url())
        .build()
        .unwrap();
    let error = first_page(&zoho).await.unwrap_err();
    let Error::Auth { operation, source } = error else {
        panic!("{error}")
    };
    assert_eq!(operation, "list_projects");
    assert!(matches!(*source, AuthError::Refused { error, .. } if error == "invalid_code"));
}

#[tokio::test]
async fn a_field_of_unknown_form_is_named_with_its_place() {
    let body = r#"{"code":0,"message":"success","projects":[{"project_id":"1"},{"project_id":"2","total_hours":"soon"}]}"#;
    let error = answered(200, "application/json", body).await;
    let text = error.to_string();
    assert!(
        text.starts_with("list_projects: cannot decode the response: projects[1].total_hours: "),
        "{text}"
    );
    assert!(text.contains("soon"), "{text}");
}

#[tokio::test]
async fn a_code_in_a_success_is_an_error() {
    let error = answered(
        200,
        "application/json",
        r#"{"code":1002,"message":"Gone."}"#,
    )
    .await;
    assert!(error.is_not_found());
    assert_eq!(
        error.to_string(),
        "list_projects: HTTP 200, code 1002: Gone."
    );
    let whole = r#"{"code":1000,"message":"Internal error","projects":[]}"#;
    let error = answered(200, "application/json", whole).await;
    assert_eq!(error.known_code(), Some(ErrorCode::InternalError));
}

#[tokio::test]
async fn a_page_of_html_keeps_its_status() {
    let error = answered(502, "text/html", "<html>Bad gateway</html>").await;
    assert_eq!(error.status().unwrap().as_u16(), 502);
    assert!(error.to_string().contains("Bad gateway"), "{error}");
    let error = answered(200, "text/html", "<html>Maintenance</html>").await;
    assert!(matches!(error, Error::Decode(_)), "{error}");
}

#[tokio::test]
async fn a_refused_connection_names_the_server_and_not_the_query() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let zoho = client()
        .base_url(format!("http://{address}"))
        .build()
        .unwrap();
    let error = first_page(&zoho).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        format!("list_projects: http://{address} refused the connection; is the sandbox running?")
    );
}

#[tokio::test]
async fn no_secret_shows_in_debug_or_errors() {
    let builder = client().credentials(Credentials {
        client_id: "1000.CLIENT".to_owned(),
        client_secret: "the-client-secret".into(),
        refresh_token: "the-refresh-token".into(),
    });
    let mut shown = format!("{builder:?}");
    let sandbox = Sandbox::start().await.unwrap();
    let zoho = builder
        .base_url(sandbox.base_url())
        .accounts_url(sandbox.accounts_url())
        .build()
        .unwrap();
    shown += &format!("{zoho:?} {:?} {:?}", zoho.raw(), zoho.projects());
    let error = first_page(&zoho).await.unwrap_err();
    shown += &format!("{error:?} {error}");
    let refused = client().base_url(sandbox.base_url()).build().unwrap();
    shown += &format!("{refused:?} {:?}", refused.raw());
    let error = first_page(&refused).await.unwrap_err();
    shown += &format!("{error:?} {error}");
    for secret in [
        TOKEN,
        "the-client-secret",
        "the-refresh-token",
        "Zoho-oauthtoken",
    ] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[tokio::test]
async fn a_request_over_the_limit_is_not_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let recorder = Recorder::start(sandbox.base_url()).await;
    let demo = sandbox.demo();
    let zoho = Client::builder()
        .organization(demo.organization_id.clone())
        .access_token(demo.access_token.clone())
        .base_url(recorder.url())
        .pacing(Pacing::default().per_minute(2).wait(false))
        .build()
        .unwrap();
    first_page(&zoho).await.unwrap();
    first_page(&zoho.clone()).await.unwrap();
    let error = first_page(&zoho).await.unwrap_err();
    assert_eq!(error.known_code(), Some(ErrorCode::TooManyInAMinute));
    assert!(
        error
            .retry_after()
            .is_some_and(|wait| wait <= std::time::Duration::from_secs(61)),
        "{error}"
    );
    assert!(error.to_string().contains("not sent"), "{error}");
    assert!(!error.may_have_been_sent());
    assert_eq!(recorder.exchanges().len(), 2);
}

#[tokio::test]
async fn the_quota_is_that_of_the_last_response() {
    let app = Router::new().fallback(async || {
        let quota = [
            ("X-Rate-Limit-Limit", "2000"),
            ("X-Rate-Limit-Remaining", "1999"),
        ];
        (quota, r#"{"code":0,"message":"success","projects":[]}"#)
    });
    let (url, _) = serve(app).await;
    let zoho = client().base_url(url).build().unwrap();
    assert_eq!(zoho.quota(), None);
    first_page(&zoho).await.unwrap();
    let quota = zoho.quota().unwrap();
    assert_eq!(
        (quota.limit, quota.remaining, quota.resets_in),
        (Some(2000), 1999, None)
    );
}

#[test]
fn an_address_with_a_password_is_refused_without_showing_it() {
    for address in [
        "http://ada:the-password@127.0.0.1",
        "http://the-password@127.0.0.1",
    ] {
        for builder in [
            client().base_url(address),
            client()
                .credentials(Credentials {
                    client_id: "1000.CLIENT".to_owned(),
                    client_secret: "secret".into(),
                    refresh_token: "token".into(),
                })
                .accounts_url(address),
        ] {
            let error = builder.build().unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(shown.contains("no password"), "{shown}");
            assert!(!shown.contains("the-password"), "{shown}");
        }
    }
}
