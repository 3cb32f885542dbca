//! Reading a time entry out of a request body.

use chrono::NaiveDate;
use zoho_time_types::{Amount, Hours, TimeOfDay};

use super::project_input::TEXT_LIMIT;
use crate::input::Fields;
use crate::keys::{ProjectKey, TaskKey, UserKey};
use crate::model::{Project, ProjectStatus};
use crate::pipeline::Call;
use crate::product::Product;
use crate::refusal::{Kind, Refusal};
use crate::store::LoggableTask;

/// What a body says about a time entry.
#[derive(Debug)]
pub(super) struct EntryInput {
    pub(super) project: Project,
    pub(super) task: LoggableTask,
    pub(super) user: UserKey,
    pub(super) log_date: NaiveDate,
    pub(super) time: Option<Time>,
    pub(super) is_billable: Option<bool>,
    pub(super) notes: Option<String>,
    pub(super) start_timer: bool,
    pub(super) cost_rate: Option<Amount>,
}

/// How much time, and when, if that was said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time {
    pub(super) logged: Hours,
    pub(super) span: Option<(TimeOfDay, TimeOfDay)>,
}

impl EntryInput {
    /// Reads a body. The project, the task and the user must be there and belong together.
    pub(super) fn read(call: &Call<'_>, body: &Fields) -> Result<Self, Refusal> {
        let project_id: ProjectKey = body.need("project_id", body.key("project_id")?)?;
        let task_id: TaskKey = body.need("task_id", body.key("task_id")?)?;
        let user: UserKey = body.need("user_id", body.key("user_id")?)?;
        let log_date = body.need("log_date", body.day("log_date")?)?;
        let time = Time::read(body)?;
        let is_billable = body.flag("is_billable")?;
        let notes = body.text("notes", TEXT_LIMIT)?;
        let start_timer = body.flag("start_timer")?.unwrap_or(false);
        let cost_rate = match call.product {
            Product::Books => body.amount("cost_rate")?,
            Product::Billing | Product::Invoice => None,
        };

        let ledger = &call.ledger;
        let project = ledger
            .project(project_id)?
            .ok_or(Refusal::NotFound(Kind::Project))?;
        let task = ledger
            .task_to_log_on(project.id, task_id)?
            .ok_or(Refusal::TaskNotInProject)?;
        ledger.user(user)?.ok_or(Refusal::NotFound(Kind::User))?;
        if !ledger.is_member(project.id, user)? {
            return Err(Refusal::UserNotInProject);
        }
        if project.status == ProjectStatus::Inactive {
            return Err(Refusal::ProjectInactive);
        }
        Ok(Self {
            project,
            task,
            user,
            log_date,
            time,
            is_billable,
            notes,
            start_timer,
            cost_rate,
        })
    }
}

impl Time {
    /// Reads begin and end, or else the duration: where both are given, begin and end decide.
    fn read(body: &Fields) -> Result<Option<Self>, Refusal> {
        let begin = body.time_of_day("begin_time")?;
        let end = body.time_of_day("end_time")?;
        let duration = body.span("log_time")?;
        match (begin, end) {
            (None, None) => Ok(duration.map(|logged| Self { logged, span: None })),
            (Some(begin), Some(end)) => {
                let logged = begin.until(end).filter(|logged| !logged.is_zero());
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
