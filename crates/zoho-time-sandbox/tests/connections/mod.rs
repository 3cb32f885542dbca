//! Clients that are slow, silent or many do not keep others out.

mod many;
#[cfg(all(feature = "cli", unix))]
mod program;
mod slow;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than anything here takes, and shorter than the usual timeouts of a sandbox.
const SOON: Duration = Duration::from_secs(8);

/// Half of the head of a request.
const HALF: &str = "GET /_sandbox/health HTTP/1.1\r\nHost: 127.0.0.1\r\n";

/// Opens a connection and sends this over it.
async fn open(address: SocketAddr, sent: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    stream
}

/// Everything that comes until the connection ends, whether in order or by a reset.
async fn rest(stream: &mut TcpStream) -> String {
    let mut received = Vec::new();
    let ended = timeout(SOON, stream.read_to_end(&mut received)).await;
    let _ = ended.expect("the connection stays open");
    String::from_utf8_lossy(&received).into_owned()
}

/// The head of the next response, and its body if it has come as well.
async fn response(stream: &mut TcpStream) -> String {
    let mut received = vec![0; 4096];
    let read = timeout(SOON, stream.read(&mut received)).await;
    let length = read.expect("there is no response").unwrap_or_default();
    String::from_utf8_lossy(&received[..length]).into_owned()
}

/// Whether a new connection gets a response.
async fn is_reachable(address: SocketAddr) -> bool {
    let mut stream = open(address, &format!("{HALF}\r\n")).await;
    response(&mut stream).await.starts_with("HTTP/1.1 200")
}
