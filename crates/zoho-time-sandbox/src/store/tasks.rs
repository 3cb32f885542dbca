//! Tasks of projects.

use rusqlite::{Row, params};

use super::rows::{Columns, Money};
use super::selection::Query;
use super::worked::{minutes, worked, worked_sums};
use super::{Ledger, Selection, StoreError};
use crate::model::keys::{ProjectKey, TaskKey};
use crate::model::{Task, choices};

/// The columns that [`read`] reads. `?1` is the current time, `?2` the organization, `?3` the project. The sums
/// are over all entries of the project, or over the subset that `$entries` selects.
macro_rules! select {
    ($entries:literal) => {
        concat!(
            "SELECT t.task_id, t.name, t.description, t.rate, t.budget_minutes, t.status, \
             t.is_billable, coalesce(w.billed, 0) AS billed, \
             coalesce(w.un_billed, 0) AS un_billed, coalesce(w.non_billable, 0) AS non_billable \
             FROM tasks t LEFT JOIN (SELECT e.task_id, ",
            worked_sums!(),
            " FROM time_entries e WHERE e.project_id = ?3 ",
            $entries,
            "GROUP BY e.task_id) w ON w.task_id = t.task_id \
             WHERE t.organization_id = ?2 AND t.project_id = ?3 "
        )
    };
}

choices! {
    /// Sort column of tasks.
    TaskSort {
        Name = "task_name",
        Billed = "billed_hours",
        Logged = "log_time",
        UnBilled = "un_billed_hours",
    }
}

impl TaskSort {
    const fn column(self) -> &'static str {
        match self {
            Self::Name => "t.name COLLATE NOCASE",
            Self::Billed => "billed",
            Self::Logged => "(billed + un_billed + non_billable)",
            Self::UnBilled => "un_billed",
        }
    }
}

impl Ledger<'_> {
    /// All tasks of a project.
    pub(crate) fn all_tasks(&self, project: ProjectKey) -> Result<Vec<Task>, StoreError> {
        self.transaction.all(
            concat!(select!(""), "ORDER BY t.task_id"),
            params![self.instant(), self.org(), project],
            read,
        )
    }

    /// A page of the tasks of a project, and whether there is another one.
    pub(crate) fn tasks(
        &self,
        project: ProjectKey,
        selection: Selection<TaskSort>,
    ) -> Result<(Vec<Task>, bool), StoreError> {
        // SQL can sort by the sums only outside the query that computes them.
        let mut query = Query::new(concat!("SELECT * FROM (", select!(""), ") AS t"));
        query.bind(self.instant()).bind(self.org()).bind(project);
        let sort = selection.sort;
        query.select(
            sort.column.column(),
            sort.descending,
            "t.task_id",
            selection.page,
        );
        let rows = self.transaction.all(query.sql(), query.values(), read)?;
        Ok(selection.page.cut(rows))
    }

    /// One task of a project.
    pub(crate) fn task(
        &self,
        project: ProjectKey,
        id: TaskKey,
    ) -> Result<Option<Task>, StoreError> {
        self.transaction.one(
            concat!(select!("AND e.task_id = ?4 "), "AND t.task_id = ?4"),
            params![self.instant(), self.org(), project, id],
            read,
        )
    }

    /// Inserts or updates a task.
    pub(crate) fn put_task(&self, project: ProjectKey, task: &Task) -> Result<(), StoreError> {
        self.transaction.run(
            "INSERT INTO tasks (task_id, organization_id, project_id, name, description, rate, \
             budget_minutes, status, is_billable) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
             ON CONFLICT (task_id) DO UPDATE SET name = excluded.name, \
             description = excluded.description, rate = excluded.rate, \
             budget_minutes = excluded.budget_minutes, status = excluded.status, \
             is_billable = excluded.is_billable \
             WHERE organization_id = excluded.organization_id",
            params![
                task.id,
                self.org(),
                project,
                task.name,
                task.description,
                task.rate.map(Money),
                task.budget_hours.map(|hours| hours.minutes()),
                task.status,
                task.is_billable,
            ],
        )?;
        Ok(())
    }

    /// Whether time on a task of a project has been invoiced.
    pub(crate) fn is_task_invoiced(
        &self,
        project: ProjectKey,
        id: TaskKey,
    ) -> Result<bool, StoreError> {
        self.transaction.any(
            "SELECT 1 FROM time_entries WHERE organization_id = ?1 AND project_id = ?2 \
             AND task_id = ?3 AND invoice_id IS NOT NULL",
            params![self.org(), project, id],
        )
    }

    /// Deletes a task with its time.
    pub(crate) fn delete_task(&self, id: TaskKey) -> Result<(), StoreError> {
        self.transaction.run(
            "DELETE FROM tasks WHERE organization_id = ?1 AND task_id = ?2",
            params![self.org(), id],
        )?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Task> {
    let mut columns = Columns::of(row);
    Ok(Task {
        id: columns.take()?,
        name: columns.take()?,
        description: columns.take()?,
        rate: columns.money_if_any()?,
        budget_hours: columns.hours_if_any()?,
        status: columns.take()?,
        is_billable: columns.take()?,
        worked: worked(&mut columns)?,
    })
}
