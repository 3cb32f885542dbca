//! Tasks.

use futures::FutureExt;
use zoho_time_client::queries::ListTasksQuery;
use zoho_time_client::types::{AddTaskRequest, Task, UpdateTaskRequest};
use zoho_time_types::{ProjectId, TaskId};

use crate::client::Client;
use crate::error::Result;
use crate::paging::{List, listed};

listed! { ListTasksQuery => Task { task_id }, LIST_TASKS }

/// The tasks of a project. Returned by [`ProjectHandle::tasks`](crate::resources::ProjectHandle::tasks).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let project = &sandbox.demo().projects[0];
/// use zoho_time::Amount;
/// use zoho_time::models::{AddTaskRequest, ListTasksQuery, UpdateTaskRequest};
///
/// let tasks = zoho.project(project).tasks();
/// let request = AddTaskRequest::new("Grinding").rate("64.50".parse::<Amount>()?);
/// let task = tasks.add(&request).await?;
///
/// let change = UpdateTaskRequest::new("Grinding and polishing");
/// tasks.update(&task.task_id, &change).await?;
/// assert!(tasks.list(ListTasksQuery::new()).all().await?.len() > 1);
///
/// tasks.delete(&task.task_id).await?;
/// assert!(tasks.get(&task.task_id).await.unwrap_err().is_not_found());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Tasks {
    zoho: Client,
    project: ProjectId,
}

impl Tasks {
    pub(super) fn new(zoho: Client, project: ProjectId) -> Self {
        Self { zoho, project }
    }

    /// Adds a task to the project.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not exist.
    pub async fn add(&self, request: &AddTaskRequest) -> Result<Task> {
        let response = self.zoho.raw().add_task(&self.project, request).await?;
        Ok(response.task)
    }

    /// Lists the tasks of the project.
    pub fn list(&self, query: impl Into<ListTasksQuery>) -> List<Task> {
        let (zoho, project) = (self.zoho.clone(), self.project.clone());
        let scope = zoho.description_of(&project);
        List::new(&scope, query.into(), move |query| {
            let (zoho, project) = (zoho.clone(), project.clone());
            async move {
                let page = query.send(zoho.raw(), &project).await?;
                Ok((page.tasks, page.page_context))
            }
            .boxed()
        })
    }

    /// Updates a task. The request always has a name, also if the name does not change.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project or the task does not exist.
    pub async fn update(&self, task: &TaskId, request: &UpdateTaskRequest) -> Result<Task> {
        let response = self
            .zoho
            .raw()
            .update_task(&self.project, task, request)
            .await?;
        Ok(response.task)
    }

    /// Returns a task.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project or the task does not exist.
    pub async fn get(&self, task: &TaskId) -> Result<Task> {
        let response = self.zoho.raw().get_task(&self.project, task).await?;
        Ok(response.task)
    }

    /// Deletes a task.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project or the task does not exist.
    pub async fn delete(&self, task: &TaskId) -> Result<()> {
        self.zoho
            .raw()
            .delete_task(&self.project, task)
            .await
            .map(drop)
    }
}
