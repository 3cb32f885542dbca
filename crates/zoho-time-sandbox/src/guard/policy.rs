//! The decision whether to accept a request, by its host and origin.

use std::net::IpAddr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};

use crate::model::data_center::DataCenter;

/// The host names and origins that are allowed beside the sandbox's own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policy {
    hosts: Vec<String>,
    origins: Vec<String>,
}

/// The reason for rejecting a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Denial {
    #[error("The request needs exactly one Host header, with the address of the sandbox in it.")]
    NoHost,
    #[error(
        "The sandbox does not answer requests for the host `{0}`, which is neither localhost nor an \
         IP address: a web page could have pointed that name at this machine. If it is a name of \
         this machine, allow it with `--host NAME`, or `SandboxBuilder::allow_host` in Rust."
    )]
    ForeignHost(String),
    #[error(
        "The sandbox does not answer requests from a web page of the origin `{0}`. To admit a browser \
         app, allow its origin with `--cors ORIGIN`, or `SandboxBuilder::allow_origin` in Rust."
    )]
    ForeignOrigin(String),
    #[error(
        "The sandbox does not answer requests from a web page of another site. To admit a browser \
         app, allow its origin with `--cors ORIGIN`, or `SandboxBuilder::allow_origin` in Rust."
    )]
    CrossSite,
}

impl Denial {
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::NoHost => StatusCode::BAD_REQUEST,
            Self::ForeignHost(_) | Self::ForeignOrigin(_) | Self::CrossSite => {
                StatusCode::FORBIDDEN
            }
        }
    }
}

impl Policy {
    /// A policy that allows these names and origins, which have the form that the functions in
    /// `names` return.
    pub(crate) const fn new(hosts: Vec<String>, origins: Vec<String>) -> Self {
        Self { hosts, origins }
    }

    /// The names and the origins.
    pub(crate) fn into_parts(self) -> (Vec<String>, Vec<String>) {
        (self.hosts, self.origins)
    }

    pub(crate) fn origins(&self) -> &[String] {
        &self.origins
    }

    /// Accepts a request, and returns its host and port.
    pub(crate) fn admit(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<Authority, Denial> {
        let host = host(headers)?;
        // An absolute URI takes precedence over the header.
        for authority in uri.authority().into_iter().chain([&host]) {
            if !self.is_own(authority.host(), uri.path()) {
                return Err(Denial::ForeignHost(excerpt(authority.as_str())));
            }
        }
        let mut is_allowed = false;
        for origin in headers.get_all(header::ORIGIN) {
            if self.is_allowed(origin) {
                is_allowed = true;
            } else if !is_same(origin, &host) {
                let origin = String::from_utf8_lossy(origin.as_bytes());
                return Err(Denial::ForeignOrigin(excerpt(&origin)));
            }
        }
        if !is_allowed && is_cross_site(method, headers) {
            return Err(Denial::CrossSite);
        }
        Ok(uri.authority().unwrap_or(&host).clone())
    }

    /// Whether a host is a name of the sandbox. The owner of a domain can resolve every name in it to this
    /// machine, but not an address, `localhost`, or a name that the user allows. A name of Zoho's belongs to
    /// Zoho, and is valid for Zoho's paths only.
    fn is_own(&self, host: &str, path: &str) -> bool {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        bare.parse::<IpAddr>().is_ok()
            || name == "localhost"
            || name.ends_with(".localhost")
            || self.hosts.contains(&name)
            || (!is_control(path) && DataCenter::of_host(&name).is_some())
    }

    fn is_allowed(&self, origin: &HeaderValue) -> bool {
        self.origins.iter().any(|allowed| origin == allowed)
    }
}

/// Whether a request is for the page or for the controls.
pub(crate) fn is_control(path: &str) -> bool {
    if path == "/" {
        return true;
    }
    let below = path.strip_prefix("/_sandbox");
    below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The single host in the headers. HTTP/1.1 requires it, and every browser sends it.
fn host(headers: &HeaderMap) -> Result<Authority, Denial> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(Denial::NoHost);
    };
    if host.as_bytes().contains(&b'@') {
        return Err(Denial::NoHost);
    }
    Authority::try_from(host.as_bytes()).map_err(|_| Denial::NoHost)
}

/// Whether an origin is the one of a page at this host.
fn is_same(origin: &HeaderValue, host: &Authority) -> bool {
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let at = |scheme: &str| origin.eq_ignore_ascii_case(&format!("{scheme}://{host}"));
    // A proxy that terminates TLS may forward Zoho's hosts.
    at("http") || (DataCenter::of_host(host.host()).is_some() && at("https"))
}

/// Whether the browser reports that a page of another site sent the request. Following a link is allowed,
/// because that page cannot read the response.
fn is_cross_site(method: &Method, headers: &HeaderMap) -> bool {
    let reads = method == Method::GET || method == Method::HEAD;
    let navigates = headers
        .get("sec-fetch-mode")
        .is_none_or(|mode| mode == "navigate");
    let mut sites = headers.get_all("sec-fetch-site").iter();
    sites.any(|site| {
        let is_fine = site == "same-origin" || (reads && (navigates || site == "none"));
        !is_fine
    })
}

/// The first part of a text from a client, for a message.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 100;
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.escape_debug().to_string()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, Method};

    use super::Policy;

    /// Whether a request with these headers is accepted.
    fn admits(policy: &Policy, method: Method, uri: &str, headers: &[(&str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            map.append(name, value.parse().unwrap());
        }
        policy.admit(&method, &uri.parse().unwrap(), &map).is_ok()
    }

    #[test]
    fn hosts() {
        let policy = Policy::new(vec!["zoho-sandbox".into()], Vec::new());
        for (host, api, control) in [
            ("127.0.0.1", true, true),
            ("127.0.0.1:8080", true, true),
            ("[::1]:8080", true, true),
            ("192.168.1.7", true, true),
            ("localhost", true, true),
            ("LOCALHOST.", true, true),
            ("a.localhost", true, true),
            ("zoho-sandbox:8080", true, true),
            ("Zoho-Sandbox.", true, true),
            ("accounts.zoho.eu", true, false),
            ("www.zohoapis.com.au:443", true, false),
            ("evil.example", false, false),
            ("localhost.evil.example", false, false),
            ("127.0.0.1.evil.example", false, false),
            ("notlocalhost", false, false),
            ("zoho-sandbox.evil.example", false, false),
            ("evil.zoho-sandbox", false, false),
            ("user@127.0.0.1", false, false),
            ("2130706433", false, false),
            ("", false, false),
        ] {
            let headers = [("host", host)];
            let (path, controls) = ("/oauth/v2/token", "/_sandbox/demo");
            assert_eq!(admits(&policy, Method::GET, path, &headers), api, "{host}");
            let admitted = admits(&policy, Method::GET, controls, &headers);
            assert_eq!(admitted, control, "{host}");
        }
        let two = [("host", "localhost"), ("host", "localhost")];
        assert!(!admits(&policy, Method::GET, "/", &two));
        assert!(!admits(&policy, Method::GET, "/", &[]));
        let own = [("host", "localhost")];
        assert!(admits(&policy, Method::GET, "http://localhost:80/", &own));
        assert!(!admits(&policy, Method::GET, "http://evil.example/", &own));
    }

    #[test]
    fn origins() {
        let policy = Policy::new(Vec::new(), vec!["https://app.example".into()]);
        for (origin, admitted) in [
            ("http://127.0.0.1:8080", true),
            ("https://app.example", true),
            ("https://127.0.0.1:8080", false),
            ("http://127.0.0.1:8081", false),
            ("http://127.0.0.1", false),
            ("http://localhost:8080", false),
            ("https://app.example:8443", false),
            ("http://app.example", false),
            ("https://app.example.evil.example", false),
            ("null", false),
            ("", false),
        ] {
            let headers = [("host", "127.0.0.1:8080"), ("origin", origin)];
            for method in [Method::GET, Method::POST, Method::OPTIONS] {
                let found = admits(&policy, method.clone(), "/", &headers);
                assert_eq!(found, admitted, "{method} {origin}");
            }
        }
        for (host, admitted) in [("accounts.zoho.eu", true), ("localhost", false)] {
            let origin = format!("https://{host}");
            let headers = [("host", host), ("origin", &origin)];
            let found = admits(&policy, Method::POST, "/oauth/v2/auth", &headers);
            assert_eq!(found, admitted, "{host}");
        }
        let both = [
            ("host", "localhost"),
            ("origin", "http://localhost"),
            ("origin", "https://evil.example"),
        ];
        assert!(!admits(&policy, Method::GET, "/", &both));
    }

    #[test]
    fn sites() {
        let policy = Policy::new(Vec::new(), vec!["https://app.example".into()]);
        for (method, site, mode, admitted) in [
            (Method::GET, "same-origin", "cors", true),
            (Method::POST, "same-origin", "cors", true),
            (Method::GET, "none", "navigate", true),
            (Method::POST, "none", "navigate", false),
            (Method::GET, "cross-site", "navigate", true),
            (Method::GET, "cross-site", "no-cors", false),
            (Method::GET, "same-site", "no-cors", false),
            (Method::GET, "same-site", "cors", false),
            (Method::POST, "cross-site", "navigate", false),
            (Method::POST, "same-site", "navigate", false),
            (Method::OPTIONS, "cross-site", "cors", false),
        ] {
            let sent = [
                ("host", "localhost"),
                ("sec-fetch-site", site),
                ("sec-fetch-mode", mode),
            ];
            let found = admits(&policy, method.clone(), "/", &sent);
            assert_eq!(found, admitted, "{method} {site} {mode}");
            let mut allowed = sent.to_vec();
            allowed.push(("origin", "https://app.example"));
            assert!(admits(&policy, method, "/", &allowed));
        }
    }
}
