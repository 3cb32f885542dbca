//! Redacts and escapes text of a server for errors and logs. The values that calls return are never changed.

use std::borrow::Cow;

use url::form_urlencoded::byte_serialize;

/// The maximum length of shown text, in characters.
const LIMIT: usize = 500;

/// Replaces a secret.
const REDACTED: &str = "[redacted]";

/// A text for an error or a log: these secrets are redacted, verbatim and form-encoded; characters that control a
/// terminal, change the direction of text or are invisible are escaped; up to 500 characters. A server, or a
/// proxy in front of it, may echo the request.
pub(crate) fn shown(text: &str, secrets: &[&str]) -> String {
    let mut shown = String::new();
    // The number of characters, and the bytes of those after which an ellipsis still fits.
    let (mut length, mut kept) = (0, 0);
    for character in redacted(text, secrets).chars() {
        let start = shown.len();
        match character {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ if is_control_or_invisible(character) => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
        length += shown.get(start..).unwrap_or_default().chars().count();
        if length > LIMIT {
            shown.truncate(kept);
            shown.push('…');
            break;
        }
        if length < LIMIT {
            kept = shown.len();
        }
    }
    shown
}

/// A body without the byte order mark that some servers and proxies put in front of it.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Redacts these secrets, and the part of one at which a text was cut off.
fn redacted<'a>(text: &'a str, secrets: &[&str]) -> Cow<'a, str> {
    let secrets = secrets.iter().filter(|secret| !secret.is_empty());
    secrets.fold(Cow::Borrowed(text), |text, secret| {
        let encoded: String = byte_serialize(secret.as_bytes()).collect();
        let text = match without(&text, secret) {
            Some(without) => Cow::Owned(without),
            None => text,
        };
        match without(&text, &encoded) {
            Some(without) => Cow::Owned(without),
            None => text,
        }
    })
}

/// The text without the secret and any prefix of it of at least eight characters; `None` if neither occurs.
fn without(text: &str, secret: &str) -> Option<String> {
    const SHORTEST: usize = 8;

    let end = secret
        .char_indices()
        .nth(SHORTEST)
        .map_or(secret.len(), |(end, _)| end);
    let start = secret.get(..end)?;
    let mut rest = text;
    let mut without = String::new();
    while let Some((before, found)) = rest.find(start).and_then(|at| rest.split_at_checked(at)) {
        let same = found
            .chars()
            .zip(secret.chars())
            .take_while(|(one, other)| one == other);
        let length = same.map(|(one, _)| one.len_utf8()).sum();
        without.push_str(before);
        without.push_str(REDACTED);
        rest = found.get(length..)?;
    }
    (rest.len() < text.len()).then_some(without + rest)
}

/// Whether a character is a control, changes the direction of text, or is invisible: line and paragraph
/// separators, the annotation marks, and the characters that Unicode calls default ignorable.
fn is_control_or_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00ad}'
                | '\u{034f}'
                | '\u{061c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_redacted() {
        let text = shown("a 1.x b 2/y c 1.x d 2%2Fy", &["1.x", "", "2/y"]);
        assert_eq!(text, "a [redacted] b [redacted] c [redacted] d [redacted]");
        for (before, secret, after) in [
            (
                "<p>Zoho-oauthtoken 1.x</p>",
                "1.x",
                "<p>Zoho-oauthtoken [redacted]</p>",
            ),
            ("cut 1000.secr…", "1000.secret", "cut [redacted]…"),
            ("cut 1000.s\"", "1000.secret", "cut 1000.s\""),
            (
                "1000.secret1000.secret",
                "1000.secret",
                "[redacted][redacted]",
            ),
            ("abc", "1.x", "abc"),
            ("abc", "", "abc"),
        ] {
            assert_eq!(shown(before, &[secret]), after);
        }
    }

    #[test]
    fn control_and_invisible_characters_are_escaped() {
        for (text, expected) in [
            ("Überstunden für 東京, हिन्दी", "Überstunden für 東京, हिन्दी"),
            ("a\nb\r\n\tc", "a\\nb\\r\\n\\tc"),
            ("\u{1b}[31mred\u{7}", "\\u{1b}[31mred\\u{7}"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("\u{202e}gpj.exe\u{2066}", "\\u{202e}gpj.exe\\u{2066}"),
            ("ze\u{200b}ro\u{feff}", "ze\\u{200b}ro\\u{feff}"),
            ("tag\u{e0041}", "tag\\u{e0041}"),
            ("line\u{2028}end", "line\\u{2028}end"),
        ] {
            assert_eq!(shown(text, &[]), expected);
        }
    }

    #[test]
    fn text_is_up_to_500_characters_long() {
        let count = |text: &str| shown(text, &[]).chars().count();
        assert_eq!(shown(&"é".repeat(500), &[]), "é".repeat(500));
        assert_eq!(
            shown(&"é".repeat(501), &[]),
            format!("{}…", "é".repeat(499))
        );
        assert_eq!(count(&"\n".repeat(250)), 500);
        assert!(shown(&"\u{1b}".repeat(5_000_000), &[]).ends_with("\\u{1b}…"));
        assert!(count(&"\u{1b}".repeat(100)) <= 500);
        // A secret at the limit is not cut into a part that is shown.
        let text = format!("{} 1000.secret", "x".repeat(495));
        assert!(!shown(&text, &["1000.secret"]).contains("1000"));
    }
}
