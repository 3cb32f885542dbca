//! The address of a sandbox from the client's point of view.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::Shared;

/// The address of the sandbox from the point of view of the client, such as
/// `http://zoho-sandbox:8080`. It is derived from the `Host` of the request, which the guard has
/// checked.
#[derive(Debug, Clone)]
pub(crate) struct BaseUrl(pub(crate) String);

impl BaseUrl {
    /// The address for a request with these extensions. A request that did not pass the guard gets the socket
    /// address of the sandbox.
    pub(crate) fn of(shared: &Shared, extensions: &axum::http::Extensions) -> Self {
        let known = extensions.get::<Self>().cloned();
        known.unwrap_or_else(|| Self(shared.base_url.clone()))
    }

    /// The same host with another port.
    pub(crate) fn with_port(&self, port: u16) -> String {
        let host = self.0.strip_prefix("http://").unwrap_or(&self.0);
        let name = match host.rsplit_once(':') {
            // The last colon of an IPv6 address without a port is inside the brackets.
            Some((name, digits)) if !digits.ends_with(']') => name,
            _ => host,
        };
        format!("http://{name}:{port}")
    }
}

impl FromRequestParts<Shared> for BaseUrl {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self::of(shared, &parts.extensions))
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn another_port_replaces_the_port() {
        for (known, expected) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:9"),
            ("http://zoho-sandbox", "http://zoho-sandbox:9"),
            ("http://[::1]:8080", "http://[::1]:9"),
            ("http://[::1]", "http://[::1]:9"),
        ] {
            assert_eq!(BaseUrl(known.to_owned()).with_port(9), expected);
        }
    }
}
