//! Accepting connections.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tracing::{debug, warn};

use super::connections::{Connection, Connections};
use super::stop::Stop;

/// How long a stop waits for requests that are being served.
const GRACE: Duration = Duration::from_secs(5);

/// How long to wait after the system could not give another connection.
const PAUSE: Duration = Duration::from_millis(100);

/// Accepts connections and serves each, until the stop; then waits for those that are being served.
pub(crate) async fn accept<S, F>(
    listener: TcpListener,
    connections: Arc<Connections>,
    mut stop: Stop,
    serve: S,
) where
    S: Fn(TcpStream, Arc<Connection>) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let mut served = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stop.requested() => break,
            Some(_) = served.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                make_room(&connections, &error).await;
                continue;
            }
        };
        let connection = tokio::select! {
            () = stop.requested() => break,
            connection = connections.admit() => Arc::new(connection),
        };
        let serving = serve(stream, Arc::clone(&connection));
        served.spawn(async move {
            tokio::select! {
                () = serving => {}
                () = connection.ended() => debug!("a connection made room for another"),
            }
        });
    }
    drop(listener);
    let rest = async { while served.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, rest).await.is_err() {
        warn!(connections = served.len(), "some requests were broken off");
    }
}

/// Deals with an error of the system. If it can give no other connection, another one has to end.
async fn make_room(connections: &Connections, error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        return;
    }
    warn!(%error, "cannot accept a connection");
    if connections.end_one() {
        tokio::task::yield_now().await;
    } else {
        tokio::time::sleep(PAUSE).await;
    }
}
