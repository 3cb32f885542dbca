//! One project, by its id.

use zoho_time_client::queries::ListTimeEntriesQuery;
use zoho_time_client::types::TimeEntry;
use zoho_time_types::ProjectId;

use super::{Comments, Invoices, Tasks, TimeEntries, Users};
use crate::client::Client;
use crate::paging::List;

/// The handles of one project. Returned by [`Client::project`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let id = &sandbox.demo().projects[0];
/// use zoho_time::models::ListTasksQuery;
///
/// let project = zoho.project(id);
/// let tasks = project.tasks().list(ListTasksQuery::new()).all().await?;
/// let users = project.users().list().all().await?;
/// println!("{} tasks for {} users", tasks.len(), users.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ProjectHandle {
    zoho: Client,
    project: ProjectId,
}

impl ProjectHandle {
    pub(super) fn new(zoho: Client, project: ProjectId) -> Self {
        Self { zoho, project }
    }

    /// The id of the project.
    #[must_use]
    pub fn id(&self) -> &ProjectId {
        &self.project
    }

    /// The tasks of the project.
    #[must_use]
    pub fn tasks(&self) -> Tasks {
        Tasks::new(self.zoho.clone(), self.project.clone())
    }

    /// The users of the project.
    #[must_use]
    pub fn users(&self) -> Users {
        Users::new(self.zoho.clone(), self.project.clone())
    }

    /// The comments on the project.
    #[must_use]
    pub fn comments(&self) -> Comments {
        Comments::new(self.zoho.clone(), self.project.clone())
    }

    /// The invoices of the project.
    #[must_use]
    pub fn invoices(&self) -> Invoices {
        Invoices::new(self.zoho.clone(), self.project.clone())
    }

    /// The time entries of the project.
    #[must_use]
    pub fn time_entries(&self) -> ProjectTimeEntries {
        ProjectTimeEntries {
            entries: self.zoho.time_entries(),
            project: self.project.clone(),
        }
    }
}

/// The time entries of one project. Returned by [`ProjectHandle::time_entries`].
///
/// To log, edit and delete time entries, use [`Client::time_entries`]: a time entry names its project.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let id = &sandbox.demo().projects[0];
/// use zoho_time::chrono::FixedOffset;
/// use zoho_time::tracking::Calendar;
///
/// let calendar = Calendar::new("+01:00".parse::<FixedOffset>()?);
/// let entries = zoho.project(id).time_entries().list(calendar.this_month()).all().await?;
/// # let _ = entries;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ProjectTimeEntries {
    entries: TimeEntries,
    project: ProjectId,
}

impl ProjectTimeEntries {
    /// Lists the time entries of the project, as [`TimeEntries::list`] does. A `project_id` of the query is
    /// replaced.
    pub fn list(&self, query: impl Into<ListTimeEntriesQuery>) -> List<TimeEntry> {
        self.entries.list(query.into().project_id(&self.project))
    }
}
