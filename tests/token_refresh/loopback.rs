//! A program on the user's own machine that waits for the browser.

use zoho_time::Product;
use zoho_time::auth::{ExposeSecret, LoginError, Loopback, OAuthApp, Scopes};
use zoho_time_tests::accounts::Accounts;

/// Listens at a port that the system gives to nobody by itself, so that the other tests do not take it.
async fn listen() -> (Loopback, String) {
    for port in 20_000..30_000 {
        let redirect_uri = format!("http://localhost:{port}/callback");
        if let Ok(loopback) = Loopback::bind(&redirect_uri).await {
            return (loopback, redirect_uri);
        }
    }
    panic!("no port is free")
}

#[tokio::test]
async fn a_program_on_the_users_machine_waits_for_the_browser() {
    let accounts = Accounts::start().await;
    let (loopback, redirect_uri) = listen().await;
    let origin = redirect_uri.strip_suffix("/callback").unwrap();
    let port = origin.rsplit(':').next().unwrap().parse().unwrap();
    let client = accounts.sandbox.add_client("Local", &[&redirect_uri]).await;
    let client = client.unwrap();
    let app = OAuthApp::at(
        accounts.sandbox.accounts_url(),
        client.client_id,
        client.client_secret,
    );
    let app = app.unwrap();
    let login = app
        .login(&redirect_uri, &Scopes::all(Product::Books))
        .unwrap();
    let url = login.url();
    let waiting = tokio::spawn(async move { loopback.wait(&login).await });
    // What browsers, and others, do besides.
    let _silent = tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .unwrap();
    let mut turned_away = 0;
    for (path, status) in [
        ("favicon.ico", 404),
        ("", 404),
        ("callback", 400),
        ("callback?code=1000.x", 400),
        ("callback?code=1000.x&state=forged", 400),
        ("callback?error=access_denied", 400),
    ] {
        let answer = reqwest::get(format!("{origin}/{path}")).await;
        assert_eq!(answer.unwrap().status(), status, "{path}");
        turned_away += 1;
    }
    assert!(!waiting.is_finished());
    let page = reqwest::get(url).await.unwrap().text().await.unwrap();
    assert!(page.contains("You are signed in"), "{page}");
    let sign_in = waiting.await.unwrap().unwrap();
    let token = sign_in.access_token().expose_secret();
    assert_eq!(accounts.list_with(token).await, "200");
    println!("loopback: signed in after {turned_away} others were turned away");

    // A refusal is told.
    let (loopback, redirect_uri) = listen().await;
    let login = app
        .login(&redirect_uri, &Scopes::all(Product::Books))
        .unwrap();
    let url = reqwest::Url::parse(&login.url()).unwrap();
    let state = url
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1;
    let denied = format!("{redirect_uri}?error=access_denied&state={state}");
    let (outcome, page) = tokio::join!(loopback.wait(&login), reqwest::get(denied));
    assert!(
        page.unwrap()
            .text()
            .await
            .unwrap()
            .contains("not signed in")
    );
    let error = outcome.unwrap_err();
    assert!(matches!(error, LoginError::Denied { .. }), "{error}");
}

#[tokio::test]
async fn only_a_loopback_address_is_listened_at() {
    for uri in [
        "https://localhost:8000/callback",
        "http://0.0.0.0:8000/callback",
        "http://192.168.1.1:8000/callback",
        "http://localhost.example:8000/callback",
        "http://app.example/callback",
        "callback",
    ] {
        let error = Loopback::bind(uri).await.unwrap_err();
        assert!(
            matches!(error, LoginError::InvalidAddress { .. }),
            "{uri}: {error}"
        );
    }
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    // Of the two that are `localhost`, one is enough for somebody else to get the code.
    for host in ["127.0.0.1", "localhost"] {
        let error = Loopback::bind(&format!("http://{host}:{port}/callback")).await;
        let error = error.unwrap_err();
        assert!(matches!(error, LoginError::Listen(_)), "{error}");
    }
}
