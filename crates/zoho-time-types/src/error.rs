use thiserror::Error;

/// The maximum length of a text in an error message, in characters.
const EXCERPT_CHARS: usize = 60;

/// The start of `text`, short enough for an error message.
pub(crate) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT_CHARS) {
        Some((end, _)) => {
            let (start, _) = text.split_at(end);
            format!("{start}…")
        }
        None => text.to_owned(),
    }
}

/// An error for a text that does not have the format of a type.
///
/// ```
/// use zoho_time_types::TimeOfDay;
///
/// let error = "noon".parse::<TimeOfDay>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     r#"expected a time of day such as "03:00", found "noon""#,
/// );
/// assert_eq!(error.found(), "noon");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected {expected}, found {found:?}")]
pub struct ParseError {
    expected: &'static str,
    found: String,
}

impl ParseError {
    pub(crate) fn new(expected: &'static str, found: &str) -> Self {
        Self {
            expected,
            found: excerpt(found),
        }
    }

    /// A description of the expected format.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// The text, shortened to 60 characters and `…`.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(excerpt("short"), "short");
        let cut = excerpt(&"é".repeat(1000));
        assert_eq!(cut.chars().count(), EXCERPT_CHARS + 1);
        assert!(cut.ends_with('…'));
    }
}
