//! The users of projects.

use rusqlite::{Row, params};
use zoho_time_types::{Amount, Hours};

use super::organizations::user;
use super::rows::{Columns, Money};
use super::worked::{minutes, worked, worked_sums};
use super::{Ledger, StoreError};
use crate::model::keys::{ProjectKey, UserKey};
use crate::model::{ProjectUser, UserRole};

/// The columns that [`read`] reads. `?1` is the current time, `?2` the organization, `?3` the project.
macro_rules! select {
    () => {
        concat!(
            "SELECT m.project_id, u.user_id, u.name, u.email, u.role, u.status, \
             m.role, m.rate, m.cost_rate, m.budget_minutes, ",
            worked_sums!(),
            " FROM project_users m JOIN users u ON u.user_id = m.user_id \
             LEFT JOIN time_entries e ON e.project_id = m.project_id AND e.user_id = m.user_id \
             WHERE m.organization_id = ?2 AND m.project_id = ?3 AND m.is_member "
        )
    };
}

/// The settings of a user in a project.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Membership {
    pub(crate) user: UserKey,
    pub(crate) role: UserRole,
    pub(crate) rate: Option<Amount>,
    pub(crate) cost_rate: Option<Amount>,
    pub(crate) budget_hours: Option<Hours>,
}

impl Ledger<'_> {
    /// The users of a project.
    pub(crate) fn project_users(
        &self,
        project: ProjectKey,
    ) -> Result<Vec<ProjectUser>, StoreError> {
        self.transaction.all(
            concat!(select!(), "GROUP BY u.user_id ORDER BY u.user_id"),
            params![self.instant(), self.org(), project],
            read,
        )
    }

    /// One user of a project.
    pub(crate) fn project_user(
        &self,
        project: ProjectKey,
        user: UserKey,
    ) -> Result<Option<ProjectUser>, StoreError> {
        self.transaction.one(
            concat!(select!(), "AND m.user_id = ?4 GROUP BY u.user_id"),
            params![self.instant(), self.org(), project, user],
            read,
        )
    }

    /// The hourly rates of all current and former users of a project.
    pub(crate) fn staff_rates(
        &self,
        project: ProjectKey,
    ) -> Result<Vec<(UserKey, Option<Amount>)>, StoreError> {
        self.transaction.all(
            "SELECT user_id, rate FROM project_users WHERE organization_id = ?1 AND project_id = ?2",
            params![self.org(), project],
            |row| {
                let mut columns = Columns::of(row);
                Ok((columns.take()?, columns.money_if_any()?))
            },
        )
    }

    /// Adds a user to a project, or changes their settings in it.
    pub(crate) fn put_member(
        &self,
        project: ProjectKey,
        member: &Membership,
    ) -> Result<(), StoreError> {
        self.transaction.run(
            "INSERT INTO project_users (project_id, user_id, organization_id, role, rate, \
             cost_rate, budget_minutes, is_member) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1) \
             ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role, \
             rate = excluded.rate, cost_rate = excluded.cost_rate, \
             budget_minutes = excluded.budget_minutes, is_member = 1",
            params![
                project,
                member.user,
                self.org(),
                member.role,
                member.rate.map(Money),
                member.cost_rate.map(Money),
                member.budget_hours.map(|hours| hours.minutes()),
            ],
        )?;
        Ok(())
    }

    /// Removes a user from a project.
    pub(crate) fn remove_member(
        &self,
        project: ProjectKey,
        user: UserKey,
    ) -> Result<bool, StoreError> {
        let removed = self.transaction.run(
            "UPDATE project_users SET is_member = 0 \
             WHERE organization_id = ?1 AND project_id = ?2 AND user_id = ?3 AND is_member",
            params![self.org(), project, user],
        )?;
        Ok(removed > 0)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<ProjectUser> {
    let mut columns = Columns::of(row);
    Ok(ProjectUser {
        project: columns.take()?,
        user: user(&mut columns)?,
        role: columns.take()?,
        rate: columns.money_if_any()?,
        cost_rate: columns.money_if_any()?,
        budget_hours: columns.hours_if_any()?,
        worked: worked(&mut columns)?,
    })
}
