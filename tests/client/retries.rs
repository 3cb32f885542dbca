//! Retries, counted at the server.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use zoho_time::models::{ListProjectsQuery, PostCommentRequest};
use zoho_time::{CallOptions, Client, Error, ProjectId, RetryPolicy, TimeEntryIds};
use zoho_time_tests::local::serve;

/// The server's reaction to one request.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Answers.
    Answer(u16, &'static str),
    /// Answers with a `Retry-After`.
    Later(u16, &'static str, &'static str),
    /// Promises more than it sends, and hangs up.
    BreakOff,
    /// Never answers.
    Hang,
}

const OK: Step = Step::Answer(200, r#"{"code":0,"message":"success","projects":[]}"#);
const GONE: Step = Step::Answer(404, r#"{"code":1002,"message":"Project does not exist."}"#);
const BUSY: Step = Step::Answer(429, r#"{"code":44,"message":"Too many"}"#);
const BROKEN: Step = Step::Answer(503, "");

/// A server that takes these steps, and the last one again and again.
struct Server {
    url: String,
    requests: Arc<AtomicUsize>,
}

impl Server {
    async fn start(steps: &'static [Step]) -> Self {
        let requests = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&requests);
        let app = Router::new().fallback(async move |_: Request| {
            let number = count.fetch_add(1, Ordering::SeqCst);
            take(steps[number.min(steps.len() - 1)]).await
        });
        let (url, _) = serve(app).await;
        Self { url, requests }
    }

    fn client(&self, options: impl FnOnce(CallOptions) -> CallOptions) -> Client {
        Client::builder()
            .organization(1.into())
            .access_token("token")
            .base_url(self.url.as_str())
            .options(options)
            .build()
            .unwrap()
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn take(step: Step) -> Response {
    let status = |code| StatusCode::from_u16(code).unwrap();
    match step {
        Step::Answer(code, body) => (status(code), body).into_response(),
        Step::Later(code, wait, body) => {
            (status(code), [(header::RETRY_AFTER, wait)], body).into_response()
        }
        Step::BreakOff => {
            let mut response = Response::new(Body::from_stream(futures::stream::iter([
                Ok("{\"code\":0"),
                Err("the end"),
            ])));
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, HeaderValue::from_static("100"));
            response
        }
        Step::Hang => pending().await,
    }
}

/// Retries without waits.
fn at_once(options: CallOptions) -> CallOptions {
    options.retry(RetryPolicy::default().first_wait(Duration::ZERO))
}

#[derive(Clone, Copy, Debug)]
enum Method {
    Get,
    Post,
    Delete,
    DeleteSeveral,
}

async fn call(zoho: &Client, method: Method) -> Result<(), Error> {
    let project = ProjectId::from(17);
    match method {
        Method::Get => zoho
            .projects()
            .list(ListProjectsQuery::new())
            .page(1)
            .await
            .map(drop),
        Method::Post => zoho
            .project(&project)
            .comments()
            .post(&PostCommentRequest::new("Hello"))
            .await
            .map(drop),
        Method::Delete => zoho.projects().delete(&project).await,
        Method::DeleteSeveral => {
            zoho.time_entries()
                .delete_several(&TimeEntryIds::new(1.into(), [2.into()]))
                .await
        }
    }
}

#[tokio::test]
async fn a_failure_is_sent_again_where_that_is_safe() {
    use Method::{Delete, DeleteSeveral, Get, Post};

    // Steps of the server, the method, whether it ends well, how many requests it takes.
    let cases: &[(&'static [Step], Method, bool, usize)] = &[
        (&[BROKEN, OK], Get, true, 2),
        (&[BROKEN, BROKEN, OK], Get, true, 3),
        (&[BROKEN, BROKEN, BROKEN, OK], Get, false, 3),
        (&[Step::BreakOff, OK], Get, true, 2),
        (&[BUSY, OK], Get, true, 2),
        (&[GONE, OK], Get, false, 1),
        (
            &[
                Step::Later(429, "60", r#"{"code":43,"message":"Blocked"}"#),
                OK,
            ],
            Get,
            false,
            1,
        ),
        (&[Step::Later(503, "3600", ""), OK], Get, false, 1),
        (&[Step::Later(503, "0", ""), OK], Get, true, 2),
        (&[BROKEN, OK], Post, false, 1),
        (&[Step::BreakOff, OK], Post, false, 1),
        (&[BROKEN, OK], Delete, true, 2),
        (&[BROKEN, GONE], Delete, true, 2),
        (&[Step::BreakOff, GONE], Delete, true, 2),
        (&[BUSY, GONE], Delete, false, 2),
        (&[GONE], Delete, false, 1),
        (&[BROKEN, GONE], DeleteSeveral, false, 2),
    ];
    for (steps, method, well, requests) in cases {
        let server = Server::start(steps).await;
        let outcome = call(&server.client(at_once), *method).await;
        assert_eq!(outcome.is_ok(), *well, "{method:?} {steps:?}: {outcome:?}");
        assert_eq!(server.requests(), *requests, "{method:?} {steps:?}");
    }
    println!("{} cases", cases.len());
}

#[tokio::test]
async fn a_write_that_is_refused_for_a_moment_is_sent_again() {
    let done = Step::Answer(
        201,
        r#"{"code":0,"message":"Comments added.","comment":{"comment_id":"5"}}"#,
    );
    let server = Server::start(Box::leak(Box::new([BUSY, done]))).await;
    call(&server.client(at_once), Method::Post).await.unwrap();
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn an_error_has_whether_the_request_may_have_been_applied() {
    let cases: &[(&'static [Step], Method, bool)] = &[
        (&[Step::BreakOff], Method::Post, true),
        (&[BROKEN], Method::Post, true),
        (&[Step::Answer(200, "{}")], Method::Post, true),
        (&[BUSY], Method::Post, false),
        (&[GONE], Method::Post, false),
    ];
    for (steps, method, expected) in cases {
        let server = Server::start(steps).await;
        let error = call(&server.client(at_once), *method).await.unwrap_err();
        assert_eq!(error.may_have_been_sent(), *expected, "{steps:?}: {error}");
    }
    let closed = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let zoho = Client::builder()
        .organization(1.into())
        .access_token("token")
        .base_url(format!("http://{closed}"))
        .options(at_once)
        .build()
        .unwrap();
    let error = call(&zoho, Method::Post).await.unwrap_err();
    assert!(!error.may_have_been_sent(), "{error}");
}

#[tokio::test]
async fn an_attempt_that_hangs_ends_in_its_time_and_is_sent_again() {
    let server = Server::start(&[Step::Hang, OK]).await;
    let options = |options| at_once(options).attempt_timeout(Duration::from_millis(50));
    call(&server.client(options), Method::Get).await.unwrap();
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn a_call_ends_in_its_time_whatever_its_attempts_may_take() {
    let server = Server::start(&[Step::Hang]).await;
    let options = |options| at_once(options).total_timeout(Duration::from_millis(50));
    let error = call(&server.client(options), Method::Get)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error}");
    assert_eq!(server.requests(), 1);
    // No limit is one too.
    let server = Server::start(&[OK]).await;
    let options = |options| {
        at_once(options)
            .total_timeout(Duration::MAX)
            .attempt_timeout(Duration::from_secs(60))
    };
    call(&server.client(options), Method::Get).await.unwrap();
}

#[tokio::test]
async fn a_broken_server_is_not_hammered() {
    let server = Server::start(&[BROKEN]).await;
    let zoho = server.client(at_once);
    for _ in 0..50 {
        // Other options share the budget.
        let clone = zoho.with(|options| options);
        call(&clone, Method::Get).await.unwrap_err();
    }
    assert_eq!(
        server.requests(),
        50 + 10,
        "ten retries, then single attempts"
    );
}

#[tokio::test]
async fn headers_of_ones_own_are_sent_but_do_not_replace_the_clients() {
    let app = Router::new().fallback(async |request: Request| {
        let seen = |name| {
            request
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(seen("x-request-id").as_deref(), Some("abc"));
        assert_eq!(
            seen("authorization").as_deref(),
            Some("Zoho-oauthtoken token")
        );
        r#"{"code":0,"message":"success","projects":[]}"#
    });
    let (url, _) = serve(app).await;
    let options = |options: CallOptions| {
        options
            .header(
                HeaderName::from_static("x-request-id"),
                HeaderValue::from_static("abc"),
            )
            .header(
                header::AUTHORIZATION,
                HeaderValue::from_static("Bearer mine"),
            )
    };
    assert!(!format!("{:?}", options(CallOptions::default())).contains("mine"));
    let zoho = Client::builder()
        .organization(1.into())
        .access_token("token")
        .base_url(url)
        .options(options)
        .build()
        .unwrap();
    call(&zoho, Method::Get).await.unwrap();
}
