//! A router served over TCP, with connections that faults can reset.

use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;
use tracing::debug;

use super::{Connection, Options, Stop, Timeouts, accept, serve};
use crate::faults::connection::{ResetHandle, ResettableStream};

/// Serves a router until the stop, and then until pending requests have been served.
pub(crate) async fn serve_router(
    listener: TcpListener,
    router: Router,
    mut options: Options,
    stop: Stop,
) {
    let connections = options.connections();
    let timeouts = options.timeouts;
    let stopped = stop.clone();
    accept(listener, connections, stop, move |stream, connection| {
        answer(
            stream,
            connection,
            router.clone(),
            timeouts,
            stopped.clone(),
        )
    })
    .await;
}

async fn answer(
    stream: TcpStream,
    connection: Arc<Connection>,
    router: Router,
    timeouts: Timeouts,
    stop: Stop,
) {
    // Otherwise the pieces of a slow body would be buffered and sent together.
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "a connection does not take TCP_NODELAY");
    }
    let stream = ResettableStream::new(stream);
    let handle: ResetHandle = stream.handle();
    let answer = |mut request: Request| {
        request.extensions_mut().insert(ConnectInfo(handle.clone()));
        let answered = router.clone().oneshot(request);
        async move { answered.await.unwrap_or_else(|never| match never {}) }
    };
    if let Err(error) = serve(stream, &connection, timeouts, stop, answer).await {
        debug!(%error, "a connection failed");
    }
}
