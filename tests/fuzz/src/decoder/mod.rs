//! Decoding of responses: what strict decoding accepts, lenient decoding returns unchanged, record by
//! record; errors show no secrets; a token is used for an hour at most, and sent to Zoho's hosts only.

mod operations;
mod records;
mod response;
mod token;

use http::Method;
use zoho_time::auth::MemoryTokenStore;
use zoho_time::lenient::{Collector, DroppedField};
use zoho_time::{CallOptions, Client, Error, Pacing, RetryPolicy};

use self::operations::{OPERATIONS, Operation};
use self::response::{Canned, Response};
use crate::support::block_on;

/// The access token of the client, which no error may show.
const ACCESS_TOKEN: &str = "1000.fuzz.access-token";

/// How long the text of an error may be, in characters: messages of a server are truncated.
const ERROR_LIMIT: usize = 2_000;

thread_local! {
    /// Never used to send anything; making one for each input would take most of the time.
    static HTTP: reqwest::Client = reqwest::Client::new();
}

/// The data is a line such as `list_tasks 200`, header lines, an empty line and a body.
pub(crate) fn run(data: &[u8]) -> bool {
    let Some(response) = Response::parse(data) else {
        return false;
    };
    if response.operation == "token" {
        return block_on(token::check(&response));
    }
    let operation = OPERATIONS
        .iter()
        .find(|operation| operation.name == response.operation);
    operation.is_some_and(|operation| block_on(check(operation, &response)))
}

async fn check(operation: &Operation, response: &Response) -> bool {
    let strict = read(operation, response, None).await;
    let dropped = Collector::new();
    let lenient = read(operation, response, Some(&dropped)).await;
    for error in [&strict, &lenient]
        .into_iter()
        .filter_map(|read| read.as_ref().err())
    {
        check_error(error, &[ACCESS_TOKEN]);
    }
    if let Ok(strict) = &strict {
        assert_eq!(lenient.as_ref().ok(), Some(strict), "strict and lenient");
        assert!(
            dropped.is_empty(),
            "fields dropped from a readable response"
        );
    }
    let Ok(lenient) = lenient else { return false };
    for alone in records::alone(operation.list, &response.body) {
        let response = response.with_body(alone);
        let Ok(alone) = read(operation, &response, None).await else {
            continue;
        };
        for record in alone {
            assert!(
                lenient.contains(&record),
                "lenient decoding lost {record}, which strict decoding accepts"
            );
        }
    }
    true
}

/// The records that a call returns, as `Debug` shows them.
async fn read(
    operation: &Operation,
    response: &Response,
    dropped: Option<&Collector<DroppedField>>,
) -> Result<Vec<String>, Error> {
    let options = |options: CallOptions| {
        let options = options.retry(RetryPolicy::never());
        match dropped {
            Some(dropped) => options.lenient(dropped),
            None => options,
        }
    };
    let zoho = client(Canned::always(response.clone()), |builder| {
        builder.access_token(ACCESS_TOKEN).options(options)
    });
    (operation.call)(&zoho).await
}

fn client(
    transport: Canned,
    with: impl FnOnce(zoho_time::ClientBuilder) -> zoho_time::ClientBuilder,
) -> Client {
    let builder = Client::builder()
        .organization(10_234_695.into())
        .http_client(HTTP.with(Clone::clone))
        .with_transport(transport)
        .token_store(MemoryTokenStore::new())
        .pacing(Pacing::default().wait(false));
    with(builder).build().expect("a client")
}

/// Asserts that an error can be logged: it is short, on one line, and without secrets.
fn check_error(error: &Error, secrets: &[&str]) {
    let (text, debug) = (error.to_string(), format!("{error:?}"));
    for secret in secrets {
        assert!(!text.contains(secret), "a secret in {text}");
        assert!(!debug.contains(secret), "a secret in {debug}");
    }
    let length = text.chars().count();
    assert!(length <= ERROR_LIMIT, "an error of {length} characters");
    assert!(
        !text.contains(char::is_control),
        "control characters in {text:?}"
    );
}

/// Whether a request is one for a token.
fn asks_for_token(method: &Method, path: &str) -> bool {
    method == Method::POST && path.ends_with("/oauth/v2/token")
}
