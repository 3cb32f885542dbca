//! One call of each operation, through the facade.
//!
//! This is the only table of operations in the tests: a new operation gets one line in [`call_with`].
//! The walk, the checks of values and the recorded shapes call it from here.

use serde::Serialize;
use serde_json::Value;
use zoho_time::chrono::NaiveDate;
use zoho_time::models::{
    AddTaskRequest, AssignUsersRequest, BillingType, CloneProjectRequest, CreateProjectRequest,
    InviteUserRequest, ListCommentsQuery, ListInvoicesQuery, ListProjectsQuery, ListTasksQuery,
    ListTimeEntriesQuery, LogTimeRequest, PostCommentRequest, UpdateProjectRequest,
    UpdateTaskRequest, UpdateTimeEntryRequest, UpdateUserRequest,
};
use zoho_time::{
    Client, CommentId, CustomerId, Error, ProjectId, TaskId, TimeEntryId, TimeEntryIds, UserId,
};
use zoho_time_sandbox::Demo;

/// The records that calls name.
#[derive(Clone, Debug)]
pub struct Ids {
    /// A project.
    pub project: ProjectId,
    /// A task of the project.
    pub task: TaskId,
    /// A user of the project.
    pub user: UserId,
    /// A time entry of the project.
    pub entry: TimeEntryId,
    /// A customer.
    pub customer: CustomerId,
    /// A comment on the project.
    pub comment: CommentId,
}

impl Ids {
    /// Ids for a server that accepts any.
    pub fn any() -> Self {
        Self {
            project: 1.into(),
            task: 2.into(),
            user: 3.into(),
            entry: 4.into(),
            customer: 5.into(),
            comment: 6.into(),
        }
    }

    /// The ids of the sample data, which has no comment.
    pub fn of(demo: &Demo) -> Self {
        Self {
            project: demo.projects[0].clone(),
            task: demo.tasks[0].clone(),
            user: demo.users[0].clone(),
            entry: demo.time_entries[0].clone(),
            customer: demo.customers[0].clone(),
            comment: 6.into(),
        }
    }
}

/// Calls the operation with this id, and returns the record of its response as JSON: the first one of a
/// list, `null` where the response is a message.
pub async fn call(zoho: &Client, operation: &str) -> Result<Value, Error> {
    call_with(zoho, operation, &Ids::any()).await
}

/// The first record of a page, or `null` if the list is empty.
macro_rules! first {
    ($list:expr) => {
        json($list.page(1).await?.items.first())
    };
}

/// Calls the operation on these records; see [`call`].
pub async fn call_with(zoho: &Client, operation: &str, ids: &Ids) -> Result<Value, Error> {
    let (projects, entries, timer) = (zoho.projects(), zoho.time_entries(), zoho.timer());
    let of_project = zoho.project(&ids.project);
    let (users, comments, tasks) = (
        of_project.users(),
        of_project.comments(),
        of_project.tasks(),
    );
    let (project, task, user, entry) = (&ids.project, &ids.task, &ids.user, &ids.entry);
    let day = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
    let update = &UpdateProjectRequest::new();
    Ok(match operation {
        "activate_project" => json(projects.activate(project).await?),
        "add_task" => json(tasks.add(&AddTaskRequest::new("Survey")).await?),
        "assign_users" => {
            let request = AssignUsersRequest::new().user_id(user);
            json(users.assign(&request).await?.first())
        }
        "clone_project" => {
            let request = CloneProjectRequest::new("Lamp");
            json(projects.clone_project(project, &request).await?)
        }
        "create_project" => {
            let billing = BillingType::BasedOnTaskHours;
            let request = CreateProjectRequest::new("Lamp", &ids.customer, billing);
            json(projects.create(&request).await?)
        }
        "delete_comment" => json(comments.delete(&ids.comment).await?),
        "delete_project" => json(projects.delete(project).await?),
        "delete_task" => json(tasks.delete(task).await?),
        "delete_time_entries" => {
            let several = TimeEntryIds::try_from(vec![entry.clone()]).unwrap();
            json(entries.delete_several(&several).await?)
        }
        "delete_time_entry" => json(entries.delete(entry).await?),
        "delete_user" => json(users.delete(user).await?),
        "get_project" => json(projects.get(project).await?),
        "get_running_timer" => json(timer.running().await?),
        "get_task" => json(tasks.get(task).await?),
        "get_time_entry" => json(entries.get(entry).await?),
        "get_user" => json(users.get(user).await?),
        "inactivate_project" => json(projects.inactivate(project).await?),
        "invite_user" => {
            let request = InviteUserRequest::new("Ada Keller", "ada@lighthouse.example");
            json(users.invite(&request).await?)
        }
        "list_comments" => first!(comments.list(ListCommentsQuery::new())),
        "list_invoices" => first!(of_project.invoices().list(ListInvoicesQuery::new())),
        "list_projects" => first!(projects.list(ListProjectsQuery::new())),
        "list_tasks" => first!(tasks.list(ListTasksQuery::new())),
        "list_time_entries" => first!(entries.list(ListTimeEntriesQuery::new())),
        "list_users" => first!(users.list()),
        "log_time_entry" => {
            let request = LogTimeRequest::new(project, task, user, day);
            json(entries.log_request(&request).await?)
        }
        "post_comment" => {
            let request = PostCommentRequest::new("The lens has come.");
            json(comments.post(&request).await?)
        }
        "start_timer" => json(timer.start_request(entry).await?),
        "stop_timer" => json(timer.stop_request().await?),
        "update_project" => json(projects.update(project, update).await?),
        "update_project_by_custom_field" => {
            json(projects.update_by_custom_field("cf", "7", update).await?)
        }
        "update_task" => {
            let request = UpdateTaskRequest::new("Survey");
            json(tasks.update(task, &request).await?)
        }
        "update_time_entry" => {
            let request = UpdateTimeEntryRequest::new().notes("Checked the lens.");
            json(entries.update_request(entry, &request).await?)
        }
        "update_user" => {
            let request = UpdateUserRequest::new();
            json(users.update(user, &request).await?)
        }
        other => panic!(
            "operation {other} has no call: give it a method in crates/zoho-time/src/resources, and add a \
             line `\"{other}\" => …` that calls this method to `call_with` in tests/src/calls.rs"
        ),
    })
}

fn json(record: impl Serialize) -> Value {
    serde_json::to_value(record).unwrap()
}
