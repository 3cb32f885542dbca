//! A stretch of days.

use std::fmt;

use chrono::{Days as Count, NaiveDate};
use zoho_time_client::enums::TimeEntryFilter;
use zoho_time_client::queries::ListTimeEntriesQuery;

/// A stretch of days, from its first to its last.
///
/// Time entries belong to a day and not to a moment, so days are all that a list can be narrowed to. A
/// [`Calendar`](super::Calendar) knows those of this week or last month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days {
    first: NaiveDate,
    last: NaiveDate,
}

impl Days {
    /// The days from one to another, both included, in whichever order they are given.
    ///
    /// ```
    /// use zoho_time::tracking::Days;
    ///
    /// let days = Days::between("2026-02-27".parse()?, "2026-03-02".parse()?);
    /// assert_eq!(days.count(), 4);
    /// assert_eq!(days.to_string(), "2026-02-27 to 2026-03-02");
    /// # Ok::<(), zoho_time::chrono::ParseError>(())
    /// ```
    #[must_use]
    pub fn between(one: NaiveDate, other: NaiveDate) -> Self {
        Self {
            first: one.min(other),
            last: one.max(other),
        }
    }

    /// A single day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self::between(day, day)
    }

    /// The first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// The last day, which belongs to the stretch.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.last
    }

    /// How many days there are; at least one.
    #[must_use]
    pub fn count(self) -> u64 {
        (self.last - self.first).num_days().unsigned_abs() + 1
    }

    /// Whether a day is one of them.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// The days, one after the other.
    pub fn iter(self) -> impl Iterator<Item = NaiveDate> {
        (0..self.count()).map_while(move |days| self.first.checked_add_days(Count::new(days)))
    }

    /// A query for the time entries of these days: the first and the last, with `Date.CustomDate`. Another
    /// `filter_by`, such as `Status.Unbilled`, may take its place.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let demo = sandbox.demo();
    /// # let zoho = zoho_time::Client::builder()
    /// #     .organization(demo.organization_id.clone())
    /// #     .access_token(demo.access_token.clone())
    /// #     .base_url(sandbox.base_url())
    /// #     .build()?;
    /// # let user = &demo.users[0];
    /// use zoho_time::chrono::FixedOffset;
    /// use zoho_time::tracking::Calendar;
    ///
    /// let calendar = Calendar::new("+05:30".parse::<FixedOffset>()?);
    /// let mine = calendar.this_week().query().user_id(user);
    /// let entries = zoho.time_entries().list(mine).all().await?;
    /// # let _ = entries;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn query(self) -> ListTimeEntriesQuery {
        ListTimeEntriesQuery::new()
            .filter_by(TimeEntryFilter::DateCustomDate)
            .from_date(self.first)
            .to_date(self.last)
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            self.first.fmt(f)
        } else {
            write!(f, "{} to {}", self.first, self.last)
        }
    }
}
