//! Comments on projects.

use rusqlite::params;

use super::rows::{Columns, instant};
use super::{Ledger, Page, StoreError};
use crate::model::Comment;
use crate::model::keys::{CommentKey, ProjectKey};

impl Ledger<'_> {
    /// A page of the comments on a project, the newest first, and whether there is another one.
    pub(crate) fn comments(
        &self,
        project: ProjectKey,
        page: Page,
    ) -> Result<(Vec<Comment>, bool), StoreError> {
        let mut query = super::selection::Query::new(
            "SELECT c.comment_id, c.project_id, c.user_id, u.name, c.description, c.created_at \
             FROM comments c JOIN users u ON u.user_id = c.user_id \
             WHERE c.organization_id = ? AND c.project_id = ?",
        );
        query.bind(self.org()).bind(project);
        query.select("c.comment_id", true, "c.comment_id", page);
        let rows = self.transaction.all(query.sql(), query.values(), |row| {
            let mut columns = Columns::of(row);
            Ok(Comment {
                id: columns.take()?,
                project: columns.take()?,
                author: columns.take()?,
                author_name: columns.take()?,
                description: columns.take()?,
                created: columns.moment(self.time_zone())?,
            })
        })?;
        Ok(page.cut(rows))
    }

    /// Adds a comment.
    pub(crate) fn add_comment(&self, comment: &Comment) -> Result<(), StoreError> {
        self.transaction.run(
            "INSERT INTO comments (comment_id, organization_id, project_id, user_id, description, \
             created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                comment.id,
                self.org(),
                comment.project,
                comment.author,
                comment.description,
                instant(comment.created.into()),
            ],
        )?;
        Ok(())
    }

    /// Deletes a comment on a project.
    pub(crate) fn delete_comment(
        &self,
        project: ProjectKey,
        id: CommentKey,
    ) -> Result<bool, StoreError> {
        let deleted = self.transaction.run(
            "DELETE FROM comments \
             WHERE organization_id = ?1 AND project_id = ?2 AND comment_id = ?3",
            params![self.org(), project, id],
        )?;
        Ok(deleted > 0)
    }
}
