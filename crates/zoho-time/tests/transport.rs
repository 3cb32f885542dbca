//! A client that sends through something else than an HTTP client.
#![allow(missing_docs, clippy::panic, clippy::unwrap_used, reason = "tests")]

use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures::future::{BoxFuture, FutureExt, pending};
use http::{HeaderMap, Method, Request, Response};
use zoho_time::models::{ListProjectsQuery, PostCommentRequest, UpdateProjectRequest};
use zoho_time::transport::{HttpTransport, TransportError, TransportErrorKind};
use zoho_time::{Client, Credentials, Error, ProjectId, RetryPolicy};

/// A step of the transport: its reaction to one request.
#[derive(Clone, Copy, Debug)]
enum Step {
    Answer(u16, &'static str),
    Fail(TransportErrorKind),
    Hang,
}

use Step::{Answer, Fail, Hang};
use TransportErrorKind::{Interrupted, NotConnected, TimedOut};

const TOKEN: Step = Answer(200, r#"{"access_token":"fresh","expires_in":3600}"#);
const PROJECTS: Step = Answer(200, r#"{"code":0,"message":"success","projects":[]}"#);

/// Takes these steps one after the other, and keeps what it was given.
#[derive(Clone, Debug)]
struct Scripted {
    steps: &'static [Step],
    sent: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Scripted {
    fn new(steps: &'static [Step]) -> Self {
        Self {
            steps,
            sent: Arc::default(),
        }
    }

    fn sent(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }
}

impl HttpTransport for Scripted {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let mut sent = self.sent.lock().unwrap();
        let step = self.steps[sent.len()];
        sent.push(request);
        async move {
            match step {
                Answer(status, body) => {
                    let response = Response::builder().status(status);
                    Ok(response.body(Bytes::from(body)).unwrap())
                }
                Fail(kind) => Err(TransportError::new(kind, "as scripted")),
                Hang => pending().await,
            }
        }
        .boxed()
    }
}

fn client(transport: &Scripted) -> Client {
    let retry = RetryPolicy::default().first_wait(Duration::ZERO);
    Client::builder()
        .organization(10_234_695.into())
        .access_token("any")
        .base_url("https://books.example")
        .options(|options| options.retry(retry))
        .with_transport(transport.clone())
        .build()
        .unwrap()
}

async fn list(zoho: &Client) -> Result<(), Error> {
    let list = zoho.projects().list(ListProjectsQuery::new());
    list.page(1).await.map(drop)
}

async fn rename(zoho: &Client) -> Result<(), Error> {
    let change = UpdateProjectRequest::new().project_name("Pumps");
    let project = ProjectId::from(17);
    zoho.projects().update(&project, &change).await.map(drop)
}

#[tokio::test]
async fn tokens_and_calls_go_through_it() {
    let transport = Scripted::new(&[TOKEN, PROJECTS]);
    let zoho = Client::builder()
        .organization(10_234_695.into())
        .credentials(Credentials {
            client_id: "1000.CLIENT".to_owned(),
            client_secret: "hidden".into(),
            refresh_token: "1000.refresh".into(),
        })
        .with_transport(transport.clone())
        .build()
        .unwrap();
    list(&zoho).await.unwrap();
    let sent = transport.sent();
    let [token, call] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!(token.method(), Method::POST);
    assert_eq!(token.uri().host(), Some("accounts.zoho.com"));
    assert_eq!(
        token.headers()["content-type"],
        "application/x-www-form-urlencoded"
    );
    let form = std::str::from_utf8(token.body()).unwrap();
    assert!(form.contains("refresh_token=1000.refresh"), "{form}");
    assert_eq!(call.uri().host(), Some("www.zohoapis.com"));
    let authorization = &call.headers()["authorization"];
    assert_eq!(authorization, "Zoho-oauthtoken fresh");
    assert!(authorization.is_sensitive());
    assert!(!format!("{:?}", call.headers()).contains("fresh"));
}

#[tokio::test]
async fn a_failure_counts_by_how_far_it_came() {
    // The steps, whether a PUT ends well, how often it is sent, and whether it may have been done.
    let done = Answer(
        200,
        r#"{"code":0,"message":"","project":{"project_id":"17"}}"#,
    );
    let done: &'static [Step] = Box::leak(Box::new([Fail(Interrupted), done]));
    let cases: &[(&'static [Step], bool, usize, bool)] = &[
        (done, true, 2, false),
        (
            &[Fail(NotConnected), Fail(NotConnected), Fail(NotConnected)],
            false,
            3,
            false,
        ),
        (
            &[Fail(TimedOut), Fail(Interrupted), Fail(TimedOut)],
            false,
            3,
            true,
        ),
        // That the last attempt was not sent says nothing about those before.
        (
            &[Fail(Interrupted), Fail(NotConnected), Fail(NotConnected)],
            false,
            3,
            true,
        ),
        (
            &[Fail(NotConnected), Fail(Interrupted), Fail(NotConnected)],
            false,
            3,
            true,
        ),
        // An answer does.
        (
            &[
                Fail(Interrupted),
                Answer(400, r#"{"code":4,"message":"Invalid"}"#),
            ],
            false,
            2,
            false,
        ),
    ];
    for (steps, well, times, in_doubt) in cases {
        let transport = Scripted::new(steps);
        let outcome = rename(&client(&transport)).await;
        assert_eq!(outcome.is_ok(), *well, "{steps:?}: {outcome:?}");
        assert_eq!(transport.sent().len(), *times, "{steps:?}");
        let may = outcome.is_err_and(|error| error.may_have_been_sent());
        assert_eq!(may, *in_doubt, "{steps:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_hangs_is_dropped_when_its_time_is_over() {
    let transport = Scripted::new(&[Hang, PROJECTS]);
    list(&client(&transport)).await.unwrap();
    assert_eq!(transport.sent().len(), 2);
}

#[test]
fn an_error_keeps_its_cause_as_the_source() {
    let inner = std::io::Error::other("the cable is out");
    let error = TransportError::new(NotConnected, inner);
    assert_eq!(error.to_string(), "no connection could be made");
    assert_eq!(error.source().unwrap().to_string(), "the cable is out");
    assert_eq!(error.kind(), NotConnected);
}

#[tokio::test]
async fn a_dry_run_shows_the_request_and_sends_nothing() {
    let transport = Scripted::new(&[]);
    let zoho = Client::builder()
        .organization(10_234_695.into())
        .credentials(Credentials {
            client_id: "1000.CLIENT".to_owned(),
            client_secret: "hidden".into(),
            refresh_token: "1000.refresh".into(),
        })
        .base_url("https://books.example")
        .accounts_url("https://accounts.example")
        .with_transport(transport.clone())
        .build()
        .unwrap();
    let comment = PostCommentRequest::new("Hello");
    let request = zoho
        .dry_run(async |zoho| zoho.project(17).comments().post(&comment).await)
        .await
        .unwrap();
    assert_eq!(request.operation, "post_comment");
    assert_eq!(request.method, Method::POST);
    assert_eq!(
        request.url.as_str(),
        "https://books.example/books/v3/projects/17/comments?organization_id=10234695"
    );
    assert_eq!(request.body, r#"{"description":"Hello"}"#);
    let expected: HeaderMap = [
        ("content-type", "application/json"),
        ("accept", "application/json"),
    ]
    .iter()
    .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
    .collect();
    assert_eq!(request.headers, expected);
    assert!(transport.sent().is_empty());
}
