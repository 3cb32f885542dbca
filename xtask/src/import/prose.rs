//! Constraints that descriptions express in prose instead of in the schema.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::spec::text;

/// The allowed values that the spec of a schema or of a parameter lists, as in `Allowed Values:
/// <code>Status.All</code> and <code>Status.Active</code>`, with or without the marks.
pub(super) fn values(holder: &Value) -> BTreeSet<String> {
    let description = text(holder, "description").unwrap_or_default();
    let Some(list) = after(description, "allowed values") else {
        return BTreeSet::new();
    };
    let list = list.strip_prefix(" are").unwrap_or(list);
    let list = list.trim_start_matches([' ', ':', '-']);
    let marked = list.contains("<code>");
    let plain = list
        .replace("<code>", " ")
        .replace("</code>", if marked { "," } else { " " });
    // The list ends where the next sentence begins: no value has a point at its end.
    let end = plain.find(". ").unwrap_or(plain.len());
    let words = plain.get(..end).unwrap_or(&plain).split([',', ';']);
    let values = words
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" or "));
    let values = values.map(|value| {
        value
            .trim()
            .trim_end_matches('.')
            .trim_matches(['`', '\'', '"'])
    });
    values
        .map(|value| {
            value
                .strip_prefix("and ")
                .or(value.strip_prefix("or "))
                .unwrap_or(value)
                .trim()
        })
        .filter(|value| !value.is_empty() && value.chars().all(of_a_value))
        .map(str::to_owned)
        .collect()
}

fn of_a_value(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-')
}

/// The greatest length that a spec names, as in `Max-length [100]`.
pub(super) fn length(holder: &Value) -> Option<u64> {
    let description = text(holder, "description")?;
    let rest = after(description, "max-length")?;
    let digits: String = rest
        .trim_start_matches([' ', ':', '[', '('])
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// The text after a phrase, whatever its case.
fn after<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let at = text.to_ascii_lowercase().find(phrase)?;
    text.get(at + phrase.len()..)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn allowed_values_are_read_out_of_prose() {
        let cases: [(&str, &[&str]); 7] = [
            (
                "Allowed Values: <code>A</code>, <code>B.C</code> and <code>d_e</code>",
                &["A", "B.C", "d_e"],
            ),
            (
                "How it is. Allowed values are: one, two, and three. The first is usual.",
                &["one", "two", "three"],
            ),
            (
                "Allowed Values: one, two and three.",
                &["one", "two", "three"],
            ),
            ("allowed values : `up` or `down`", &["up", "down"]),
            (
                "Allowed Values: <code>x</code>. Others are refused, and logged.",
                &["x"],
            ),
            ("Any text will do.", &[]),
            ("", &[]),
        ];
        for (description, expected) in cases {
            let found = values(&json!({ "description": description }));
            let expected: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
            assert_eq!(found, expected, "{description}");
        }
    }

    #[test]
    fn lengths_are_read_out_of_prose() {
        let length = |text: &str| length(&json!({ "description": text }));
        assert_eq!(length("Name. <code>Max-Length [100]</code>"), Some(100));
        assert_eq!(length("Max-length: 7"), Some(7));
        assert_eq!(length("as long as needed"), None);
    }
}
