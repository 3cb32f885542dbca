//! The fields of a comment.

use super::fields::Fields;
use super::phrases::{ago, clock_time};
use crate::model::Comment;

/// Writes a comment, of a list or as the response to posting it. A field that all responses have goes to
/// the end, without a condition.
pub(super) fn write(f: &mut Fields<'_, '_>, comment: &Comment, is_listed: bool) {
    let is_observed = f.is_observed();
    let is_current = f.context.is_caller(comment.author);
    let date_description = ago(comment.created, f.context);
    f.id("comment_id", comment.id)
        .id("project_id", comment.project)
        .text("description", &comment.description)
        .id("commented_by_id", comment.author)
        .text("commented_by", &comment.author_name);
    f.when(is_observed || is_listed)
        .flag("is_current_user", is_current);
    f.forms(
        "date",
        clock_time(comment.created),
        comment.created.datetime().date_naive(),
    )
    .text("date_description", date_description)
    .text("time", clock_time(comment.created));
}
