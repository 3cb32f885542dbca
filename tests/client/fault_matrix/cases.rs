//! Every fault with every method, and the expected outcome.

use std::time::Duration;

use tokio::time::Instant;
use zoho_time::models::{ListProjectsQuery, PostCommentRequest, UpdateProjectRequest};
use zoho_time::{CallOptions, Client, Credentials, Error, Pacing, ProjectId, RetryPolicy};
use zoho_time_tests::paused::ticks;

use crate::fault_matrix::fault::Fault;
use crate::fault_matrix::server::{Server, Times};

const ATTEMPT: Duration = Duration::from_secs(30);

/// The longest of the waits of the policy, the sum of which is what two of them may take.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const TWO_WAITS: Duration = Duration::from_millis(1500);

/// The value of `Retry-After` in [`Fault::Unavailable`].
const RETRY_AFTER: Duration = Duration::from_secs(7);

/// How much time the machine may seem to take for its own part; see [`ticks`].
const SLACK: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    const ALL: [Self; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    /// The method of a request.
    pub fn of(head: &str) -> Self {
        match head.split(' ').next().unwrap() {
            "GET" => Self::Get,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "DELETE" => Self::Delete,
            other => panic!("{other}"),
        }
    }

    /// The service's response without a fault.
    pub fn right(self) -> (u16, &'static str) {
        match self {
            Self::Get => (200, r#"{"code":0,"message":"success","projects":[]}"#),
            Self::Post => (
                201,
                r#"{"code":0,"message":"Done.","comment":{"comment_id":"5"}}"#,
            ),
            Self::Put => (
                200,
                r#"{"code":0,"message":"Done.","project":{"project_id":"17","project_name":"Pumps"}}"#,
            ),
            Self::Delete => (200, r#"{"code":0,"message":"It has been deleted."}"#),
        }
    }

    async fn call(self, zoho: &Client) -> Result<(), Error> {
        let project = ProjectId::from(17);
        match self {
            Self::Get => {
                let list = zoho.projects().list(ListProjectsQuery::new());
                list.page(1).await.map(drop)
            }
            Self::Post => {
                let comment = PostCommentRequest::new("Hello");
                zoho.project(&project)
                    .comments()
                    .post(&comment)
                    .await
                    .map(drop)
            }
            Self::Put => {
                let change = UpdateProjectRequest::new().project_name("Pumps");
                zoho.projects().update(&project, &change).await.map(drop)
            }
            Self::Delete => zoho.projects().delete(&project).await,
        }
    }

    /// Whether sending it twice does the same as sending it once.
    fn is_repeatable(self) -> bool {
        self != Self::Post
    }
}

/// The result of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    /// It was not sent.
    Unsent,
    /// It was sent, and whether it was done is not known.
    InDoubt,
    /// It was refused with this code.
    Refused(i64),
    /// The error names the scope.
    NoPermission,
    /// The answer is none, so whether it was done is not known.
    Unreadable,
}

impl Outcome {
    fn of(result: &Result<(), Error>) -> Self {
        let error = match result {
            Ok(()) => return Self::Done,
            Err(error) => error,
        };
        let doubt = error.may_have_been_sent();
        match error {
            Error::Decode(_) if doubt => Self::Unreadable,
            Error::Permission(permission) if !doubt => {
                assert!(error.to_string().contains(permission.scope.unwrap()));
                Self::NoPermission
            }
            Error::Transport { .. } if !doubt => Self::Unsent,
            Error::Transport { .. } | Error::Api(_) if doubt => Self::InDoubt,
            Error::Api(_) | Error::RateLimited(_) if !doubt => Self::Refused(error.code().unwrap()),
            other => panic!("{other:?}"),
        }
    }
}

/// The expected result of a fault: the outcome, the number of requests, and the duration.
#[derive(Clone, Copy, Debug)]
struct Expected {
    outcome: Outcome,
    requests: usize,
    /// The shortest time; the longest is the same and the waits of the policy.
    time: Duration,
    waits: Duration,
}

impl Expected {
    fn at_once(outcome: Outcome, requests: usize) -> Self {
        let waits = match requests {
            0 | 1 => Duration::ZERO,
            2 => FIRST_WAIT,
            _ => TWO_WAITS,
        };
        Self {
            outcome,
            requests,
            time: Duration::ZERO,
            waits,
        }
    }

    fn taking(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    fn of(fault: Fault, method: Method, times: Times) -> Self {
        use Outcome::{Done, InDoubt, NoPermission, Refused, Unreadable, Unsent};
        // Sent again where that is safe: once, or until the policy gives up.
        let again = |outcome| match (method.is_repeatable(), times) {
            (false, _) => Self::at_once(outcome, 1),
            (true, Times::Once) => Self::at_once(Done, 2),
            (true, Times::Always) => Self::at_once(outcome, 3),
        };
        let failures = |expected: Self| {
            let failed = match expected.outcome {
                Done => expected.requests - 1,
                _ => expected.requests,
            };
            u32::try_from(failed).unwrap()
        };
        match fault {
            Fault::ConnectionRefused => match times {
                Times::Once => Self::at_once(Done, 1).taking(Duration::ZERO),
                Times::Always => Self::at_once(Unsent, 0),
            }
            .with_waits(TWO_WAITS),
            Fault::ResetBeforeHeaders | Fault::ResetMidBody | Fault::Html502 => again(InDoubt),
            Fault::Hang | Fault::SlowDrip => {
                let expected = again(InDoubt);
                expected.taking(ATTEMPT * failures(expected))
            }
            Fault::Unavailable => {
                let expected = again(InDoubt);
                let waits = u32::try_from(expected.requests - 1).unwrap();
                expected.taking(RETRY_AFTER * waits)
            }
            // The service did nothing, so even what must not be done twice is sent again.
            Fault::TooMany(code @ (44 | 1070)) => match times {
                Times::Once => Self::at_once(Done, 2),
                Times::Always => Self::at_once(Refused(code.into()), 3),
            },
            Fault::TooMany(code) => Self::at_once(Refused(code.into()), 1),
            // A new token, at once and one time.
            Fault::TokenExpired | Fault::ScopeMissing => match times {
                Times::Once => Self::at_once(Done, 2),
                Times::Always => Self::at_once(NoPermission, 2),
            }
            .with_waits(Duration::ZERO),
            Fault::ErrorInSuccess => Self::at_once(Refused(1002), 1),
            Fault::TruncatedJson | Fault::HtmlInSuccess => Self::at_once(Unreadable, 1),
            Fault::WrongContentType => Self::at_once(Done, 1),
        }
    }

    fn with_waits(mut self, waits: Duration) -> Self {
        self.waits = waits;
        self
    }
}

fn client(url: &str) -> Client {
    let options = |options: CallOptions| {
        options
            .retry(RetryPolicy::default().first_wait(FIRST_WAIT))
            .attempt_timeout(ATTEMPT)
            .total_timeout(Duration::from_secs(300))
    };
    Client::builder()
        .organization(1.into())
        .credentials(Credentials {
            client_id: "client".to_owned(),
            client_secret: "secret".into(),
            refresh_token: "refresh".into(),
        })
        .accounts_url(url)
        .base_url(url)
        .pacing(Pacing::off())
        .options(options)
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn every_fault_with_every_method_ends_as_it_should() {
    let ticks = ticks(Duration::from_millis(10));
    let (mut cases, mut requests) = (0, 0);
    for fault in Fault::ALL {
        for method in Method::ALL {
            let mut shown = Vec::new();
            for times in [Times::Once, Times::Always] {
                let cell = format!("{fault:?} × {method:?}, {times:?}");
                let expected = Expected::of(fault, method, times);
                let server = Server::start(fault, times).await;
                let zoho = client(&server.url);
                if fault == Fault::ConnectionRefused {
                    // The token must be present, because no server issues one.
                    let zoho = bare_client(&server.url);
                    check(&cell, &zoho, method, expected, &server).await;
                } else {
                    check(&cell, &zoho, method, expected, &server).await;
                    let replaced =
                        usize::from(matches!(fault, Fault::TokenExpired | Fault::ScopeMissing));
                    assert_eq!(server.tokens(), 1 + replaced, "{cell}: tokens");
                }
                requests += server.requests();
                shown.push(format!("{:?}/{}", expected.outcome, expected.requests));
                cases += 1;
            }
            println!(
                "{:<24} {:<7} once: {:<14} always: {}",
                format!("{fault:?}"),
                format!("{method:?}"),
                shown[0],
                shown[1]
            );
        }
    }
    ticks.abort();
    println!("{cases} cases, {requests} requests");
    assert_eq!(cases, 17 * 4 * 2);
}

fn bare_client(url: &str) -> Client {
    Client::builder()
        .organization(1.into())
        .access_token("token")
        .base_url(url)
        .pacing(Pacing::off())
        .options(|options| options.retry(RetryPolicy::default().first_wait(FIRST_WAIT)))
        .build()
        .unwrap()
}

async fn check(cell: &str, zoho: &Client, method: Method, expected: Expected, server: &Server) {
    let begin = Instant::now();
    let result = method.call(zoho).await;
    let took = begin.elapsed();
    assert_eq!(Outcome::of(&result), expected.outcome, "{cell}: {result:?}");
    assert_eq!(server.requests(), expected.requests, "{cell}: requests");
    let longest = expected.time + expected.waits + SLACK;
    assert!(
        (expected.time..=longest).contains(&took),
        "{cell}: took {took:?}, expected {:?} to {longest:?}",
        expected.time
    );
}
