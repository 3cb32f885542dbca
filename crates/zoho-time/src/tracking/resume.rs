//! Going on with what was worked on last.

use chrono::{Days as Count, NaiveDate};
use futures::TryStreamExt;
use zoho_time_client::enums::BilledStatus;
use zoho_time_client::types::TimeEntry;
use zoho_time_types::UserId;

use super::{Days, NewTimer};
#[cfg(doc)]
use crate::error::Error;
use crate::error::Result;
use crate::resources::Timer;

/// How far back the last entry is looked for.
const LOOK_BACK: Count = Count::new(31);

impl Timer {
    /// Goes on with what the user worked on last: returns the entry that the timer runs on now, or none if
    /// there is nothing to go on with.
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
    /// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
    /// use zoho_time::tracking::{NewTimeEntry, Work};
    ///
    /// let (tuesday, wednesday) = ("2026-03-03".parse()?, "2026-03-04".parse()?);
    /// let boom = NewTimeEntry::new(project, task, user, tuesday, Work::lasting("01:00".parse()?)?)
    ///     .notes("Measured the boom.");
    /// zoho.time_entries().add(&boom).await?;
    ///
    /// // The next day goes on with an entry of its own.
    /// let resumed = zoho.timer().resume(user, wednesday).await?.unwrap();
    /// assert_eq!(resumed.log_date, Some(wednesday));
    /// assert_eq!(resumed.notes.as_deref(), Some("Measured the boom."));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// That is the entry that the timer runs on, if it runs; or else the user's last entry of the 31 days
    /// up to `today`. If that is one of today that is not on an invoice, the timer is started on it, on
    /// top of its time. Otherwise it is started on a new entry of today for the same work: the time of
    /// today does not belong to another day. `user` is the one whom the token belongs to.
    ///
    /// The last entry is that of the last day, and of several the one that was made last. The API does
    /// not tell when the timer was last stopped on an entry.
    ///
    /// # Errors
    ///
    /// Any of [`Error`]. Doing it again does no harm.
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
                // The service leaves out filters that it does not know without a word.
                let is_meant = entry.user_id.as_ref() == Some(user)
                    && entry.log_date.is_some_and(|day| days.contains(day));
                Ok(match last {
                    last if !is_meant => last,
                    Some(last) if made(&last) >= made(&entry) => Some(last),
                    _ => Some(entry),
                })
            })
            .await?;
        let Some(last) = last else { return Ok(None) };
        let started = if last.log_date == Some(today) && !is_invoiced(&last) {
            self.run_on(&last.time_entry_id).await?
        } else {
            let again = NewTimer::again(&last, user, today)?;
            self.start_after(&again, None).await?
        };
        Ok(Some(started))
    }
}

/// What the order of entries follows from: the day, the moment at which it was made, and the id.
fn made(entry: &TimeEntry) -> impl Ord + use<'_> {
    let moment = entry.created_time.map(|time| time.datetime().to_utc());
    (entry.log_date, moment, &entry.time_entry_id)
}

fn is_invoiced(entry: &TimeEntry) -> bool {
    entry.invoice_id.is_some() || entry.billed_status == Some(BilledStatus::Invoiced)
}
