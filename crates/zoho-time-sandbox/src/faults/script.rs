//! Response bodies with delays.

use std::time::Duration;

use axum::body::{Body, Bytes};

use super::answers;
use super::connection::ResetHandle;

/// The next action of a body.
#[derive(Debug)]
pub(super) enum Step {
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

/// A body that runs these steps.
pub(super) fn body(steps: impl IntoIterator<Item = Step, IntoIter: Send + 'static>) -> Body {
    Body::from_stream(futures::stream::unfold(
        steps.into_iter(),
        async |mut steps| {
            loop {
                match steps.next()? {
                    Step::Send(bytes) => return Some((Ok(bytes), steps)),
                    Step::Wait(time) => tokio::time::sleep(time).await,
                    Step::Hold => std::future::pending().await,
                    Step::Close => return Some((Err(answers::cut()), steps)),
                    Step::Reset(connection) => {
                        connection.reset();
                        return Some((Err(answers::cut()), steps));
                    }
                }
            }
        },
    ))
}
