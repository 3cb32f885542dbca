//! Time entries.

use futures::FutureExt;
use zoho_time_client::enums::TimeEntryFilter;
use zoho_time_client::queries::ListTimeEntriesQuery;
use zoho_time_client::types::{LogTimeRequest, TimeEntry, UpdateTimeEntryRequest};
use zoho_time_types::{TimeEntryId, TimeEntryIds};

use crate::client::Client;
use crate::error::Result;
use crate::paging::{List, listed};

listed! { ListTimeEntriesQuery => TimeEntry { time_entry_id }, LIST_TIME_ENTRIES, check_days }

/// Checks that a range of days does not end before it starts.
fn check_days(query: &ListTimeEntriesQuery) -> std::result::Result<(), String> {
    match (query.from_date, query.to_date) {
        (Some(from), Some(to)) if from > to => Err(format!(
            "`from_date` ({from}) is after `to_date` ({to}): swap them"
        )),
        _ => Ok(()),
    }
}

/// Time entries. Returned by [`Client::time_entries`].
///
/// [`log`](Self::log) and [`edit`](Self::edit) check an entry before they send it. The methods whose names end
/// in `_request` send the request of the API unchecked.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let demo = sandbox.demo();
/// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
/// use zoho_time::Hours;
/// use zoho_time::chrono::FixedOffset;
/// use zoho_time::tracking::{Calendar, NewTimeEntry};
///
/// let week = Calendar::new("+01:00".parse::<FixedOffset>()?).this_week();
/// let entries = zoho.time_entries();
/// let survey = NewTimeEntry::new(project, task, user, week.first(), Hours::from_minutes(150));
/// let logged = entries.log(survey).await?;
///
/// let edited = entries.edit(&logged.time_entry_id, |edit| edit.notes("Measured the boom.")).await?;
/// assert_eq!(edited.notes.as_deref(), Some("Measured the boom."));
///
/// let mut of_week = entries.list(week).items();
/// while let Some(entry) = of_week.try_next().await? {
///     println!("{:?} {:?} {:?}", entry.log_date, entry.log_time, entry.notes);
/// }
/// entries.delete(&logged.time_entry_id).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TimeEntries {
    zoho: Client,
}

impl TimeEntries {
    pub(super) fn new(zoho: Client) -> Self {
        Self { zoho }
    }

    /// Sends a request that logs time on a task, by duration (`log_time`) or by start and end (`begin_time`
    /// and `end_time`). See [`log`](Self::log) for the method that checks the entry first.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not have the task.
    pub async fn log_request(&self, request: &LogTimeRequest) -> Result<TimeEntry> {
        let response = self.zoho.raw().log_time_entry(request).await?;
        Ok(response.time_entry)
    }

    /// Lists time entries, of any day unless the query limits the days. The query is a
    /// [`ListTimeEntriesQuery`] or the [`Days`](crate::tracking::Days) of a
    /// [`Calendar`](crate::tracking::Calendar).
    ///
    /// Without a filter, the server lists the current month only. A query without `filter_by`, `from_date`
    /// and `to_date` is therefore sent with `filter_by=Date.All`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// # let user = &sandbox.demo().users[0];
    /// use zoho_time::models::{ListTimeEntriesQuery, TimeEntryFilter};
    ///
    /// let unbilled = ListTimeEntriesQuery::new()
    ///     .user_id(user)
    ///     .filter_by(TimeEntryFilter::StatusUnbilled);
    /// for entry in zoho.time_entries().list(unbilled).all().await? {
    ///     println!("{:?} {:?}", entry.log_date, entry.log_time);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Reading the list fails with [`Error::InvalidRequest`](crate::Error::InvalidRequest), and nothing is
    /// sent, if `from_date` is after `to_date`.
    pub fn list(&self, query: impl Into<ListTimeEntriesQuery>) -> List<TimeEntry> {
        let zoho = self.zoho.clone();
        let query = of_any_day(query.into());
        List::new(&self.zoho.description(), query, move |query| {
            let zoho = zoho.clone();
            async move {
                let page = query.send(zoho.raw()).await?;
                Ok((page.time_entries, page.page_context))
            }
            .boxed()
        })
    }

    /// Deletes several time entries; at least one, as [`TimeEntryIds`] cannot be empty.
    ///
    /// ```no_run
    /// # async fn example(zoho: zoho_time::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use zoho_time::TimeEntryIds;
    ///
    /// let ids = TimeEntryIds::new("982000000023001".parse()?, ["982000000023003".parse()?]);
    /// zoho.time_entries().delete_several(&ids).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if one of them does not exist; Zoho does not document whether the others are
    /// deleted then.
    pub async fn delete_several(&self, entries: &TimeEntryIds) -> Result<()> {
        self.zoho.raw().delete_time_entries(entries).await.map(drop)
    }

    /// Sends a request that updates a time entry. See [`edit`](Self::edit) for the method that repeats the
    /// fields that do not change, as the API requires it.
    ///
    /// # Errors
    ///
    /// Fails with code 20054 while the timer runs on the entry, and with code 1002 if it does not exist.
    pub async fn update_request(
        &self,
        entry: &TimeEntryId,
        request: &UpdateTimeEntryRequest,
    ) -> Result<TimeEntry> {
        let response = self.zoho.raw().update_time_entry(entry, request).await?;
        Ok(response.time_entry)
    }

    /// Returns a time entry.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if it does not exist.
    pub async fn get(&self, entry: &TimeEntryId) -> Result<TimeEntry> {
        let response = self.zoho.raw().get_time_entry(entry).await?;
        Ok(response.time_entry)
    }

    /// Deletes a time entry.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if it does not exist.
    pub async fn delete(&self, entry: &TimeEntryId) -> Result<()> {
        self.zoho.raw().delete_time_entry(entry).await.map(drop)
    }
}

/// Adds `Date.All` to a query that does not limit the days.
fn of_any_day(query: ListTimeEntriesQuery) -> ListTimeEntriesQuery {
    let narrowed =
        query.filter_by.is_some() || query.from_date.is_some() || query.to_date.is_some();
    if narrowed {
        query
    } else {
        query.filter_by(TimeEntryFilter::DateAll)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_without_days_asks_for_all() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        let query = ListTimeEntriesQuery::new;
        let cases = [
            (query(), Some(TimeEntryFilter::DateAll)),
            (query().user_id(1), Some(TimeEntryFilter::DateAll)),
            (
                query().filter_by(TimeEntryFilter::DateToday),
                Some(TimeEntryFilter::DateToday),
            ),
            (query().from_date(day), None),
            (query().to_date(day), None),
        ];
        for (query, expected) in cases {
            assert_eq!(of_any_day(query.clone()).filter_by, expected, "{query:?}");
        }
    }
}
