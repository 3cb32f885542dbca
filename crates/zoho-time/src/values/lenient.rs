//! Reading a body without the fields that cannot be read.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use zoho_time_client::{Operation, ResponseVisitor};

use super::path::{Path, Step};

/// A field that was left out of an answer, because its value has a form that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DroppedField {
    /// The operation, by its id in the specification.
    pub operation: &'static str,
    /// The id of the record that the field belongs to.
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
        write!(
            f,
            "{operation}: record {record} came without {path}: {reason}"
        )
    }
}

/// Makes a body readable; nothing if it is readable as it is, or cannot be made so.
pub(super) struct Repair<'a> {
    pub(super) operation: &'static Operation,
    pub(super) body: &'a [u8],
}

impl ResponseVisitor for Repair<'_> {
    type Output = Option<(String, Vec<DroppedField>)>;

    fn visit<T: Serialize + DeserializeOwned>(self) -> Self::Output {
        if serde_json::from_slice::<T>(self.body).is_ok() {
            return None;
        }
        let mut body = std::str::from_utf8(self.body).ok()?.to_owned();
        let mut dropped = Vec::new();
        let mut last = None;
        // Each round takes care of a whole list or of one field.
        while let Some(fault) = first_fault::<T>(&body) {
            if last.as_ref() == Some(&fault.path) {
                return None;
            }
            let list = fault.path.first_list();
            match list.and_then(|list| self.repair_list::<T>(&body, &list)) {
                Some((repaired, fields)) => {
                    body = repaired;
                    dropped.extend(fields);
                }
                None => dropped.push(self.drop_one::<T>(&mut body, &fault, 0)?),
            }
            last = Some(fault.path);
        }
        let dropped = dropped.into_iter().map(|(_, field)| field).collect();
        Some((body, dropped))
    }
}

type Dropped = (Path, DroppedField);

impl Repair<'_> {
    /// Repairs each element of a list by itself, in a body that has no other: the time it takes grows with
    /// the number of fields at fault, and not with that of pairs of them. Nothing if an element cannot be
    /// had at all.
    fn repair_list<T: DeserializeOwned>(
        &self,
        body: &str,
        list: &Path,
    ) -> Option<(String, Vec<Dropped>)> {
        let mut dropped = Vec::new();
        let range = list.range(body)?;
        let (before, after) = (body.get(..range.start)?, body.get(range.end..)?);
        let elements: Vec<&RawValue> = serde_json::from_str(body.get(range)?).ok()?;
        let mut repaired = Vec::with_capacity(elements.len());
        for (index, element) in elements.into_iter().enumerate() {
            let mut alone = format!("{before}[{}]{after}", element.get());
            // What is beside the list has its turn when the list is done.
            while let Some(fault) = first_fault::<T>(&alone).filter(|fault| fault.path.is_in(list))
            {
                let (mut path, mut field) =
                    self.drop_one::<T>(&mut alone, &fault, list.0.len() + 1)?;
                if let Some(step) = path.0.get_mut(list.0.len()) {
                    *step = Step::Index(index);
                }
                field.path = path.to_string();
                dropped.push((path, field));
            }
            let end = alone.len().checked_sub(after.len() + 1)?;
            repaired.push(alone.get(before.len() + 1..end)?.to_owned());
        }
        Some((format!("{before}[{}]{after}", repaired.join(",")), dropped))
    }

    /// Leaves out the field at fault or, if that has to be there, the innermost one around it that has
    /// not; always a field of a record, and more than so many steps down.
    fn drop_one<T: DeserializeOwned>(
        &self,
        body: &mut String,
        fault: &Fault,
        steps: usize,
    ) -> Option<Dropped> {
        let value: Value = serde_json::from_str(body).ok()?;
        let mut path = fault.path.clone();
        while path.0.len() > steps {
            let parent = path.parent()?;
            let record = parent.record(&value)?;
            let mut without = body.clone();
            without.replace_range(path.range(body)?, "null");
            let next = first_fault::<T>(&without);
            if next.is_none_or(|next| !path.is_in(&next.path)) {
                *body = without;
                let field = DroppedField {
                    operation: self.operation.id,
                    record,
                    path: path.to_string(),
                    reason: fault.reason.clone(),
                };
                return Some((path, field));
            }
            path = parent;
        }
        None
    }
}

/// What in a body cannot be read, and why.
struct Fault {
    path: Path,
    reason: String,
}

fn first_fault<T: DeserializeOwned>(body: &str) -> Option<Fault> {
    let mut json = serde_json::Deserializer::from_str(body);
    match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Ok(_) => None,
        Err(error) => Some(Fault {
            path: error.path().into(),
            reason: error.into_inner().to_string(),
        }),
    }
}
