//! A walk through the text of a JSON body in one pass, which takes strings and numbers that are not well
//! formed for what they were meant to be.

use std::ops::Range;

use memchr::memchr2;

/// What a walk comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum JsonToken {
    /// An object or array starts here; for the second, `true`.
    Open(usize, bool),
    /// The innermost object or array has ended.
    Close,
    /// The name of a field, with its quotes; and where its field starts: at the comma before it, if there
    /// is one.
    Name(Range<usize>, usize),
    /// A string with its quotes, or any other value that is neither object nor array.
    Scalar(Range<usize>),
}

/// What may come next.
#[derive(Clone, Copy)]
enum Expected {
    Value,
    /// A value, or the end of the array.
    FirstItem,
    /// A name, or the end of the object.
    FirstName,
    /// A comma, or an end.
    More,
}

/// A walk. It ends early where the braces, brackets, commas, colons and quotes do not fit together.
pub(super) struct Scan<'a> {
    body: &'a [u8],
    at: usize,
    /// For each array or object around, whether it is an array.
    around: Vec<bool>,
    next: Expected,
    /// The comma before the name that comes next.
    comma: Option<usize>,
    /// Whether all of the body was one value.
    is_whole: bool,
}

impl<'a> Scan<'a> {
    pub(super) fn new(body: &'a [u8]) -> Self {
        Self {
            body,
            at: 0,
            around: Vec::new(),
            next: Expected::Value,
            comma: None,
            is_whole: false,
        }
    }

    /// Whether the walk has come to the end of a body that is one value.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.body.get(self.at) {
            self.at += 1;
        }
        self.body.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        self.eat(b'"')?;
        loop {
            let rest = self.body.get(self.at..)?;
            let found = memchr2(b'"', b'\\', rest)?;
            if rest.get(found) == Some(&b'"') {
                self.at += found + 1;
                return Some(start..self.at);
            }
            self.at += found + 2;
        }
    }

    fn name(&mut self) -> Option<JsonToken> {
        self.peek()?;
        let comma = self.comma.take();
        let name = self.string()?;
        self.eat(b':')?;
        self.next = Expected::Value;
        let field = comma.unwrap_or(name.start);
        Some(JsonToken::Name(name, field))
    }

    fn value(&mut self) -> Option<JsonToken> {
        let start = self.at;
        match self.peek()? {
            open @ (b'{' | b'[') => {
                let (start, is_array) = (self.at, open == b'[');
                self.at += 1;
                self.around.push(is_array);
                self.next = if is_array {
                    Expected::FirstItem
                } else {
                    Expected::FirstName
                };
                return Some(JsonToken::Open(start, is_array));
            }
            b'"' => {
                self.next = Expected::More;
                return self.string().map(JsonToken::Scalar);
            }
            _ => {}
        }
        let start = start.max(self.at);
        let ends = |byte: &u8| b",:]}[{\" \t\r\n".contains(byte);
        let rest = self.body.get(start..)?;
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at = start + length;
        self.next = Expected::More;
        (length > 0).then_some(JsonToken::Scalar(start..self.at))
    }

    fn close(&mut self) -> Option<JsonToken> {
        self.at += 1;
        self.around.pop()?;
        self.next = Expected::More;
        Some(JsonToken::Close)
    }
}

impl Iterator for Scan<'_> {
    type Item = JsonToken;

    fn next(&mut self) -> Option<JsonToken> {
        match (self.next, self.around.last().copied()) {
            (Expected::Value, _) => self.value(),
            (Expected::FirstItem, _) if self.peek()? == b']' => self.close(),
            (Expected::FirstItem, _) => self.value(),
            (Expected::FirstName, _) if self.peek()? == b'}' => self.close(),
            (Expected::FirstName, _) => self.name(),
            (Expected::More, None) => {
                self.is_whole = self.peek().is_none();
                None
            }
            (Expected::More, Some(is_array)) => match (self.peek()?, is_array) {
                (b']', true) | (b'}', false) => self.close(),
                (b',', true) => {
                    self.at += 1;
                    self.value()
                }
                (b',', false) => {
                    self.comma = Some(self.at);
                    self.at += 1;
                    self.name()
                }
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(body: &[u8]) -> (String, bool) {
        let mut scan = Scan::new(body);
        let text = |range: Range<usize>| String::from_utf8_lossy(&body[range]).into_owned();
        let tokens: Vec<_> = (&mut scan)
            .map(|token| match token {
                JsonToken::Open(_, true) => "[".to_owned(),
                JsonToken::Open(_, false) => "{".to_owned(),
                JsonToken::Close => "end".to_owned(),
                JsonToken::Name(name, field) => {
                    format!("{}:{}", text(field..name.start), text(name))
                }
                JsonToken::Scalar(value) => text(value),
            })
            .collect();
        (tokens.join(" "), scan.is_whole())
    }

    #[test]
    fn a_body_is_walked_through_with_what_is_malformed_in_it() {
        for (body, expected) in [
            (&b" 7 "[..], "7"),
            (b"[]", "[ end"),
            (b"{ } ", "{ end"),
            (b"[1 , \"a\",[{}]]", "[ 1 \"a\" [ { end end end"),
            (
                b"{\"a\" : \"x\\\"y\" , \"b\":[true]}",
                "{ :\"a\" \"x\\\"y\" , :\"b\" [ true end end",
            ),
            (
                b"[\"\\u12\",\"\\ud83d\",\"\\q\",\"a\tb\"]",
                "[ \"\\u12\" \"\\ud83d\" \"\\q\" \"a\tb\" end",
            ),
            (b"[NaN,01,1e999,+.]", "[ NaN 01 1e999 +. end"),
        ] {
            let read = tokens(body);
            assert_eq!(read, (expected.to_owned(), true));
        }
    }

    #[test]
    fn a_body_that_is_not_one_value_is_not_whole() {
        for body in [
            "",
            "{",
            "[1",
            "[1,]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "[1}",
            "[1] 2",
            "\"a",
            "\"a\\\"",
            "{a:1}",
            "[1 2]",
            "]",
            "[\"a\"\"b\"]",
            "{\"a\":1]",
            ",",
        ] {
            assert!(!tokens(body.as_bytes()).1, "{body}");
        }
        let deep = "[".repeat(100_000);
        assert!(!tokens(deep.as_bytes()).1);
        let deep = format!("{deep}{}", "]".repeat(100_000));
        assert!(tokens(deep.as_bytes()).1);
    }
}
