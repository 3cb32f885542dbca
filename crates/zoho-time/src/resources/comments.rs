//! Comments.

use futures::FutureExt;
use zoho_time_client::operations as op;
use zoho_time_client::queries::ListCommentsQuery;
use zoho_time_client::types::{Comment, PostCommentRequest};
use zoho_time_types::{CommentId, ProjectId};

use crate::client::Client;
use crate::error::{Error, Result};
use crate::paging::{List, listed};

listed! { ListCommentsQuery => Comment { comment_id }, LIST_COMMENTS }

/// The comments on a project. Returned by
/// [`ProjectHandle::comments`](crate::resources::ProjectHandle::comments).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let project = &sandbox.demo().projects[0];
/// use zoho_time::models::{ListCommentsQuery, PostCommentRequest};
///
/// let comments = zoho.project(project).comments();
/// comments.post(&PostCommentRequest::new("The lens has come.")).await?;
///
/// let newest = comments.list(ListCommentsQuery::new()).first().await?.unwrap();
/// assert_eq!(newest.description.as_deref(), Some("The lens has come."));
/// comments.delete(&newest.comment_id).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Comments {
    zoho: Client,
    project: ProjectId,
}

impl Comments {
    pub(super) fn new(zoho: Client, project: ProjectId) -> Self {
        Self { zoho, project }
    }

    /// Posts a comment as the user to whom the token belongs.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not exist.
    pub async fn post(&self, request: &PostCommentRequest) -> Result<Comment> {
        let outcome = self.zoho.raw().post_comment(&self.project, request).await;
        // The response may list the other comments too; ids grow, so the new one has the largest.
        outcome?
            .comments
            .into_iter()
            .max_by(|a, b| a.comment_id.cmp(&b.comment_id))
            .ok_or_else(|| {
                Error::missing(
                    &op::POST_COMMENT,
                    "comments",
                    "the response does not have the new comment",
                )
            })
    }

    /// Lists the comments, the newest first.
    pub fn list(&self, query: impl Into<ListCommentsQuery>) -> List<Comment> {
        let (zoho, project) = (self.zoho.clone(), self.project.clone());
        let scope = zoho.description_of(&project);
        List::new(&scope, query.into(), move |query| {
            let (zoho, project) = (zoho.clone(), project.clone());
            async move {
                let page = query.send(zoho.raw(), &project).await?;
                Ok((page.comments, page.page_context))
            }
            .boxed()
        })
    }

    /// Deletes a comment.
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project or the comment does not exist.
    pub async fn delete(&self, comment: &CommentId) -> Result<()> {
        self.zoho
            .raw()
            .delete_comment(&self.project, comment)
            .await
            .map(drop)
    }
}
