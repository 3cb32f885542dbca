//! Keeps web pages of elsewhere away from the page and the controls.
//!
//! A browser on the same machine lends its reach to every page that it shows: such a page can post
//! to an address of this machine, or point a name of its own at it and so read the answers. Neither
//! the page nor the controls ask for a token, so what shows that a request comes from there is
//! refused. Programs other than browsers send none of these headers and are let through.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::refusal::Refusal;
use crate::respond;

/// Lets a request to the page or the controls through unless a foreign web page is behind it.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path == "/" || path == "/_sandbox" || path.starts_with("/_sandbox/") {
        let authority = request.uri().authority();
        if let Err(refusal) = check(request.method(), authority, request.headers()) {
            tracing::warn!(path, %refusal, "refused");
            return respond::refusal(&refusal);
        }
    }
    next.run(request).await
}

fn check(
    method: &Method,
    authority: Option<&Authority>,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let host = match headers.get(header::HOST) {
        None => None,
        Some(value) => Some(
            Authority::try_from(value.as_bytes())
                .map_err(|_| Refusal::Foreign("the Host header is unreadable"))?,
        ),
    };
    let own = |authority: &Authority| is_own(authority.host());
    if !host.iter().chain(authority).all(own) {
        return Err(Refusal::Foreign(
            "the host in the request is neither localhost nor an address",
        ));
    }
    if let Some(origin) = headers.get(header::ORIGIN) {
        let origin = origin.to_str().unwrap_or_default();
        let same = host.is_some_and(|host| origin.eq_ignore_ascii_case(&format!("http://{host}")));
        if !same {
            return Err(Refusal::Foreign("the Origin is another one"));
        }
    }
    let changes = method != Method::GET && method != Method::HEAD;
    let site = headers.get("sec-fetch-site");
    if changes && site.is_some_and(|site| site != "same-origin") {
        return Err(Refusal::Foreign("a page of another site sends it"));
    }
    Ok(())
}

/// Whether a host is what a sandbox is reached by. A name can be pointed at this machine by whoever
/// owns it; an address cannot, and `localhost` is nobody's.
fn is_own(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    bare.parse::<IpAddr>().is_ok() || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_addresses_and_localhost_are_own() {
        for host in [
            "127.0.0.1",
            "[::1]",
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "192.168.1.7",
        ] {
            assert!(is_own(host), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "notlocalhost",
            "",
        ] {
            assert!(!is_own(host), "{host}");
        }
    }
}
