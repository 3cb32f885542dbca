//! The calendar of the organization.

use std::fmt;

use chrono::{DateTime, Datelike, Days as Count, Months, NaiveDate, TimeZone, Weekday};

use super::Days;
use crate::Clock;

/// Returns the current day, week, month and so on in the time zone of the organization.
///
/// A time entry belongs to a day of the organization's calendar, which near midnight is another day than that of this
/// machine. The API does not return the organization's time zone, so the caller passes it; it is in the settings of
/// the organization. The offset of a timestamp in a response is valid for that time only, not for the whole year.
///
/// Any time zone of chrono can be used: `FixedOffset` without daylight saving time, `Local` if this machine is in the
/// time zone of the organization, and the crate `chrono-tz` for a name such as `Europe/Stockholm`, which handles
/// daylight saving time. This crate does not depend on `chrono-tz`: its data is updated several times a year, so the
/// program chooses its version.
///
/// ```
/// use chrono_tz::Tz;
/// use zoho_time::Clock;
/// use zoho_time::chrono::{DateTime, Utc, Weekday};
/// use zoho_time::tracking::{Calendar, Days};
///
/// let moment: DateTime<Utc> = "2026-03-31T22:30:00Z".parse()?;
/// let calendar = Calendar::new("Europe/Stockholm".parse::<Tz>()?)
///     .week_starts_on(Weekday::Mon)
///     .clock(Clock::from_fn(move || moment));
/// assert_eq!(calendar.today().to_string(), "2026-04-01");
/// assert_eq!(calendar.this_week().to_string(), "2026-03-30 to 2026-04-05");
/// assert_eq!(calendar.last_month().to_string(), "2026-03-01 to 2026-03-31");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Use it for the days of [new entries](super::NewTimeEntry) and of [lists](Days::query). The server's own filters,
/// such as `Date.Today`, use the server's clock and its definition of a week.
#[derive(Clone)]
pub struct Calendar<Z> {
    zone: Z,
    week_start: Weekday,
    clock: Clock,
}

impl<Z: TimeZone> Calendar<Z> {
    /// A calendar in a time zone, with weeks that start on Sunday and the clock of the system.
    #[must_use]
    pub fn new(zone: Z) -> Self {
        Self {
            zone,
            week_start: Weekday::Sun,
            clock: Clock::system(),
        }
    }

    /// The first day of the week; Sunday by default.
    #[must_use]
    pub fn week_starts_on(mut self, day: Weekday) -> Self {
        self.week_start = day;
        self
    }

    /// The clock; the system clock by default.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The current time, in the time zone of the organization.
    #[must_use]
    pub fn now(&self) -> DateTime<Z> {
        self.clock.now().with_timezone(&self.zone)
    }

    /// The current day, in the time zone of the organization.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// The day before today.
    #[must_use]
    pub fn yesterday(&self) -> NaiveDate {
        before(self.today())
    }

    /// The last `count` days, including today; at least one.
    #[must_use]
    pub fn last_days(&self, count: u32) -> Days {
        let today = self.today();
        let back = Count::new(count.saturating_sub(1).into());
        Days::between(today.checked_sub_days(back).unwrap_or(today), today)
    }

    /// The whole week that contains today.
    #[must_use]
    pub fn this_week(&self) -> Days {
        week(self.today(), self.week_start)
    }

    /// The week before this one.
    #[must_use]
    pub fn last_week(&self) -> Days {
        week(before(self.this_week().first()), self.week_start)
    }

    /// The whole month that contains today.
    #[must_use]
    pub fn this_month(&self) -> Days {
        months(self.today(), 1)
    }

    /// The month before this one.
    #[must_use]
    pub fn last_month(&self) -> Days {
        months(before(self.this_month().first()), 1)
    }

    /// The whole quarter of the calendar year that contains today.
    #[must_use]
    pub fn this_quarter(&self) -> Days {
        months(self.today(), 3)
    }

    /// The quarter before this one.
    #[must_use]
    pub fn last_quarter(&self) -> Days {
        months(before(self.this_quarter().first()), 3)
    }

    /// The whole calendar year that contains today.
    #[must_use]
    pub fn this_year(&self) -> Days {
        months(self.today(), 12)
    }

    /// The year before this one.
    #[must_use]
    pub fn last_year(&self) -> Days {
        months(before(self.this_year().first()), 12)
    }
}

impl<Z: fmt::Debug> fmt::Debug for Calendar<Z> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calendar")
            .field("zone", &self.zone)
            .field("week_start", &self.week_start)
            .finish_non_exhaustive()
    }
}

/// The previous day. The earliest day of chrono is returned unchanged.
fn before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}

/// The week that contains a day.
fn week(day: NaiveDate, start: Weekday) -> Days {
    let week = day.week(start);
    let first = week.checked_first_day().unwrap_or(day);
    Days::between(first, week.checked_last_day().unwrap_or(day))
}

/// The `length` months that contain a day, counted from the start of the year.
fn months(day: NaiveDate, length: u32) -> Days {
    let month = day.month0() / length * length + 1;
    let first = NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(length));
    Days::between(first, next.map_or(day, before))
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use chrono_tz::Tz;

    use super::*;

    fn calendar(zone: &str, moment: &str) -> Calendar<Tz> {
        let moment: DateTime<Utc> = moment.parse().unwrap();
        Calendar::new(zone.parse::<Tz>().unwrap()).clock(Clock::from_fn(move || moment))
    }

    #[test]
    fn today_is_right_near_midnight_and_when_the_clocks_change() {
        let cases = [
            // Daylight saving time starts in Stockholm on 2026-03-29 at 01:00 UTC: midnights are at 23:00
            // UTC before it and at 22:00 UTC after it.
            ("Europe/Stockholm", "2026-03-28T22:59:59Z", "2026-03-28"),
            ("Europe/Stockholm", "2026-03-28T23:00:00Z", "2026-03-29"),
            ("Europe/Stockholm", "2026-03-29T21:59:59Z", "2026-03-29"),
            ("Europe/Stockholm", "2026-03-29T22:00:00Z", "2026-03-30"),
            // It ends on 2026-10-25, a day of 25 hours.
            ("Europe/Stockholm", "2026-10-24T22:00:00Z", "2026-10-25"),
            ("Europe/Stockholm", "2026-10-25T22:59:59Z", "2026-10-25"),
            ("Europe/Stockholm", "2026-10-25T23:00:00Z", "2026-10-26"),
            // In Beirut the clocks go from 00:00 to 01:00: that day has no midnight.
            ("Asia/Beirut", "2026-03-28T21:59:59Z", "2026-03-28"),
            ("Asia/Beirut", "2026-03-28T22:00:00Z", "2026-03-29"),
            ("Asia/Kolkata", "2026-12-31T18:29:59Z", "2026-12-31"),
            ("Asia/Kolkata", "2026-12-31T18:30:00Z", "2027-01-01"),
            ("Pacific/Kiritimati", "2026-03-04T10:00:00Z", "2026-03-05"),
            ("Pacific/Pago_Pago", "2026-03-04T10:59:59Z", "2026-03-03"),
            // Samoa left out the 30th of December 2011.
            ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
            ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
        ];
        for (zone, moment, expected) in cases {
            let today = calendar(zone, moment).today();
            assert_eq!(today.to_string(), expected, "{zone} at {moment}");
        }
        println!("{} moments near midnight", cases.len());
    }

    #[test]
    fn stretches_of_days_follow_from_today() {
        type Stretch = fn(&Calendar<Tz>) -> Days;
        let cases: [(&str, Stretch, &str); 17] = [
            (
                "2026-03-04",
                Calendar::this_week,
                "2026-03-01 to 2026-03-07",
            ),
            (
                "2026-03-01",
                Calendar::this_week,
                "2026-03-01 to 2026-03-07",
            ),
            (
                "2026-03-07",
                Calendar::last_week,
                "2026-02-22 to 2026-02-28",
            ),
            (
                "2027-01-01",
                Calendar::this_week,
                "2026-12-27 to 2027-01-02",
            ),
            (
                "2028-02-10",
                Calendar::this_month,
                "2028-02-01 to 2028-02-29",
            ),
            (
                "2026-12-10",
                Calendar::this_month,
                "2026-12-01 to 2026-12-31",
            ),
            (
                "2026-01-31",
                Calendar::last_month,
                "2025-12-01 to 2025-12-31",
            ),
            (
                "2026-03-31",
                Calendar::last_month,
                "2026-02-01 to 2026-02-28",
            ),
            (
                "2026-05-31",
                Calendar::this_quarter,
                "2026-04-01 to 2026-06-30",
            ),
            (
                "2026-02-01",
                Calendar::last_quarter,
                "2025-10-01 to 2025-12-31",
            ),
            (
                "2026-12-31",
                Calendar::this_year,
                "2026-01-01 to 2026-12-31",
            ),
            (
                "2026-01-01",
                Calendar::last_year,
                "2025-01-01 to 2025-12-31",
            ),
            ("2026-03-01", |c| Days::of(c.yesterday()), "2026-02-28"),
            ("2026-03-01", |c| c.last_days(0), "2026-03-01"),
            ("2026-03-01", |c| c.last_days(1), "2026-03-01"),
            ("2026-03-01", |c| c.last_days(7), "2026-02-23 to 2026-03-01"),
            (
                "2026-03-01",
                |c| c.clone().week_starts_on(Weekday::Mon).this_week(),
                "2026-02-23 to 2026-03-01",
            ),
        ];
        for (today, stretch, expected) in cases {
            let days = stretch(&calendar("Europe/Stockholm", &format!("{today}T12:00:00Z")));
            assert_eq!(days.to_string(), expected, "on {today}");
            assert_eq!(days.iter().count() as u64, days.count());
            assert!(days.iter().all(|day| days.contains(day)));
        }
    }
}
