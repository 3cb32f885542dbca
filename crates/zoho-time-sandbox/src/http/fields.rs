//! Field-by-field parsing of a JSON body.
//!
//! Errors name the field. Blank text and `null` count as absent, and unknown fields are ignored, as on live
//! servers.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use zoho_time_types::{Amount, Hours, TimeOfDay};

use crate::http::refusal::Refusal;
use crate::http::remarks::Remarks;
use crate::model::Choice;
use crate::model::keys::Key;

/// The fields of a JSON object. Values are kept verbatim, so that amounts remain exact.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    /// The location of the object in the body: empty, or such as `tasks[0].`.
    place: String,
    values: HashMap<String, FieldValue>,
    /// Where to report fields that are not read, and values of an odd form.
    report: Option<Remarks>,
}

/// A value, verbatim.
#[derive(Debug, Deserialize)]
#[serde(from = "Box<RawValue>")]
struct FieldValue {
    raw: Box<RawValue>,
    /// Whether it has been read.
    read: Cell<bool>,
}

impl From<Box<RawValue>> for FieldValue {
    fn from(raw: Box<RawValue>) -> Self {
        let read = Cell::new(false);
        Self { raw, read }
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        if let Some(report) = &self.report {
            let unread = self.values.iter().filter(|(_, sent)| !sent.read.get());
            report.unread(unread.map(|(field, _)| self.name(field)));
        }
    }
}

impl Fields {
    /// Parses a whole body, which must be an object.
    pub(crate) fn parse(json: &str) -> Result<Self, Refusal> {
        let values = serde_json::from_str(json).map_err(|error| {
            // Data errors mean JSON of another type, all others text that is not JSON.
            let is_json = error.is_data() && serde_json::from_str::<IgnoredAny>(json).is_ok();
            if is_json {
                Refusal::NotAnObject
            } else {
                Refusal::MalformedJson
            }
        })?;
        Ok(Self {
            place: String::new(),
            values,
            report: None,
        })
    }

    /// On drop, reports fields that were not read, and values of an unusual form.
    pub(crate) fn reporting(mut self, report: &Remarks) -> Self {
        self.report = Some(report.clone());
        self
    }

    fn raw(&self, field: &str) -> Option<&RawValue> {
        let sent = self.values.get(field)?;
        sent.read.set(true);
        Some(&sent.raw)
    }

    /// The name of a field for messages.
    fn name(&self, field: &str) -> String {
        format!("{}{field}", self.place)
    }

    fn invalid(&self, field: &str) -> Refusal {
        Refusal::invalid(self.name(field))
    }

    /// A required value.
    pub(crate) fn need<T>(&self, field: &str, value: Option<T>) -> Result<T, Refusal> {
        value.ok_or_else(|| self.invalid(field))
    }

    /// Whether the field is present with any value.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.raw(field).is_some()
    }

    /// Whether an empty list is present.
    pub(crate) fn is_empty_list(&self, field: &str) -> bool {
        self.array::<IgnoredAny>(field)
            .is_ok_and(|items| self.is_list(field) && items.is_empty())
    }

    /// The text of a string, a number or a boolean; `None` if it is absent.
    fn scalar(&self, field: &str) -> Result<Option<Cow<'_, str>>, Refusal> {
        let Some(raw) = self.raw(field) else {
            return Ok(None);
        };
        let text: Cow<'_, str> = match raw.get().as_bytes().first() {
            Some(b'"') => serde_json::from_str::<String>(raw.get())
                .map_err(|_| self.invalid(field))?
                .into(),
            Some(b'{' | b'[') => return Err(self.invalid(field)),
            _ if raw.get() == "null" => return Ok(None),
            _ => raw.get().into(),
        };
        Ok((!text.trim().is_empty()).then_some(text))
    }

    /// A value parsed by a function.
    fn read<T>(
        &self,
        field: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        match self.scalar(field)? {
            None => Ok(None),
            Some(text) => read(&text).map(Some).ok_or_else(|| self.invalid(field)),
        }
    }

    /// A text of up to `limit` characters.
    pub(crate) fn text(&self, field: &str, limit: usize) -> Result<Option<String>, Refusal> {
        let Some(text) = self.scalar(field)? else {
            return Ok(None);
        };
        if !self.is_string(field) {
            return Err(self.invalid(field));
        }
        if text.chars().count() > limit {
            return Err(Refusal::TooLong {
                field: self.name(field),
                limit,
            });
        }
        Ok(Some(text.into_owned()))
    }

    /// A name of up to `limit` characters, which may be absent but not blank.
    pub(crate) fn title(&self, field: &str, limit: usize) -> Result<Option<String>, Refusal> {
        let text = self.text(field, limit)?;
        if text.is_none() && self.is_string(field) {
            return Err(self.invalid(field));
        }
        Ok(text)
    }

    fn is_string(&self, field: &str) -> bool {
        let raw = self.raw(field);
        raw.is_some_and(|raw| raw.get().starts_with('"'))
    }

    /// A value of an enumeration.
    pub(crate) fn choice<C: Choice>(&self, field: &str) -> Result<Option<C>, Refusal> {
        self.read(field, C::parse)
    }

    /// An id.
    pub(crate) fn key<K: Key>(&self, field: &str) -> Result<Option<K>, Refusal> {
        let key = self.read(field, K::parse)?;
        if let (Some(_), Some(report), false) = (&key, &self.report, self.is_string(field)) {
            report.warn(format!(
                "{}: a number where text is documented; many programs lose the last digits of an \
                 id that they read as a number",
                self.name(field)
            ));
        }
        Ok(key)
    }

    /// An amount, which must not be negative.
    pub(crate) fn amount(&self, field: &str) -> Result<Option<Amount>, Refusal> {
        let amount = self.read(field, |text| text.trim().parse().ok());
        match amount.map_err(|_| Refusal::InvalidAmount(self.name(field)))? {
            Some(amount) if amount < Amount::default() => Err(Refusal::NegativeAmount),
            amount => Ok(amount),
        }
    }

    /// A budget, in hours or as `HH:mm`.
    pub(crate) fn budget_hours(&self, field: &str) -> Result<Option<Hours>, Refusal> {
        self.read(field, |text| {
            let hours: Hours = text.trim().parse().ok()?;
            is_span(hours).then_some(hours)
        })
    }

    /// A duration as `HH:mm`.
    pub(crate) fn span(&self, field: &str) -> Result<Option<Hours>, Refusal> {
        self.read(field, |text| {
            let hours: Hours = text.contains(':').then(|| text.trim().parse().ok())??;
            is_span(hours).then_some(hours)
        })
    }

    /// A time of day.
    pub(crate) fn time_of_day(&self, field: &str) -> Result<Option<TimeOfDay>, Refusal> {
        self.read(field, |text| text.trim().parse().ok())
    }

    /// A day.
    pub(crate) fn day(&self, field: &str) -> Result<Option<NaiveDate>, Refusal> {
        self.read(field, day)
    }

    /// A boolean.
    pub(crate) fn flag(&self, field: &str) -> Result<Option<bool>, Refusal> {
        self.read(field, |text| text.trim().parse().ok())
    }

    /// A whole number.
    pub(crate) fn integer(&self, field: &str) -> Result<Option<i64>, Refusal> {
        self.read(field, |text| text.trim().parse().ok())
    }

    /// A list of objects; empty if it is absent.
    pub(crate) fn list(&self, field: &str) -> Result<Vec<Self>, Refusal> {
        let objects: Vec<HashMap<String, FieldValue>> = self.array(field)?;
        Ok(objects
            .into_iter()
            .enumerate()
            .map(|(index, values)| Self {
                place: format!("{}{field}[{index}].", self.place),
                values,
                report: self.report.clone(),
            })
            .collect())
    }

    /// A list of texts, or a text with commas between them; empty if it is absent.
    pub(crate) fn texts(&self, field: &str) -> Result<Vec<String>, Refusal> {
        match self.raw(field) {
            Some(raw) if raw.get().starts_with('[') => self.array(field),
            _ => Ok(self.scalar(field)?.map_or_else(Vec::new, |text| {
                let parts = text.split(',').map(str::trim);
                parts
                    .filter(|part| !part.is_empty())
                    .map(str::to_owned)
                    .collect()
            })),
        }
    }

    fn is_list(&self, field: &str) -> bool {
        self.raw(field)
            .is_some_and(|raw| raw.get().starts_with('['))
    }

    fn array<T: serde::de::DeserializeOwned>(&self, field: &str) -> Result<Vec<T>, Refusal> {
        match self.raw(field) {
            Some(raw) if raw.get().starts_with('[') => {
                serde_json::from_str(raw.get()).map_err(|_| self.invalid(field))
            }
            _ if self.scalar(field)?.is_some() => Err(self.invalid(field)),
            _ => Ok(Vec::new()),
        }
    }
}

/// The day of a text such as `2026-03-04`.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    // The parser of chrono accepts less than four and two digits.
    let shape: Vec<usize> = text.split('-').map(str::len).collect();
    (shape == [4, 2, 2]).then(|| text.parse().ok()).flatten()
}

/// Whether a duration can be logged: not negative, and within the limit.
fn is_span(hours: Hours) -> bool {
    (0..60_000_000).contains(&hours.minutes())
}

#[cfg(test)]
mod tests {
    use super::Fields;
    use crate::model::BillingType;

    fn fields(json: &str) -> Fields {
        Fields::parse(json).unwrap()
    }

    #[test]
    fn blank_text_and_null_are_absent() {
        let fields = fields(r#"{"a":"","b":" ","c":null}"#);
        for field in ["a", "b", "c", "d"] {
            assert!(fields.amount(field).unwrap().is_none(), "{field}");
            assert!(fields.text(field, 1).unwrap().is_none(), "{field}");
            assert!(fields.list(field).unwrap().is_empty(), "{field}");
        }
    }

    #[test]
    fn amounts_come_as_text_or_number_with_every_digit() {
        let fields = fields(r#"{"a":12345678901234567.89,"b":"80.00","c":-1,"d":"x","e":[]}"#);
        let amount = |field| fields.amount(field);
        assert_eq!(
            amount("a").unwrap().unwrap().to_string(),
            "12345678901234567.89"
        );
        assert_eq!(amount("b").unwrap().unwrap().to_string(), "80.00");
        assert_eq!(amount("c").unwrap_err().code(), 20004);
        assert_eq!(
            amount("d").unwrap_err().to_string(),
            "Invalid value passed for d"
        );
        assert_eq!(amount("e").unwrap_err().code(), 4);
    }

    #[test]
    fn a_field_inside_a_list_is_named_with_its_place() {
        let fields = fields(r#"{"tasks":[{"task_name":"a"},{"task_name":"too long"}]}"#);
        let error = fields.list("tasks").unwrap()[1]
            .text("task_name", 3)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "Please ensure that the tasks[1].task_name has less than 3 characters."
        );
    }

    #[test]
    fn a_title_may_be_missing_but_not_blank() {
        assert!(fields("{}").title("name", 9).unwrap().is_none());
        assert!(fields(r#"{"name":" "}"#).title("name", 9).is_err());
        assert!(fields(r#"{"name":7}"#).title("name", 9).is_err());
    }

    #[test]
    fn times_days_and_choices_have_their_forms() {
        let fields = fields(
            r#"{"a":"07:30","b":"7.5","c":"2026-03-04","d":"2026-3-4","e":"24:00","f":"other"}"#,
        );
        assert_eq!(fields.span("a").unwrap().unwrap().minutes(), 450);
        assert!(fields.span("b").is_err());
        assert_eq!(fields.budget_hours("b").unwrap().unwrap().minutes(), 450);
        assert!(fields.day("c").is_ok());
        assert!(fields.day("d").is_err());
        assert!(fields.time_of_day("e").is_err());
        assert!(fields.choice::<BillingType>("f").is_err());
    }

    #[test]
    fn a_body_is_an_object() {
        for (json, code) in [
            ("", 1038),
            ("{", 1038),
            ("{}x", 1038),
            ("[}", 1038),
            ("[]", 2),
            ("7", 2),
            ("null", 2),
        ] {
            assert_eq!(Fields::parse(json).unwrap_err().code(), code, "{json}");
        }
    }
}
