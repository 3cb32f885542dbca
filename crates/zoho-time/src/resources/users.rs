//! The users of projects.

use zoho_time_client::operations as op;
use zoho_time_client::types::{AssignUsersRequest, InviteUserRequest, UpdateUserRequest, User};
use zoho_time_types::{ProjectId, UserId};

use crate::answer::finish;
use crate::client::Client;
use crate::error::{Error, Result};

/// The users of projects. Had from [`Client::users`].
#[derive(Clone, Debug)]
pub struct Users {
    zoho: Client,
}

impl Users {
    pub(crate) fn new(zoho: Client) -> Self {
        Self { zoho }
    }

    /// Adds users of the organisation to a project.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project; otherwise any of [`Error`](crate::Error).
    pub async fn assign(
        &self,
        project: &ProjectId,
        request: &AssignUsersRequest,
    ) -> Result<Vec<User>> {
        let outcome = self.zoho.raw().assign_users(project, request).await;
        Ok(finish(&op::ASSIGN_USERS, outcome)?.users)
    }

    /// Lists everybody who is assigned to a project.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project; otherwise any of [`Error`](crate::Error).
    pub async fn list(&self, project: &ProjectId) -> Result<Vec<User>> {
        let outcome = self.zoho.raw().list_users(project).await;
        Ok(finish(&op::LIST_USERS, outcome)?.users)
    }

    /// Invites somebody by e-mail and adds them to a project.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project; otherwise any of [`Error`](crate::Error).
    pub async fn invite(&self, project: &ProjectId, request: &InviteUserRequest) -> Result<User> {
        let outcome = self.zoho.raw().invite_user(project, request).await;
        let users = finish(&op::INVITE_USER, outcome)?.users;
        let email = Some(request.email.as_str());
        the_one(&op::INVITE_USER, users, |user| {
            user.email.as_deref() == email
        })
    }

    /// Changes the role, rates or budget that a user has in a project.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project or user; otherwise any of [`Error`](crate::Error).
    pub async fn update(
        &self,
        project: &ProjectId,
        user: &UserId,
        request: &UpdateUserRequest,
    ) -> Result<User> {
        let outcome = self.zoho.raw().update_user(project, user, request).await;
        let users = finish(&op::UPDATE_USER, outcome)?.users;
        the_one(&op::UPDATE_USER, users, |found| found.user_id == *user)
    }

    /// Gets a user with the role and rates they have in a project.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project or user; otherwise any of [`Error`](crate::Error).
    pub async fn get(&self, project: &ProjectId, user: &UserId) -> Result<User> {
        let outcome = self.zoho.raw().get_user(project, user).await;
        let users = finish(&op::GET_USER, outcome)?.users;
        the_one(&op::GET_USER, users, |found| found.user_id == *user)
    }

    /// Takes a user off a project. The user and the time they logged stay.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project or user; otherwise any of [`Error`](crate::Error).
    pub async fn delete(&self, project: &ProjectId, user: &UserId) -> Result<()> {
        let outcome = self.zoho.raw().delete_user(project, user).await;
        finish(&op::DELETE_USER, outcome).map(drop)
    }
}

/// Picks the user in question from an answer that may be a list of several. A list of one needs no match.
fn the_one(
    operation: &'static zoho_time_client::Operation,
    mut users: Vec<User>,
    matches: impl Fn(&User) -> bool,
) -> Result<User> {
    let index = if users.len() == 1 {
        Some(0)
    } else {
        users.iter().position(matches)
    };
    index.map(|index| users.swap_remove(index)).ok_or_else(|| {
        Error::missing(
            operation,
            "users",
            "the user in question is not in the answer",
        )
    })
}
