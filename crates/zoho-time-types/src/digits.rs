//! Small readers of ASCII digits that several forms share.

use std::str::FromStr;

/// Whether `text` is one or more ASCII digits and nothing else.
#[must_use]
pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number that `text` spells in ASCII digits alone, without a sign.
pub(crate) fn number<T: FromStr>(text: &str) -> Option<T> {
    if is_digits(text) {
        text.parse().ok()
    } else {
        None
    }
}

/// The number that `text` spells in exactly two ASCII digits.
pub(crate) fn two<T: From<u8>>(text: &str) -> Option<T> {
    match text.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Some(((tens - b'0') * 10 + (ones - b'0')).into())
        }
        _ => None,
    }
}

/// Splits a leading `-` off: whether there was one, and the rest.
pub(crate) fn split_minus(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}
