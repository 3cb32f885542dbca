//! Users.

use futures::FutureExt;
use zoho_time_client::Operation;
use zoho_time_client::operations as op;
use zoho_time_client::types::{AssignUsersRequest, InviteUserRequest, UpdateUserRequest, User};
use zoho_time_types::{ProjectId, UserId};

use crate::client::Client;
use crate::error::{Error, Result};
use crate::paging::{List, Unpaged, listed};

listed! { User { user_id }, LIST_USERS }

/// The users of a project. Returned by [`ProjectHandle::users`](crate::resources::ProjectHandle::users).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let project = &sandbox.demo().projects[0];
/// use zoho_time::Amount;
/// use zoho_time::models::{InviteUserRequest, UpdateUserRequest};
///
/// let users = zoho.project(project).users();
/// let mira = users.invite(&InviteUserRequest::new("Mira Osei", "mira@northquay.example")).await?;
///
/// let change = UpdateUserRequest::new().rate("57.50".parse::<Amount>()?);
/// users.update(&mira.user_id, &change).await?;
/// assert!(users.list().all().await?.iter().any(|user| user.user_id == mira.user_id));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Users {
    zoho: Client,
    project: ProjectId,
}

impl Users {
    pub(super) fn new(zoho: Client, project: ProjectId) -> Self {
        Self { zoho, project }
    }

    /// Adds users of the organization to the project.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project or a user does not exist.
    pub async fn assign(&self, request: &AssignUsersRequest) -> Result<Vec<User>> {
        let response = self.zoho.raw().assign_users(&self.project, request).await?;
        Ok(response.users)
    }

    /// Lists the users of the project. The API returns all of them on one page.
    pub fn list(&self) -> List<User> {
        let (zoho, project) = (self.zoho.clone(), self.project.clone());
        let scope = zoho.description_of(&project);
        List::new(&scope, Unpaged, move |Unpaged| {
            let (zoho, project) = (zoho.clone(), project.clone());
            async move {
                let response = zoho.raw().list_users(&project).await?;
                Ok((response.users, None))
            }
            .boxed()
        })
    }

    /// Invites a person by e-mail and adds them to the project.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not exist.
    pub async fn invite(&self, request: &InviteUserRequest) -> Result<User> {
        let response = self.zoho.raw().invite_user(&self.project, request).await?;
        let users = response.users;
        let email = Some(request.email.as_str());
        only(&op::INVITE_USER, users, |user| {
            user.email.as_deref() == email
        })
    }

    /// Updates the role, rates or budget of a user in the project.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not exist or does not have the user.
    pub async fn update(&self, user: &UserId, request: &UpdateUserRequest) -> Result<User> {
        let response = self
            .zoho
            .raw()
            .update_user(&self.project, user, request)
            .await?;
        let users = response.users;
        only(&op::UPDATE_USER, users, |found| found.user_id == *user)
    }

    /// Returns a user with the role and rates in the project.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not exist or does not have the user.
    pub async fn get(&self, user: &UserId) -> Result<User> {
        let response = self.zoho.raw().get_user(&self.project, user).await?;
        let users = response.users;
        only(&op::GET_USER, users, |found| found.user_id == *user)
    }

    /// Removes a user from the project. The user stays in the organization, and the logged time in the
    /// project.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not exist or does not have the user.
    pub async fn delete(&self, user: &UserId) -> Result<()> {
        self.zoho
            .raw()
            .delete_user(&self.project, user)
            .await
            .map(drop)
    }
}

/// Returns the user of a response that is about one user but may list several. A single one need not match.
fn only(
    operation: &'static Operation,
    mut users: Vec<User>,
    matches: impl Fn(&User) -> bool,
) -> Result<User> {
    let index = if users.len() == 1 {
        Some(0)
    } else {
        users.iter().position(matches)
    };
    index
        .map(|index| users.swap_remove(index))
        .ok_or_else(|| Error::missing(operation, "users", "the response does not have the user"))
}
