//! Taking secrets out of what others say. A server, or a proxy before it, may send back what it was sent.

use bytes::Bytes;
use memchr::memmem;
use url::form_urlencoded::byte_serialize;

/// What stands in the place of a secret.
const BLOT: &str = "[redacted]";

/// A text without these secrets, as they are and as they stand in a form.
pub(crate) fn text(text: String, secrets: &[&str]) -> String {
    let secrets = secrets.iter().filter(|secret| !secret.is_empty());
    secrets.fold(text, |text, secret| {
        let encoded: String = byte_serialize(secret.as_bytes()).collect();
        text.replace(secret, BLOT).replace(&encoded, BLOT)
    })
}

/// A body without this secret. One without it, as nearly all are, is not copied.
pub(crate) fn body(body: Bytes, secret: &str) -> Bytes {
    if secret.is_empty() || memmem::find(&body, secret.as_bytes()).is_none() {
        return body;
    }
    let read = String::from_utf8_lossy(&body);
    read.replace(secret, BLOT).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_back_loses_its_secrets() {
        let said = text("a 1.x b 2/y c 1.x d 2%2Fy".into(), &["1.x", "", "2/y"]);
        assert_eq!(said, "a [redacted] b [redacted] c [redacted] d [redacted]");
        for (before, secret, after) in [
            (
                "<p>Zoho-oauthtoken 1.x</p>",
                "1.x",
                "<p>Zoho-oauthtoken [redacted]</p>",
            ),
            ("abc", "1.x", "abc"),
            ("abc", "", "abc"),
        ] {
            assert_eq!(body(before.into(), secret), after);
        }
        assert_eq!(body(Bytes::from_static(b"\xff"), "1.x"), b"\xff".as_slice());
    }
}
