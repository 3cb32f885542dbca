//! A server that speaks bare HTTP/1.1, counts what reaches it, and answers in any way.

use std::future::pending;
use std::io;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Received {
    /// The method and the target, without the protocol version.
    pub(crate) fn line(&self) -> &str {
        let line = self.head.lines().next().unwrap_or_default();
        line.rsplit_once(' ').map_or(line, |(line, _)| line)
    }

    pub(crate) fn path(&self) -> &str {
        let target = self.line().split(' ').nth(1).unwrap_or_default();
        target.split('?').next().unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1);
        lines.find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn is_for_a_token(&self) -> bool {
        self.path().ends_with("/oauth/v2/token")
    }
}

/// The server's reaction to a request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Sends these bytes and closes the connection.
    Bytes(Vec<u8>),
    /// Sends these bytes and then this block until the client closes the connection.
    Endless(Vec<u8>, Vec<u8>),
    /// Sends these bytes and nothing more, with the connection left open.
    Stall(Vec<u8>),
}

/// A response with these headers and this body.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut text = format!("HTTP/1.1 {status} Status\r\n");
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!(
        "content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    Reply::Bytes(text.into_bytes())
}

/// A JSON response.
pub(crate) fn json(status: u16, body: &str) -> Reply {
    answer(
        status,
        &[("content-type", "application/json;charset=UTF-8")],
        body,
    )
}

/// A response with an access token.
pub(crate) fn token(secret: &str) -> Reply {
    json(
        200,
        &format!(r#"{{"access_token":"{secret}","expires_in":3600}}"#),
    )
}

type Script = dyn Fn(&Received) -> Reply + Send + Sync;

/// A running server. It stops with the runtime.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) url: String,
    log: Arc<Log>,
}

#[derive(Debug, Default)]
struct Log {
    connections: AtomicUsize,
    sent: AtomicU64,
    received: Mutex<Vec<Received>>,
}

impl Server {
    /// Starts one at 127.0.0.1.
    pub(crate) async fn start(script: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at("127.0.0.1", None, script).await
    }

    /// Starts one at an address, with TLS if there is an acceptor.
    pub(crate) async fn start_at(
        host: &str,
        tls: Option<TlsAcceptor>,
        script: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((host, 0)).await.unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let log = Arc::new(Log::default());
        let (script, kept): (Arc<Script>, _) = (Arc::new(script), Arc::clone(&log));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                kept.connections.fetch_add(1, Ordering::SeqCst);
                let (log, script, tls) = (Arc::clone(&kept), Arc::clone(&script), tls.clone());
                tokio::spawn(async move {
                    // The client may hang up at any moment.
                    let _ = match tls {
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => serve(stream, &log, &*script).await,
                            Err(error) => Err(error),
                        },
                        None => serve(stream, &log, &*script).await,
                    };
                });
            }
        });
        Self { url, log }
    }

    pub(crate) fn connections(&self) -> usize {
        self.log.connections.load(Ordering::SeqCst)
    }

    /// The bytes of bodies that the server could send.
    pub(crate) fn sent(&self) -> u64 {
        self.log.sent.load(Ordering::SeqCst)
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.log.received.lock().unwrap().clone()
    }

    /// The requests for tokens, and the others.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let received = self.received();
        let tokens = received.iter().filter(|one| one.is_for_a_token()).count();
        (tokens, received.len() - tokens)
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    log: &Log,
    script: &Script,
) -> io::Result<()> {
    let Some(request) = receive(&mut stream).await? else {
        return Ok(());
    };
    let reply = script(&request);
    log.received.lock().unwrap().push(request);
    match reply {
        Reply::Bytes(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Reply::Endless(head, block) => {
            stream.write_all(&head).await?;
            loop {
                stream.write_all(&block).await?;
                let length = u64::try_from(block.len()).unwrap();
                log.sent.fetch_add(length, Ordering::SeqCst);
            }
        }
        Reply::Stall(head) => {
            stream.write_all(&head).await?;
            stream.flush().await?;
            pending().await
        }
    }
}

async fn receive(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Received>> {
    let mut bytes = Vec::new();
    loop {
        let mut block = [0; 4096];
        let read = stream.read(&mut block).await?;
        if read == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(&block[..read]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let request = Received {
            head: head.to_owned(),
            body: body.to_owned(),
        };
        let is_whole = match request.header("content-length") {
            Some(length) => body.len() >= length.parse::<usize>().unwrap(),
            None if request.header("transfer-encoding").is_some() => body.ends_with("0\r\n\r\n"),
            None => true,
        };
        if is_whole {
            return Ok(Some(request));
        }
    }
}
