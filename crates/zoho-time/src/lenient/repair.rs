//! Removes the fields of a body that cannot be read.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize as _, DeserializeOwned};
use serde_json::value::RawValue;
use zoho_time_client::{Operation, ResponseVisitor};
use zoho_time_types::__private::leniently;

use super::malformed::mend;
use super::path::{RecordScope, find};

/// A field that was left out of a response, because its value has an unknown form or is not well-formed
/// JSON. A text around the records is not left out: it has U+FFFD for what is not well formed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DroppedField {
    /// The operation, by its id in the specification.
    pub operation: &'static str,
    /// The id of the record that the field belongs to; empty for what is around the records, such as the
    /// message of the response.
    pub record: String,
    /// Where in the answer it was, such as `time_entries[3].log_time`.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for DroppedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            record,
            path,
            reason,
        } = self;
        if record.is_empty() {
            return write!(f, "{operation}: {path} is malformed: {reason}");
        }
        write!(
            f,
            "{operation}: record {record} came without {path}: {reason}"
        )
    }
}

/// Makes a body readable; nothing if it is readable already, or cannot be made so.
///
/// It takes a fixed number of passes over the body, whatever is wrong with it.
pub(super) struct Repair<'a> {
    pub(super) operation: &'static Operation,
    pub(super) body: &'a [u8],
}

/// A part of the text that cannot be used.
struct Defect {
    start: usize,
    end: usize,
    is_duplicate: bool,
    /// Whether the text is readable, although not what the server meant.
    is_readable: bool,
    reason: String,
}

impl ResponseVisitor for Repair<'_> {
    type Output = Option<(String, Vec<DroppedField>)>;

    fn visit<T: Serialize + DeserializeOwned>(self) -> Self::Output {
        if serde_json::from_slice::<T>(self.body).is_ok() {
            return None;
        }
        let (body, malformed) = mend(self.body)?;
        let (read, left_out) = leniently(|| serde_json::from_slice::<T>(body.as_bytes()));
        read.ok()?;
        let malformed = malformed.into_iter().filter_map(|malformed| {
            let length = value_at(&body, malformed.at)?.len();
            Some(Defect {
                start: malformed.at,
                end: malformed.at + length,
                is_duplicate: false,
                is_readable: malformed.is_text,
                reason: malformed.reason,
            })
        });
        let base = body.as_ptr() as usize;
        let left_out = left_out.into_iter().filter_map(|left_out| {
            let start = left_out.address.checked_sub(base)?;
            Some(Defect {
                start,
                end: start + left_out.length,
                is_duplicate: left_out.is_duplicate,
                is_readable: false,
                reason: left_out.reason,
            })
        });
        let mut defects: Vec<_> = malformed.chain(left_out).collect();
        defects.sort_by_key(|defect| defect.start);
        // The type expects malformed values here.
        defects.dedup_by(|later, first| {
            let is_same = later.start == first.start;
            first.is_readable &= !is_same;
            first.is_duplicate |= is_same && later.is_duplicate;
            is_same
        });
        let (repaired, dropped) = self.without(&body, &defects)?;
        serde_json::from_slice::<T>(repaired.as_bytes()).ok()?;
        Some((repaired, dropped))
    }
}

impl Repair<'_> {
    /// The body without the values at defect. Nothing if one of them is not part of a record and cannot be
    /// read.
    fn without(&self, body: &str, defects: &[Defect]) -> Option<(String, Vec<DroppedField>)> {
        let mut wanted = defects.iter().map(|defect| defect.start).peekable();
        let places = find(body.as_bytes(), RecordScope::Enclosing, |start, _| {
            // A name at defect is found with its value.
            let is_name = wanted.next_if(|wanted| *wanted < start).is_some();
            let is_value = wanted.next_if_eq(&start).is_some();
            is_name || is_value
        });
        let mut places = places.into_iter().peekable();
        let mut repaired = String::with_capacity(body.len());
        let (mut copied, mut dropped) = (0, Vec::new());
        for defect in defects {
            if defect.start < copied {
                // It is part of a value that was left out.
                continue;
            }
            while places.next_if(|place| place.start < defect.start).is_some() {}
            let place = places.peek()?;
            let is_name = place.start != defect.start;
            match &place.record {
                None if !defect.is_readable => return None,
                // The name is unknown in any case, and what is outside of records stays readable.
                _ if is_name => {}
                None => {}
                Some(_) => {
                    let start = if defect.is_duplicate {
                        place.field
                    } else {
                        defect.start
                    };
                    repaired.push_str(body.get(copied..start)?);
                    if !defect.is_duplicate {
                        repaired.push_str("null");
                    }
                    copied = defect.end;
                }
            }
            dropped.push(DroppedField {
                operation: self.operation.id,
                record: place.record.clone().unwrap_or_default(),
                path: place.path.to_string(),
                reason: defect.reason.clone(),
            });
        }
        repaired.push_str(body.get(copied..)?);
        Some((repaired, dropped))
    }
}

/// The text of the value that starts here.
fn value_at(body: &str, start: usize) -> Option<&str> {
    let mut json = serde_json::Deserializer::from_str(body.get(start..)?);
    let value = <&RawValue>::deserialize(&mut json).ok()?;
    Some(value.get())
}
