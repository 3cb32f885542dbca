//! The faults, as bytes and deeds on a connection.

use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

/// Faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No server listens.
    ConnectionRefused,
    ResetBeforeHeaders,
    ResetMidBody,
    /// The request is accepted without a response.
    Hang,
    /// A byte a second.
    SlowDrip,
    /// A page of a proxy.
    Html502,
    /// With a `Retry-After` of seven seconds.
    Unavailable,
    /// HTTP 429 with this code, and with a `Retry-After` of an hour if it is a block.
    TooMany(u32),
    TokenExpired,
    /// The service answers the same as to an expired token.
    ScopeMissing,
    /// Code 1002 with HTTP 200.
    ErrorInSuccess,
    TruncatedJson,
    /// A page of HTML with HTTP 200.
    HtmlInSuccess,
    /// The correct response, labeled as HTML.
    WrongContentType,
}

impl Fault {
    pub const ALL: [Self; 17] = [
        Self::ConnectionRefused,
        Self::ResetBeforeHeaders,
        Self::ResetMidBody,
        Self::Hang,
        Self::SlowDrip,
        Self::Html502,
        Self::Unavailable,
        Self::TooMany(43),
        Self::TooMany(44),
        Self::TooMany(45),
        Self::TooMany(1070),
        Self::TokenExpired,
        Self::ScopeMissing,
        Self::ErrorInSuccess,
        Self::TruncatedJson,
        Self::HtmlInSuccess,
        Self::WrongContentType,
    ];

    /// Applies it instead of the correct response.
    pub async fn happen(self, stream: &mut TcpStream, right: (u16, &str)) -> std::io::Result<()> {
        let json = "application/json";
        let write =
            async |stream: &mut TcpStream, text: String| stream.write_all(text.as_bytes()).await;
        match self {
            Self::ConnectionRefused => unreachable!("there is no connection"),
            Self::ResetBeforeHeaders => stream.set_zero_linger(),
            Self::ResetMidBody => {
                let whole = answer(right.0, json, "", right.1);
                let half = whole.len() - right.1.len() / 2;
                write(stream, whole[..half].to_owned()).await?;
                stream.set_zero_linger()
            }
            Self::Hang => std::future::pending().await,
            Self::SlowDrip => {
                let whole = answer(right.0, json, "", right.1);
                for byte in whole.into_bytes() {
                    sleep(Duration::from_secs(1)).await;
                    stream.write_all(&[byte]).await?;
                }
                Ok(())
            }
            Self::Html502 => {
                let page = "<html><h1>502 Bad Gateway</h1></html>";
                write(stream, answer(502, "text/html", "", page)).await
            }
            Self::Unavailable => {
                write(stream, answer(503, "text/plain", "retry-after: 7\r\n", "")).await
            }
            Self::TooMany(code) => {
                let later = if code == 43 {
                    "retry-after: 3600\r\n"
                } else {
                    ""
                };
                let body = format!(r#"{{"code":{code},"message":"Too many requests."}}"#);
                write(stream, answer(429, json, later, &body)).await
            }
            Self::TokenExpired | Self::ScopeMissing => {
                let body = r#"{"code":57,"message":"You are not authorized."}"#;
                write(stream, answer(401, json, "", body)).await
            }
            Self::ErrorInSuccess => {
                let body = r#"{"code":1002,"message":"It does not exist."}"#;
                write(stream, answer(200, json, "", body)).await
            }
            Self::TruncatedJson => {
                let half = &right.1[..right.1.len() / 2];
                write(stream, answer(right.0, json, "", half)).await
            }
            Self::HtmlInSuccess => {
                let page = "<html>Please sign in.</html>";
                write(stream, answer(200, "text/html", "", page)).await
            }
            Self::WrongContentType => {
                write(stream, answer(right.0, "text/html", "", right.1)).await
            }
        }
    }
}

/// An answer that ends its connection.
pub fn answer(status: u16, kind: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} Status\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\
         {headers}connection: close\r\n\r\n{body}",
        body.len()
    )
}
