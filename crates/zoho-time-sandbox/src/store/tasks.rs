//! Tasks of projects.

use rusqlite::{Row, ToSql as _, params, params_from_iter};

use super::rows::{Columns, put};
use super::selection::Query;
use super::worked::{minutes, worked, worked_sums};
use super::{Ledger, Selection, StoreError};
use crate::model::keys::{ProjectKey, TaskKey};
use crate::model::{Task, choices};

/// The query of [`read`]. `?1` is the current time, `?2` the organization, `?3` the project. The sums are over all
/// entries of the project, or over the subset that `$entries` selects.
fn select(entries: &str) -> String {
    let columns: Vec<_> = Task::COLUMNS
        .iter()
        .map(|column| format!("t.{column}"))
        .collect();
    format!(
        "SELECT {}, coalesce(w.billed, 0) AS billed, coalesce(w.un_billed, 0) AS un_billed, \
         coalesce(w.non_billable, 0) AS non_billable \
         FROM tasks t LEFT JOIN (SELECT e.task_id, {} FROM time_entries e WHERE e.project_id = ?3 {entries}\
         GROUP BY e.task_id) w ON w.task_id = t.task_id \
         WHERE t.organization_id = ?2 AND t.project_id = ?3 ",
        columns.join(", "),
        worked_sums!(),
    )
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
            &(select("") + "ORDER BY t.task_id"),
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
        // The sums can only be sorted by from outside the query that makes them.
        let mut query = Query::new(&format!("SELECT * FROM ({}) AS t", select("")));
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
            &(select("AND e.task_id = ?4 ") + "AND t.task_id = ?4"),
            params![self.instant(), self.org(), project, id],
            read,
        )
    }

    /// Inserts or updates a task.
    pub(crate) fn put_task(&self, project: ProjectKey, task: &Task) -> Result<(), StoreError> {
        let organization = self.org();
        let mut values = vec![organization.to_sql()?, project.to_sql()?];
        values.extend(task.values()?);
        self.transaction
            .run(&put("tasks", Task::COLUMNS), params_from_iter(values))?;
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
    let mut task = Task::load(row)?;
    task.worked = worked(&mut Columns::after(row, Task::COLUMNS.len()))?;
    Ok(task)
}
