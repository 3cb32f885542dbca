//! A small server with faults, and a client that sees every byte and how a connection ends.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::faults::rule;
use zoho_time_sandbox::faults::connection::{ResetHandle, ResettableListener};
use zoho_time_sandbox::faults::{Faults, Incoming, Injection, RuleId};

/// The body of the correct response. Parsing and printing it would change its amount.
pub(super) const BODY: &str = r#"{"code":0,"message":"success","total":100.00,"note":"say \"has_more_page\":true","page_context":{"page":1,"has_more_page" : true}}"#;

#[derive(Debug)]
pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) faults: Arc<Faults>,
    pub(super) seen: Arc<Seen>,
}

/// Events on the server's side.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// How often the handler ran to its end.
    pub(super) committed: AtomicU32,
    /// How many requests are being served.
    pub(super) open: AtomicU32,
    /// How many answers were marked as faulty.
    pub(super) marked: AtomicU32,
}

/// Counts a request as open until it is answered or dropped.
struct Open(Arc<Seen>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Server {
    pub(super) async fn start() -> Self {
        let faults = Arc::<Faults>::default();
        let seen = Arc::<Seen>::default();
        let state = (Arc::clone(&faults), Arc::clone(&seen));
        let address = listen(Router::new().fallback(serve).with_state(state)).await;
        Self {
            address,
            faults,
            seen,
        }
    }

    /// A server that does this to every request.
    pub(super) async fn with(action: &str) -> Self {
        let server = Self::start().await;
        server.arm(&format!(r#"{{"action": {action}}}"#));
        server
    }

    pub(super) fn arm(&self, json: &str) -> RuleId {
        self.faults.arm(rule(json)).unwrap()
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/books/v3/projects", self.address)
    }

    pub(super) fn committed(&self) -> u32 {
        self.seen.committed.load(Ordering::SeqCst)
    }

    pub(super) fn marked(&self) -> u32 {
        self.seen.marked.load(Ordering::SeqCst)
    }

    /// Waits until no request is being served any more.
    pub(super) async fn idle(&self) {
        while self.seen.open.load(Ordering::SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
    }

    /// A connection over which a POST was sent.
    pub(super) async fn post(&self) -> TcpStream {
        self.post_of(2).await
    }

    /// A connection on which a POST with a body of this size was sent.
    pub(super) async fn post_of(&self, length: usize) -> TcpStream {
        let mut tcp = TcpStream::connect(self.address).await.unwrap();
        let head = format!(
            "POST /books/v3/projects HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n"
        );
        tcp.write_all(head.as_bytes()).await.unwrap();
        tcp.write_all(&vec![b' '; length]).await.unwrap();
        tcp
    }

    /// The response to a POST, and how the connection ends.
    pub(super) async fn answer(&self) -> RawResponse {
        RawResponse::read(self.post().await).await
    }
}

/// Serves over connections that can be reset; where.
pub(super) async fn listen(router: Router) -> SocketAddr {
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = tcp.local_addr().unwrap();
    let service = router.into_make_service_with_connect_info::<ResetHandle>();
    let listener = ResettableListener::from(tcp);
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// The response to a GET, and how the connection ends.
pub(super) async fn get(address: SocketAddr) -> RawResponse {
    let mut tcp = TcpStream::connect(address).await.unwrap();
    let request = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    tcp.write_all(request).await.unwrap();
    RawResponse::read(tcp).await
}

async fn serve(
    State((faults, seen)): State<(Arc<Faults>, Arc<Seen>)>,
    connection: ResetHandle,
    request: Request,
) -> Response {
    seen.open.fetch_add(1, Ordering::SeqCst);
    let _open = Open(Arc::clone(&seen));
    let operation = if request.method() == Method::GET {
        "list_projects"
    } else {
        "create_project"
    };
    let injection = faults.next(Incoming {
        operation: Some(operation),
        product: Some("books"),
        method: request.method(),
        path: request.uri().path(),
    });
    let handler = |request| handler(request, Arc::clone(&seen));
    let Some(injection) = injection else {
        return handler(request).await;
    };
    let answer = injection.around(request, &connection, handler).await;
    if answer.extensions().get::<Injection>() == Some(&injection) {
        seen.marked.fetch_add(1, Ordering::SeqCst);
    }
    answer
}

async fn handler(request: Request, seen: Arc<Seen>) -> Response {
    to_bytes(request.into_body(), usize::MAX).await.unwrap();
    seen.committed.fetch_add(1, Ordering::SeqCst);
    ([(header::CONTENT_TYPE, "application/json")], BODY).into_response()
}

/// All that came over a connection.
#[derive(Debug)]
pub(super) struct RawResponse {
    pub(super) head: String,
    pub(super) body: String,
    pub(super) end: End,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The server closed the connection.
    Closed,
    /// An RST came.
    Reset,
}

impl RawResponse {
    pub(super) async fn read(mut tcp: TcpStream) -> Self {
        let mut bytes = Vec::new();
        let end = match tcp.read_to_end(&mut bytes).await {
            Ok(_) => End::Closed,
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => End::Reset,
            Err(error) => panic!("{error}"),
        };
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        Self {
            head: head.to_owned(),
            body: body.to_owned(),
            end,
        }
    }

    /// The length that the head promises.
    pub(super) fn promised(&self) -> usize {
        let line = self
            .head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        line.unwrap().parse().unwrap()
    }
}
