//! How much of an exchange is kept.
//!
//! What is kept is copied: a header or a body as the server hands it over is a slice of everything
//! that came with it, and would keep all of that in memory.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Uri};

/// How much of a body is kept, in bytes.
const BODY: usize = 64 << 10;

/// How much of the headers of a request or a response is kept, in bytes.
const HEADERS: usize = 16 << 10;

/// How much of the path and query is kept, in bytes.
const TARGET: usize = 16 << 10;

/// How many names of fields are kept, and how many bytes of each.
const NAMES: usize = 100;
const NAME: usize = 200;

/// The beginning of a body.
pub(super) fn body(body: &Bytes) -> Bytes {
    Bytes::copy_from_slice(body.get(..BODY).unwrap_or(body))
}

/// The first headers, and whether some are missing or cut.
pub(super) fn headers(headers: &HeaderMap) -> (HeaderMap, bool) {
    let mut kept = HeaderMap::with_capacity(headers.keys_len());
    let mut left = HEADERS;
    for (name, value) in headers {
        left = left.saturating_sub(name.as_str().len());
        let bytes = value.as_bytes();
        let beginning = bytes.get(..left).unwrap_or(bytes);
        // A part of a value is a value.
        if let Ok(value) = HeaderValue::from_bytes(beginning) {
            kept.append(name.clone(), value);
        }
        if beginning.len() < bytes.len() {
            return (kept, true);
        }
        left -= beginning.len();
    }
    (kept, false)
}

/// How many bytes headers take up.
pub(super) fn headers_size(headers: &HeaderMap) -> usize {
    let size =
        |(name, value): (&axum::http::HeaderName, &HeaderValue)| name.as_str().len() + value.len();
    headers.iter().map(size).sum()
}

/// The beginning of the path and query.
pub(super) fn target(uri: &Uri) -> Uri {
    let whole = uri.path_and_query().map_or("/", |target| target.as_str());
    let end = (0..=whole.len().min(TARGET)).rev();
    let end = end.into_iter().find(|end| whole.is_char_boundary(*end));
    let beginning = &whole[..end.unwrap_or_default()];
    // Only `*`, which is no path, is not one to read again.
    Uri::try_from(beginning).unwrap_or_else(|_| uri.clone())
}

/// How long the path and query is, in bytes.
pub(super) fn target_length(uri: &Uri) -> usize {
    uri.path_and_query()
        .map_or(0, |target| target.as_str().len())
}

/// The first names of a list, each up to a length.
pub(super) fn names(names: &mut Vec<String>) {
    names.truncate(NAMES);
    for name in names.iter_mut().filter(|name| name.len() > NAME) {
        let end = (0..=NAME).rev().find(|end| name.is_char_boundary(*end));
        name.truncate(end.unwrap_or_default());
        name.push('…');
    }
    names.shrink_to_fit();
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::{HeaderMap, HeaderValue, Uri};

    use super::{BODY, HEADERS, NAMES, TARGET};

    #[test]
    fn what_is_short_is_kept_whole() {
        let mut headers = HeaderMap::new();
        headers.append("accept", HeaderValue::from_static("a"));
        headers.append("accept", HeaderValue::from_static("b"));
        assert_eq!(super::headers(&headers), (headers, false));
        let uri = Uri::from_static("/books/v3/projects?page=2");
        assert_eq!(super::target(&uri), uri);
        assert_eq!(super::body(&Bytes::from_static(b"{}")), "{}");
    }

    #[test]
    fn what_is_long_is_cut() {
        let mut headers = HeaderMap::new();
        let long = HeaderValue::from_str(&"a".repeat(HEADERS)).unwrap();
        headers.append("first", long.clone());
        headers.append("second", long);
        let (kept, is_cut) = super::headers(&headers);
        assert!(is_cut);
        assert_eq!(super::headers_size(&kept), HEADERS);

        let uri: Uri = format!("/{}", "a".repeat(2 * TARGET)).parse().unwrap();
        let kept = super::target(&uri);
        assert_eq!(super::target_length(&kept), TARGET);
        assert!(uri.path().starts_with(kept.path()));

        let body = Bytes::from(vec![b'a'; 2 * BODY]);
        assert_eq!(super::body(&body).len(), BODY);

        let mut names = vec!["ä".repeat(1_000); 10 * NAMES];
        super::names(&mut names);
        assert_eq!(names.len(), NAMES);
        assert_eq!(names[0], format!("{}…", "ä".repeat(100)));
    }
}
