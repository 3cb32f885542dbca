//! Comments on projects.

use futures::FutureExt;
use zoho_time_client::operations as op;
use zoho_time_client::queries::ListCommentsQuery;
use zoho_time_client::types::{Comment, PostCommentRequest};
use zoho_time_types::{CommentId, ProjectId};

use crate::answer::finish;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::paging::{List, listed};

listed! { ListCommentsQuery => Comment { comment_id }, LIST_COMMENTS }

/// Comments on projects. Had from [`Client::comments`].
#[derive(Clone, Debug)]
pub struct Comments {
    zoho: Client,
}

impl Comments {
    pub(crate) fn new(zoho: Client) -> Self {
        Self { zoho }
    }

    /// Adds a comment in the name of the user whom the token belongs to.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project; otherwise any of [`Error`](crate::Error).
    pub async fn post(&self, project: &ProjectId, request: &PostCommentRequest) -> Result<Comment> {
        let outcome = self.zoho.raw().post_comment(project, request).await;
        // The answer may list the project's other comments too; ids grow, so the new one has the largest.
        finish(&op::POST_COMMENT, outcome)?
            .comments
            .into_iter()
            .max_by(|a, b| a.comment_id.cmp(&b.comment_id))
            .ok_or_else(|| {
                Error::missing(
                    &op::POST_COMMENT,
                    "comments",
                    "the new comment is not in the answer",
                )
            })
    }

    /// Lists the comments of a project, the newest first.
    pub fn list(&self, project: &ProjectId) -> List<Comment> {
        let (zoho, project) = (self.zoho.clone(), project.clone());
        let place = format!("project {project}, {}", self.zoho.place());
        List::new(&place, ListCommentsQuery::new(), move |query| {
            let (zoho, project) = (zoho.clone(), project.clone());
            async move {
                let page = finish(&op::LIST_COMMENTS, query.send(zoho.raw(), &project).await)?;
                Ok((page.comments, page.page_context))
            }
            .boxed()
        })
    }

    /// Deletes a comment.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such project or comment; otherwise any of [`Error`](crate::Error).
    pub async fn delete(&self, project: &ProjectId, comment: &CommentId) -> Result<()> {
        let outcome = self.zoho.raw().delete_comment(project, comment).await;
        finish(&op::DELETE_COMMENT, outcome).map(drop)
    }
}
