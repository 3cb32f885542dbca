//! Parsing of host names and origins.

use url::Url;

/// Maximum length of a host name.
const LONGEST: usize = 253;

/// A host name in the form used for comparison; `None` for a text that is not a host name, such as one with a
/// port.
pub(super) fn host_name(text: &str) -> Option<String> {
    let name = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        let bytes = label.as_bytes();
        (1..=63).contains(&bytes.len())
            && bytes
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let valid = name.len() <= LONGEST && name.split('.').all(is_label);
    valid.then(|| name.to_ascii_lowercase())
}

/// An origin as a browser sends it; `None` for a text that is not an origin, such as `null`,
/// `*` or an address with a path.
pub(super) fn web_origin(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let bare = matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let host = url.host_str().filter(|host| !host.is_empty())?;
    if !bare || host.contains('*') {
        return None;
    }
    let origin = url.origin();
    Some(if origin.is_tuple() {
        origin.ascii_serialization()
    } else {
        // Such as a browser extension, or a program that shows its own pages.
        let port = url.port().map(|port| format!(":{port}"));
        format!("{}://{host}{}", url.scheme(), port.unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::{host_name, web_origin};

    #[test]
    fn host_names_have_one_form() {
        for (text, expected) in [
            ("zoho-sandbox", Some("zoho-sandbox")),
            ("Zoho_Sandbox.Test.", Some("zoho_sandbox.test")),
            ("zoho-sandbox:8080", None),
            ("http://zoho-sandbox", None),
            ("*", None),
            ("a..b", None),
            ("user@host", None),
            ("", None),
        ] {
            assert_eq!(host_name(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn origins_have_one_form() {
        for (text, expected) in [
            ("http://localhost:5173", Some("http://localhost:5173")),
            ("https://App.Example:443/", Some("https://app.example")),
            ("chrome-extension://abc", Some("chrome-extension://abc")),
            ("tauri://localhost", Some("tauri://localhost")),
            ("null", None),
            ("*", None),
            ("https://*.example", None),
            ("https://app.example/path", None),
            ("https://user@app.example", None),
            ("file:///home/me/index.html", None),
            ("app.example", None),
        ] {
            assert_eq!(web_origin(text).as_deref(), expected, "{text}");
        }
    }
}
