//! The same of a transport that the caller provides, as far as it can be checked.

use bytes::Bytes;
use futures::future::{BoxFuture, FutureExt as _};
use http::header::LOCATION;
use http::{Request, Response};
use zoho_time::Error;
use zoho_time::transport::{
    AnsweredBy, HttpTransport, ResponseLimit, TransportError, TransportErrorKind,
};

use crate::hostile_server::calls::{ACCESS_TOKEN, DONE, Kind, client, with_refresh_token};

/// Answers everything in one way.
#[derive(Clone, Copy, Debug)]
enum Transport {
    Redirect(u16),
    Follow(&'static str),
    Flood(usize),
}

impl HttpTransport for Transport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let transport = *self;
        async move {
            let limit = request.extensions().get::<ResponseLimit>().unwrap().bytes;
            let is_post = request.method() == "POST" && !request.uri().path().contains("oauth");
            let mut response = Response::new(Bytes::from(DONE));
            *response.status_mut() = if is_post { 201 } else { 200 }.try_into().unwrap();
            match transport {
                Self::Redirect(status) => {
                    *response.status_mut() = status.try_into().unwrap();
                    let target = "https://evil.example/".parse().unwrap();
                    response.headers_mut().insert(LOCATION, target);
                }
                Self::Follow(address) => {
                    let address = match address {
                        "" => request.uri().to_string(),
                        address => address.to_owned(),
                    };
                    let address = AnsweredBy(address.parse().unwrap());
                    response.extensions_mut().insert(address);
                }
                Self::Flood(beyond) => {
                    let mut body = DONE.as_bytes().to_vec();
                    body.resize(limit + beyond, b' ');
                    *response.body_mut() = body.into();
                }
            }
            Ok(response)
        }
        .boxed()
    }
}

async fn outcome(kind: Kind, transport: Transport) -> Result<(), Error> {
    let client = match kind {
        Kind::Token => with_refresh_token().accounts_url("https://accounts.example"),
        _ => client().access_token(ACCESS_TOKEN),
    };
    let zoho = client
        .base_url("https://books.example/zoho")
        .options(|options| options.response_limit(10_000))
        .with_transport(transport)
        .build()
        .unwrap();
    kind.send(&zoho).await
}

#[tokio::test]
async fn a_transport_that_redirects_or_floods_is_rejected() {
    let (mut rejected, mut accepted) = (0, 0);
    for kind in Kind::ALL {
        for (transport, expected) in [
            (
                Transport::Redirect(301),
                "HTTP 301 to https://evil.example/",
            ),
            (
                Transport::Redirect(302),
                "HTTP 302 to https://evil.example/",
            ),
            (
                Transport::Redirect(303),
                "HTTP 303 to https://evil.example/",
            ),
            (
                Transport::Redirect(307),
                "HTTP 307 to https://evil.example/",
            ),
            (
                Transport::Redirect(308),
                "HTTP 308 to https://evil.example/",
            ),
            (
                Transport::Follow("https://evil.example/books/v3/projects"),
                "followed it to https://evil.example/",
            ),
            (
                Transport::Follow("http://books.example/books/v3/projects"),
                "followed it to http://books.example/",
            ),
            (Transport::Flood(1), "the limit is"),
            (Transport::Follow(""), ""),
            (Transport::Flood(0), ""),
        ] {
            let outcome = outcome(kind, transport).await;
            if expected.is_empty() {
                outcome.unwrap();
                accepted += 1;
                continue;
            }
            let error = outcome.unwrap_err();
            assert!(error.to_string().contains(expected), "{kind:?}: {error}");
            if let Error::Transport { source, .. } = &error {
                let kind = match transport {
                    Transport::Flood(_) => TransportErrorKind::TooLarge,
                    _ => TransportErrorKind::Redirected,
                };
                assert_eq!(source.kind(), kind);
            } else {
                assert_eq!(kind, Kind::Token, "{error}");
            }
            rejected += 1;
        }
    }
    println!("transports: {rejected} answers rejected, {accepted} good ones accepted");
}
