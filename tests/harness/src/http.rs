//! A minimal HTTP/1.1 client for the sandbox, with a persistent connection.
//!
//! A client library would hide whether a response arrived or the connection broke, and would use more
//! processor time than the server that is measured.

use std::fmt::Display;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Time limit for a response. A sandbox that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request, encoded.
#[derive(Debug, Clone)]
pub struct Request(Vec<u8>);

impl Request {
    /// A request with an access token, and with a JSON body if there is one.
    #[must_use]
    pub fn new(method: &str, target: &str, token: &str, body: Option<&Value>) -> Self {
        let authorization = (!token.is_empty()).then(|| format!("Zoho-oauthtoken {token}"));
        Self::authorized(method, target, authorization.as_deref(), body)
    }

    /// A request with this in its header `Authorization`.
    #[must_use]
    pub fn authorized(
        method: &str,
        target: &str,
        authorization: Option<&str>,
        body: Option<&Value>,
    ) -> Self {
        let mut head = format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        if let Some(authorization) = authorization {
            head += &format!("Authorization: {authorization}\r\n");
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        if !body.is_empty() {
            head += &format!(
                "Content-Type: application/json\r\nContent-Length: {}\r\n",
                body.len()
            );
        }
        Self(format!("{head}\r\n{body}").into_bytes())
    }

    /// The same request with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let line = format!("{name}: {value}\r\n");
        let end = self.0.windows(2).position(|window| window == b"\r\n");
        let start = end.map_or(0, |end| end + 2);
        self.0.splice(start..start, line.into_bytes());
        self
    }

    /// The bytes to send.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A response.
#[derive(Debug, Clone)]
pub struct Response {
    /// Its HTTP status.
    pub status: u16,
    /// Its body; `null` if it is not JSON.
    pub body: Value,
}

impl Response {
    /// Whether the status is 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Returns the body of a success.
    ///
    /// # Errors
    ///
    /// Fails if the status is not 2xx; the message has `what` was sent, the status and the body.
    pub fn into_body(self, what: impl Display) -> io::Result<Value> {
        if self.is_success() {
            return Ok(self.body);
        }
        let Self { status, body } = self;
        Err(io::Error::other(format!("{what}: {status} {body}")))
    }
}

/// A connection to a sandbox.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    /// Opens a connection.
    ///
    /// # Errors
    ///
    /// Fails if no program listens at the address.
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream: BufReader::new(stream),
        })
    }

    /// Sends a request and waits for the response.
    ///
    /// # Errors
    ///
    /// Fails if the connection breaks before the whole response has arrived. Then it is
    /// unknown whether the request was processed.
    pub fn send(&mut self, request: &Request) -> io::Result<Response> {
        self.stream.get_mut().write_all(request.bytes())?;
        let head = self.head()?;
        let (status, length) = read_head(&head)?;
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Response {
            status,
            body: serde_json::from_slice(&body).unwrap_or_default(),
        })
    }

    fn head(&mut self) -> io::Result<Vec<u8>> {
        let mut head = Vec::with_capacity(256);
        while !head.ends_with(b"\r\n\r\n") {
            if self.stream.read_until(b'\n', &mut head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(head)
    }
}

/// The status and the length of the body, from the head of a response.
///
/// # Errors
///
/// Fails if it is not the head of a response with a `Content-Length`.
pub fn read_head(head: &[u8]) -> io::Result<(u16, usize)> {
    let unreadable = || io::Error::new(io::ErrorKind::InvalidData, "not an HTTP response");
    let text = std::str::from_utf8(head).map_err(|_| unreadable())?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status.and_then(|status| status.parse().ok());
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok());
    status.zip(length).ok_or_else(unreadable)
}

#[cfg(test)]
mod tests {
    use super::{Request, read_head};

    #[test]
    fn a_header_is_added_after_the_request_line() {
        let request = Request::new("GET", "/", "", None).header("A", "b");
        assert_eq!(
            request.bytes(),
            b"GET / HTTP/1.1\r\nA: b\r\nHost: 127.0.0.1\r\n\r\n"
        );
    }

    #[test]
    fn a_head_contains_the_status_and_the_length_of_the_body() {
        let head = b"HTTP/1.1 201 Created\r\nX: y\r\nCONTENT-length: 12\r\n\r\n";
        assert_eq!(read_head(head).unwrap(), (201, 12));
    }

    #[test]
    fn an_invalid_head_is_an_error() {
        for head in ["", "HTTP/1.1", "HTTP/1.1 200 OK\r\n\r\n", "\u{0}\u{1}"] {
            assert!(read_head(head.as_bytes()).is_err(), "{head:?}");
        }
    }
}
