//! Responses in JSON, in two styles.
//!
//! Each record has a file with its [fields](fields::Fields), which follow in both styles from the kinds of their
//! values; [`envelope`] has the keys of the records, and [`phrases`] values that are text for people.

mod comment;
mod envelope;
pub(crate) mod fields;
mod headers;
mod invoice;
mod json;
mod phrases;
mod project;
pub(crate) mod success;
pub(crate) mod task;
mod time_entry;
mod user;

use chrono::{DateTime, NaiveDate, Utc};

pub(crate) use self::fields::Record;
pub(crate) use self::headers::headers;
use crate::model::keys::UserKey;
use crate::model::product::{Product, WireStyle};
use crate::model::{
    Comment, Listing, PageInfo, Project, ProjectDetail, ProjectSummary, ProjectUser, Task,
    TimeEntry,
};
use crate::wire::success::Success;

/// The response of a successful operation.
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
    /// A task, as getting one shows it.
    Task(Project, Task),
    /// A task, in the response to adding or changing one.
    ChangedTask(Success, Project, Task),
    Tasks(Project, Listing<Task>),
    TimeEntry(Success, TimeEntry),
    TimeEntries(Listing<TimeEntry>),
    RunningTimer(Option<TimeEntry>),
    /// One record of another kind, below its key.
    Record(Success, &'static str, Box<dyn Record>),
    /// A page of records of another kind, below their key.
    Records(&'static str, Listing<Box<dyn Record>>),
}

impl Output {
    /// One record that was read, below its key.
    pub(crate) fn record(key: &'static str, record: impl Record + 'static) -> Self {
        Self::Record(Success::Read, key, Box::new(record))
    }

    /// A page of records, below their key.
    pub(crate) fn records<R: Record + 'static>(key: &'static str, list: Listing<R>) -> Self {
        let items = list.items.into_iter();
        let items = items.map(|item| Box::new(item) as Box<dyn Record>);
        let items = items.collect();
        Self::Records(
            key,
            Listing {
                items,
                page: list.page,
            },
        )
    }

    /// The page of a list.
    pub(crate) const fn page(&self) -> Option<&PageInfo> {
        match self {
            Self::Projects(Listing { page, .. })
            | Self::Comments(Listing { page, .. })
            | Self::Tasks(_, Listing { page, .. })
            | Self::TimeEntries(Listing { page, .. })
            | Self::Records(_, Listing { page, .. }) => Some(page),
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
            | Self::TimeEntry(success, _)
            | Self::Record(success, ..) => *success,
            Self::PostedComment(_) => Success::CommentPosted,
            Self::Projects(_)
            | Self::User(_)
            | Self::Comments(_)
            | Self::Task(..)
            | Self::Tasks(..)
            | Self::TimeEntries(_)
            | Self::RunningTimer(_)
            | Self::Records(..) => Success::Read,
        }
    }
}

/// For whom a response is written, and when.
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
pub(crate) fn body(output: &Output, context: RenderContext) -> Result<Vec<u8>, serde_json::Error> {
    json::document(|body| {
        body.field("code", 0)
            .field("message", output.success().message(context.style));
        fields::fill_object(body, &context, |f| envelope::write(f, output));
    })
}
