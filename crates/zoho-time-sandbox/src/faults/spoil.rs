//! Modified responses.

use std::iter;
use std::time::Duration;

use axum::body::{self, Body, Bytes};
use axum::http::response::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::answers;
use super::connection::ResetHandle;
use super::script::{self, Event};

/// Time for sent data to arrive before the connection ends. A reset discards data in transit, and the server
/// cannot know what has arrived.
const ON_ITS_WAY: Duration = Duration::from_millis(50);

/// The first part of the response, then a stall for a number of milliseconds, or forever.
pub(super) async fn stall(answered: Response, after_bytes: usize, ms: Option<u64>) -> Response {
    let wait = ms.map_or(Event::Hold, |ms| Event::Wait(Duration::from_millis(ms)));
    beginning(answered, after_bytes, [wait, Event::Close]).await
}

/// The first part of the response, then the end of the connection.
pub(super) async fn truncate(answered: Response, bytes: usize) -> Response {
    beginning(answered, bytes, [Event::Wait(ON_ITS_WAY), Event::Close]).await
}

/// The first part of the response, then a reset.
pub(super) async fn reset(answered: Response, bytes: usize, connection: ResetHandle) -> Response {
    let steps = [Event::Wait(ON_ITS_WAY), Event::Reset(connection)];
    beginning(answered, bytes, steps).await
}

/// The whole response, a number of bytes at a time.
pub(super) async fn drip(answered: Response, bytes: usize, every_ms: u64) -> Response {
    let (head, mut whole) = match collect(answered).await {
        Ok(collected) => collected,
        Err(broken) => return broken,
    };
    let length = whole.len();
    let pause = Duration::from_millis(every_ms);
    let mut pausing = false;
    let steps = iter::from_fn(move || {
        if whole.is_empty() {
            return None;
        }
        if std::mem::replace(&mut pausing, false) {
            return Some(Event::Wait(pause));
        }
        pausing = true;
        Some(Event::Send(whole.split_to(bytes.clamp(1, whole.len()))))
    });
    promising(head, length, script::body(steps))
}

/// The response with a comma as its last byte: not valid JSON, and otherwise unchanged.
pub(super) async fn malform(answered: Response) -> Response {
    replace(answered, |mut text| {
        text.pop();
        text.push(b',');
        text
    })
    .await
}

/// The response, labeled as HTML.
pub(super) fn mislabel(mut answered: Response) -> Response {
    answered
        .headers_mut()
        .insert(header::CONTENT_TYPE, answers::HTML);
    answered
}

/// The response with another `has_more_page`. The rest remains unchanged, to the last digit of an amount, which
/// parsing and printing the JSON would not guarantee.
pub(super) async fn lie(answered: Response, value: bool) -> Response {
    // Quotes within a JSON string are escaped, so this is a member name wherever a colon follows it.
    const NAME: &[u8] = br#""has_more_page""#;
    let lie = format!(":{value}");
    replace(answered, |text| {
        let mut changed = Vec::with_capacity(text.len() + lie.len());
        let mut rest = text.as_slice();
        while let Some(place) = find(rest, NAME) {
            let (before, after) = rest.split_at(place + NAME.len());
            changed.extend_from_slice(before);
            rest = after;
            if let Some(after_truth) = skip_truth(after) {
                changed.extend_from_slice(lie.as_bytes());
                rest = after_truth;
            }
        }
        changed.extend_from_slice(rest);
        changed
    })
    .await
}

/// The text after a colon and `true` or `false`.
fn skip_truth(text: &[u8]) -> Option<&[u8]> {
    let value = text.trim_ascii_start().strip_prefix(b":")?;
    let value = value.trim_ascii_start();
    value
        .strip_prefix(b"true")
        .or_else(|| value.strip_prefix(b"false"))
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

/// The head of an answer and the first bytes of its body, and then some steps. The head promises
/// the length of the whole body, or a byte more if that is what is sent, so that the client never
/// takes it for complete.
async fn beginning<const N: usize>(answered: Response, bytes: usize, then: [Event; N]) -> Response {
    let (head, whole) = match collect(answered).await {
        Ok(collected) => collected,
        Err(broken) => return broken,
    };
    let first = whole.slice(..bytes.min(whole.len()));
    let length = whole.len().max(first.len() + 1);
    let steps = iter::once(Event::Send(first)).chain(then);
    promising(head, length, script::body(steps))
}

/// A response with another body.
async fn replace(answered: Response, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Response {
    match collect(answered).await {
        Ok((head, whole)) => {
            let changed = change(whole.into());
            promising(head, changed.len(), Body::from(changed))
        }
        Err(broken) => broken,
    }
}

/// A response with this content length.
fn promising(mut head: Parts, length: usize, body: Body) -> Response {
    head.headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Response::from_parts(head, body)
}

/// The whole body of a response, or an error response if it cannot be read.
async fn collect(answered: Response) -> Result<(Parts, Bytes), Response> {
    let (head, body) = answered.into_parts();
    match body::to_bytes(body, usize::MAX).await {
        Ok(whole) => Ok((head, whole)),
        Err(error) => {
            tracing::error!(%error, "a response ended before it could be modified");
            Err(answers::none())
        }
    }
}
