//! Every operation that answers with a record, through the facade.

use serde::Serialize;
use serde_json::Value;
use zoho_time::chrono::NaiveDate;
use zoho_time::models::{
    AddTaskRequest, AssignUsersRequest, BillingType, CloneProjectRequest, CreateProjectRequest,
    InviteUserRequest, ListInvoicesQuery, ListProjectsQuery, ListTasksQuery, ListTimeEntriesQuery,
    LogTimeRequest, PostCommentRequest, UpdateProjectRequest, UpdateTaskRequest,
    UpdateTimeEntryRequest, UpdateUserRequest,
};
use zoho_time::{Client, Error, ProjectId, TaskId, TimeEntryId, UserId};

/// The first record of a list.
macro_rules! first {
    ($list:expr) => {
        json(&$list.page(1).await?.items[0])
    };
}

/// Calls the operation of this id, and returns the record that it answers with, as JSON again.
pub async fn call(zoho: &Client, operation: &str) -> Result<Value, Error> {
    let project = &ProjectId::from(1);
    let task = &TaskId::from(2);
    let user = &UserId::from(3);
    let entry = &TimeEntryId::from(4);
    let day = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
    let projects = zoho.projects();
    let update = &UpdateProjectRequest::new();
    Ok(match operation {
        "create_project" => {
            let request = CreateProjectRequest::new("Lamp", 5, BillingType::BasedOnTaskHours);
            json(projects.create(&request).await?)
        }
        "update_project_by_custom_field" => {
            json(projects.update_by_custom_field("cf", "7", update).await?)
        }
        "list_projects" => first!(projects.list(ListProjectsQuery::new())),
        "update_project" => json(projects.update(project, update).await?),
        "get_project" => json(projects.get(project).await?),
        "clone_project" => {
            let request = CloneProjectRequest::new("Lamp");
            json(projects.clone_project(project, &request).await?)
        }
        "assign_users" => {
            let request = AssignUsersRequest::new().user_id(user);
            json(&zoho.users().assign(project, &request).await?[0])
        }
        "list_users" => json(&zoho.users().list(project).await?[0]),
        "invite_user" => {
            let request = InviteUserRequest::new("Ada Keller", "ada@lighthouse.example");
            json(zoho.users().invite(project, &request).await?)
        }
        "update_user" => {
            let request = UpdateUserRequest::new();
            json(zoho.users().update(project, user, &request).await?)
        }
        "get_user" => json(zoho.users().get(project, user).await?),
        "post_comment" => {
            let request = PostCommentRequest::new("The lens has come.");
            json(zoho.comments().post(project, &request).await?)
        }
        "list_comments" => first!(zoho.comments().list(project)),
        "list_invoices" => first!(zoho.invoices().list(project, ListInvoicesQuery::new())),
        "add_task" => json(
            zoho.tasks()
                .add(project, &AddTaskRequest::new("Survey"))
                .await?,
        ),
        "list_tasks" => first!(zoho.tasks().list(project, ListTasksQuery::new())),
        "update_task" => {
            let request = UpdateTaskRequest::new("Survey");
            json(zoho.tasks().update(project, task, &request).await?)
        }
        "get_task" => json(zoho.tasks().get(project, task).await?),
        "log_time_entry" => {
            let request = LogTimeRequest::new(project, task, user, day);
            json(zoho.time_entries().log(&request).await?)
        }
        "list_time_entries" => first!(zoho.time_entries().list(ListTimeEntriesQuery::new())),
        "update_time_entry" => {
            let request = UpdateTimeEntryRequest::new().notes("Checked the lens.");
            json(zoho.time_entries().update(entry, &request).await?)
        }
        "get_time_entry" => json(zoho.time_entries().get(entry).await?),
        "start_timer" => json(zoho.timer().start(entry).await?),
        "stop_timer" => json(zoho.timer().stop().await?),
        "get_running_timer" => json(zoho.timer().running().await?.unwrap()),
        other => panic!("{other}"),
    })
}

fn json(record: impl Serialize) -> Value {
    serde_json::to_value(record).unwrap()
}
