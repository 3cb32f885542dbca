//! Filter of a list of time entries: periods relative to today, and the billing status.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::Call;
use crate::http::refusal::Refusal;
use crate::model::product::WireStyle;
use crate::model::{Choice, choices};
use crate::store::EntryFilter;

choices! {
    /// Filter of a list.
    Filter {
        All = "Date.All",
        Today = "Date.Today",
        ThisWeek = "Date.ThisWeek",
        ThisMonth = "Date.ThisMonth",
        ThisQuarter = "Date.ThisQuarter",
        ThisYear = "Date.ThisYear",
        PreviousDay = "Date.PreviousDay",
        PreviousWeek = "Date.PreviousWeek",
        PreviousMonth = "Date.PreviousMonth",
        PreviousQuarter = "Date.PreviousQuarter",
        PreviousYear = "Date.PreviousYear",
        CustomDate = "Date.CustomDate",
        Unbilled = "Status.Unbilled",
        Invoiced = "Status.Invoiced",
    }
}

/// The first and the last day of a period.
type Period = (NaiveDate, NaiveDate);

/// The filter of a request, and its name. Several conditions are combined.
pub(super) fn read(call: &Call<'_>) -> Result<(EntryFilter, &'static str), Refusal> {
    let from = call.query.read("from_date", crate::http::fields::day)?;
    let to = call.query.read("to_date", crate::http::fields::day)?;
    let filter = match call.query.choice("filter_by")? {
        Some(filter) => filter,
        None if from.is_some() || to.is_some() => Filter::CustomDate,
        None => match call.style {
            WireStyle::Documented => Filter::All,
            WireStyle::Observed => Filter::ThisMonth,
        },
    };
    let period = filter.period(call.ledger.today());
    let filters = EntryFilter {
        from: from.max(period.map(|(first, _)| first)),
        to: match (to, period) {
            (Some(to), Some((_, last))) => Some(to.min(last)),
            (to, period) => to.or(period.map(|(_, last)| last)),
        },
        is_invoiced: match filter {
            Filter::Unbilled => Some(false),
            Filter::Invoiced => Some(true),
            _ => None,
        },
        project: call.query.key("project_id")?,
        user: call.query.key("user_id")?,
    };
    Ok((filters, filter.text()))
}

impl Filter {
    /// Its period on this day. Weeks start on Sunday.
    fn period(self, today: NaiveDate) -> Option<Period> {
        let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        let before = |(first, _): Period| first.checked_sub_days(Days::new(1)).unwrap_or(first);
        Some(match self {
            Self::All | Self::CustomDate | Self::Unbilled | Self::Invoiced => return None,
            Self::Today => (today, today),
            Self::PreviousDay => (yesterday, yesterday),
            Self::ThisWeek => week(today),
            Self::PreviousWeek => week(before(week(today))),
            Self::ThisMonth => months(today, 1),
            Self::PreviousMonth => months(before(months(today, 1)), 1),
            Self::ThisQuarter => months(today, 3),
            Self::PreviousQuarter => months(before(months(today, 3)), 3),
            Self::ThisYear => months(today, 12),
            Self::PreviousYear => months(before(months(today, 12)), 12),
        })
    }
}

/// The week of a day.
fn week(day: NaiveDate) -> Period {
    let week = day.week(Weekday::Sun);
    let first = week.checked_first_day().unwrap_or(day);
    (first, week.checked_last_day().unwrap_or(day))
}

/// The period of `n` months that contains a day, counted from the start of the year.
fn months(day: NaiveDate, length: u32) -> Period {
    let first_month = day.month0() / length * length;
    let first = NaiveDate::from_ymd_opt(day.year(), first_month + 1, 1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(length));
    let last = next.and_then(|next| next.checked_sub_days(Days::new(1)));
    (first, last.unwrap_or(day))
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use crate::model::Choice;

    #[test]
    fn periods_are_relative_to_today() {
        let day = |text: &str| text.parse().unwrap();
        for (today, filter, first, last) in [
            ("2026-03-04", "Date.Today", "2026-03-04", "2026-03-04"),
            ("2026-03-01", "Date.PreviousDay", "2026-02-28", "2026-02-28"),
            ("2026-03-04", "Date.ThisWeek", "2026-03-01", "2026-03-07"),
            ("2026-03-01", "Date.ThisWeek", "2026-03-01", "2026-03-07"),
            (
                "2026-03-07",
                "Date.PreviousWeek",
                "2026-02-22",
                "2026-02-28",
            ),
            ("2028-02-10", "Date.ThisMonth", "2028-02-01", "2028-02-29"),
            (
                "2026-01-31",
                "Date.PreviousMonth",
                "2025-12-01",
                "2025-12-31",
            ),
            ("2026-05-31", "Date.ThisQuarter", "2026-04-01", "2026-06-30"),
            (
                "2026-02-01",
                "Date.PreviousQuarter",
                "2025-10-01",
                "2025-12-31",
            ),
            ("2026-12-31", "Date.ThisYear", "2026-01-01", "2026-12-31"),
            (
                "2026-01-01",
                "Date.PreviousYear",
                "2025-01-01",
                "2025-12-31",
            ),
        ] {
            let period = Filter::parse(filter).unwrap().period(day(today));
            assert_eq!(period, Some((day(first), day(last))), "{filter} on {today}");
        }
    }

    #[test]
    fn other_filters_have_no_period() {
        for filter in [
            Filter::All,
            Filter::CustomDate,
            Filter::Unbilled,
            Filter::Invoiced,
        ] {
            assert_eq!(filter.period("2026-03-04".parse().unwrap()), None);
        }
    }
}
