//! A program on the user's own machine that waits for the browser.

use std::time::Duration;

use futures::future::join_all;
use reqwest::redirect::Policy;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use zoho_time::Product;
use zoho_time::auth::{
    ExposeSecret, Login, LoginError, Loopback, OAuthApp, OAuthClient, Scopes, SignIn,
};
use zoho_time_tests::accounts::Accounts;
use zoho_time_tests::token_gate::TokenGate;

/// Listens on a port that the system does not assign, so that other tests do not use it.
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
        OAuthClient {
            client_id: client.client_id,
            client_secret: client.client_secret.into(),
        },
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

    // An error response is reported.
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

/// A sign-in for which the user has consented, with a token gate before the accounts server.
struct Consented {
    accounts: Accounts,
    door: TokenGate,
    loopback: Loopback,
    login: Login,
    /// Where the accounts server sends the browser.
    address: String,
}

impl Consented {
    async fn new() -> Self {
        let accounts = Accounts::start().await;
        let door = TokenGate::start(accounts.sandbox.accounts_url()).await;
        let (loopback, redirect_uri) = listen().await;
        let client = accounts.sandbox.add_client("Local", &[&redirect_uri]).await;
        let client = client.unwrap();
        let app = OAuthApp::at(
            door.url(),
            OAuthClient {
                client_id: client.client_id,
                client_secret: client.client_secret.into(),
            },
        )
        .unwrap();
        let login = app
            .login(&redirect_uri, &Scopes::all(Product::Books))
            .unwrap();
        let browser = reqwest::Client::builder().redirect(Policy::none()).build();
        // The consent is not counted.
        let url = login.url();
        let url = url.replacen(door.url(), accounts.sandbox.accounts_url(), 1);
        let answer = browser.unwrap().get(url).send().await.unwrap();
        let address = answer.headers()["location"].to_str().unwrap().to_owned();
        // The sandbox names itself as accounts server; this program knows it by another address.
        let (before, named) = address
            .split_once("accounts-server=")
            .unwrap_or((&address, ""));
        let after = named.split_once('&').map_or("", |(_, after)| after);
        let address = format!("{before}{after}");
        Self {
            accounts,
            door,
            loopback,
            login,
            address,
        }
    }

    /// Checks that the token of a sign-in is alive.
    async fn check(accounts: &Accounts, sign_in: &SignIn) {
        let token = sign_in.access_token().expose_secret();
        assert_eq!(accounts.list_with(token).await, "200");
    }
}

/// The page that a browser is shown.
async fn page(address: String) -> String {
    let answer = reqwest::get(address).await.unwrap();
    answer.text().await.unwrap()
}

#[tokio::test]
async fn a_browser_that_comes_several_times_is_signed_in_once() {
    let Consented {
        accounts,
        door,
        loopback,
        login,
        address,
    } = Consented::new().await;
    door.close();
    let waiting = tokio::spawn(async move { loopback.wait(&login).await });
    // The exchange is slow, and the user reloads the page.
    let pages: Vec<_> = (0..5)
        .map(|_| tokio::spawn(page(address.clone())))
        .collect();
    door.until(1).await;
    let late = tokio::spawn(page(address.clone()));
    assert!(!waiting.is_finished());
    door.open();
    let sign_in = waiting.await.unwrap().unwrap();
    let mut shown = 0;
    for page in join_all(pages.into_iter().chain([late])).await {
        let page = page.unwrap();
        assert!(page.contains("You are signed in"), "{page}");
        shown += 1;
    }
    println!(
        "loopback: {shown} requests with one code, {} exchange",
        door.counted()
    );
    assert_eq!(door.counted(), 1);
    Consented::check(&accounts, &sign_in).await;
}

#[tokio::test]
async fn a_browser_that_goes_away_does_not_take_the_tokens_with_it() {
    let Consented {
        accounts,
        door,
        loopback,
        login,
        address,
    } = Consented::new().await;
    door.close();
    let waiting = tokio::spawn(async move { loopback.wait(&login).await });
    let url = reqwest::Url::parse(&address).unwrap();
    let target = &address[address.find("/callback").unwrap()..];
    let mut stream = TcpStream::connect(("127.0.0.1", url.port().unwrap()))
        .await
        .unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    door.until(1).await;
    // Reset, as when a tab is closed.
    stream.set_zero_linger().unwrap();
    drop(stream);
    tokio::task::yield_now().await;
    door.open();
    let sign_in = tokio::time::timeout(Duration::from_secs(30), waiting).await;
    let sign_in = sign_in.expect("the sign-in ends").unwrap().unwrap();
    assert_eq!(door.counted(), 1);
    Consented::check(&accounts, &sign_in).await;
}

#[tokio::test]
async fn what_comes_before_the_user_does_not_use_the_code_up() {
    let Consented {
        accounts,
        door,
        loopback,
        login,
        address,
    } = Consented::new().await;
    let waiting = tokio::spawn(async move { loopback.wait(&login).await });
    let http = reqwest::Client::new();
    let mut turned_away = 0;
    for (name, value) in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-moz", "prefetch"),
        ("x-purpose", "preview"),
    ] {
        let answer = http.get(&address).header(name, value).send().await;
        assert_eq!(answer.unwrap().status(), 503, "{name}: {value}");
        turned_away += 1;
    }
    for method in ["HEAD", "POST", "OPTIONS"] {
        let answer = http.request(method.parse().unwrap(), &address).send().await;
        assert_eq!(answer.unwrap().status(), 404, "{method}");
        turned_away += 1;
    }
    assert_eq!(door.counted(), 0);
    assert!(!waiting.is_finished());
    let page = page(address).await;
    assert!(page.contains("You are signed in"), "{page}");
    let sign_in = waiting.await.unwrap().unwrap();
    println!(
        "loopback: {turned_away} requests before the user came, {} exchange",
        door.counted()
    );
    assert_eq!(door.counted(), 1);
    Consented::check(&accounts, &sign_in).await;
}

#[tokio::test]
async fn a_web_application_may_finish_a_sign_in_more_than_once() {
    let Consented {
        accounts,
        door,
        login,
        address,
        ..
    } = Consented::new().await;
    let login = std::sync::Arc::new(login);
    door.close();
    let finish = || {
        let (login, address) = (login.clone(), address.clone());
        tokio::spawn(async move { login.finish(&address).await })
    };
    let first = finish();
    door.until(1).await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    let others: Vec<_> = (0..3).map(|_| finish()).collect();
    door.open();
    let mut tokens = Vec::new();
    for outcome in join_all(others).await {
        let sign_in = outcome.unwrap().unwrap();
        Consented::check(&accounts, &sign_in).await;
        tokens.push(sign_in.refresh_token().expose_secret().to_owned());
    }
    tokens.dedup();
    println!(
        "finish: cancelled once and called 3 times, {} exchange",
        door.counted()
    );
    assert_eq!((tokens.len(), door.counted()), (1, 1));
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
    // With one of the two addresses of `localhost`, another process could receive the code.
    for host in ["127.0.0.1", "localhost"] {
        let error = Loopback::bind(&format!("http://{host}:{port}/callback")).await;
        let error = error.unwrap_err();
        assert!(matches!(error, LoginError::Listen(_)), "{error}");
    }
}
