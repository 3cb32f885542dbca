//! Requests written byte by byte: a client library would not leave out the `Host`.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// A header.
pub(crate) type Header<'a> = (&'a str, &'a str);

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) version: &'a str,
    pub(crate) headers: Vec<Header<'a>>,
    pub(crate) body: &'a str,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request<'_> {
    /// Sends it over a new connection, and reads the response if its length is known; otherwise only
    /// the head of the response.
    pub(crate) async fn send(&self, address: SocketAddr) -> Response {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut text = format!("{} {} {}\r\n", self.method, self.path, self.version);
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        text += &format!(
            "Connection: close\r\nContent-Length: {}\r\n\r\n",
            self.body.len()
        );
        text += self.body;
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
        let mut response = Response {
            status: status.unwrap_or_else(|| panic!("{self:?} has no response: {line:?}")),
            headers: Vec::new(),
            body: String::new(),
        };
        loop {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            let header = (name.to_ascii_lowercase(), value.to_owned());
            response.headers.push(header);
        }
        let length = response.header("content-length");
        if let Some(length) = length.filter(|_| self.method != "HEAD") {
            let mut body = vec![0; length.parse().unwrap()];
            stream.read_exact(&mut body).await.unwrap();
            response.body = String::from_utf8(body).unwrap();
        }
        response
    }
}

impl Response {
    pub(crate) fn header(&self, wanted: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// Whether it is the response of the guard, and not of a handler.
    pub(crate) fn is_denial(&self, method: &str) -> bool {
        let messages = [
            "needs exactly one Host header",
            "The sandbox does not answer requests",
            "The request does not come from a page of this server",
        ];
        matches!(self.status, 400 | 403)
            && (method == "HEAD" || messages.iter().any(|text| self.body.contains(text)))
    }
}
