//! A server that issues tokens and lists projects, except while it fails, and clients of it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use zoho_time::auth::TokenStore;
use zoho_time::chrono::{DateTime, TimeDelta, Utc};
use zoho_time::models::ListProjectsQuery;
use zoho_time::{Client, ClientBuilder, Clock, Credentials, Error};
use zoho_time_tests::paused::ticks;

/// How far paused time moves when nothing is to be done.
const TICK: Duration = Duration::from_millis(5);

/// The response to a token request while the server fails.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) status: u16,
    pub(crate) body: &'static str,
    pub(crate) retry_after: Option<&'static str>,
}

impl Fault {
    pub(crate) fn new(status: u16, body: &'static str) -> Self {
        Self {
            status,
            body,
            retry_after: None,
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap();
        let mut response = (status, self.body).into_response();
        if let Some(wait) = self.retry_after {
            let wait = HeaderValue::from_static(wait);
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

/// A running server. It stops when it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    begin: Instant,
    /// When tokens were requested.
    requests: Arc<Mutex<Vec<Duration>>>,
    tasks: [JoinHandle<()>; 2],
}

impl Server {
    /// Starts a server that fails for a time. Has to be called where the time is paused.
    pub(crate) async fn failing(fault: Fault, span: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, fault, span)
    }

    pub(crate) fn on(listener: TcpListener, fault: Fault, span: Duration) -> Self {
        let begin = Instant::now();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&requests);
        let app = Router::new().fallback(async move |request: Request| {
            if request.uri().path() != "/oauth/v2/token" {
                return r#"{"code":0,"message":"success","projects":[]}"#.into_response();
            }
            noted.lock().unwrap().push(begin.elapsed());
            if begin.elapsed() < span {
                fault.into_response()
            } else {
                r#"{"access_token":"1000.fresh","expires_in":3600}"#.into_response()
            }
        });
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            url,
            begin,
            requests,
            tasks: [server, ticks(TICK)],
        }
    }

    pub(crate) fn client(&self, store: impl TokenStore + 'static) -> ClientBuilder {
        client(&self.url, self.begin).token_store(store)
    }

    /// How much time has passed.
    pub(crate) fn passed(&self) -> Duration {
        self.begin.elapsed()
    }

    /// When tokens were requested.
    pub(crate) fn requests(&self) -> Vec<Duration> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// A client whose clock follows the paused time.
pub(crate) fn client(url: &str, begin: Instant) -> ClientBuilder {
    let noon: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
    let runtime = Handle::current();
    Client::builder()
        .organization(10_234_695.into())
        .credentials(Credentials {
            client_id: "1000.CLIENT".to_owned(),
            client_secret: "client secret".into(),
            refresh_token: "1000.refresh.token".into(),
        })
        .base_url(url)
        .accounts_url(url)
        .clock(Clock::from_fn(move || {
            let _inside = runtime.enter();
            noon + TimeDelta::from_std(begin.elapsed()).unwrap()
        }))
}

pub(crate) async fn call(zoho: &Client) -> Result<(), Error> {
    let list = zoho.projects().list(ListProjectsQuery::new());
    list.page(1).await.map(drop)
}
