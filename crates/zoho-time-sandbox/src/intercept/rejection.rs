//! Responses to requests that the interceptor rejects: plain text for a person, except for a path that a
//! host does not have, for which it responds as the host would.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::hosts::Host;
use crate::http::refusal::Refusal;
use crate::http::respond;

/// Reasons for rejecting a request.
#[derive(Debug, thiserror::Error)]
pub(super) enum Rejection {
    #[error(
        "This is the interceptor for Zoho's hosts, an HTTP proxy and not a web server. Let a program \
         use it by setting HTTPS_PROXY to this address, and the certificate authority of the \
         interceptor as the one to trust."
    )]
    NotAsProxy,

    #[error(
        "The interceptor refuses `{0}`: it answers only for Zoho's hosts, such as www.zohoapis.com \
         and accounts.zoho.com, and never forwards anything."
    )]
    OtherHost(String),

    #[error("The interceptor answers for `{0}` on port 443 only, and never forwards anything.")]
    OtherPort(Host),

    #[error("`{0}` is served over HTTPS only: use https://{0} instead of http://{0}.")]
    NotEncrypted(Host),

    #[error("This connection was opened to `{opened}`, and the request on it is for `{asked}`.")]
    Misdirected { opened: Host, asked: String },

    #[error("`{0}` has nothing under this path.")]
    NoSuchPath(Host),

    #[error("The interceptor could not make a certificate for `{0}`.")]
    NoCertificate(Host),
}

impl Rejection {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NotAsProxy => StatusCode::BAD_REQUEST,
            Self::OtherHost(_) | Self::OtherPort(_) | Self::NotEncrypted(_) => {
                StatusCode::FORBIDDEN
            }
            Self::Misdirected { .. } => StatusCode::MISDIRECTED_REQUEST,
            Self::NoSuchPath(_) => StatusCode::NOT_FOUND,
            Self::NoCertificate(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<Rejection> for Response<Body> {
    fn from(rejection: Rejection) -> Self {
        if let Rejection::NoSuchPath(_) = rejection {
            return respond::refusal(&Refusal::UnknownPath);
        }
        let mut response = Self::new(Body::from(format!("{rejection}\n")));
        *response.status_mut() = rejection.status();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        response
    }
}
