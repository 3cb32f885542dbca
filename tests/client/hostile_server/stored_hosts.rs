//! The API host that an accounts server or a token store names: a token is sent there only if the host
//! belongs to the accounts server, or the caller allows it.

use zoho_time::DataCenter;
use zoho_time::auth::{
    FileTokenStore, MemoryTokenStore, OAuthApp, OAuthClient, TokenKey, TokenRecord, TokenStore,
};
use zoho_time::chrono::{TimeDelta, Utc};

use crate::hostile_server::addresses::Recording;
use crate::hostile_server::calls::{CLIENT_SECRET, DONE, Kind, client, with_refresh_token};
use crate::hostile_server::server::{Server, json};

/// Names that an accounts server of Zoho may not give, and one that it may.
const NAMED: [(&str, bool); 12] = [
    ("https://www.zohoapis.in", true),
    ("https://evil.example", false),
    ("https://www.zohoapis.eu.evil.example", false),
    ("https://www.zohoapis.eu:8443", false),
    ("https://user@www.zohoapis.eu", false),
    ("http://www.zohoapis.eu", false),
    ("http://localhost", false),
    ("http://127.0.0.1:8080", false),
    ("https://[::1]", false),
    ("https://www.zohoapis.eu/?a=b", false),
    ("ftp://www.zohoapis.eu", false),
    ("www.zohoapis.in", false),
];

/// A stored token with an API host.
fn record(api_domain: &str) -> TokenRecord {
    let now = Utc::now();
    let hour = now + TimeDelta::hours(1);
    let json = format!(
        r#"{{"refresh_token":"1000.stored","access":{{"token":"1000.stored-access","issued_at":"{}","expires_at":"{}","api_domain":"{api_domain}"}},"requests":[]}}"#,
        now.to_rfc3339(),
        hour.to_rfc3339()
    );
    TokenRecord::from_json(&json).unwrap()
}

/// Where a call goes with a token that a store has.
async fn destination(
    store: &(impl TokenStore + Clone + 'static),
    named: &str,
    allowed: &[&str],
) -> String {
    let key = TokenKey::named("https://accounts.zoho.eu", "1000.CLIENT", "work");
    store
        .lock(&key)
        .await
        .unwrap()
        .save(&record(named))
        .await
        .unwrap();
    let transport = Recording::default();
    let mut client = client()
        .data_center(DataCenter::Europe)
        .signed_in_as(
            OAuthClient {
                client_id: "1000.CLIENT".to_owned(),
                client_secret: CLIENT_SECRET.into(),
            },
            "work",
        )
        .token_store(store.clone())
        .with_transport(transport.clone());
    for host in allowed {
        client = client.allow_api_host(*host);
    }
    let zoho = client.build().unwrap();
    Kind::Get.send(&zoho).await.unwrap();
    let addresses = transport.addresses();
    let [address] = addresses.as_slice() else {
        panic!("{addresses:?}");
    };
    address.trim_end_matches("/books/v3/projects").to_owned()
}

#[tokio::test]
async fn a_stored_host_is_checked_on_load() {
    let folder = tempfile::tempdir().unwrap();
    let (memory, file) = (
        MemoryTokenStore::new(),
        FileTokenStore::new(folder.path().join("t.json")),
    );
    let (mut followed, mut ignored) = (0, 0);
    for (named, is_good) in NAMED {
        for found in [
            destination(&memory, named, &[]).await,
            destination(&file, named, &[]).await,
        ] {
            let expected = if is_good {
                named
            } else {
                "https://www.zohoapis.eu"
            };
            assert_eq!(found, expected, "{named}");
            *(if is_good { &mut followed } else { &mut ignored }) += 1;
        }
    }
    for (named, allowed) in [
        ("https://evil.example", "evil.example"),
        ("https://evil.example:8443/zoho", "evil.example:8443"),
        ("http://localhost:8080", "localhost"),
    ] {
        assert_eq!(destination(&memory, named, &[allowed]).await, named);
        assert_eq!(
            destination(&memory, named, &["other.example"]).await,
            "https://www.zohoapis.eu"
        );
        (followed, ignored) = (followed + 1, ignored + 1);
    }
    println!("API hosts: {followed} stored ones followed, {ignored} ignored");
}

/// An accounts server that names hosts of others.
#[tokio::test]
async fn a_named_host_is_checked_when_a_token_is_issued() {
    let second = Server::start_at("127.0.0.2", None, |_| json(200, DONE)).await;
    let (mut calls, mut named) = (0, Vec::new());
    // The names of this machine are its own.
    let own = |host: &str| {
        ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|name| host.contains(name))
    };
    let others = NAMED.iter().filter(|(host, _)| !own(host));
    named.extend(others.map(|(host, _)| (*host).to_owned()));
    named.extend([second.url.clone(), second.url.replace("http", "https")]);
    let answers = |host: String| {
        Server::start(move |request| match request.is_for_a_token() {
            true => json(
                200,
                &format!(
                    r#"{{"access_token":"fresh-token","refresh_token":"r","api_domain":"{host}"}}"#
                ),
            ),
            false => json(200, DONE),
        })
    };
    for host in &named {
        let server = answers(host.clone()).await;
        let zoho = with_refresh_token()
            .accounts_url(&server.url)
            .build()
            .unwrap();
        Kind::Get.send(&zoho).await.unwrap();
        assert_eq!(server.counts(), (1, 1), "{host}");
        let app = OAuthApp::at(
            &server.url,
            OAuthClient {
                client_id: "1000.CLIENT".to_owned(),
                client_secret: CLIENT_SECRET.into(),
            },
        )
        .unwrap();
        let sign_in = app.exchange_grant_code("code").await.unwrap();
        assert_eq!(sign_in.api_domain(), None, "{host}");
        calls += 1;
    }
    assert_eq!(second.connections(), 0);

    // Its own host is followed, with the path that it names, and so is one that the caller allows.
    let api = Server::start(|_| json(200, DONE)).await;
    let own = answers(format!(
        "{}/zoho/",
        api.url.replace("127.0.0.1", "localhost")
    ))
    .await;
    let zoho = with_refresh_token().accounts_url(&own.url).build().unwrap();
    Kind::Get.send(&zoho).await.unwrap();
    assert_eq!((own.counts(), api.counts()), ((1, 0), (0, 1)));
    assert_eq!(api.received()[0].path(), "/zoho/books/v3/projects");

    let server = answers(format!("{}/zoho", second.url)).await;
    let zoho = with_refresh_token()
        .accounts_url(&server.url)
        .allow_api_host("127.0.0.2")
        .build()
        .unwrap();
    Kind::Get.send(&zoho).await.unwrap();
    assert_eq!(server.counts(), (1, 0));
    assert_eq!(second.received()[0].path(), "/zoho/books/v3/projects");
    println!("API hosts: {calls} of others named by an accounts server, 0 requests to them");
}
