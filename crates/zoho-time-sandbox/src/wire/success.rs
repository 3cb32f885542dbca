//! The messages of successes: those that differ between the wire styles, or that several handlers use.

use crate::model::product::WireStyle;

/// The kind of success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Success {
    /// Something was read.
    Read,
    ProjectCreated,
    ProjectUpdated,
    ProjectDeleted,
    ProjectActivated,
    ProjectInactivated,
    ProjectCloned,
    UsersAssigned,
    UserInvited,
    UserUpdated,
    CommentPosted,
    TaskAdded,
    TaskUpdated,
    TimeLogged,
    TimeEntryUpdated,
    TimerStarted,
    TimerStopped,
    /// A success with this message, in both styles.
    Message(&'static str),
}

impl Success {
    /// The message of the response. The styles differ where a live server has been seen to.
    pub(crate) const fn message(self, style: WireStyle) -> &'static str {
        use WireStyle::{Documented, Observed};
        match (self, style) {
            (Self::Read, _) => "success",
            (Self::ProjectCreated, _) => "The project has been created.",
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
            (Self::CommentPosted, _) => "Comments added.",
            (Self::TaskAdded, _) => "The task has been added.",
            (Self::TaskUpdated, _) => "The task information has been updated.",
            (Self::TimeLogged, _) => "Your timesheet entry has been added.",
            (Self::TimeEntryUpdated, _) => "The timesheet's information has been updated.",
            (Self::TimerStarted, _) => "The timer has been started.",
            (Self::TimerStopped, _) => "Timer has been stopped successfully.",
            (Self::Message(message), _) => message,
        }
    }
}
