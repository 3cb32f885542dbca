//! Accept loop.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tracing::{debug, warn};

use super::connections::{Connection, Connections};
use super::stop::Stop;

/// Time that a stop waits for pending requests.
const GRACE: Duration = Duration::from_secs(5);

/// Delay after the system could not provide another connection.
const PAUSE: Duration = Duration::from_millis(100);

/// Accepts connections and serves each, until the stop; then waits for pending requests.
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
                () = connection.ended() => debug!("a connection was closed for another one"),
            }
        });
    }
    drop(listener);
    let rest = async { while served.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, rest).await.is_err() {
        warn!(connections = served.len(), "some requests were aborted");
    }
}

/// Handles a system error. If the system can provide no other connection, another one has to end.
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
