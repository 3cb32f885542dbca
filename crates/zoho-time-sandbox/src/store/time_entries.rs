//! Time entries and their timers.

use chrono::NaiveDate;
use rusqlite::{Row, params};

use super::rows::{Columns, Day, Money, instant, minute};
use super::selection::Query;
use super::{Ledger, Selection, Sort, StoreError};
use crate::model::keys::{ProjectKey, TimeEntryKey, UserKey};
use crate::model::{TimeEntry, Timer, choices};

/// The columns that `read_entry` reads. A condition follows, with the alias `e`.
const SELECT: &str = "SELECT e.time_entry_id, e.project_id, p.name, p.customer_id, c.name, \
     e.task_id, t.name, e.user_id, u.name, e.log_date, e.begin_minute, e.end_minute, e.minutes, \
     e.is_billable, e.notes, coalesce(e.cost_rate, m.cost_rate), e.invoice_id, \
     coalesce(i.number, ''), e.timer_started_at, e.created_at \
     FROM time_entries e JOIN projects p ON p.project_id = e.project_id \
     JOIN customers c ON c.customer_id = p.customer_id \
     JOIN tasks t ON t.task_id = e.task_id JOIN users u ON u.user_id = e.user_id \
     LEFT JOIN project_users m ON m.project_id = e.project_id AND m.user_id = e.user_id \
     LEFT JOIN invoices i ON i.invoice_id = e.invoice_id ";

choices! {
    /// Sort column of time entries.
    EntrySort {
        Project = "project_name",
        Task = "task_name",
        User = "user_name",
        Date = "log_date",
        TimerStarted = "timer_started_at",
        Customer = "customer_name",
    }
}

impl EntrySort {
    /// The joins for the column, in addition to the entries `e`.
    const fn join(self) -> &'static str {
        match self {
            Self::Date | Self::TimerStarted => "",
            Self::Project => "JOIN projects p ON p.project_id = e.project_id",
            Self::Task => "JOIN tasks t ON t.task_id = e.task_id",
            Self::User => "JOIN users u ON u.user_id = e.user_id",
            Self::Customer => {
                "JOIN projects p ON p.project_id = e.project_id \
                 JOIN customers c ON c.customer_id = p.customer_id"
            }
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Project => "p.name COLLATE NOCASE",
            Self::Task => "t.name COLLATE NOCASE",
            Self::User => "u.name COLLATE NOCASE",
            Self::Date => "e.log_date",
            Self::TimerStarted => "e.timer_started_at",
            Self::Customer => "c.name COLLATE NOCASE",
        }
    }
}

/// Filter of time entries.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct EntryFilter {
    /// The first day.
    pub(crate) from: Option<NaiveDate>,
    /// The last day.
    pub(crate) to: Option<NaiveDate>,
    pub(crate) is_invoiced: Option<bool>,
    pub(crate) project: Option<ProjectKey>,
    pub(crate) user: Option<UserKey>,
}

impl Ledger<'_> {
    /// The time entry with this id.
    pub(crate) fn time_entry(&self, id: TimeEntryKey) -> Result<Option<TimeEntry>, StoreError> {
        self.transaction.one(
            &format!("{SELECT} WHERE e.organization_id = ?1 AND e.time_entry_id = ?2"),
            params![self.org(), id],
            |row| self.read_entry(row),
        )
    }

    /// A page of time entries, and whether there is another one.
    pub(crate) fn time_entries(
        &self,
        filter: EntryFilter,
        selection: Selection<EntrySort>,
    ) -> Result<(Vec<TimeEntry>, bool), StoreError> {
        let Sort { column, descending } = selection.sort;
        // Select the entries first, then join their details: otherwise the details of all entries on previous
        // pages would be read as well.
        let mut query = Query::new(&format!(
            "{SELECT} WHERE e.time_entry_id IN (SELECT e.time_entry_id FROM time_entries e {} \
             WHERE e.organization_id = ?",
            column.join()
        ));
        query
            .bind(self.org())
            .narrow("e.log_date >= ?", filter.from.map(Day))
            .narrow("e.log_date <= ?", filter.to.map(Day))
            .narrow("(e.invoice_id IS NOT NULL) = ?", filter.is_invoiced)
            .narrow("e.project_id = ?", filter.project)
            .narrow("e.user_id = ?", filter.user)
            .select(
                column.column(),
                descending,
                "e.time_entry_id",
                selection.page,
            )
            .sort_again(column.column(), descending, "e.time_entry_id");
        let rows = self
            .transaction
            .all(query.sql(), query.values(), |row| self.read_entry(row))?;
        Ok(selection.page.cut(rows))
    }

    /// The billable entries of a project that are on no invoice and whose timer is not running.
    pub(crate) fn entries_to_invoice(
        &self,
        project: ProjectKey,
    ) -> Result<Vec<TimeEntry>, StoreError> {
        self.transaction.all(
            &format!(
                "{SELECT} WHERE e.organization_id = ?1 AND e.project_id = ?2 AND e.is_billable \
                 AND e.invoice_id IS NULL AND e.timer_started_at IS NULL ORDER BY e.time_entry_id"
            ),
            params![self.org(), project],
            |row| self.read_entry(row),
        )
    }

    /// The entry of a user's running timer.
    pub(crate) fn running_entry(&self, user: UserKey) -> Result<Option<TimeEntry>, StoreError> {
        self.transaction.one(
            &format!(
                "{SELECT} WHERE e.organization_id = ?1 AND e.user_id = ?2 \
                 AND e.timer_started_at IS NOT NULL"
            ),
            params![self.org(), user],
            |row| self.read_entry(row),
        )
    }

    /// The minutes that a user has logged on a day, without those of a running timer.
    pub(crate) fn minutes_on(&self, user: UserKey, day: NaiveDate) -> Result<i64, StoreError> {
        let minutes = self.transaction.one(
            "SELECT coalesce(sum(minutes), 0) FROM time_entries \
             WHERE organization_id = ?1 AND user_id = ?2 AND log_date = ?3",
            params![self.org(), user, Day(day)],
            |row| row.get(0),
        )?;
        Ok(minutes.unwrap_or_default())
    }

    /// Inserts or updates an entry, except for its invoice and its individual cost rate, which
    /// [`put_cost_rate`](Self::put_cost_rate) sets.
    pub(crate) fn put_time_entry(&self, entry: &TimeEntry) -> Result<(), StoreError> {
        self.transaction.run(
            "INSERT INTO time_entries (time_entry_id, organization_id, project_id, task_id, \
             user_id, log_date, begin_minute, end_minute, minutes, is_billable, notes, \
             timer_started_at, created_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) \
             ON CONFLICT (time_entry_id) DO UPDATE SET project_id = excluded.project_id, \
             task_id = excluded.task_id, user_id = excluded.user_id, \
             log_date = excluded.log_date, begin_minute = excluded.begin_minute, \
             end_minute = excluded.end_minute, minutes = excluded.minutes, \
             is_billable = excluded.is_billable, notes = excluded.notes, \
             timer_started_at = excluded.timer_started_at \
             WHERE organization_id = excluded.organization_id",
            params![
                entry.id,
                self.org(),
                entry.project,
                entry.task,
                entry.user,
                Day(entry.log_date),
                entry.span.map(|(begin, _)| minute(begin)),
                entry.span.map(|(_, end)| minute(end)),
                entry.logged.minutes(),
                entry.is_billable,
                entry.notes,
                entry.timer.map(|timer| instant(timer.started.into())),
                instant(entry.created.into()),
            ],
        )?;
        Ok(())
    }

    /// Sets the individual cost rate of an entry.
    pub(crate) fn put_cost_rate(
        &self,
        id: TimeEntryKey,
        rate: zoho_time_types::Amount,
    ) -> Result<(), StoreError> {
        self.transaction.run(
            "UPDATE time_entries SET cost_rate = ?3 \
             WHERE organization_id = ?1 AND time_entry_id = ?2",
            params![self.org(), id, Money(rate)],
        )?;
        Ok(())
    }

    /// Deletes an entry.
    pub(crate) fn delete_time_entry(&self, id: TimeEntryKey) -> Result<(), StoreError> {
        self.transaction.run(
            "DELETE FROM time_entries WHERE organization_id = ?1 AND time_entry_id = ?2",
            params![self.org(), id],
        )?;
        Ok(())
    }

    fn read_entry(&self, row: &Row<'_>) -> rusqlite::Result<TimeEntry> {
        let mut columns = Columns::of(row);
        Ok(TimeEntry {
            id: columns.take()?,
            project: columns.take()?,
            project_name: columns.take()?,
            customer: columns.take()?,
            customer_name: columns.take()?,
            task: columns.take()?,
            task_name: columns.take()?,
            user: columns.take()?,
            user_name: columns.take()?,
            log_date: columns.day()?,
            span: {
                let begin = columns.time_of_day_if_any()?;
                begin.zip(columns.time_of_day_if_any()?)
            },
            logged: columns.hours()?,
            is_billable: columns.take()?,
            notes: columns.take()?,
            cost_rate: columns.money_if_any()?,
            invoice: columns.take()?,
            invoice_number: columns.take()?,
            timer: columns
                .moment_if_any(self.time_zone())?
                .map(|started| Timer::new(started, self.now())),
            created: columns.moment(self.time_zone())?,
        })
    }
}
