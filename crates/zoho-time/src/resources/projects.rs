//! Projects.

use futures::FutureExt;
use zoho_time_client::operations as op;
use zoho_time_client::queries::ListProjectsQuery;
use zoho_time_client::types::{
    CloneProjectRequest, CreateProjectRequest, Project, UpdateProjectRequest,
};
use zoho_time_types::ProjectId;

use crate::answer::finish;
use crate::client::Client;
use crate::error::Result;
use crate::paging::{List, listed};

listed! { ListProjectsQuery => Project { project_id }, LIST_PROJECTS }

/// Projects. Had from [`Client::projects`].
#[derive(Clone, Debug)]
pub struct Projects {
    zoho: Client,
}

impl Projects {
    pub(crate) fn new(zoho: Client) -> Self {
        Self { zoho }
    }

    /// Creates a project, with its tasks and users if the request has some.
    ///
    /// # Errors
    ///
    /// Code 20004 when an amount is below zero; otherwise any of [`Error`](crate::Error).
    pub async fn create(&self, request: &CreateProjectRequest) -> Result<Project> {
        let outcome = self.zoho.raw().create_project(request).await;
        Ok(finish(&op::CREATE_PROJECT, outcome)?.project)
    }

    /// Updates the one project in which the custom field `api_name`, which allows no duplicates, has
    /// this value. Zoho Books only: the other products answer 405.
    ///
    /// # Errors
    ///
    /// Code 1002 when no project has that value; otherwise any of [`Error`](crate::Error).
    pub async fn update_by_custom_field(
        &self,
        api_name: &str,
        value: &str,
        request: &UpdateProjectRequest,
    ) -> Result<Project> {
        self.by_custom_field(api_name, value, false, request).await
    }

    /// Like [`update_by_custom_field`](Self::update_by_custom_field), but creates a project when none
    /// has that value. The request must then have what creating one needs.
    ///
    /// # Errors
    ///
    /// Any of [`Error`](crate::Error).
    pub async fn upsert_by_custom_field(
        &self,
        api_name: &str,
        value: &str,
        request: &UpdateProjectRequest,
    ) -> Result<Project> {
        self.by_custom_field(api_name, value, true, request).await
    }

    async fn by_custom_field(
        &self,
        api_name: &str,
        value: &str,
        upsert: bool,
        request: &UpdateProjectRequest,
    ) -> Result<Project> {
        let outcome = self
            .zoho
            .raw()
            .update_project_by_custom_field(api_name, value, Some(upsert), request)
            .await;
        Ok(finish(&op::UPDATE_PROJECT_BY_CUSTOM_FIELD, outcome)?.project)
    }

    /// Lists projects, all of them by default.
    pub fn list(&self, query: ListProjectsQuery) -> List<Project> {
        let zoho = self.zoho.clone();
        List::new(&self.zoho.place(), query, move |query| {
            let zoho = zoho.clone();
            async move {
                let page = finish(&op::LIST_PROJECTS, query.send(zoho.raw()).await)?;
                Ok((page.projects, page.page_context))
            }
            .boxed()
        })
    }

    /// Changes the fields that the request names and leaves the others as they are.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project; otherwise any of [`Error`](crate::Error).
    pub async fn update(
        &self,
        project: &ProjectId,
        request: &UpdateProjectRequest,
    ) -> Result<Project> {
        let outcome = self.zoho.raw().update_project(project, request).await;
        Ok(finish(&op::UPDATE_PROJECT, outcome)?.project)
    }

    /// Gets a project with its totals, tasks and users.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project; otherwise any of [`Error`](crate::Error).
    pub async fn get(&self, project: &ProjectId) -> Result<Project> {
        let outcome = self.zoho.raw().get_project(project).await;
        Ok(finish(&op::GET_PROJECT, outcome)?.project)
    }

    /// Deletes a project with its tasks, comments and time.
    ///
    /// # Errors
    ///
    /// Code 20077 when an invoice or an expense refers to it, 1002 when there is no such project;
    /// otherwise any of [`Error`](crate::Error).
    pub async fn delete(&self, project: &ProjectId) -> Result<()> {
        let outcome = self.zoho.raw().delete_project(project).await;
        finish(&op::DELETE_PROJECT, outcome).map(drop)
    }

    /// Marks a project as active.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project; otherwise any of [`Error`](crate::Error).
    pub async fn activate(&self, project: &ProjectId) -> Result<()> {
        let outcome = self.zoho.raw().activate_project(project).await;
        finish(&op::ACTIVATE_PROJECT, outcome).map(drop)
    }

    /// Marks a project as inactive.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project; otherwise any of [`Error`](crate::Error).
    pub async fn inactivate(&self, project: &ProjectId) -> Result<()> {
        let outcome = self.zoho.raw().inactivate_project(project).await;
        finish(&op::INACTIVATE_PROJECT, outcome).map(drop)
    }

    /// Creates a project of a new name with the tasks, users, rates and budget of another, and no time.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project; otherwise any of [`Error`](crate::Error).
    pub async fn clone_project(
        &self,
        project: &ProjectId,
        request: &CloneProjectRequest,
    ) -> Result<Project> {
        let outcome = self.zoho.raw().clone_project(project, request).await;
        Ok(finish(&op::CLONE_PROJECT, outcome)?.project)
    }
}
