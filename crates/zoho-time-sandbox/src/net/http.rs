//! HTTP/1 on one connection.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

use super::connections::Connection;
use super::stop::Stop;
use super::stream::Watched;
use super::{Timeouts, body};

/// Maximum size of a request head, in bytes. Most servers allow 8 to 16 KiB.
const LONGEST_HEAD: usize = 64 << 10;

/// Serves requests on a stream until it ends, or shortly after the stop.
pub(crate) async fn serve<S, A, F>(
    stream: S,
    connection: &Arc<Connection>,
    timeouts: Timeouts,
    mut stop: Stop,
    answer: A,
) -> Result<(), hyper::Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    A: Fn(Request) -> F,
    F: Future<Output = Response>,
{
    let service = service_fn(|request: Request<Incoming>| {
        let serving = connection.serving();
        let answered = answer(body::timed(request, timeouts.body));
        async move { Ok::<_, Infallible>(body::held(answered.await, serving)) }
    });
    let stream = TokioIo::new(Watched::new(stream, Arc::clone(connection)));
    let mut served = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(timeouts.head)
            .max_buf_size(LONGEST_HEAD)
            .serve_connection(stream, service)
            .with_upgrades()
    );
    tokio::select! {
        ended = served.as_mut() => ended,
        () = stop.requested() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    }
}
