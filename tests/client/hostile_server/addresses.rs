//! Addresses in every form: what is sent where, and what is refused before anything is sent.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::future::{BoxFuture, FutureExt as _};
use http::{Request, Response};
use zoho_time::auth::{OAuthApp, OAuthClient};
use zoho_time::transport::{HttpTransport, TransportError};
use zoho_time::{ClientBuilder, ConfigError, DataCenter, Error, Pacing, Product};

use crate::hostile_server::calls::{
    ACCESS_TOKEN, CLIENT_SECRET, DONE, Kind, client, with_refresh_token,
};
use crate::hostile_server::server::{Server, json, token};

/// Keeps the addresses of requests, and answers each with what it wants.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recording(Arc<Mutex<Vec<String>>>);

impl Recording {
    /// The addresses so far, without their queries.
    pub(crate) fn addresses(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl HttpTransport for Recording {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let address = request.uri().to_string();
        let address = address.split('?').next().unwrap().to_owned();
        self.0.lock().unwrap().push(address);
        async move { Ok(Response::new(Bytes::from(DONE))) }.boxed()
    }
}

#[tokio::test]
async fn the_path_of_an_address_is_a_prefix() {
    let mut cases = 0;
    for product in Product::ALL {
        for (base, accounts) in [
            ("", ""),
            ("/gw/zoho", "/sso"),
            ("/gw/zoho/", "/a//"),
            ("/gw", "/gw"),
        ] {
            let server = Server::start(|request| match request.is_for_a_token() {
                true => token("fresh-token"),
                false => json(200, DONE),
            })
            .await;
            let zoho = with_refresh_token()
                .product(product)
                .base_url(format!("{}{base}", server.url))
                .accounts_url(format!("{}{accounts}", server.url))
                .build()
                .unwrap();
            Kind::Get.send(&zoho).await.unwrap();
            Kind::Delete.send(&zoho).await.unwrap();
            zoho.sign_out().await.unwrap();
            let app = OAuthApp::at(
                &format!("{}{accounts}", server.url),
                OAuthClient {
                    client_id: "1000.CLIENT".to_owned(),
                    client_secret: "s".into(),
                },
            )
            .unwrap();
            app.revoke(&"token".into()).await.unwrap();
            let login = app.login("http://localhost/back", &zoho_time::auth::Scopes::new());
            let url = login.unwrap().url();
            let (base, accounts) = (base.trim_end_matches('/'), accounts.trim_end_matches('/'));
            assert!(
                url.starts_with(&format!("{}{accounts}/oauth/v2/auth?", server.url)),
                "{url}"
            );
            let path = product.base_path();
            let expected = [
                format!("{accounts}/oauth/v2/token"),
                format!("{base}{path}/projects"),
                format!("{base}{path}/projects/17"),
                format!("{accounts}/oauth/v2/token/revoke"),
                format!("{accounts}/oauth/v2/token/revoke"),
            ];
            let received = server.received();
            let paths: Vec<_> = received.iter().map(|request| request.path()).collect();
            assert_eq!(paths, expected);
            cases += 1;
        }
    }
    println!("addresses: {cases} pairs of prefixes kept in all requests");
}

/// A client that lacks nothing but its addresses.
fn both() -> [ClientBuilder; 2] {
    [client().access_token(ACCESS_TOKEN), with_refresh_token()]
}

#[test]
fn addresses_that_lead_elsewhere_are_refused_before_anything_is_sent() {
    let refused = [
        ("https://h.example/#f", "neither a query nor a fragment"),
        ("https://h.example/?q", "neither a query nor a fragment"),
        ("https://h.example/a?", "neither a query nor a fragment"),
        ("http://h.example", "allow http explicitly"),
        ("http://10.0.0.1:8080", "allow http explicitly"),
        ("http://localhost.example", "allow http explicitly"),
        ("http://127.0.0.1.example", "allow http explicitly"),
        ("ftp://h.example", "http:// or https://"),
        ("h.example", "relative URL"),
        ("", "relative URL"),
        ("https://ada:password@h.example", "no user name"),
    ];
    let mut cases = 0;
    for (address, reason) in refused {
        for client in both() {
            let error = client
                .base_url(address)
                .accounts_url("https://accounts.zoho.eu");
            let error = error.build().unwrap_err();
            assert!(error.to_string().contains(reason), "{address}: {error}");
            cases += 1;
        }
        for client in both() {
            let error = client.accounts_url(address).build().unwrap_err();
            assert!(error.to_string().contains(reason), "{address}: {error}");
            cases += 1;
        }
        let error = OAuthApp::at(
            address,
            OAuthClient {
                client_id: "1000.CLIENT".to_owned(),
                client_secret: CLIENT_SECRET.into(),
            },
        )
        .unwrap_err();
        assert!(error.to_string().contains(reason), "{address}: {error}");
        cases += 1;
    }
    for address in ["http://sandbox:8080", "http://10.0.0.1"] {
        for client in both() {
            let client = client.base_url(address).accounts_url(address);
            client.allow_http(true).build().unwrap();
        }
        OAuthApp::at_allowing_http(
            address,
            OAuthClient {
                client_id: "1000.CLIENT".to_owned(),
                client_secret: CLIENT_SECRET.into(),
            },
        )
        .unwrap();
    }
    for host in ["https://h.example", "h.example/path", "a b", ""] {
        let error = with_refresh_token()
            .allow_api_host(host)
            .build()
            .unwrap_err();
        assert!(
            matches!(error, ConfigError::InvalidAddress { .. }),
            "{error}"
        );
        cases += 1;
    }
    println!("addresses: {cases} refused by `build`");
}

/// Where a token request and a call go with these settings.
async fn destinations(client: ClientBuilder) -> Result<[String; 2], ConfigError> {
    let transport = Recording::default();
    let zoho = client.with_transport(transport.clone()).build()?;
    Kind::Get.send(&zoho).await.unwrap();
    let addresses = transport.addresses();
    Ok(addresses.try_into().unwrap())
}

#[tokio::test]
async fn the_client_secret_goes_to_the_operator_of_the_api() {
    let europe = || with_refresh_token().data_center(DataCenter::Europe);
    for (client, accounts, api) in [
        (
            europe(),
            "https://accounts.zoho.eu",
            "https://www.zohoapis.eu",
        ),
        (
            europe().base_url("http://127.0.0.1:8080"),
            "http://127.0.0.1:8080",
            "http://127.0.0.1:8080",
        ),
        (
            europe().base_url("https://localhost:8080/zoho"),
            "https://localhost:8080/zoho",
            "https://localhost:8080/zoho",
        ),
        (
            europe().base_url("https://www.zohoapis.in"),
            "https://accounts.zoho.in",
            "https://www.zohoapis.in",
        ),
        (
            europe().accounts_url("https://accounts.zoho.jp"),
            "https://accounts.zoho.jp",
            "https://www.zohoapis.jp",
        ),
        (
            europe().accounts_url("http://127.0.0.1:8080/sso"),
            "http://127.0.0.1:8080/sso",
            "http://127.0.0.1:8080",
        ),
        (
            europe().accounts_url("https://sso.example"),
            "https://sso.example",
            "https://sso.example",
        ),
        (
            europe()
                .base_url("https://gateway.example/zoho")
                .accounts_url("https://accounts.zoho.eu"),
            "https://accounts.zoho.eu",
            "https://gateway.example/zoho",
        ),
    ] {
        let expected = [
            format!("{accounts}/oauth/v2/token"),
            format!("{api}/books/v3/projects"),
        ];
        assert_eq!(destinations(client).await.unwrap(), expected);
    }
    let mut refused = 0;
    for base in [
        "https://gateway.example/zoho",
        "https://10.0.0.1",
        "https://www.zohoapis.eu.example",
    ] {
        let error = destinations(europe().base_url(base)).await.unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains(base) && text.contains("accounts_url"),
            "{text}"
        );
        refused += 1;
        // A token of the caller's own needs no accounts server.
        let fixed = client().access_token(ACCESS_TOKEN).base_url(base);
        fixed.build().unwrap();
    }
    println!(
        "addresses: 8 settings lead token request and call to one operator, {refused} without an accounts \
         server refused"
    );
}

/// How many of 150 calls at once are sent, if none waits for the limits.
async fn sent(client: ClientBuilder) -> usize {
    let zoho = client
        .access_token(ACCESS_TOKEN)
        .options(|options| options.wait_for_limits(false))
        .with_transport(Recording::default())
        .build()
        .unwrap();
    let mut sent = 0;
    for _ in 0..150 {
        match Kind::Get.send(&zoho).await {
            Ok(()) => sent += 1,
            Err(error) => assert!(matches!(error, Error::RateLimited(_)), "{error}"),
        }
    }
    sent
}

#[tokio::test]
async fn only_requests_to_this_machine_are_not_paced() {
    let gateway = || client().base_url("https://gateway.example");
    for (client, expected) in [
        (client(), 100),
        (gateway(), 100),
        (
            client().base_url("http://sandbox:8080").allow_http(true),
            100,
        ),
        (client().base_url("http://127.0.0.1:8080"), 150),
        (client().base_url("http://localhost:8080/zoho"), 150),
        (client().base_url("https://[::1]"), 150),
        (gateway().pacing(Pacing::off()), 150),
        (
            client()
                .base_url("http://127.0.0.1")
                .pacing(Pacing::default()),
            100,
        ),
    ] {
        let shown = format!("{client:?}");
        assert_eq!(sent(client).await, expected, "{shown}");
    }
    println!("addresses: of 150 calls at once, 100 go to a gateway and 150 to this machine");
}
