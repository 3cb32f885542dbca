//! The addresses of servers that a caller configures.

use url::{Host, Url};

use crate::config_error::ConfigError;
use crate::product::Product;

/// Where requests may be sent without encryption.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PlainHttp {
    /// To servers on this machine only.
    #[default]
    LoopbackOnly,
    /// To any server, because the caller allows it.
    Anywhere,
}

/// Reads the address of a server. Its path is a prefix, which has no slash at the end.
pub(crate) fn parse(text: &str, plain_http: PlainHttp) -> Result<Url, ConfigError> {
    let invalid = |reason: &str| ConfigError::InvalidAddress {
        address: without_secrets(text),
        reason: reason.to_owned(),
    };
    let mut url = Url::parse(text).map_err(|error| invalid(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(invalid(
            "it must start with http:// or https:// and name a host",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("it must hold no user name and no password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("it must have neither a query nor a fragment"));
    }
    if url.scheme() == "http" && !is_loopback(&url) && plain_http == PlainHttp::LoopbackOnly {
        return Err(invalid(
            "plain http would show the token to the network; use https, or allow http explicitly",
        ));
    }
    let prefix = url.path().trim_end_matches('/').to_owned();
    if let Some(path) = paths_of_requests().find(|path| prefix.ends_with(path)) {
        return Err(invalid(&format!(
            "leave out {path}: the client adds the paths of its requests"
        )));
    }
    url.set_path(&prefix);
    Ok(url)
}

/// Paths that a caller may copy from a request into an address.
fn paths_of_requests() -> impl Iterator<Item = &'static str> {
    let products = Product::ALL.map(Product::base_path);
    let accounts = ["/oauth/v2", "/oauth/v2/auth", "/oauth/v2/token"];
    products.into_iter().chain(accounts)
}

/// An address without what may be a secret: credentials, query and fragment.
fn without_secrets(text: &str) -> String {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let text = &text[..end];
    text.rsplit_once('@')
        .map_or(text, |(_, host)| host)
        .to_owned()
}

/// Whether an address is one of this machine. Only `localhost` itself counts of the names: a resolver need
/// not know the names below it as such.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
        None => false,
    }
}

/// The address of a path below that of a server.
pub(crate) fn below(server: &Url, path: &str) -> Url {
    let mut url = server.clone();
    url.set_path(&format!("{}{path}", server.path().trim_end_matches('/')));
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_kept_and_joined_with_one_slash() {
        for (text, expected) in [
            ("https://a.example", "https://a.example/x/y"),
            ("https://a.example/", "https://a.example/x/y"),
            ("https://a.example/gw/zoho", "https://a.example/gw/zoho/x/y"),
            (
                "https://a.example/gw/zoho//",
                "https://a.example/gw/zoho/x/y",
            ),
            ("http://127.0.0.1:8080/p", "http://127.0.0.1:8080/p/x/y"),
            ("https://a.example/%7Ep", "https://a.example/%7Ep/x/y"),
        ] {
            let server = parse(text, PlainHttp::LoopbackOnly).unwrap();
            assert_eq!(below(&server, "/x/y").as_str(), expected);
        }
    }

    #[test]
    fn addresses_that_cannot_be_used_are_refused_without_showing_secrets() {
        for (text, reason) in [
            ("", "relative URL without a base"),
            ("www.zohoapis.eu", "relative URL without a base"),
            ("ftp://a.example", "http:// or https://"),
            ("mailto:a@b", "http:// or https://"),
            ("https://ada:hidden@a.example", "no user name"),
            ("https://hidden@a.example", "no user name"),
            ("https://ada:hidden@[", "invalid IPv6 address"),
            ("https://a.example/?hidden", "neither a query nor"),
            ("https://a.example/?", "neither a query nor"),
            ("https://a.example/#hidden", "neither a query nor"),
            ("https://a.example/books/v3", "leave out /books/v3"),
            (
                "https://a.example/zoho/billing/v1/",
                "leave out /billing/v1",
            ),
            (
                "https://a.example/oauth/v2/token",
                "leave out /oauth/v2/token",
            ),
            ("http://a.example", "allow http explicitly"),
            ("http://localhost.a.example", "allow http explicitly"),
            ("http://a.localhost", "allow http explicitly"),
            ("http://128.0.0.1", "allow http explicitly"),
            ("http://0.0.0.0", "allow http explicitly"),
            ("http://[::2]", "allow http explicitly"),
        ] {
            let error = parse(text, PlainHttp::LoopbackOnly).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(reason), "{text}: {shown}");
            assert!(!shown.contains("hidden"), "{text}: {shown}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_unless_it_is_allowed() {
        for text in [
            "http://localhost:8080",
            "http://LOCALHOST",
            "http://127.0.0.1",
            "http://127.9.9.9",
            "http://127.1",
            "http://[::1]:8080",
            "http://[::ffff:127.0.0.1]",
        ] {
            let url = parse(text, PlainHttp::LoopbackOnly).unwrap();
            assert!(is_loopback(&url), "{text}");
        }
        assert!(parse("http://sandbox:8080", PlainHttp::Anywhere).is_ok());
    }
}
