//! Detection of redirects, which are never followed: the target was not configured by the caller, and a
//! secret or a write must not reach it.

use std::fmt;

use http::header::LOCATION;
use http::{HeaderMap, StatusCode};
use url::Url;

/// The longest target that is shown, in characters.
const SHOWN: usize = 200;

/// A redirect that a server asked for.
#[derive(Debug)]
pub(crate) struct Redirect {
    /// The status; absent if the HTTP client has followed the redirect.
    status: Option<StatusCode>,
    /// The target in a form that may be shown.
    target: String,
}

impl Redirect {
    /// The redirect in an answer, if it is one. `answered_by` is the address that the answer comes from, as
    /// far as the HTTP client reports it.
    pub(crate) fn find(
        status: StatusCode,
        headers: &HeaderMap,
        requested: &Url,
        answered_by: Option<&Url>,
        secrets: &[&str],
    ) -> Option<Self> {
        if let Some(address) = answered_by.filter(|address| !is_same(requested, address)) {
            return Some(Self {
                status: None,
                target: shown(address.clone(), secrets),
            });
        }
        status.is_redirection().then(|| {
            let location = headers.get(LOCATION).map(|value| {
                let text = value.to_str().ok();
                text.and_then(|text| requested.join(text).ok())
            });
            let target = match location {
                Some(Some(url)) => shown(url, secrets),
                Some(None) => "an address that cannot be read".to_owned(),
                None => "no address".to_owned(),
            };
            Self {
                status: Some(status),
                target,
            }
        })
    }

    /// The status, unless the HTTP client has followed the redirect.
    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Whether the request may have been processed all the same. After 307 and 308 it was not; 303 is how a
    /// server answers a form that it has processed, and 301 and 302 are widely used like that.
    pub(crate) fn may_have_been_done(&self) -> bool {
        !matches!(
            self.status,
            Some(StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT)
        )
    }
}

impl fmt::Display for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = &self.target;
        match self.status {
            Some(status) => write!(
                f,
                "HTTP {} to {target}, which is not followed; if it is the right server, configure its \
                 address",
                status.as_u16()
            ),
            None => write!(
                f,
                "the HTTP client has followed it to {target}; set its policy to \
                 `reqwest::redirect::Policy::none()`"
            ),
        }
    }
}

impl std::error::Error for Redirect {}

/// Whether an answer comes from the address that was requested. A fragment is never sent.
fn is_same(requested: &Url, answered_by: &Url) -> bool {
    let without_fragment = |url: &Url| {
        let mut url = url.clone();
        url.set_fragment(None);
        url
    };
    requested == answered_by || without_fragment(requested) == without_fragment(answered_by)
}

/// A target without what a server may have put into it: the query, credentials, and the secrets that it was
/// sent.
fn shown(mut url: Url, secrets: &[&str]) -> String {
    url.set_query(None);
    url.set_fragment(None);
    // These fail for addresses that hold neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if url.cannot_be_a_base() {
        return format!("an address with the scheme {}", url.scheme());
    }
    if url.path().contains('%') {
        url.set_path("/…");
    }
    // A host is in lower case.
    let text = url.as_str().replace("%E2%80%A6", "…");
    let lower = text.to_lowercase();
    let mut secrets = secrets.iter().filter(|secret| !secret.is_empty());
    if secrets.any(|secret| lower.contains(&secret.to_lowercase())) {
        return format!("{}://[redacted]", url.scheme());
    }
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUESTED: &str = "https://www.zohoapis.eu/books/v3/projects?organization_id=1";

    fn find(status: u16, location: Option<&str>, answered_by: Option<&str>) -> Option<Redirect> {
        let mut headers = HeaderMap::new();
        if let Some(location) = location {
            headers.insert(LOCATION, location.parse().unwrap());
        }
        let answered_by = answered_by.map(|url| Url::parse(url).unwrap());
        Redirect::find(
            StatusCode::from_u16(status).unwrap(),
            &headers,
            &Url::parse(REQUESTED).unwrap(),
            answered_by.as_ref(),
            &["1000.Secret", "", "two words"],
        )
    }

    #[test]
    fn the_target_is_named_without_what_a_server_may_have_put_into_it() {
        let long = format!("https://a.example/{}", "x".repeat(300));
        for (location, expected) in [
            (Some("https://a.example/b"), "https://a.example/b"),
            (Some("/login"), "https://www.zohoapis.eu/login"),
            (Some("//a.example:8443"), "https://a.example:8443/"),
            (
                Some("http://ada:password@a.example/?t=1000.x#y"),
                "http://a.example/",
            ),
            (Some("https://a.example/1000.Secret"), "https://[redacted]"),
            (Some("https://1000.secret.example/"), "https://[redacted]"),
            (Some("https://a.example/two%20words"), "https://a.example/…"),
            (Some("https://a.example/\u{1b}[31m"), "https://a.example/…"),
            (Some("data:1000.Secret"), "an address with the scheme data"),
            (Some("https://["), "an address that cannot be read"),
            (Some(&long), "xxx…"),
            (None, "no address"),
        ] {
            let text = match location {
                // Not all of them are header values that `parse` takes.
                Some(text) if text.contains('\u{1b}') => {
                    shown(Url::parse(text).unwrap(), &["1000.Secret"])
                }
                location => find(302, location, None).unwrap().to_string(),
            };
            assert!(text.contains(expected), "{location:?}: {text}");
            assert!(text.len() < 400, "{text}");
            assert!(
                !text.contains("Secret") && !text.contains("password"),
                "{text}"
            );
        }
    }

    #[test]
    fn answers_that_are_not_redirects_pass() {
        let fragment = format!("{REQUESTED}#f");
        for (status, answered_by) in [
            (200, None),
            (204, Some(REQUESTED)),
            (200, Some(&*fragment)),
            (401, Some(REQUESTED)),
            (599, None),
        ] {
            assert!(find(status, Some("/x"), answered_by).is_none(), "{status}");
        }
    }

    #[test]
    fn what_a_redirect_says_about_the_request_is_what_its_status_means() {
        for (status, answered_by, may_have_been_done) in [
            (300, None, true),
            (301, None, true),
            (302, None, true),
            (303, None, true),
            (304, None, true),
            (307, None, false),
            (308, None, false),
            (200, Some("https://a.example/"), true),
            (307, Some("https://a.example/"), true),
        ] {
            let redirect = find(status, Some("/x"), answered_by).unwrap();
            assert_eq!(
                redirect.may_have_been_done(),
                may_have_been_done,
                "{status}"
            );
            let followed = answered_by.is_some();
            assert_eq!(redirect.status().is_none(), followed, "{status}");
            assert_eq!(redirect.to_string().contains("followed it to"), followed);
        }
    }
}
