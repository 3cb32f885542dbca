//! Time entries.

use futures::FutureExt;
use zoho_time_client::enums::TimeEntryFilter;
use zoho_time_client::operations as op;
use zoho_time_client::queries::ListTimeEntriesQuery;
use zoho_time_client::types::{LogTimeRequest, TimeEntry, UpdateTimeEntryRequest};
use zoho_time_types::{TimeEntryId, TimeEntryIds};

use crate::answer::finish;
use crate::client::Client;
use crate::error::Result;
use crate::paging::{List, listed};

listed! { ListTimeEntriesQuery => TimeEntry { time_entry_id }, LIST_TIME_ENTRIES }

/// Time entries. Had from [`Client::time_entries`].
#[derive(Clone, Debug)]
pub struct TimeEntries {
    zoho: Client,
}

impl TimeEntries {
    pub(crate) fn new(zoho: Client) -> Self {
        Self { zoho }
    }

    /// Logs time on a task, by duration (`log_time`) or by begin and end (`begin_time`, `end_time`).
    ///
    /// # Errors
    ///
    /// Code 1002 when the task is not one of the project; otherwise any of [`Error`](crate::Error).
    pub async fn log(&self, request: &LogTimeRequest) -> Result<TimeEntry> {
        let outcome = self.zoho.raw().log_time_entry(request).await;
        Ok(finish(&op::LOG_TIME_ENTRY, outcome)?.time_entry)
    }

    /// Lists time entries, of any day unless the query narrows it.
    ///
    /// Left alone, the live server shows the current month only. So a query without `filter_by`,
    /// `from_date` and `to_date` is sent with `filter_by=Date.All`.
    pub fn list(&self, query: ListTimeEntriesQuery) -> List<TimeEntry> {
        let zoho = self.zoho.clone();
        let query = of_any_day(query);
        List::new(&self.zoho.place(), query, move |query| {
            let zoho = zoho.clone();
            async move {
                let page = finish(&op::LIST_TIME_ENTRIES, query.send(zoho.raw()).await)?;
                Ok((page.time_entries, page.page_context))
            }
            .boxed()
        })
    }

    /// Deletes several time entries. There is no way to name none of them.
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
    /// Any of [`Error`](crate::Error).
    pub async fn delete_several(&self, entries: &TimeEntryIds) -> Result<()> {
        let outcome = self.zoho.raw().delete_time_entries(entries).await;
        finish(&op::DELETE_TIME_ENTRIES, outcome).map(drop)
    }

    /// Changes a time entry.
    ///
    /// # Errors
    ///
    /// Code 20054 when its timer runs, 1002 when there is no such entry; otherwise any of
    /// [`Error`](crate::Error).
    pub async fn update(
        &self,
        entry: &TimeEntryId,
        request: &UpdateTimeEntryRequest,
    ) -> Result<TimeEntry> {
        let outcome = self.zoho.raw().update_time_entry(entry, request).await;
        Ok(finish(&op::UPDATE_TIME_ENTRY, outcome)?.time_entry)
    }

    /// Gets a time entry.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such entry; otherwise any of [`Error`](crate::Error).
    pub async fn get(&self, entry: &TimeEntryId) -> Result<TimeEntry> {
        let outcome = self.zoho.raw().get_time_entry(entry).await;
        Ok(finish(&op::GET_TIME_ENTRY, outcome)?.time_entry)
    }

    /// Deletes a time entry.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such entry; otherwise any of [`Error`](crate::Error).
    pub async fn delete(&self, entry: &TimeEntryId) -> Result<()> {
        let outcome = self.zoho.raw().delete_time_entry(entry).await;
        finish(&op::DELETE_TIME_ENTRY, outcome).map(drop)
    }
}

/// Asks for all days, unless the query says which.
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
    fn only_a_query_that_names_no_days_asks_for_all() {
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
