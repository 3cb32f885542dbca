//! Lookup for logging time: a project, a task and a user, and whether they belong together.

use rusqlite::params;
use zoho_time_types::Amount;

use super::rows::Columns;
use super::{Ledger, StoreError};
use crate::model::ProjectStatus;
use crate::model::keys::{CustomerKey, ProjectKey, TaskKey, UserKey};

/// A project, and its relation to the requested task and user.
#[derive(Debug)]
pub(crate) struct Assignment {
    pub(crate) project_name: String,
    pub(crate) status: ProjectStatus,
    pub(crate) customer: CustomerKey,
    pub(crate) customer_name: String,
    /// `None` if the project has no such task.
    pub(crate) task: Option<LoggableTask>,
    /// `None` if the organization has no such user.
    pub(crate) user_name: Option<String>,
    /// Whether the user works on the project.
    pub(crate) is_member: bool,
    /// The cost of an hour of the user in the project.
    pub(crate) cost_rate: Option<Amount>,
}

/// A task without its time.
#[derive(Debug)]
pub(crate) struct LoggableTask {
    pub(crate) name: String,
    pub(crate) is_billable: bool,
}

impl Ledger<'_> {
    /// Reads all of it in constant time, whatever the number of time entries: `None` if the project does not
    /// exist.
    pub(crate) fn assignment(
        &self,
        project: ProjectKey,
        task: TaskKey,
        user: UserKey,
    ) -> Result<Option<Assignment>, StoreError> {
        self.transaction.one(
            "SELECT p.name, p.status, c.customer_id, c.name, t.name, t.is_billable, u.name, \
             coalesce(m.is_member, 0), m.cost_rate \
             FROM projects p JOIN customers c ON c.customer_id = p.customer_id \
             LEFT JOIN tasks t ON t.task_id = ?3 AND t.project_id = p.project_id \
             LEFT JOIN users u ON u.user_id = ?4 AND u.organization_id = p.organization_id \
             LEFT JOIN project_users m ON m.project_id = p.project_id AND m.user_id = ?4 \
             WHERE p.organization_id = ?1 AND p.project_id = ?2",
            params![self.org(), project, task, user],
            |row| {
                let mut columns = Columns::of(row);
                Ok(Assignment {
                    project_name: columns.take()?,
                    status: columns.take()?,
                    customer: columns.take()?,
                    customer_name: columns.take()?,
                    task: {
                        let name: Option<String> = columns.take()?;
                        let is_billable: Option<bool> = columns.take()?;
                        name.zip(is_billable)
                            .map(|(name, is_billable)| LoggableTask { name, is_billable })
                    },
                    user_name: columns.take()?,
                    is_member: columns.take()?,
                    cost_rate: columns.money_if_any()?,
                })
            },
        )
    }
}
