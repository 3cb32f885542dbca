//! Response bodies with delays.

use std::time::Duration;

use axum::body::{Body, Bytes};

use super::answers;
use super::connection::ResetHandle;

/// The next action of a body.
#[derive(Debug)]
pub(super) enum Event {
    /// Sends bytes.
    Send(Bytes),
    /// Waits.
    Wait(Duration),
    /// Waits until the client disconnects.
    Hold,
    /// Ends the connection.
    Close,
    /// Resets the connection.
    Reset(ResetHandle),
}

/// A body that does these steps.
pub(super) fn body(steps: impl IntoIterator<Item = Event, IntoIter: Send + 'static>) -> Body {
    Body::from_stream(futures::stream::unfold(
        steps.into_iter(),
        async |mut steps| {
            loop {
                match steps.next()? {
                    Event::Send(bytes) => return Some((Ok(bytes), steps)),
                    Event::Wait(time) => tokio::time::sleep(time).await,
                    Event::Hold => std::future::pending().await,
                    Event::Close => return Some((Err(answers::cut()), steps)),
                    Event::Reset(connection) => {
                        connection.reset();
                        return Some((Err(answers::cut()), steps));
                    }
                }
            }
        },
    ))
}
