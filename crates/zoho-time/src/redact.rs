//! Taking secrets out of what others say. A server, or a proxy before it, may send back what it was sent.

use std::borrow::Cow;

/// What stands in the place of a secret.
const BLOT: &str = "[redacted]";

/// A text without these secrets.
pub(crate) fn text(text: String, secrets: &[&str]) -> String {
    let secrets = secrets.iter().filter(|secret| !secret.is_empty());
    secrets.fold(text, |text, secret| text.replace(secret, BLOT))
}

/// A body without this secret. One without it, as nearly all are, is not copied.
pub(crate) fn body<'a>(body: &'a [u8], secret: &str) -> Cow<'a, [u8]> {
    let text = String::from_utf8_lossy(body);
    if secret.is_empty() || !text.contains(secret) {
        return Cow::Borrowed(body);
    }
    Cow::Owned(text.replace(secret, BLOT).into_bytes())
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_sent_back_loses_its_secrets() {
        let said = super::text("a 1.x b 2.y c 1.x".into(), &["1.x", "", "2.y"]);
        assert_eq!(said, "a [redacted] b [redacted] c [redacted]");
        let echo = super::body(b"<p>Zoho-oauthtoken 1.x</p>", "1.x");
        assert_eq!(&*echo, b"<p>Zoho-oauthtoken [redacted]</p>");
        assert_eq!(&*super::body(b"\xff 2.y", "1.x"), b"\xff 2.y");
        assert_eq!(&*super::body(b"abc", ""), b"abc");
    }
}
