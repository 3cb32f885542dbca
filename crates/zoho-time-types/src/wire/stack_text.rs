use std::fmt::{self, Write};

/// Enough for any 128-bit integer and for the shortest form of any float.
const CAPACITY: usize = 40;

/// The text of a number, formatted without allocation.
pub(super) struct StackText {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl StackText {
    /// Formats `number` with `{:?}`: for floats the shortest digits that denote the value.
    ///
    /// `None` if the text is too long, which that of a number never is.
    pub(super) fn of(number: impl fmt::Debug) -> Option<Self> {
        let mut text = Self {
            bytes: [0; CAPACITY],
            length: 0,
        };
        write!(text, "{number:?}").ok()?;
        Some(text)
    }

    pub(super) fn as_str(&self) -> &str {
        let written = self.bytes.get(..self.length).unwrap_or_default();
        std::str::from_utf8(written).unwrap_or_default()
    }
}

impl Write for StackText {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let (_, free) = self.bytes.split_at_mut(self.length);
        free.get_mut(..part.len())
            .ok_or(fmt::Error)?
            .copy_from_slice(part.as_bytes());
        self.length += part.len();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::StackText;

    fn print(number: impl std::fmt::Debug) -> String {
        StackText::of(number).unwrap().as_str().to_owned()
    }

    #[test]
    fn the_longest_numbers_fit() {
        assert_eq!(print(i128::MIN), i128::MIN.to_string());
        assert_eq!(print(u64::MAX), u64::MAX.to_string());
        assert_eq!(print(-f64::MIN_POSITIVE), "-2.2250738585072014e-308");
        assert_eq!(print(f64::MIN), "-1.7976931348623157e308");
        assert_eq!(print(500.0), "500.0");
    }

    #[test]
    fn a_text_that_is_too_long_is_rejected() {
        assert!(StackText::of("x".repeat(41)).is_none());
    }
}
