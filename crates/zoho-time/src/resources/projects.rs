//! Projects.

use futures::FutureExt;
use zoho_time_client::enums::BillingType;
use zoho_time_client::operations as op;
use zoho_time_client::queries::ListProjectsQuery;
use zoho_time_client::types::{
    CloneProjectRequest, CreateProjectRequest, Project, UpdateProjectRequest,
};
use zoho_time_types::ProjectId;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::paging::{List, listed};

listed! { ListProjectsQuery => Project { project_id }, LIST_PROJECTS }

/// Projects. Returned by [`Client::projects`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let customer = &sandbox.demo().customers[0];
/// use zoho_time::Amount;
/// use zoho_time::models::{BillingType, CreateProjectRequest, ListProjectsQuery};
///
/// let projects = zoho.projects();
/// let request = CreateProjectRequest::new("Lighthouse lamp", customer, BillingType::BasedOnProjectHours)
///     .rate("80.00".parse::<Amount>()?);
/// let created = projects.create(&request).await?;
///
/// let found = projects.list(ListProjectsQuery::new().search_text("lamp")).all().await?;
/// assert_eq!(found[0].project_id, created.project_id);
/// projects.delete(&created.project_id).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Projects {
    zoho: Client,
}

impl Projects {
    pub(super) fn new(zoho: Client) -> Self {
        Self { zoho }
    }

    /// Creates a project, together with the tasks and users that the request has.
    ///
    /// # Errors
    ///
    /// Fails with [`Error::InvalidRequest`], and sends nothing, if the project is billed at a fixed cost or by
    /// project hours and the request has no `rate`, which the API requires then. Fails with code 20004 if an
    /// amount is negative.
    pub async fn create(&self, request: &CreateProjectRequest) -> Result<Project> {
        if let (BillingType::FixedCostForProject | BillingType::BasedOnProjectHours, None) =
            (&request.billing_type, &request.rate)
        {
            return Err(Error::InvalidRequest {
                operation: op::CREATE_PROJECT.id,
                reason: format!(
                    "a project with the billing type `{}` needs a rate: set `rate`",
                    request.billing_type
                ),
            });
        }
        let response = self.zoho.raw().create_project(request).await?;
        Ok(response.project)
    }

    /// Updates the project whose custom field `api_name`, which must not allow duplicates, has this value. Zoho
    /// Books only: the other products return HTTP 405.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if no project has that value.
    pub async fn update_by_custom_field(
        &self,
        api_name: &str,
        value: &str,
        request: &UpdateProjectRequest,
    ) -> Result<Project> {
        self.by_custom_field(api_name, value, false, request).await
    }

    /// Like [`update_by_custom_field`](Self::update_by_custom_field), but creates a project if none has that
    /// value. The request then needs the fields that [`create`](Self::create) needs.
    ///
    /// # Errors
    ///
    /// Fails with the errors of every call: see the [module](crate::resources).
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
        let response = self
            .zoho
            .raw()
            .update_project_by_custom_field(api_name, value, Some(upsert), request)
            .await?;
        Ok(response.project)
    }

    /// Lists projects, all of them by default.
    pub fn list(&self, query: impl Into<ListProjectsQuery>) -> List<Project> {
        let zoho = self.zoho.clone();
        List::new(&self.zoho.description(), query.into(), move |query| {
            let zoho = zoho.clone();
            async move {
                let page = query.send(zoho.raw()).await?;
                Ok((page.projects, page.page_context))
            }
            .boxed()
        })
    }

    /// Updates the fields that the request has. The others do not change.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not exist.
    pub async fn update(
        &self,
        project: &ProjectId,
        request: &UpdateProjectRequest,
    ) -> Result<Project> {
        let response = self.zoho.raw().update_project(project, request).await?;
        Ok(response.project)
    }

    /// Returns a project with its totals, tasks and users.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not exist.
    pub async fn get(&self, project: &ProjectId) -> Result<Project> {
        let response = self.zoho.raw().get_project(project).await?;
        Ok(response.project)
    }

    /// Deletes a project with its tasks, comments and time entries.
    ///
    /// # Errors
    ///
    /// Fails with code 20077 if an invoice or an expense refers to it, and with code 1002 if it does not exist.
    pub async fn delete(&self, project: &ProjectId) -> Result<()> {
        self.zoho.raw().delete_project(project).await.map(drop)
    }

    /// Marks a project as active.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not exist.
    pub async fn activate(&self, project: &ProjectId) -> Result<()> {
        self.zoho.raw().activate_project(project).await.map(drop)
    }

    /// Marks a project as inactive.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not exist.
    pub async fn inactivate(&self, project: &ProjectId) -> Result<()> {
        self.zoho.raw().inactivate_project(project).await.map(drop)
    }

    /// Creates a project with a new name and the tasks, users, rates and budget of an existing one. Time entries
    /// are not copied.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not exist.
    pub async fn clone_project(
        &self,
        project: &ProjectId,
        request: &CloneProjectRequest,
    ) -> Result<Project> {
        let response = self.zoho.raw().clone_project(project, request).await?;
        Ok(response.project)
    }
}
