//! Request bodies with a timeout, and response bodies whose end is recorded.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use hyper::body::{Body as HttpBody, Bytes, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep};

use super::connections::Serving;
use crate::http::respond;

/// Whether the body of a request timed out; in the extensions of a request that has a body.
#[derive(Debug, Clone)]
pub(crate) struct BodyDeadline {
    patience: Duration,
    missed: Arc<AtomicBool>,
}

impl BodyDeadline {
    /// The response of a handler, or the timeout response.
    pub(crate) fn or_late(deadline: Option<&Self>, response: Response) -> Response {
        match deadline {
            Some(deadline) if deadline.missed.load(Ordering::Relaxed) => deadline.response(),
            _ => response,
        }
    }

    fn response(&self) -> Response {
        let seconds = self.patience.as_secs_f64();
        let message = format!("The request body did not arrive within {seconds} seconds.");
        let mut response = respond::at_the_edge(StatusCode::REQUEST_TIMEOUT, &message);
        // The rest of the body has not arrived, so the connection cannot be used again.
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
        response
    }
}

/// Sets a timeout for the body of a request.
pub(super) fn timed(request: Request<Incoming>, patience: Duration) -> Request {
    if request.body().is_end_stream() {
        return request.map(Body::new);
    }
    let missed = Arc::new(AtomicBool::new(false));
    let deadline = Box::pin(tokio::time::sleep_until(Instant::now() + patience));
    let mut request = request.map(|body| {
        Body::new(Timed {
            body,
            deadline,
            missed: Arc::clone(&missed),
        })
    });
    let deadline = BodyDeadline { patience, missed };
    request.extensions_mut().insert(deadline);
    request
}

/// A request body that fails after its timeout.
struct Timed {
    body: Incoming,
    deadline: Pin<Box<Sleep>>,
    missed: Arc<AtomicBool>,
}

#[derive(Debug, thiserror::Error)]
#[error("the request body did not arrive in time")]
struct Late;

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        if this.deadline.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        this.missed.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(Late.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Counts a request as being served until its response has been sent.
pub(super) fn held(response: Response, serving: Serving) -> Response {
    response.map(|body| {
        Body::new(Held {
            body,
            _serving: serving,
        })
    })
}

/// The body of a response.
struct Held {
    body: Body,
    _serving: Serving,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
