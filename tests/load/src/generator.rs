//! The load: connections that each send a request as soon as the previous response has arrived.
//!
//! It runs on one thread, because it shares the processor with the server.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use zoho_time_harness::Request;
use zoho_time_harness::http::read_head;

/// The number of connections.
pub(crate) const CONNECTIONS: usize = 8;

/// When the load ends.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Until {
    /// After this time.
    Passed(Duration),
    /// After this many requests.
    Sent(usize),
}

/// A measurement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    /// Requests per second, of all connections together.
    pub(crate) rate: f64,
    /// The median response time.
    pub(crate) p50: Duration,
    /// The 99th percentile of the response time.
    pub(crate) p99: Duration,
    /// The number of responses.
    pub(crate) count: usize,
}

/// Puts a server under load: each connection sends the requests one after the other, over and over,
/// starting at a place of its own.
pub(crate) fn load(address: SocketAddr, requests: &[Request], until: Until) -> io::Result<Sample> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let start = Instant::now();
        let mut connections = JoinSet::new();
        for number in 0..CONNECTIONS {
            let own = requests.iter().skip(number).step_by(CONNECTIONS);
            let own: Vec<_> = own.cloned().collect();
            connections.spawn(connection(address, own, start, until));
        }
        let mut times = Vec::new();
        while let Some(ended) = connections.join_next().await {
            times.extend(ended.map_err(io::Error::other)??);
        }
        let elapsed = start.elapsed();
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).copied();
        Ok(Sample {
            rate: times.len() as f64 / elapsed.as_secs_f64(),
            p50: at(50).unwrap_or_default(),
            p99: at(99).unwrap_or_default(),
            count: times.len(),
        })
    })
}

/// Sends requests until the end and returns how long each of them took.
async fn connection(
    address: SocketAddr,
    requests: Vec<Request>,
    start: Instant,
    until: Until,
) -> io::Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; 64 << 10];
    let mut times = Vec::new();
    for request in requests.iter().cycle() {
        let over = match until {
            Until::Passed(span) => start.elapsed() >= span,
            Until::Sent(count) => times.len() >= count / CONNECTIONS,
        };
        if over {
            break;
        }
        let sent = Instant::now();
        stream.write_all(request.bytes()).await?;
        response(&mut stream, &mut buffer).await?;
        times.push(sent.elapsed());
    }
    Ok(times)
}

/// Reads a response, which has to be a success.
async fn response(stream: &mut TcpStream, buffer: &mut [u8]) -> io::Result<()> {
    let mut filled = 0;
    loop {
        let space = buffer.get_mut(filled..).unwrap_or_default();
        let read = stream.read(space).await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        filled += read;
        let known = buffer.get(..filled).unwrap_or_default();
        let Some(end) = known.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let (head, body) = known.split_at(end + 4);
        let (status, length) = read_head(head)?;
        if body.len() < length {
            continue;
        }
        return match status {
            200..300 => Ok(()),
            _ => Err(io::Error::other(
                String::from_utf8_lossy(known).into_owned(),
            )),
        };
    }
}
