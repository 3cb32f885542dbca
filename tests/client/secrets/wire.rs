//! An HTTP proxy that notes all that goes over the wire, where the secrets have to be, and picks them
//! out of it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http::HeaderMap;
use reqwest::redirect::Policy;
use serde_json::Value;
use zoho_time_tests::local::serve;

use crate::secrets::search::Secret;

/// The network traffic.
#[derive(Clone, Default)]
pub(crate) struct Wire {
    text: Arc<Mutex<String>>,
    secrets: Arc<Mutex<BTreeSet<Secret>>>,
    http: reqwest::Client,
}

/// The fields of forms and answers that are secret, by the names that they have there.
const FIELDS: [&str; 5] = [
    "access_token",
    "refresh_token",
    "client_secret",
    "code",
    "code_verifier",
];

impl Wire {
    /// Starts a proxy; its address.
    pub(crate) async fn record() -> (Self, String) {
        let builder = reqwest::Client::builder().redirect(Policy::none());
        let wire = Self {
            http: builder.no_proxy().build().unwrap(),
            ..Self::default()
        };
        let app = Router::new().fallback(forward).with_state(wire.clone());
        let (url, _) = serve(app).await;
        (wire, url)
    }

    pub(crate) fn text(&self) -> String {
        self.text.lock().unwrap().clone()
    }

    /// The secrets that were seen.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        self.secrets.lock().unwrap().iter().cloned().collect()
    }

    fn note(&self, headers: &HeaderMap, body: &Bytes) {
        let body = String::from_utf8_lossy(body);
        let mut text = self.text.lock().unwrap();
        for (name, value) in headers {
            let value = value.to_str().unwrap_or_default();
            *text += &format!("{name}: {value}\n");
            match name.as_str() {
                "authorization" => self.keep("authorization header", value),
                "location" => {
                    let url = reqwest::Url::parse(value).unwrap();
                    self.keep_form(url.query().unwrap_or_default());
                }
                _ => {}
            }
        }
        *text += &body;
        *text += "\n";
        match serde_json::from_str::<Value>(&body) {
            Ok(answer) => {
                for field in FIELDS {
                    if let Some(value) = answer[field].as_str() {
                        self.keep(field, value);
                    }
                }
            }
            Err(_) => self.keep_form(&body),
        }
    }

    fn keep_form(&self, form: &str) {
        for (name, value) in url::form_urlencoded::parse(form.as_bytes()) {
            if let Some(field) = FIELDS.into_iter().find(|field| *field == name) {
                self.keep(field, &value);
            }
        }
    }

    fn keep(&self, name: &'static str, value: &str) {
        // An echo, or a code of Zoho's.
        if value.len() >= 16 && !value.contains(['<', '{', '\n']) {
            let value = value.to_owned();
            self.secrets.lock().unwrap().insert(Secret { name, value });
        }
    }
}

async fn forward(State(wire): State<Wire>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    *wire.text.lock().unwrap() += &format!("{} {}\n", parts.method, parts.uri);
    wire.note(&parts.headers, &body);
    let mut headers = parts.headers;
    headers.remove(http::header::HOST);
    let answer = wire
        .http
        .request(parts.method, parts.uri.to_string())
        .headers(headers)
        .body(body)
        .send()
        .await;
    let Ok(answer) = answer else {
        let mut refused = Response::new(Body::empty());
        *refused.status_mut() = http::StatusCode::BAD_GATEWAY;
        return refused;
    };
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().await.unwrap_or_default();
    wire.note(&headers, &body);
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
        .headers_mut()
        .remove(http::header::TRANSFER_ENCODING);
    response
}
