//! Failures of every kind, with secrets at hand.

use std::fs;
use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::json;
use tokio::net::TcpListener;
use zoho_time::auth::{
    ExposeSecret, FileTokenStore, MemoryTokenStore, OAuthApp, OAuthClient, SignIn, TokenKey,
    TokenRecord, TokenStore,
};
use zoho_time::{CallOptions, Credentials, Error, RetryPolicy};

use crate::secrets::echo;
use crate::secrets::run::{Run, delete, list};
use crate::secrets::search::Emitted;

const ERRORS: &str = "errors";

pub(crate) async fn all(run: &Run, sign_in: &SignIn, emitted: &mut Emitted) {
    calls(run, sign_in, emitted).await;
    faults(run, emitted).await;
    echoes(run, sign_in, emitted).await;
    accounts(run, sign_in, emitted).await;
    sign_ins(run, emitted).await;
    token_file(run, sign_in, emitted).await;
}

fn at_once(options: CallOptions) -> CallOptions {
    options.retry(RetryPolicy::default().first_wait(Duration::ZERO))
}

async fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Refusals by the service, and requests that cannot be sent.
async fn calls(run: &Run, sign_in: &SignIn, emitted: &mut Emitted) {
    let reader = run.named("reader").build().unwrap();
    list(&reader).await.unwrap();
    emitted.add_error(ERRORS, &delete(&reader).await.unwrap_err());
    let worker = run.named("work").build().unwrap();
    emitted.add_error(ERRORS, &delete(&worker).await.unwrap_err());
    let token = sign_in.access_token().expose_secret();
    for token in [token.to_owned(), format!("{token}\n"), format!("{token}ü")] {
        let wrong = run.client().access_token(token).build().unwrap();
        emitted.add_error(ERRORS, &list(&wrong).await.unwrap_err());
    }
    let past_the_wire = reqwest::Client::builder().no_proxy().build().unwrap();
    let lost = run
        .named("work")
        .base_url(closed_port().await)
        .options(at_once);
    let lost = lost.http_client(past_the_wire).build().unwrap();
    let error = list(&lost).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error}");
    emitted.add_error(ERRORS, &error);
}

/// Faults of a broken service.
async fn faults(run: &Run, emitted: &mut Emitted) {
    let client = run.named("work").options(at_once);
    let client = client.http_client(reqwest::Client::builder().no_proxy().build().unwrap());
    let zoho = client.build().unwrap();
    for action in [
        json!({ "type": "status", "status": 500, "code": 1000, "message": "Internal error" }),
        json!({ "type": "html", "status": 502 }),
        json!({ "type": "rate_limited", "code": 43, "retry_after": 3600 }),
        json!({ "type": "rate_limited", "code": 45 }),
        json!({ "type": "truncate", "bytes": 20 }),
        json!({ "type": "malformed_json" }),
        json!({ "type": "wrong_content_type" }),
        json!({ "type": "reset_before_headers" }),
        json!({ "type": "reset_after_headers", "bytes": 10 }),
    ] {
        let rule = json!({ "operation": "list_projects", "action": action });
        let armed = run.control("POST", "faults", rule).await;
        assert!(armed.contains("id"), "{armed}");
        if let Err(error) = list(&zoho).await {
            emitted.add_error(ERRORS, &error);
        }
        run.control("DELETE", "faults", json!({})).await;
    }
    list(&zoho).await.unwrap();
}

/// Responses of a server that echoes the request.
async fn echoes(run: &Run, sign_in: &SignIn, emitted: &mut Emitted) {
    let url = echo::start().await;
    for kind in echo::KINDS {
        let mut headers = HeaderMap::new();
        headers.insert("x-kind", kind.parse().unwrap());
        let http = reqwest::Client::builder()
            .no_proxy()
            .default_headers(headers);
        let http = http.build().unwrap();
        let client = || {
            let client = run.client().options(at_once);
            client.base_url(&*url).http_client(http.clone())
        };
        let fixed = client().access_token(sign_in.access_token().clone());
        let refreshed = client().accounts_url(&*url).credentials(Credentials {
            client_id: run.client_id.clone(),
            client_secret: run.client_secret.clone(),
            refresh_token: sign_in.refresh_token().clone(),
        });
        for client in [fixed, refreshed] {
            let error = list(&client.build().unwrap()).await.unwrap_err();
            emitted.add_error("errors with an echo", &error);
        }
        let (id, secret) = (run.client_id.clone(), run.client_secret.clone());
        let app = OAuthApp::at(
            &url,
            OAuthClient {
                client_id: id,
                client_secret: secret,
            },
        )
        .unwrap()
        .http_client(http);
        let code = sign_in.refresh_token().clone();
        let error = app.exchange_grant_code(code.clone()).await.unwrap_err();
        emitted.add_error("errors with an echo", &error);
        if let Err(error) = app.revoke(&code).await {
            emitted.add_error("errors with an echo", &error);
        }
    }
}

/// Failures of token requests.
async fn accounts(run: &Run, sign_in: &SignIn, emitted: &mut Emitted) {
    let (id, secret) = (run.client_id.clone(), run.client_secret.clone());
    let token = sign_in.refresh_token().expose_secret();
    let wrong = [
        run.client().credentials(Credentials {
            client_id: id.clone(),
            client_secret: secret.clone(),
            refresh_token: format!("{token}x").into(),
        }),
        run.client().credentials(Credentials {
            client_id: "1000.UNKNOWN".to_owned(),
            client_secret: secret.clone(),
            refresh_token: token.into(),
        }),
        run.client().credentials(Credentials {
            client_id: id.clone(),
            client_secret: "a wrong secret that is long".into(),
            refresh_token: token.into(),
        }),
        run.named("no server"),
    ];
    for client in wrong {
        let error = list(&client.build().unwrap()).await.unwrap_err();
        assert!(matches!(error, Error::Auth { .. }), "{error}");
        emitted.add_error(ERRORS, &error);
    }
    let lost = run.client().credentials(Credentials {
        client_id: id.clone(),
        client_secret: secret.clone(),
        refresh_token: token.into(),
    });
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let lost = lost
        .accounts_url(closed_port().await)
        .http_client(http)
        .options(at_once);
    emitted.add_error(ERRORS, &list(&lost.build().unwrap()).await.unwrap_err());
    // More than the limit allows, first for the server and then for the store.
    let (mut throttled, mut held_back) = (false, false);
    let shared = MemoryTokenStore::new();
    for number in 0..14 {
        let store = if number < 12 {
            MemoryTokenStore::new()
        } else {
            shared.clone()
        };
        let client = run.client().credentials(Credentials {
            client_id: id.clone(),
            client_secret: secret.clone(),
            refresh_token: token.into(),
        });
        let zoho = client.token_store(store).build().unwrap();
        if let Err(error) = list(&zoho).await {
            let text = error.to_string();
            throttled |= text.contains("too many token requests");
            held_back |= text.contains("not requested");
            emitted.add_error(ERRORS, &error);
        }
    }
    assert!(throttled && held_back, "{throttled} {held_back}");
    emitted.add_debug("debug forms", &shared);
    run.control("PUT", "clock", json!({ "advance_seconds": 601 }))
        .await;
}

/// Sign-ins that come to nothing.
async fn sign_ins(run: &Run, emitted: &mut Emitted) {
    let app = run.app();
    let scopes = "ZohoBooks.projects.READ";
    let scopes = zoho_time::auth::Scopes::new().and(scopes);
    let login = app
        .login("http://localhost:8000/callback", &scopes)
        .unwrap();
    let address = run.consent(login.url()).await;
    let (_, query) = address.split_once('?').unwrap();
    let one = query.replace('&', "%26");
    for wrong in [
        address.replace("state=", "state=x"),
        address.replace("code=", "other="),
        format!("{address}&error=access_denied"),
        format!("{address}&accounts-server=https%3A%2F%2Fevil.example%2F%3F{one}"),
        format!("{address}&accounts-server={one}"),
        format!("http://[/?{query}"),
        address.replace("code=1", "code=2"),
    ] {
        let error = login.finish(&wrong).await.unwrap_err();
        emitted.add_error("errors of sign-ins", &error);
    }
    let code = query.split('&').find_map(|pair| pair.strip_prefix("code="));
    let error = app.exchange_grant_code(code.unwrap()).await.unwrap_err();
    emitted.add_error("errors of sign-ins", &error);
}

/// Errors of a token file: truncated at every position, damaged, accessible to others, too new, missing.
async fn token_file(run: &Run, sign_in: &SignIn, emitted: &mut Emitted) {
    const KIND: &str = "errors of the token file";
    let whole = fs::read_to_string(run.folder().join("tokens.json")).unwrap();
    assert!(whole.contains(sign_in.refresh_token().expose_secret()));
    let key = TokenKey::named(&run.url, &run.client_id, "work");
    emitted.add_debug("debug forms", &key);
    let record = run.store().load(&key).await.unwrap().unwrap();
    emitted.add_debug("debug forms", &record);
    let path = run.folder().join("damaged.json");
    let store = FileTokenStore::new(&path).lock_timeout(Duration::from_millis(5));
    store.lock(&key).await.unwrap().save(&record).await.unwrap();
    let mut damaged: Vec<_> = (0..whole.len() - 2)
        .filter(|end| whole.is_char_boundary(*end))
        .map(|end| whole[..end].to_owned())
        .collect();
    damaged.extend([
        whole.replace("\"token\": \"", "\"token\": [\""),
        whole.replace("\"token\": \"", "\"tokens\": \""),
        whole.replace("\"token\"", "7"),
        whole.replace("\"version\": 1", "\"version\": 2"),
        whole.replace("\"expires_at\": \"", "\"expires_at\": \"1000."),
        whole.replace("\"requests\": [", "\"requests\": [\"x\","),
    ]);
    for content in &damaged {
        fs::write(&path, content).unwrap();
        let error = store.load(&key).await.unwrap_err();
        emitted.add_error(KIND, &error);
        let error = TokenRecord::from_json(content).unwrap_err();
        emitted.add_error(KIND, &error);
    }
    println!("token file: {} damaged ones", damaged.len());
    let held = store.lock(&key).await.unwrap();
    let other = FileTokenStore::new(&path).lock_timeout(Duration::from_millis(5));
    emitted.add_error(KIND, &other.lock(&key).await.err().unwrap());
    drop(held);
    for broken in [run.folder().to_owned(), path.join("inside/tokens.json")] {
        let store = FileTokenStore::new(broken);
        emitted.add_error(KIND, &store.load(&key).await.unwrap_err());
        if let Err(error) = store.lock(&key).await {
            emitted.add_error(KIND, &error);
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        emitted.add_error(KIND, &store.load(&key).await.unwrap_err());
    }
}
