//! An access token in the hands of a client.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::server_text;

/// An access token; cheap to clone.
#[derive(Clone)]
pub(crate) struct AccessToken(Arc<Inner>);

struct Inner {
    secret: SecretString,
    header: Option<HeaderValue>,
    api_domain: Option<Url>,
}

impl AccessToken {
    pub(crate) fn new(secret: SecretString, api_domain: Option<Url>) -> Self {
        Self(Arc::new(Inner {
            header: header(&secret),
            secret,
            api_domain,
        }))
    }

    /// The value of the `Authorization` header, marked as sensitive; `None` when the token has
    /// characters that no header may have.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        self.0.header.clone()
    }

    /// Where the API is for this token, if the accounts server said so.
    pub(crate) fn api_domain(&self) -> Option<&Url> {
        self.0.api_domain.as_ref()
    }

    /// Whether it is the same token.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.is_secret(&other.0.secret)
    }

    /// Whether this is its secret.
    pub(crate) fn is_secret(&self, secret: &SecretString) -> bool {
        self.0.secret.expose_secret() == secret.expose_secret()
    }

    /// Its secret, which no error may show.
    pub(crate) fn secret(&self) -> &str {
        self.0.secret.expose_secret()
    }

    /// Text of a server for an error or a log, without the token, which the server may have sent back.
    pub(crate) fn shown(&self, text: &str) -> String {
        server_text::shown(text, &[self.0.secret.expose_secret()])
    }
}

fn header(secret: &SecretString) -> Option<HeaderValue> {
    let text = format!("Zoho-oauthtoken {}", secret.expose_secret());
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("api_domain", &self.0.api_domain)
            .finish_non_exhaustive()
    }
}
