//! Conversion of values between the model and columns.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use zoho_time_types::{Amount, Hours, TimeOfDay, Timestamp};

use crate::model::time_zone::TimeZone;

/// The columns of a row, read one after the other in the order of the query.
pub(super) struct Columns<'r> {
    row: &'r Row<'r>,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(super) fn of(row: &'r Row<'r>) -> Self {
        Self { row, next: 0 }
    }

    /// The columns after the first ones.
    pub(super) fn after(row: &'r Row<'r>, count: usize) -> Self {
        Self { row, next: count }
    }

    pub(super) fn take<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        let column = self.next;
        self.next += 1;
        self.row.get(column)
    }

    /// An amount, stored as decimal text.
    pub(super) fn money(&mut self) -> rusqlite::Result<Amount> {
        Ok(self.take::<Money>()?.0)
    }

    /// An optional amount.
    pub(super) fn money_if_any(&mut self) -> rusqlite::Result<Option<Amount>> {
        Ok(self.take::<Option<Money>>()?.map(|money| money.0))
    }

    /// A span of time, stored in minutes.
    pub(super) fn hours(&mut self) -> rusqlite::Result<Hours> {
        self.take().map(Hours::from_minutes)
    }

    /// An optional span of time.
    pub(super) fn hours_if_any(&mut self) -> rusqlite::Result<Option<Hours>> {
        Ok(self.take::<Option<i64>>()?.map(Hours::from_minutes))
    }

    /// A day, stored as text.
    pub(super) fn day(&mut self) -> rusqlite::Result<NaiveDate> {
        Ok(self.take::<Day>()?.0)
    }

    /// An optional time of day, stored in minutes from midnight.
    pub(super) fn time_of_day_if_any(&mut self) -> rusqlite::Result<Option<TimeOfDay>> {
        let minute: Option<u16> = self.take()?;
        Ok(minute.and_then(|minute| {
            let (hour, minute) = (minute / 60, minute % 60);
            TimeOfDay::new(u8::try_from(hour).ok()?, u8::try_from(minute).ok()?).ok()
        }))
    }

    /// A point in time, in this time zone, without fractions of a second.
    pub(super) fn moment(&mut self, zone: TimeZone) -> rusqlite::Result<Timestamp> {
        self.take().map(|instant| timestamp_in_zone(instant, zone))
    }

    /// An optional point in time.
    pub(super) fn moment_if_any(&mut self, zone: TimeZone) -> rusqlite::Result<Option<Timestamp>> {
        let instant: Option<i64> = self.take()?;
        Ok(instant.map(|instant| timestamp_in_zone(instant, zone)))
    }
}

/// Adds a record of a project, or changes the one with its id, which is the first column. The organization and
/// the project come before its values.
pub(super) fn put(table: &str, columns: &[&str]) -> String {
    let all = ["organization_id", "project_id"];
    let all: Vec<_> = all.iter().chain(columns).copied().collect();
    let places: Vec<_> = (1..=all.len()).map(|place| format!("?{place}")).collect();
    let changes: Vec<_> = columns
        .iter()
        .skip(1)
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    format!(
        "INSERT INTO {table} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {} \
         WHERE organization_id = excluded.organization_id",
        all.join(", "),
        places.join(", "),
        columns.first().copied().unwrap_or_default(),
        changes.join(", ")
    )
}

fn timestamp_in_zone(instant: i64, zone: TimeZone) -> Timestamp {
    let seconds = instant.div_euclid(1000);
    let moment = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    zone.local(moment).into()
}

/// A point in time as a column value.
pub(super) fn instant(moment: DateTime<Utc>) -> i64 {
    moment.timestamp_millis()
}

/// A time of day as a column value.
pub(super) fn minute(time: TimeOfDay) -> u16 {
    time.minutes_from_midnight()
}

/// An amount as a column value.
pub(super) struct Money(pub(super) Amount);

impl ToSql for Money {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.to_string()))
    }
}

impl FromSql for Money {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let amount = value.as_str()?.parse().map_err(FromSqlError::other)?;
        Ok(Self(amount))
    }
}

/// A day as a column value.
pub(super) struct Day(pub(super) NaiveDate);

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.to_string()))
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let day = value.as_str()?.parse().map_err(FromSqlError::other)?;
        Ok(Self(day))
    }
}

impl ToSql for TimeZone {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.to_string()))
    }
}

impl FromSql for TimeZone {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(FromSqlError::other)
    }
}
