//! The tasks of projects.

use futures::FutureExt;
use zoho_time_client::operations as op;
use zoho_time_client::queries::ListTasksQuery;
use zoho_time_client::types::{AddTaskRequest, Task, UpdateTaskRequest};
use zoho_time_types::{ProjectId, TaskId};

use crate::answer::finish;
use crate::client::Client;
use crate::error::Result;
use crate::paging::{List, listed};

listed! { ListTasksQuery => Task { task_id }, LIST_TASKS }

/// The tasks of projects. Had from [`Client::tasks`].
#[derive(Clone, Debug)]
pub struct Tasks {
    zoho: Client,
}

impl Tasks {
    pub(crate) fn new(zoho: Client) -> Self {
        Self { zoho }
    }

    /// Adds a task to a project.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project; otherwise any of [`Error`](crate::Error).
    pub async fn add(&self, project: &ProjectId, request: &AddTaskRequest) -> Result<Task> {
        let outcome = self.zoho.raw().add_task(project, request).await;
        Ok(finish(&op::ADD_TASK, outcome)?.task)
    }

    /// Lists the tasks of a project.
    pub fn list(&self, project: &ProjectId, query: ListTasksQuery) -> List<Task> {
        let (zoho, project) = (self.zoho.clone(), project.clone());
        let place = format!("project {project}, {}", self.zoho.place());
        List::new(&place, query, move |query| {
            let (zoho, project) = (zoho.clone(), project.clone());
            async move {
                let page = finish(&op::LIST_TASKS, query.send(zoho.raw(), &project).await)?;
                Ok((page.tasks, page.page_context))
            }
            .boxed()
        })
    }

    /// Changes a task. The request always names the task, also when the name stays.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project or task; otherwise any of [`Error`](crate::Error).
    pub async fn update(
        &self,
        project: &ProjectId,
        task: &TaskId,
        request: &UpdateTaskRequest,
    ) -> Result<Task> {
        let outcome = self.zoho.raw().update_task(project, task, request).await;
        Ok(finish(&op::UPDATE_TASK, outcome)?.task)
    }

    /// Gets a task.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project or task; otherwise any of [`Error`](crate::Error).
    pub async fn get(&self, project: &ProjectId, task: &TaskId) -> Result<Task> {
        let outcome = self.zoho.raw().get_task(project, task).await;
        Ok(finish(&op::GET_TASK, outcome)?.task)
    }

    /// Deletes a task.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project or task; otherwise any of [`Error`](crate::Error).
    pub async fn delete(&self, project: &ProjectId, task: &TaskId) -> Result<()> {
        let outcome = self.zoho.raw().delete_task(project, task).await;
        finish(&op::DELETE_TASK, outcome).map(drop)
    }
}
