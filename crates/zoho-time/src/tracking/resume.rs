//! Resuming the last work.

use chrono::{Days as Count, NaiveDate};
use futures::TryStreamExt;
use zoho_time_client::enums::BilledStatus;
use zoho_time_client::types::TimeEntry;
use zoho_time_types::UserId;

use super::{Days, NewTimer};
use crate::error::Result;
use crate::resources::Timer;

/// How many days back the last entry is searched.
const LOOK_BACK: Count = Count::new(31);

impl Timer {
    /// Starts the timer for the last work of the user, and returns the entry on which it runs; `None` if there is
    /// no entry to resume.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// # let demo = sandbox.demo();
    /// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
    /// use zoho_time::Hours;
    /// use zoho_time::tracking::NewTimeEntry;
    ///
    /// let (tuesday, wednesday) = ("2026-03-03".parse()?, "2026-03-04".parse()?);
    /// let boom = NewTimeEntry::new(project, task, user, tuesday, Hours::from_hours(1))
    ///     .notes("Measured the boom.");
    /// zoho.time_entries().log(boom).await?;
    ///
    /// // The next day gets a new entry.
    /// let resumed = zoho.timer().resume(user, wednesday).await?.unwrap();
    /// assert_eq!(resumed.log_date, Some(wednesday));
    /// assert_eq!(resumed.notes.as_deref(), Some("Measured the boom."));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// If the timer runs, its entry is returned. Otherwise the last entry of the user in the 31 days up to `today`
    /// is resumed. If it is an entry of today that is not invoiced, the timer is started on it, on top of its
    /// time; if not, on a new entry of today for the same work. `user` is the user to whom the token belongs.
    ///
    /// The last entry is the one of the last day, and of several the one created last: the API does not return
    /// when the timer was last stopped on an entry.
    ///
    /// # Errors
    ///
    /// Fails with the errors of every call: see [`resources`](crate::resources). It can be repeated.
    pub async fn resume(&self, user: &UserId, today: NaiveDate) -> Result<Option<TimeEntry>> {
        if let Some(running) = self.running().await? {
            return Ok(Some(running));
        }
        let first = today.checked_sub_days(LOOK_BACK).unwrap_or(today);
        let days = Days::between(first, today);
        let query = days.query().user_id(user);
        let entries = self.zoho.time_entries().list(query).items();
        let last = entries
            .try_fold(None, async |last: Option<TimeEntry>, entry| {
                // The server silently ignores filters that it does not know.
                let matches = entry.user_id.as_ref() == Some(user)
                    && entry.log_date.is_some_and(|day| days.contains(day));
                Ok(match last {
                    last if !matches => last,
                    Some(last) if age(&last) >= age(&entry) => Some(last),
                    _ => Some(entry),
                })
            })
            .await?;
        let Some(last) = last else { return Ok(None) };
        let started = if last.log_date == Some(today) && !is_invoiced(&last) {
            self.start_on(&last.time_entry_id).await?
        } else {
            let again = NewTimer::again(&last, user, today)?;
            self.start_after(&again, None).await?
        };
        Ok(Some(started))
    }
}

/// The sort key of entries: the day, the time of creation and the id.
fn age(entry: &TimeEntry) -> impl Ord + use<'_> {
    let moment = entry.created_time.map(|time| time.datetime().to_utc());
    (entry.log_date, moment, &entry.time_entry_id)
}

fn is_invoiced(entry: &TimeEntry) -> bool {
    entry.invoice_id.is_some() || entry.billed_status == Some(BilledStatus::Invoiced)
}
