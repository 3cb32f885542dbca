//! The interceptor over real sockets, all of them on the loopback interface.

mod authority;
mod hosts;
mod lifetime;
#[cfg(all(feature = "cli", unix))]
mod program;
mod proxy;
#[cfg(all(feature = "cli", unix))]
mod run;
mod sandbox;
mod tunnel;

use axum::extract::Request;
use axum::{Json, Router};
use reqwest::Certificate;
use serde_json::{Value, json};
use tempfile::TempDir;

use zoho_time_sandbox::intercept::{Authority, Interceptor, Via};

/// An interceptor with an authority of its own.
struct Fixture {
    interceptor: Interceptor,
    folder: TempDir,
}

impl Fixture {
    async fn new() -> Self {
        Self::with(echo()).await
    }

    async fn with(sandbox: Router) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::load_or_create(folder.path()).unwrap();
        let interceptor = Interceptor::start(([127, 0, 0, 1], 0).into(), authority, sandbox)
            .await
            .unwrap();
        Self {
            interceptor,
            folder,
        }
    }

    fn client(&self) -> reqwest::Client {
        client(&self.interceptor)
    }
}

/// A client that trusts nothing but this interceptor.
fn client(interceptor: &Interceptor) -> reqwest::Client {
    let pem = std::fs::read(interceptor.folder().join("ca.pem")).unwrap();
    reqwest::Client::builder()
        .proxy(reqwest::Proxy::all(interceptor.url()).unwrap())
        .tls_certs_only([Certificate::from_pem(&pem).unwrap()])
        .build()
        .unwrap()
}

/// A sandbox that answers with what it was asked.
fn echo() -> Router {
    Router::new().fallback(async |request: Request| -> Json<Value> {
        let via = request.extensions().get::<Via>().copied();
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        Json(json!({
            "host": via.map(|via| via.host().name()),
            "origin": via.map(Via::origin),
            "api_domain": via.map(Via::api_domain),
            "accounts_server": via.map(Via::accounts_server),
            "method": head.method.as_str(),
            "target": head.uri.to_string(),
            "body": String::from_utf8_lossy(&body),
        }))
    })
}
