//! Strings, numbers and words of a body that are not well formed JSON.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::scan::{JsonToken, Scan};

/// A value that was not well formed, and starts here in the text that replaces the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MalformedValue {
    pub(super) at: usize,
    /// Whether it was a string or a name, which the text still has, with U+FFFD for what is wrong with it.
    pub(super) is_text: bool,
    pub(super) reason: String,
}

/// The body as well-formed JSON, and what was wrong with it. Nothing if its structure is broken.
pub(super) fn mend(body: &[u8]) -> Option<(Cow<'_, str>, Vec<MalformedValue>)> {
    let mut scan = Scan::new(body);
    let (mut mended, mut copied) = (Vec::new(), 0);
    let mut malformed = Vec::new();
    for token in &mut scan {
        let (JsonToken::Name(range, _) | JsonToken::Scalar(range)) = token else {
            continue;
        };
        let text = body.get(range.clone())?;
        let Some(reason) = fault(text) else {
            continue;
        };
        mended.extend_from_slice(body.get(copied..range.start)?);
        copied = range.end;
        let is_text = text.first() == Some(&b'"');
        malformed.push(MalformedValue {
            at: mended.len(),
            is_text,
            reason,
        });
        if is_text {
            mended.extend_from_slice(lossy(text).as_bytes());
        } else {
            mended.extend_from_slice(b"null");
        }
    }
    if !scan.is_whole() {
        return None;
    }
    if malformed.is_empty() {
        return Some((std::str::from_utf8(body).ok()?.into(), malformed));
    }
    mended.extend_from_slice(body.get(copied..)?);
    Some((String::from_utf8(mended).ok()?.into(), malformed))
}

/// What is wrong with a string, a number or a word.
fn fault(text: &[u8]) -> Option<String> {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && *byte != b'\\';
    let error = match text {
        b"null" | b"true" | b"false" => return None,
        [b'"', inner @ .., b'"'] if inner.iter().all(is_plain) => return None,
        [b'"', ..] => serde_json::from_slice::<String>(text).err()?,
        _ => serde_json::from_slice::<&RawValue>(text).err()?,
    };
    let reason = error.to_string();
    // The position is one in the value.
    Some(match reason.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => reason,
    })
}

/// A string with its quotes, with U+FFFD for what is not well formed.
fn lossy(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let mut rest = inner.unwrap_or_default();
    let mut mended = String::from('"');
    while let Some(character) = rest.chars().next() {
        let (part, length) = match character {
            '\\' => match escape(rest) {
                Some(length) => (rest.get(..length), length),
                None => (None, broken_escape(rest)),
            },
            '\0'..'\u{20}' => (None, 1),
            other => (rest.get(..other.len_utf8()), other.len_utf8()),
        };
        mended.push_str(part.unwrap_or("\u{fffd}"));
        rest = rest.get(length..).unwrap_or_default();
    }
    mended.push('"');
    mended
}

/// How long the escape is that a text starts with, although it is not well formed.
fn broken_escape(text: &str) -> usize {
    let start: usize = text.chars().take(2).map(char::len_utf8).sum();
    let digits = match text.get(..start) {
        Some("\\u") => text
            .bytes()
            .skip(start)
            .take(4)
            .take_while(u8::is_ascii_hexdigit)
            .count(),
        _ => 0,
    };
    start + digits
}

/// How long the escape is that a text starts with, if it is well formed.
fn escape(text: &str) -> Option<usize> {
    [2, 6, 12].into_iter().find(|length| {
        let quoted = text.get(..*length).map(|escape| format!("\"{escape}\""));
        quoted.is_some_and(|quoted| {
            let read = serde_json::from_str::<String>(&quoted);
            read.is_ok_and(|read| read.chars().count() == 1)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_malformed_is_replaced_alone() {
        for (body, mended, malformed) in [
            (&br#"{"a":"\ud83d"}"#[..], "{\"a\":\"\u{fffd}\"}", 1),
            (
                br#"{"a":"x\ud83d\u0041\ud83d\ude00\n"}"#,
                r#"{"a":"x_\u0041\ud83d\ude00\n"}"#,
                1,
            ),
            (
                br#"["\udc00","\u12","\q","\\","\""]"#,
                r#"["_","_","_","\\","\""]"#,
                3,
            ),
            (b"[\"a\tb\x00\"]", r#"["a_b_"]"#, 1),
            (b"[\"caf\xe9\",\"\xf0\x9f\x98\"]", r#"["caf_","_"]"#, 2),
            (b"{\"caf\xe9\":1}", r#"{"caf_":1}"#, 1),
            (
                b"[NaN, 01, -, 1e999, .5, tru]",
                "[null, null, null, 1e999, null, null]",
                5,
            ),
            ("[\"é\",{}]".as_bytes(), "[\"é\",{}]", 0),
        ] {
            let (text, found) = mend(body).unwrap();
            assert_eq!(text, mended.replace('_', "\u{fffd}"));
            assert_eq!(found.len(), malformed, "{text}: {found:?}");
            assert!(serde_json::from_str::<&RawValue>(&text).is_ok());
            for one in found {
                assert!(!one.reason.is_empty() && !one.reason.contains("line"));
                let is_text = text[one.at..].starts_with('"');
                assert_eq!(is_text, one.is_text);
                assert!(is_text || text[one.at..].starts_with("null"));
            }
        }
        for broken in [&b"{\"a\":1"[..], b"", b"\xff{}", b"{}\xff", b"[\"a]"] {
            assert_eq!(mend(broken), None);
        }
    }
}
