//! Places in a body.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde_json::Value;
use serde_json::value::RawValue;

/// One step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// The way to a value in a body. Prints as `time_entries[3].log_time`, or `.` for the body itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<Step>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(".");
        }
        for (number, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if number > 0 => write!(f, ".{key}")?,
                Step::Key(key) => f.write_str(key)?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl From<&serde_path_to_error::Path> for Path {
    fn from(path: &serde_path_to_error::Path) -> Self {
        use serde_path_to_error::Segment;

        let steps = path.iter().filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } | Segment::Enum { variant: key } => Some(Step::Key(key.clone())),
            Segment::Unknown => None,
        });
        Self(steps.collect())
    }
}

impl Path {
    /// The way to what the value is part of; nothing for the body itself.
    pub(super) fn parent(&self) -> Option<Self> {
        let (_, parent) = self.0.split_last()?;
        Some(Self(parent.to_vec()))
    }

    /// Whether the value is this other one or part of it.
    pub(super) fn is_in(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// The way to the first list on the way.
    pub(super) fn first_list(&self) -> Option<Self> {
        let index = |step: &Step| matches!(step, Step::Index(_));
        let at = self.0.iter().position(index)?;
        Some(Self(self.0.get(..at)?.to_vec()))
    }

    /// Where the text of the value stands in that of the body.
    pub(super) fn range(&self, body: &str) -> Option<Range<usize>> {
        let mut value: &RawValue = serde_json::from_str(body).ok()?;
        for step in &self.0 {
            value = match step {
                Step::Key(key) => {
                    let fields: BTreeMap<String, &RawValue> =
                        serde_json::from_str(value.get()).ok()?;
                    *fields.get(key)?
                }
                Step::Index(index) => {
                    let items: Vec<&RawValue> = serde_json::from_str(value.get()).ok()?;
                    *items.get(*index)?
                }
            };
        }
        // The text of the value is part of that of the body, so their addresses tell where.
        let begin = (value.get().as_ptr() as usize).checked_sub(body.as_ptr() as usize)?;
        Some(begin..begin + value.get().len())
    }

    /// The value.
    pub(super) fn value<'a>(&self, body: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(body, |value, step| match step {
            Step::Key(key) => value.get(key),
            Step::Index(index) => value.get(index),
        })
    }

    /// The id of the record that the value is part of: the innermost thing on the way that has an id by
    /// its own name, as a thing of `time_entries` has a `time_entry_id`.
    pub(super) fn record(&self, body: &Value) -> Option<String> {
        let mut name = None;
        let mut value = body;
        let mut record = None;
        for step in &self.0 {
            value = match step {
                Step::Key(key) => {
                    name = Some(key);
                    value.get(key)?
                }
                Step::Index(index) => value.get(index)?,
            };
            let id = name.and_then(|name| value.get(format!("{}_id", singular(name))));
            match id {
                Some(Value::String(id)) => record = Some(id.clone()),
                Some(Value::Number(id)) => record = Some(id.to_string()),
                _ => {}
            }
        }
        record
    }
}

/// What one thing of a list is called.
fn singular(name: &str) -> String {
    match (name.strip_suffix("ies"), name.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) => stem.to_owned(),
        (None, None) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(steps: &[&str]) -> Path {
        let steps = steps.iter().map(|step| match step.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key((*step).to_owned()),
        });
        Path(steps.collect())
    }

    #[test]
    fn a_path_finds_its_value_and_the_record_it_belongs_to() {
        let body = r#"{"code":0, "time_entries" : [ {"time_entry_id":"7","log_time":"x"} , {
            "time_entry_id": 8, "user": {"name": "é"}, "tags": ["a", {"\u0062": [1]}]} ],
            "project": {"project_id": "9", "tasks": [{"task_id": "10", "rate": " "}, {"rate": 1}]},
            "page_context": {"page": 1}}"#;
        // The path, how it prints, the text of the value, the record.
        let cases: [(&[&str], &str, &str, Option<&str>); 8] = [
            (
                &["time_entries", "0", "log_time"],
                "time_entries[0].log_time",
                r#""x""#,
                Some("7"),
            ),
            (
                &["time_entries", "1", "user", "name"],
                "time_entries[1].user.name",
                r#""é""#,
                Some("8"),
            ),
            (
                &["time_entries", "1", "tags", "1", "b", "0"],
                "time_entries[1].tags[1].b[0]",
                "1",
                Some("8"),
            ),
            (
                &["project", "tasks", "0", "rate"],
                "project.tasks[0].rate",
                r#"" ""#,
                Some("10"),
            ),
            (
                &["project", "tasks", "1", "rate"],
                "project.tasks[1].rate",
                "1",
                Some("9"),
            ),
            (&["page_context", "page"], "page_context.page", "1", None),
            (&["code"], "code", "0", None),
            (&[], ".", body, None),
        ];
        let value: Value = serde_json::from_str(body).unwrap();
        for (steps, printed, text, record) in cases {
            let path = path(steps);
            assert_eq!(path.to_string(), printed);
            assert_eq!(&body[path.range(body).unwrap()], text, "{path}");
            assert_eq!(path.record(&value).as_deref(), record, "{path}");
            let found: Value = serde_json::from_str(text).unwrap();
            assert_eq!(path.value(&value), Some(&found), "{path}");
        }
        for steps in [&["nothing"][..], &["time_entries", "2"], &["code", "0"]] {
            assert_eq!(path(steps).range(body), None, "{steps:?}");
        }
    }
}
