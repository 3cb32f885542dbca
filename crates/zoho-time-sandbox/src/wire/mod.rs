//! Rendering of outputs as JSON, in two styles.
//!
//! [`documented`] and [`observed`] each write every output, field by field; what both share is here and in
//! [`phrases`].

mod documented;
mod headers;
mod json;
mod observed;
mod observed_invoice;
mod phrases;
pub(crate) mod success;

use chrono::{DateTime, NaiveDate, Utc};

pub(crate) use self::headers::headers;
use crate::model::keys::UserKey;
use crate::model::product::{Product, WireStyle};
use crate::model::{
    Comment, Invoice, Listing, PageInfo, Project, ProjectDetail, ProjectSummary, ProjectUser, Task,
    TimeEntry,
};
use crate::wire::success::Success;

/// The output of a successful operation.
#[derive(Debug)]
pub(crate) enum Output {
    /// Only the message.
    Done(Success),
    Project(Success, Box<ProjectDetail>),
    Projects(Listing<ProjectSummary>),
    /// A user of a project, in the response to getting one.
    User(ProjectUser),
    /// A user of a project, in the response to inviting or changing one.
    ChangedUser(Success, ProjectUser),
    Users(Success, Vec<ProjectUser>),
    PostedComment(Comment),
    Comments(Listing<Comment>),
    Invoices(Listing<Invoice>),
    /// A task, in the response to getting one.
    Task(Project, Task),
    /// A task, in the response to adding or changing one.
    ChangedTask(Success, Project, Task),
    Tasks(Project, Listing<Task>),
    TimeEntry(Success, TimeEntry),
    TimeEntries(Listing<TimeEntry>),
    RunningTimer(Option<TimeEntry>),
}

impl Output {
    /// The page of a list.
    pub(crate) const fn page(&self) -> Option<&PageInfo> {
        match self {
            Self::Projects(Listing { page, .. })
            | Self::Comments(Listing { page, .. })
            | Self::Invoices(Listing { page, .. })
            | Self::Tasks(_, Listing { page, .. })
            | Self::TimeEntries(Listing { page, .. }) => Some(page),
            _ => None,
        }
    }

    /// The kind of success.
    pub(crate) const fn success(&self) -> Success {
        match self {
            Self::Done(success)
            | Self::Project(success, _)
            | Self::ChangedUser(success, _)
            | Self::Users(success, _)
            | Self::ChangedTask(success, ..)
            | Self::TimeEntry(success, _) => *success,
            Self::PostedComment(_) => Success::CommentPosted,
            Self::Projects(_)
            | Self::User(_)
            | Self::Comments(_)
            | Self::Invoices(_)
            | Self::Task(..)
            | Self::Tasks(..)
            | Self::TimeEntries(_)
            | Self::RunningTimer(_) => Success::Read,
        }
    }
}

/// Context of rendering: the caller and the time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RenderContext {
    pub(crate) style: WireStyle,
    pub(crate) product: Product,
    /// The calling user.
    pub(crate) caller: UserKey,
    pub(crate) now: DateTime<Utc>,
    /// The current day in the organization.
    pub(crate) today: NaiveDate,
}

impl RenderContext {
    fn is_books(&self) -> bool {
        self.product == Product::Books
    }

    fn is_caller(&self, user: UserKey) -> bool {
        self.caller == user
    }
}

/// The body of a response.
pub(crate) fn body(answer: &Output, view: RenderContext) -> Result<Vec<u8>, serde_json::Error> {
    json::document(|body| {
        body.field("code", 0)
            .field("message", answer.success().message(view.style));
        match view.style {
            WireStyle::Documented => documented::show(body, answer, &view),
            WireStyle::Observed => observed::show(body, answer, &view),
        }
    })
}
