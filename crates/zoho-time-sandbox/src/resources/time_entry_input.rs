//! Parsing of a time entry from a request body.

use chrono::NaiveDate;
use zoho_time_types::{Amount, Hours, TimeOfDay};

use super::Call;
use crate::http::fields::Fields;
use crate::http::refusal::{Kind, Refusal};
use crate::model::ProjectStatus;
use crate::model::TEXT_LIMIT;
use crate::model::keys::{CustomerKey, ProjectKey, TaskKey, UserKey};
use crate::model::product::Product;

/// The time entry fields in a body; absent ones are `None`.
#[derive(Debug)]
pub(super) struct EntryInput {
    pub(super) project: Option<ProjectKey>,
    pub(super) task: Option<TaskKey>,
    pub(super) user: Option<UserKey>,
    pub(super) log_date: Option<NaiveDate>,
    pub(super) time: Option<Time>,
    pub(super) is_billable: Option<bool>,
    pub(super) notes: Option<String>,
    pub(super) start_timer: bool,
    /// The cost of an hour, if the entry has its own.
    pub(super) cost_rate: Option<Amount>,
}

/// A consistent project, task and user.
#[derive(Debug)]
pub(super) struct Assignment {
    pub(super) project: ProjectKey,
    pub(super) project_name: String,
    pub(super) customer: CustomerKey,
    pub(super) customer_name: String,
    pub(super) task: TaskKey,
    pub(super) task_name: String,
    pub(super) is_billable: bool,
    pub(super) user: UserKey,
    pub(super) user_name: String,
    /// The cost of an hour of the user in the project.
    pub(super) cost_rate: Option<Amount>,
}

/// Duration, start and end, if given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time {
    pub(super) logged: Hours,
    pub(super) span: Option<(TimeOfDay, TimeOfDay)>,
}

impl EntryInput {
    /// Parses a body.
    pub(super) fn read(call: &Call<'_>, body: &Fields) -> Result<Self, Refusal> {
        Ok(Self {
            project: body.key("project_id")?,
            task: body.key("task_id")?,
            user: body.key("user_id")?,
            log_date: body.day("log_date")?,
            time: Time::read(call, body)?,
            is_billable: body.flag("is_billable")?,
            notes: body.text("notes", TEXT_LIMIT)?,
            start_timer: body.flag("start_timer")?.unwrap_or(false),
            cost_rate: match call.product {
                Product::Books => body.amount("cost_rate")?,
                Product::Billing | Product::Invoice => None,
            },
        })
    }
}

impl Assignment {
    /// Finds the project, the task and the user, which must be there and belong together.
    pub(super) fn find(
        call: &Call<'_>,
        project: ProjectKey,
        task: TaskKey,
        user: UserKey,
    ) -> Result<Self, Refusal> {
        let found = call.ledger.assignment(project, task, user)?;
        let found = found.ok_or(Refusal::NotFound(Kind::Project))?;
        let loggable = found.task.ok_or(Refusal::TaskNotInProject)?;
        let user_name = found.user_name.ok_or(Refusal::NotFound(Kind::User))?;
        if !found.is_member {
            return Err(Refusal::UserNotInProject);
        }
        if found.status == ProjectStatus::Inactive {
            return Err(Refusal::ProjectInactive);
        }
        Ok(Self {
            project,
            project_name: found.project_name,
            customer: found.customer,
            customer_name: found.customer_name,
            task,
            task_name: loggable.name,
            is_billable: loggable.is_billable,
            user,
            user_name,
            cost_rate: found.cost_rate,
        })
    }
}

impl Time {
    /// Parses start and end, or else the duration: if both are present, start and end take precedence.
    fn read(call: &Call<'_>, body: &Fields) -> Result<Option<Self>, Refusal> {
        let begin = body.time_of_day("begin_time")?;
        let end = body.time_of_day("end_time")?;
        let duration = body.span("log_time")?;
        match (begin, end) {
            (None, None) => Ok(duration.map(|logged| Self { logged, span: None })),
            (Some(begin), Some(end)) => {
                let logged = begin.until(end).filter(|logged| !logged.is_zero());
                if let (Some(logged), Some(duration)) = (logged, duration) {
                    call.warn(format!(
                        "log_time {duration} beside begin_time and end_time: here those count, so \
                         {logged} is logged; which of the two the live server takes is not known"
                    ));
                }
                Ok(Some(Self {
                    logged: body.need("end_time", logged)?,
                    span: Some((begin, end)),
                }))
            }
            (Some(_), None) => Err(Refusal::invalid("end_time")),
            (None, Some(_)) => Err(Refusal::invalid("begin_time")),
        }
    }
}
