//! Comments on projects.

use super::{Call, Handler};
use crate::http::refusal::{Kind, Refusal};
use crate::model::TEXT_LIMIT;
use crate::model::{Comment, Listing, PageInfo};
use crate::wire::Output;
use crate::wire::success::Success;

/// The handlers of the operations in this file.
pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("post_comment", post),
    ("list_comments", list),
    ("delete_comment", delete),
];

/// Adds a comment by the calling user.
fn post(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let body = call.body()?;
    let description = body.need("description", body.title("description", TEXT_LIMIT)?)?;
    let author = call
        .ledger
        .user(call.caller)?
        .ok_or(Refusal::NotFound(Kind::User))?;
    let comment = Comment {
        id: call.ledger.next_id()?,
        project: project.id,
        author: author.id,
        author_name: author.name,
        description,
        created: call.ledger.timestamp(),
    };
    call.ledger.add_comment(&comment)?;
    Ok(Output::PostedComment(comment))
}

/// Lists the comments of a project, the newest first.
fn list(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let page = call.query.page()?;
    let (items, has_more) = call.ledger.comments(project.id, page)?;
    let page = PageInfo {
        number: page.number,
        size: page.size,
        has_more,
        report_name: "Comments",
        applied_filter: None,
        modified_since: None,
        sort_column: "created_time",
        sort_order: "D",
    };
    Ok(Output::Comments(Listing { items, page }))
}

/// Deletes a comment of a project.
fn delete(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let comment = call.id("comment_id", Kind::Comment)?;
    if !call.ledger.delete_comment(project.id, comment)? {
        return Err(Refusal::NotFound(Kind::Comment));
    }
    Ok(Output::Done(Success::Message(
        "The comment has been deleted.",
    )))
}
