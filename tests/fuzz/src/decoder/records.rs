//! The records of a body, each in a body of its own.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// How many records of a body are looked at.
const LIMIT: usize = 16;

/// For each record of a list, the body with this record alone. The fields are those that the list may be in;
/// nothing is returned if the body does not have exactly one of them.
pub(super) fn alone(fields: &[&str], body: &[u8]) -> Vec<String> {
    split(fields, body).unwrap_or_default()
}

fn split(fields: &[&str], body: &[u8]) -> Option<Vec<String>> {
    let body = std::str::from_utf8(body).ok()?;
    let found: BTreeMap<String, &RawValue> = serde_json::from_str(body).ok()?;
    let mut found = fields.iter().filter_map(|field| found.get(*field));
    let (list, None) = (found.next()?.get(), found.next()) else {
        return None;
    };
    let records: Vec<&RawValue> = serde_json::from_str(list).ok()?;
    // A list is part of the body it was read from.
    let start = (list.as_ptr() as usize).checked_sub(body.as_ptr() as usize)?;
    let (before, after) = (body.get(..start)?, body.get(start + list.len()..)?);
    let alone = records
        .iter()
        .take(LIMIT)
        .map(|record| format!("{before}[{}]{after}", record.get()));
    Some(alone.collect())
}

#[cfg(test)]
mod tests {
    use super::alone;

    #[test]
    fn each_record_gets_a_body_of_its_own() {
        let body = br#"{"code": 0, "tasks": [ {"a": 1.50},2 ], "b": []}"#;
        assert_eq!(
            alone(&["task", "tasks"], body),
            [
                r#"{"code": 0, "tasks": [{"a": 1.50}], "b": []}"#,
                r#"{"code": 0, "tasks": [2], "b": []}"#
            ]
        );
        for (fields, body) in [
            (&[][..], &body[..]),
            (&["tasks", "b"], body),
            (&["c"], body),
            (&["tasks"], b"\xff"),
        ] {
            assert!(alone(fields, body).is_empty());
        }
    }
}
