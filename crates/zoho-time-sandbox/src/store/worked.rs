//! Sums of logged time.

use rusqlite::params;

use super::rows::Columns;
use super::{Ledger, StoreError};
use crate::model::Worked;
use crate::model::keys::{ProjectKey, UserKey};

/// The time of an entry `e` in minutes, including a running timer. `?1` is the current time.
macro_rules! minutes {
    () => {
        "(e.minutes + CASE WHEN e.timer_started_at IS NULL THEN 0 \
          ELSE max(0, (?1 - e.timer_started_at) / 60000) END)"
    };
}

/// The sums of time entries `e` for a [`Worked`]. `?1` is the current time.
macro_rules! worked_sums {
    () => {
        concat!(
            "coalesce(sum(CASE WHEN e.is_billable AND e.invoice_id IS NOT NULL THEN ",
            minutes!(),
            " END), 0) AS billed, ",
            "coalesce(sum(CASE WHEN e.is_billable AND e.invoice_id IS NULL THEN ",
            minutes!(),
            " END), 0) AS un_billed, ",
            "coalesce(sum(CASE WHEN NOT e.is_billable THEN ",
            minutes!(),
            " END), 0) AS non_billable"
        )
    };
}

pub(super) use {minutes, worked_sums};

impl Ledger<'_> {
    /// The time on a project.
    pub(crate) fn worked_on(&self, project: ProjectKey) -> Result<Worked, StoreError> {
        let sums = self.transaction.one(
            concat!(
                "SELECT ",
                worked_sums!(),
                " FROM time_entries e \
                 WHERE e.organization_id = ?2 AND e.project_id = ?3"
            ),
            params![self.instant(), self.org(), project],
            |row| worked(&mut Columns::of(row)),
        )?;
        Ok(sums.unwrap_or_default())
    }

    /// The time on a project, by user.
    pub(crate) fn worked_by_user(
        &self,
        project: ProjectKey,
    ) -> Result<Vec<(UserKey, Worked)>, StoreError> {
        self.transaction.all(
            concat!(
                "SELECT e.user_id, ",
                worked_sums!(),
                " FROM time_entries e WHERE e.organization_id = ?2 AND e.project_id = ?3 \
                 GROUP BY e.user_id"
            ),
            params![self.instant(), self.org(), project],
            |row| {
                let mut columns = Columns::of(row);
                Ok((columns.take()?, worked(&mut columns)?))
            },
        )
    }
}

/// Reads the columns of `worked_sums!`.
pub(super) fn worked(columns: &mut Columns<'_>) -> rusqlite::Result<Worked> {
    Ok(Worked {
        billed: columns.hours()?,
        un_billed: columns.hours()?,
        non_billable: columns.hours()?,
    })
}
