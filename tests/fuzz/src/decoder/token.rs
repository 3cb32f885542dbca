//! Token responses.

use zoho_time::models::ListProjectsQuery;
use zoho_time::{CallOptions, RetryPolicy};

use super::response::{Canned, Response};
use super::{check_error, client};

const CLIENT_ID: &str = "1000.FUZZ";
const CLIENT_SECRET: &str = "fuzz-client-secret";
const REFRESH_TOKEN: &str = "1000.fuzz.refresh-token";

/// The response to the call.
const EMPTY_LIST: &[u8] =
    b"list_projects 200\n\n{\"code\": 0, \"message\": \"success\", \"projects\": []}";

/// Refreshes a token with this response, and calls with it.
pub(super) async fn check(response: &Response) -> bool {
    let call = Response::parse(EMPTY_LIST);
    let transport = Canned::new(response.clone(), call.expect("a response"));
    let zoho = client(transport, |builder| {
        builder
            .refresh_token(CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN)
            .options(CallOptions::new().retry(RetryPolicy::never()))
    });
    let called = zoho.projects().list(ListProjectsQuery::new()).page(1).await;
    if let Err(error) = &called {
        check_error(error, &[CLIENT_SECRET, REFRESH_TOKEN]);
    }
    called.is_ok()
}
