//! Places in a body.

use std::borrow::Cow;
use std::fmt;

use super::scan::{JsonToken, Scan};

/// One step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PathSegment {
    Key(String),
    Index(usize),
}

/// The way to a value in a body. Prints as `time_entries[3].log_time`, or `.` for the body itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<PathSegment>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(".");
        }
        for (number, step) in self.0.iter().enumerate() {
            match step {
                PathSegment::Key(key) if number > 0 => write!(f, ".{key}")?,
                PathSegment::Key(key) => f.write_str(key)?,
                PathSegment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl From<&serde_path_to_error::Path> for Path {
    fn from(path: &serde_path_to_error::Path) -> Self {
        use serde_path_to_error::Segment;

        let steps = path.iter().filter_map(|segment| match segment {
            Segment::Seq { index } => Some(PathSegment::Index(*index)),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                Some(PathSegment::Key(key.clone()))
            }
            Segment::Unknown => None,
        });
        Self(steps.collect())
    }
}

/// A value that was looked for in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundValue {
    /// Where its text starts.
    pub(super) start: usize,
    /// Where the field starts that has it, if one has: at the comma before, if there is one.
    pub(super) field: usize,
    pub(super) path: Path,
    /// The id of the record that the value is part of: the innermost thing around it that has an id by its
    /// own name, as a thing of `time_entries` has a `time_entry_id`.
    pub(super) record: Option<String>,
}

/// An object or array on the way to a value.
struct Container<'a> {
    /// The last name on the way to it.
    name: Option<&'a [u8]>,
    /// The next item of an array.
    index: Option<usize>,
    /// The name of the field that is read, with its quotes, and where the field starts.
    field: (&'a [u8], usize),
    /// The name of its id, and its id.
    id_name: Option<String>,
    id: Option<String>,
    /// What was found in it, and waits for its record.
    waiting: Vec<usize>,
}

/// The place that a walk has come to.
pub(super) struct Cursor<'s, 'a>(&'s [Container<'a>]);

impl Cursor<'_, '_> {
    /// Whether this is the way to it.
    pub(super) fn is(&self, path: &Path) -> bool {
        let is_step = |(around, step): (&Container<'_>, &PathSegment)| match (around.index, step) {
            (Some(index), PathSegment::Index(step)) => index == *step,
            (None, PathSegment::Key(step)) => text(around.field.0) == step.as_str(),
            _ => false,
        };
        // The last steps differ most.
        self.0.len() == path.0.len() && self.0.iter().zip(&path.0).rev().all(is_step)
    }

    fn path(&self) -> Path {
        let steps = self.0.iter().map(|around| match around.index {
            Some(index) => PathSegment::Index(index),
            None => PathSegment::Key(text(around.field.0).into_owned()),
        });
        Path(steps.collect())
    }
}

/// Looks for values in a body, in one pass. `is_wanted` is asked for each value, in the order of the body,
/// where its text starts and the way to it. Where the structure of the body is broken, the pass ends.
pub(super) fn find(
    body: &[u8],
    of: RecordScope,
    mut is_wanted: impl FnMut(usize, &Cursor<'_, '_>) -> bool,
) -> Vec<FoundValue> {
    let (mut found, mut around): (Vec<FoundValue>, Vec<Container<'_>>) = (Vec::new(), Vec::new());
    for token in Scan::new(body) {
        let (start, is_array) = match &token {
            JsonToken::Close => {
                close(&mut around, &mut found);
                continue;
            }
            JsonToken::Name(name, field) => {
                if let (Some(last), Some(name)) = (around.last_mut(), body.get(name.clone())) {
                    last.field = (name, *field);
                }
                continue;
            }
            JsonToken::Open(start, is_array) => (*start, Some(*is_array)),
            JsonToken::Scalar(range) => (range.start, None),
        };
        let is_wanted = is_wanted(start, &Cursor(&around));
        if is_wanted {
            found.push(FoundValue {
                start,
                field: around.last().map_or(start, |last| last.field.1),
                path: Cursor(&around).path(),
                record: None,
            });
        }
        let last = around.last();
        let name = last.and_then(|last| match last.index {
            Some(_) => last.name,
            None => Some(last.field.0),
        });
        if let (true, Some(last)) = (is_wanted, around.last_mut()) {
            last.waiting.push(found.len() - 1);
        }
        match (is_array, token) {
            (Some(is_array), _) => {
                let own = is_wanted && of == RecordScope::EnclosingOrSelf;
                if let (true, Some(last)) = (own, around.last_mut()) {
                    last.waiting.pop();
                }
                around.push(Container {
                    name,
                    index: is_array.then_some(0),
                    field: (&[], start),
                    id_name: name.filter(|_| !is_array).map(id_name),
                    id: None,
                    waiting: if own {
                        vec![found.len() - 1]
                    } else {
                        Vec::new()
                    },
                });
            }
            (None, JsonToken::Scalar(range)) => {
                if let Some(last) = around.last_mut() {
                    let is_id = || {
                        last.id_name
                            .as_deref()
                            .is_some_and(|id| text(last.field.0) == id)
                    };
                    // Nearly all names are ruled out by their end.
                    if last.field.0.ends_with(b"_id\"") && last.id.is_none() && is_id() {
                        last.id = body.get(range).and_then(id);
                    }
                }
                step(&mut around);
            }
            _ => {}
        }
    }
    while !around.is_empty() {
        close(&mut around, &mut found);
    }
    found
}

/// Which record a value is looked for with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordScope {
    /// The one that the value is a part of.
    Enclosing,
    /// The same, or the value itself.
    EnclosingOrSelf,
}

/// Goes on to the next item, if what is around is an array.
fn step(around: &mut [Container<'_>]) {
    if let Some(Some(index)) = around.last_mut().map(|last| last.index.as_mut()) {
        *index += 1;
    }
}

/// Ends the innermost object or array.
fn close(around: &mut Vec<Container<'_>>, found: &mut [FoundValue]) {
    let Some(ended) = around.pop() else { return };
    match (&ended.id, around.last_mut()) {
        (Some(id), _) => {
            for waiting in ended.waiting {
                if let Some(found) = found.get_mut(waiting) {
                    found.record = Some(id.clone());
                }
            }
        }
        (None, Some(outer)) => outer.waiting.extend(ended.waiting),
        (None, None) => {}
    }
    step(around);
}

/// A name or string without its quotes.
fn text(quoted: &[u8]) -> Cow<'_, str> {
    match quoted {
        [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => String::from_utf8_lossy(inner),
        other => serde_json::from_slice::<String>(other)
            .map_or_else(|_| String::from_utf8_lossy(other), Cow::Owned),
    }
}

/// An id, if this text or number is one.
fn id(value: &[u8]) -> Option<String> {
    match value.first()? {
        b'"' => Some(text(value).into_owned()),
        b'0'..=b'9' => Some(String::from_utf8_lossy(value).into_owned()),
        _ => None,
    }
}

/// The name of the id of what is called so, alone or in a list.
fn id_name(name: &[u8]) -> String {
    format!("{}_id", singular(&text(name)))
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
            Ok(index) => PathSegment::Index(index),
            Err(_) => PathSegment::Key((*step).to_owned()),
        });
        Path(steps.collect())
    }

    fn all(body: &[u8], of: RecordScope) -> Vec<(String, usize, Option<String>)> {
        let found = find(body, of, |_, _| true).into_iter();
        let found = found.map(|found| (found.path.to_string(), found.start, found.record));
        found.collect()
    }

    #[test]
    fn a_value_is_found_with_its_path_and_the_record_that_it_is_part_of() {
        let body = r#"{"code":0, "time_entries" : [ {"log_time":"x","time_entry_id":"7"} , {
            "time_entry_id": 8, "user": {"name": "é"}, "tags": ["a", {"\u0062": [1]}]} ],
            "project": {"tasks": [{"task_id": "10", "rate": " "}, {"rate": 1}], "project_id": "9"},
            "page_context": {"page": 1}}"#;
        // The path, how it prints, the text that starts there, the record around and with the value itself.
        let cases: [(&[&str], &str, &str, [&str; 2]); 10] = [
            (
                &["time_entries", "0", "log_time"],
                "time_entries[0].log_time",
                r#""x""#,
                ["7", "7"],
            ),
            (
                &["time_entries", "1", "user", "name"],
                "time_entries[1].user.name",
                r#""é""#,
                ["8", "8"],
            ),
            (
                &["time_entries", "1", "tags", "1", "b", "0"],
                "time_entries[1].tags[1].b[0]",
                "1]",
                ["8", "8"],
            ),
            (
                &["project", "tasks", "0", "rate"],
                "project.tasks[0].rate",
                r#"" ""#,
                ["10", "10"],
            ),
            (
                &["project", "tasks", "1", "rate"],
                "project.tasks[1].rate",
                "1}",
                ["9", "9"],
            ),
            (
                &["project", "tasks", "0"],
                "project.tasks[0]",
                "{\"task_id",
                ["9", "10"],
            ),
            (&["project"], "project", "{\"tasks", ["", "9"]),
            (
                &["page_context", "page"],
                "page_context.page",
                "1}",
                ["", ""],
            ),
            (&["code"], "code", "0,", ["", ""]),
            (&[], ".", "{\"code", ["", ""]),
        ];
        for (steps, printed, text, [outer, own]) in cases {
            let path = path(steps);
            for (of, record) in [
                (RecordScope::Enclosing, outer),
                (RecordScope::EnclosingOrSelf, own),
            ] {
                let found = find(body.as_bytes(), of, |_, place| place.is(&path));
                assert_eq!(found.len(), 1, "{path}");
                assert_eq!(found[0].path, path);
                assert_eq!(found[0].path.to_string(), printed);
                assert!(body[found[0].start..].starts_with(text), "{path}");
                assert_eq!(
                    found[0].record.as_deref().unwrap_or_default(),
                    record,
                    "{path}"
                );
            }
        }
        for steps in [&["nothing"][..], &["time_entries", "2"], &["code", "0"]] {
            let path = path(steps);
            let found = find(body.as_bytes(), RecordScope::Enclosing, |_, place| {
                place.is(&path)
            });
            assert_eq!(found, [], "{steps:?}");
        }
    }

    #[test]
    fn a_field_starts_at_the_comma_before_it() {
        let body = r#"{"a":1 , "b": [2,3], "c":4}"#;
        let fields: Vec<_> = find(body.as_bytes(), RecordScope::Enclosing, |_, _| true)
            .into_iter()
            .map(|found| (found.path.to_string(), &body[found.field..=found.start]))
            .collect();
        assert_eq!(fields[1], ("a".to_owned(), "\"a\":1"));
        assert_eq!(fields[2], ("b".to_owned(), ", \"b\": ["));
        assert_eq!(fields[5], ("c".to_owned(), ", \"c\":4"));
    }

    #[test]
    fn what_stands_before_a_break_is_found() {
        let body = r#"{"users":[{"user_id":"1","name":"\ud83d"},{"name":2,"#;
        let found = all(body.as_bytes(), RecordScope::Enclosing);
        let (path, start, record) = &found[4];
        assert_eq!(
            (path.as_str(), record.as_deref()),
            ("users[0].name", Some("1"))
        );
        assert!(body[*start..].starts_with("\"\\ud83d"));
        assert_eq!(found[6].0, "users[1].name");
    }
}
