//! Comparing fields and forms, whatever the values are.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::observed_shapes::sample::{Kind, Sample};

/// Compares a response of the sandbox with a shape, and returns how many fields that were.
pub(crate) fn bodies(sample: &Sample, answer: &Value, differences: &mut Vec<String>) -> usize {
    let mut comparison = Comparison {
        is_exact: sample.kind == Kind::Recorded,
        fields: 0,
        differences,
    };
    comparison.compare(&sample.name, &sample.body, answer);
    comparison.fields
}

struct Comparison<'d> {
    /// Whether the shape has all fields that there are.
    is_exact: bool,
    fields: usize,
    differences: &'d mut Vec<String>,
}

impl Comparison<'_> {
    fn compare(&mut self, place: &str, shape: &Value, answer: &Value) {
        match (shape, answer) {
            (Value::Object(shape), Value::Object(answer)) => {
                for (key, shape) in shape {
                    self.fields += 1;
                    let place = format!("{place}.{key}");
                    match answer.get(key) {
                        Some(answer) => self.compare(&place, shape, answer),
                        None => self.differences.push(format!("{place} is missing")),
                    }
                }
                let more = answer.keys().filter(|key| !shape.contains_key(*key));
                if self.is_exact {
                    self.differences
                        .extend(more.map(|key| format!("{place}.{key} was not seen")));
                }
            }
            (Value::Array(shape), Value::Array(answer)) => {
                if answer.len() < shape.len() {
                    let problem = format!("{place} has {} of {}", answer.len(), shape.len());
                    self.differences.push(problem);
                }
                for (shape, answer) in shape.iter().zip(answer) {
                    self.compare(place, shape, answer);
                }
            }
            _ => {
                let (wanted, found) = (Form::of(shape), Form::of(answer));
                if !wanted.is_like(found) {
                    self.differences
                        .push(format!("{place}: {wanted:?}, not {found:?} ({answer})"));
                }
            }
        }
    }
}

/// The form of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Null,
    Boolean,
    /// A number without a point.
    Whole,
    /// A number with a point.
    Float,
    List,
    Object,
    EmptyText,
    /// `HH:mm`.
    Hours,
    /// Decimal text with this many digits behind the point.
    Decimal(usize),
    /// At least 17 digits.
    Id,
    Day,
    /// A moment with an offset in digits.
    Moment,
    /// A moment that ends in `Z`.
    MomentInUtc,
    /// Text that ends in a space.
    SpacedText,
    Text,
}

impl Form {
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.to_string().contains('.') => Self::Float,
            Value::Number(_) => Self::Whole,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
            Value::String(text) => Self::of_text(text),
        }
    }

    fn of_text(text: &str) -> Self {
        // What the text looks like, with `0` for every digit.
        let pattern: String = text
            .chars()
            .map(|char| if char.is_ascii_digit() { '0' } else { char })
            .collect();
        let zeros = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'0');
        match pattern.as_str() {
            "" => Self::EmptyText,
            "00:00" | "000:00" => Self::Hours,
            "0000-00-00" => Self::Day,
            "0000-00-00T00:00:00Z" => Self::MomentInUtc,
            "0000-00-00T00:00:00+0000" | "0000-00-00T00:00:00-0000" => Self::Moment,
            digits if zeros(digits) && digits.len() >= 17 => Self::Id,
            pattern => match pattern.split_once('.') {
                Some((whole, digits)) if zeros(whole) && zeros(digits) => {
                    Self::Decimal(digits.len())
                }
                _ if pattern.ends_with(' ') => Self::SpacedText,
                _ => Self::Text,
            },
        }
    }

    /// Whether both can be forms of one field. Empty text stands for the absence of any text.
    fn is_like(self, other: Self) -> bool {
        self == other
            || (self == Self::EmptyText && other.is_text())
            || (other == Self::EmptyText && self.is_text())
    }

    fn is_text(self) -> bool {
        matches!(self, Self::Id | Self::Day | Self::Text | Self::Moment)
    }
}

/// Compares the headers that the shape has.
pub(crate) fn headers(
    sample: &Sample,
    answer: &BTreeMap<String, String>,
    differences: &mut Vec<String>,
) {
    for (name, wanted) in &sample.headers {
        let place = format!("{}, header {name}", sample.name);
        let Some(found) = answer.get(name) else {
            differences.push(format!("{place} is missing"));
            continue;
        };
        let is_alike = match name.as_str() {
            "content-type" => wanted == found,
            "allow" => wanted.starts_with("OPTIONS, ") && found.starts_with("OPTIONS, "),
            "location" => {
                let parent =
                    |path: &str| path.rsplit_once('/').map(|(parent, _)| parent.to_owned());
                parent(wanted) == parent(found)
            }
            _ => {
                let number = |text: &str| text.parse::<i64>().unwrap();
                (number(wanted) < 0) == (number(found) < 0)
            }
        };
        if !is_alike {
            differences.push(format!("{place}: {wanted}, not {found}"));
        }
    }
}

/// The check behind the test: a response of another shape is detected.
#[test]
fn a_difference_is_found() {
    let sample = Sample::all();
    let sample = sample.iter().find(|one| one.name == "create_project");
    let sample = sample.unwrap();
    let differing = [
        ("/project/rate", Value::from(2400)),
        ("/project/rate", Value::from("2400.0")),
        ("/project/un_billed_amount", Value::from("2400.00")),
        ("/project/created_time", Value::from("2026-05-11T08:05:00Z")),
        ("/project/total_hours", Value::from("")),
        ("/project/project_head_id", Value::Null),
        ("/project/tasks", Value::from("")),
        ("/project", serde_json::json!({})),
    ];
    for (pointer, value) in differing {
        let mut answer = sample.body.clone();
        *answer.pointer_mut(pointer).unwrap() = value;
        let mut found = Vec::new();
        bodies(sample, &answer, &mut found);
        assert!(!found.is_empty(), "{pointer}");
    }
    let mut more = sample.body.clone();
    more["project"]["task_custom_fields"] = Value::from(Vec::<Value>::new());
    let mut found = Vec::new();
    bodies(sample, &more, &mut found);
    assert_eq!(
        found,
        ["create_project.project.task_custom_fields was not seen"]
    );
    found.clear();
    bodies(sample, &sample.body, &mut found);
    assert_eq!(found, [""; 0]);
}
