//! Size limits of logged exchanges.
//!
//! Logged data is copied: a header or a body from the server is a slice of a larger buffer, and would keep all
//! of it in memory.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Uri};

/// Maximum size of a logged body, in bytes.
const BODY: usize = 64 << 10;

/// Maximum size of the logged headers of a request or a response, in bytes.
const HEADERS: usize = 16 << 10;

/// Maximum size of a logged path and query, in bytes.
const TARGET: usize = 16 << 10;

/// Maximum number of field names, and of bytes of each.
const NAMES: usize = 100;
const NAME: usize = 200;

/// Maximum size of a warning, in bytes.
const WARNING: usize = 500;

/// The first part of a body.
pub(super) fn body(body: &Bytes) -> Bytes {
    Bytes::copy_from_slice(body.get(..BODY).unwrap_or(body))
}

/// The first headers, and whether some are missing or truncated.
pub(super) fn headers(headers: &HeaderMap) -> (HeaderMap, bool) {
    let mut kept = HeaderMap::with_capacity(headers.keys_len());
    let mut left = HEADERS;
    for (name, value) in headers {
        left = left.saturating_sub(name.as_str().len());
        let bytes = value.as_bytes();
        let beginning = bytes.get(..left).unwrap_or(bytes);
        // Part of a valid value is a valid value.
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

/// Size of headers in bytes.
pub(super) fn headers_size(headers: &HeaderMap) -> usize {
    let size =
        |(name, value): (&axum::http::HeaderName, &HeaderValue)| name.as_str().len() + value.len();
    headers.iter().map(size).sum()
}

/// The first part of the path and query.
pub(super) fn target(uri: &Uri) -> Uri {
    let whole = uri.path_and_query().map_or("/", |target| target.as_str());
    let end = (0..=whole.len().min(TARGET)).rev();
    let end = end.into_iter().find(|end| whole.is_char_boundary(*end));
    let beginning = &whole[..end.unwrap_or_default()];
    // Only `*`, which is not a path, cannot be parsed again.
    Uri::try_from(beginning).unwrap_or_else(|_| uri.clone())
}

/// Length of the path and query, in bytes.
pub(super) fn target_length(uri: &Uri) -> usize {
    uri.path_and_query()
        .map_or(0, |target| target.as_str().len())
}

/// The first names of a list, each truncated.
pub(super) fn names(names: &mut Vec<String>) {
    texts(names, NAME);
}

/// The first warnings of a list, each truncated.
pub(super) fn warnings(warnings: &mut Vec<String>) {
    texts(warnings, WARNING);
}

fn texts(texts: &mut Vec<String>, longest: usize) {
    texts.truncate(NAMES);
    for text in texts.iter_mut().filter(|text| text.len() > longest) {
        let end = (0..=longest).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or_default());
        text.push('…');
    }
    texts.shrink_to_fit();
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
