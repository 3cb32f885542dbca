//! The proxy that the environment names: it is used for servers elsewhere, and never for this machine.

use zoho_time::auth::{OAuthApp, OAuthClient};
use zoho_time::{CallOptions, ClientBuilder, RetryPolicy};

use crate::hostile_server::calls::{CLIENT_SECRET, DONE, Kind, signed_in_from};
use crate::hostile_server::server::{Server, json, token};
use zoho_time_tests::child;

#[tokio::test]
async fn no_proxy_is_asked_for_servers_on_this_machine() {
    let proxy = Server::start(|_| json(502, "{}")).await;
    let environment = [
        ("HTTP_PROXY", &*proxy.url),
        ("http_proxy", &proxy.url),
        ("HTTPS_PROXY", &proxy.url),
        ("https_proxy", &proxy.url),
        ("ALL_PROXY", &proxy.url),
        ("NO_PROXY", ""),
        ("no_proxy", ""),
    ];
    let printed = child::run(
        "hostile_server::proxies::calls_to_this_machine",
        &environment,
    )
    .await;
    let local: usize = child::lines(&printed, "local:")[0].parse().unwrap();
    assert_eq!(proxy.connections(), 0);
    println!(
        "addresses: {local} requests to this machine, 0 of them to the proxy of the environment"
    );

    // The proxy is one that would be used, and plain http to elsewhere is up to the environment as well.
    let elsewhere = "http://sandbox.invalid:8080";
    for (allow, refused) in [
        ("yes", "set it to 1 or 0"),
        ("0", "allow http explicitly"),
        ("", "allow http explicitly"),
        ("1", ""),
    ] {
        let mut environment = environment.to_vec();
        environment.extend([
            ("ZOHO_TIME_BASE_URL", elsewhere),
            ("ZOHO_TIME_ACCOUNTS_URL", elsewhere),
            ("ZOHO_TIME_ALLOW_HTTP", allow),
        ]);
        let printed =
            child::run("hostile_server::proxies::a_call_to_elsewhere", &environment).await;
        let reasons = child::lines(&printed, "refused:");
        if refused.is_empty() {
            assert!(reasons.is_empty(), "{reasons:?}");
        } else {
            assert!(reasons[0].contains(refused), "{reasons:?}");
            assert_eq!(proxy.connections(), 0);
        }
    }
    let received = proxy.received();
    let line = received.first().expect("nothing came to the proxy").line();
    assert!(
        line.starts_with("POST http://sandbox.invalid:8080/oauth"),
        "{line}"
    );
}

#[tokio::test]
#[ignore = "run by `no_proxy_is_asked_for_servers_on_this_machine` in an environment of its own"]
async fn calls_to_this_machine() {
    if !child::is_child() {
        return;
    }
    let mut requests = 0;
    for name in ["127.0.0.1", "localhost"] {
        let server = Server::start(|request| match request.is_for_a_token() {
            true => token("fresh-token"),
            false if request.line().starts_with("POST") => json(201, DONE),
            false => json(200, DONE),
        })
        .await;
        let url = server.url.replace("127.0.0.1", name);
        let zoho = Kind::Token.client(&url).build().unwrap();
        for kind in Kind::API {
            kind.send(&zoho).await.unwrap();
        }
        let app = OAuthApp::at(
            &url,
            OAuthClient {
                client_id: "1000.CLIENT".to_owned(),
                client_secret: CLIENT_SECRET.into(),
            },
        )
        .unwrap();
        // The response has no refresh token.
        app.exchange_grant_code("code").await.unwrap_err();
        let (tokens, calls) = server.counts();
        assert_eq!((tokens, calls), (2, 4));
        requests += tokens + calls;
    }
    println!("local: {requests}");
}

#[tokio::test]
#[ignore = "run by `no_proxy_is_asked_for_servers_on_this_machine` in an environment of its own"]
async fn a_call_to_elsewhere() {
    if !child::is_child() {
        return;
    }
    let options = |options: CallOptions| options.retry(RetryPolicy::never());
    let client = ClientBuilder::from_env().map(|builder| signed_in_from(builder).options(options));
    match client.and_then(ClientBuilder::build) {
        Ok(zoho) => drop(Kind::Get.send(&zoho).await.unwrap_err()),
        Err(error) => println!("refused: {error}"),
    }
}
