//! Parsing of the values of a seed file, with error messages.

use std::str::FromStr;

use chrono::NaiveDate;
use zoho_time_types::{Amount, Hours, TimeOfDay, Timestamp};

use super::load::LoadProblem;
use crate::http::fields;
use crate::model::Choice;

/// The largest id that fits.
const LAST_ID: i64 = 9_000_000_000_000_000_000;

/// A location in a seed file, such as `organizations[0].users`.
#[derive(Debug, Clone)]
pub(super) struct FieldPath(String);

impl FieldPath {
    pub(super) fn root(list: &str, index: usize) -> Self {
        Self(format!("{list}[{index}]"))
    }

    /// An item of a list at this location.
    pub(super) fn item(&self, list: &str, index: usize) -> Self {
        Self(format!("{}.{list}[{index}]", self.0))
    }

    /// An object at this location.
    pub(super) fn part(&self, name: &str) -> Self {
        Self(self.field(name))
    }

    /// A field at this location.
    pub(super) fn field(&self, name: &str) -> String {
        format!("{}.{name}", self.0)
    }

    pub(super) fn problem(&self, field: &str, problem: impl Into<String>) -> LoadProblem {
        LoadProblem::at(&self.field(field), problem.into())
    }

    /// A text that must not be blank.
    pub(super) fn name<'t>(&self, field: &str, text: &'t str) -> Result<&'t str, LoadProblem> {
        if text.trim().is_empty() {
            return Err(self.problem(field, "it is blank; write a name"));
        }
        Ok(text)
    }

    /// An optional value, parsed from text.
    fn read<T>(
        &self,
        field: &str,
        text: Option<&String>,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, LoadProblem> {
        let Some(text) = text else {
            return Ok(None);
        };
        let value = read(text.trim());
        value
            .map(Some)
            .ok_or_else(|| self.problem(field, format!("{text:?} is not {expected}")))
    }

    pub(super) fn id(&self, text: Option<&String>) -> Result<Option<i64>, LoadProblem> {
        let expected = "an id; write up to 18 digits, or leave it out";
        self.read("id", text, expected, |text| {
            let number: i64 = text.parse().ok()?;
            (1..LAST_ID).contains(&number).then_some(number)
        })
    }

    pub(super) fn choice<C: Choice>(
        &self,
        field: &str,
        text: Option<&String>,
    ) -> Result<Option<C>, LoadProblem> {
        let allowed: Vec<_> = C::ALL.iter().map(|choice| choice.text()).collect();
        let expected = format!("one of {}", allowed.join(", "));
        self.read(field, text, &expected, C::parse)
    }

    pub(super) fn amount(
        &self,
        field: &str,
        text: Option<&String>,
    ) -> Result<Option<Amount>, LoadProblem> {
        self.read(field, text, "an amount such as 80 or 80.50", |text| {
            let amount = Amount::from_str(text).ok()?;
            (amount >= Amount::ZERO).then_some(amount)
        })
    }

    pub(super) fn hours(
        &self,
        field: &str,
        text: Option<&String>,
    ) -> Result<Option<Hours>, LoadProblem> {
        self.read(field, text, "a span of time such as 06:30", |text| {
            let hours = Hours::from_str(text).ok()?;
            (!hours.is_negative()).then_some(hours)
        })
    }

    pub(super) fn time_of_day(
        &self,
        field: &str,
        text: Option<&String>,
    ) -> Result<Option<TimeOfDay>, LoadProblem> {
        self.read(field, text, "a time of day such as 08:30", |text| {
            text.parse().ok()
        })
    }

    pub(super) fn day(&self, field: &str, text: &String) -> Result<NaiveDate, LoadProblem> {
        let day = self.read(field, Some(text), "a day such as 2026-03-04", fields::day)?;
        day.ok_or_else(|| self.problem(field, "it is missing"))
    }

    pub(super) fn moment(
        &self,
        field: &str,
        text: Option<&String>,
    ) -> Result<Option<Timestamp>, LoadProblem> {
        let expected = "a moment such as 2026-03-04T09:15:00+01:00";
        self.read(field, text, expected, |text| text.parse().ok())
    }
}
