//! Responses in the form of the inputs, and a transport that returns them.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use http::{Request, StatusCode, Uri};
use zoho_time::transport::{HttpTransport, TransportError};

use super::asks_for_token;

/// A response, and the operation that it answers.
#[derive(Clone, Debug)]
pub(super) struct Response {
    pub(super) operation: String,
    status: StatusCode,
    headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Response {
    pub(super) fn parse(data: &[u8]) -> Option<Self> {
        let end = data.windows(2).position(|pair| pair == b"\n\n")?;
        let (head, body) = (std::str::from_utf8(&data[..end]).ok()?, &data[end + 2..]);
        let mut lines = head.lines();
        let (operation, status) = lines.next()?.split_once(' ')?;
        let headers = lines.filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            let name = name.parse::<HeaderName>().ok()?;
            Some((name, value.trim().parse::<HeaderValue>().ok()?))
        });
        Some(Self {
            operation: operation.to_owned(),
            status: status.trim().parse().ok()?,
            headers: headers.collect(),
            body: Bytes::copy_from_slice(body),
        })
    }

    pub(super) fn with_body(&self, body: String) -> Self {
        Self {
            body: body.into(),
            ..self.clone()
        }
    }

    fn to_http(&self) -> http::Response<Bytes> {
        let mut response = http::Response::new(self.body.clone());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        response
    }
}

/// Answers requests without a network.
#[derive(Clone, Debug)]
pub(super) struct Canned {
    to_token: Response,
    to_call: Response,
    /// The addresses that were sent an access token.
    authorized: Arc<Mutex<Vec<Uri>>>,
}

impl Canned {
    /// The same response to every request.
    pub(super) fn always(response: Response) -> Self {
        Self::new(response.clone(), response)
    }

    /// One response to requests for tokens, and one to calls.
    pub(super) fn new(to_token: Response, to_call: Response) -> Self {
        Self {
            to_token,
            to_call,
            authorized: Arc::default(),
        }
    }

    pub(super) fn authorized(&self) -> Vec<Uri> {
        let authorized = self.authorized.lock();
        authorized.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl HttpTransport for Canned {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        if request.headers().contains_key(AUTHORIZATION) {
            let mut authorized = self
                .authorized
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            authorized.push(request.uri().clone());
        }
        let response = if asks_for_token(request.method(), request.uri().path()) {
            &self.to_token
        } else {
            &self.to_call
        };
        let response = response.to_http();
        async move { Ok(response) }.boxed()
    }
}
