//! Ranges of days.

use std::fmt;

use chrono::{Days as Count, NaiveDate};
use zoho_time_client::enums::TimeEntryFilter;
use zoho_time_client::queries::ListTimeEntriesQuery;

/// A range of days, from the first to the last one, both included.
///
/// Returned by [`Calendar`](super::Calendar) for this week, last month and so on. It can be passed to
/// [`TimeEntries::list`](crate::resources::TimeEntries::list); [`query`](Self::query) adds other filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days {
    first: NaiveDate,
    last: NaiveDate,
}

impl Days {
    /// The days between two days, both included, in either order.
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

    /// The last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.last
    }

    /// The number of days; at least one.
    #[must_use]
    pub fn count(self) -> u64 {
        (self.last - self.first).num_days().unsigned_abs() + 1
    }

    /// Whether the range includes `day`.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Returns an iterator over the days.
    pub fn iter(self) -> impl Iterator<Item = NaiveDate> {
        (0..self.count()).map_while(move |days| self.first.checked_add_days(Count::new(days)))
    }

    /// A query for the time entries of these days, with the filter `Date.CustomDate`. Other filters can be added,
    /// and another `filter_by`, such as `Status.Unbilled`, can replace it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// # let user = &sandbox.demo().users[0];
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

/// The [`query`](Days::query) of the days.
impl From<Days> for ListTimeEntriesQuery {
    fn from(days: Days) -> Self {
        days.query()
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
