//! Every message of a success, in both wire styles, with its HTTP status.

use axum::http::StatusCode;

use crate::model::product::WireStyle;

/// The kind of success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Success {
    /// Something was read.
    Read,
    ProjectCreated,
    /// No project had the value of the custom field, so one was created.
    ProjectUpserted,
    ProjectUpdated,
    ProjectDeleted,
    ProjectActivated,
    ProjectInactivated,
    ProjectCloned,
    UsersAssigned,
    UserInvited,
    UserUpdated,
    UserRemoved,
    CommentPosted,
    CommentDeleted,
    TaskAdded,
    TaskUpdated,
    TaskDeleted,
    TimeLogged,
    TimeEntryUpdated,
    TimeEntryDeleted,
    TimeEntriesDeleted,
    TimerStarted,
    TimerStopped,
}

impl Success {
    /// The HTTP status of the response.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::ProjectCreated
            | Self::UsersAssigned
            | Self::UserInvited
            | Self::CommentPosted
            | Self::TaskAdded
            | Self::TimeLogged => StatusCode::CREATED,
            _ => StatusCode::OK,
        }
    }

    /// The message of the response. The styles differ where a live server has been observed.
    pub(crate) const fn message(self, style: WireStyle) -> &'static str {
        use WireStyle::{Documented, Observed};
        match (self, style) {
            (Self::Read, _) => "success",
            (Self::ProjectCreated | Self::ProjectUpserted, _) => "The project has been created.",
            (Self::ProjectUpdated, _) => "The project information has been updated.",
            (Self::ProjectDeleted, Documented) => "The project has been deleted.",
            (Self::ProjectDeleted, Observed) => "The project has been deleted",
            (Self::ProjectActivated, Documented) => {
                "The selected Projects have been marked as active."
            }
            (Self::ProjectActivated, Observed) => "The Project has been marked as active.",
            (Self::ProjectInactivated, Documented) => {
                "The selected projects have been marked as inactive."
            }
            (Self::ProjectInactivated, Observed) => "The Project has been marked as inactive.",
            (Self::ProjectCloned, _) => "Project has been cloned successfully.",
            (Self::UsersAssigned, _) => "Users added",
            (Self::UserInvited, _) => "The staff has been added.",
            (Self::UserUpdated, _) => "The staff information has been updated.",
            (Self::UserRemoved, _) => "The staff has been removed",
            (Self::CommentPosted, _) => "Comments added.",
            (Self::CommentDeleted, _) => "The comment has been deleted.",
            (Self::TaskAdded, _) => "The task has been added.",
            (Self::TaskUpdated, _) => "The task information has been updated.",
            (Self::TaskDeleted, _) => "The task has been deleted successfully.",
            (Self::TimeLogged, _) => "Your timesheet entry has been added.",
            (Self::TimeEntryUpdated, _) => "The timesheet's information has been updated.",
            (Self::TimeEntryDeleted, _) => "The time entry has been deleted.",
            (Self::TimeEntriesDeleted, _) => "The selected timesheet entries have been deleted",
            (Self::TimerStarted, _) => "The timer has been started.",
            (Self::TimerStopped, _) => "Timer has been stopped successfully.",
        }
    }
}
