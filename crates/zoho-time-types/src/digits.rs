//! Small readers of ASCII digits that several forms share.

use std::str::FromStr;

/// Whether `text` is one or more ASCII digits and nothing else.
pub(crate) fn is_digits(text: &str) -> bool {
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
pub(crate) fn two<T: FromStr>(text: &str) -> Option<T> {
    if text.len() == 2 { number(text) } else { None }
}

/// Splits a leading `-` off: whether there was one, and the rest.
pub(crate) fn split_minus(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}
