//! Operations whose responses are decoded: one of each kind of response.

use std::fmt::Debug;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use zoho_time::models::{
    CreateProjectRequest, ListCommentsQuery, ListInvoicesQuery, ListProjectsQuery, ListTasksQuery,
    ListTimeEntriesQuery, LogTimeRequest,
};
use zoho_time::{Client, Error};

/// The records of a response, or why there are none.
type Call = BoxFuture<'static, Result<Vec<String>, Error>>;

/// An operation, with the ids and fields that matter to nothing here.
pub(super) struct Operation {
    pub(super) name: &'static str,
    /// The fields that a list of records is in.
    pub(super) list: &'static [&'static str],
    /// Calls it, and returns the records as `Debug` shows them.
    pub(super) call: fn(&Client) -> Call,
}

pub(super) static OPERATIONS: [Operation; 14] = [
    Operation {
        name: "list_projects",
        list: &["projects"],
        call: |zoho| {
            let list = zoho.projects().list(ListProjectsQuery::new());
            async move { Ok(shown(&list.page(1).await?.items)) }.boxed()
        },
    },
    Operation {
        name: "list_tasks",
        list: &["task", "tasks"],
        call: |zoho| {
            let list = zoho.project(17).tasks().list(ListTasksQuery::new());
            async move { Ok(shown(&list.page(1).await?.items)) }.boxed()
        },
    },
    Operation {
        name: "list_time_entries",
        list: &["time_entries"],
        call: |zoho| {
            let list = zoho.time_entries().list(ListTimeEntriesQuery::new());
            async move { Ok(shown(&list.page(1).await?.items)) }.boxed()
        },
    },
    Operation {
        name: "list_invoices",
        list: &["invoices"],
        call: |zoho| {
            let list = zoho.project(17).invoices().list(ListInvoicesQuery::new());
            async move { Ok(shown(&list.page(1).await?.items)) }.boxed()
        },
    },
    Operation {
        name: "list_comments",
        list: &["comments"],
        call: |zoho| {
            let list = zoho.project(17).comments().list(ListCommentsQuery::new());
            async move { Ok(shown(&list.page(1).await?.items)) }.boxed()
        },
    },
    Operation {
        name: "list_users",
        list: &["users"],
        call: |zoho| {
            let list = zoho.project(17).users().list();
            async move { Ok(shown(&list.page(1).await?.items)) }.boxed()
        },
    },
    Operation {
        name: "get_user",
        list: &[],
        call: |zoho| {
            let users = zoho.project(17).users();
            async move { Ok(shown(&[users.get(&21.into()).await?])) }.boxed()
        },
    },
    Operation {
        name: "get_project",
        list: &[],
        call: |zoho| {
            let projects = zoho.projects();
            async move { Ok(shown(&[projects.get(&17.into()).await?])) }.boxed()
        },
    },
    Operation {
        name: "get_task",
        list: &[],
        call: |zoho| {
            let tasks = zoho.project(17).tasks();
            async move { Ok(shown(&[tasks.get(&19.into()).await?])) }.boxed()
        },
    },
    Operation {
        name: "get_time_entry",
        list: &[],
        call: |zoho| {
            let entries = zoho.time_entries();
            async move { Ok(shown(&[entries.get(&17.into()).await?])) }.boxed()
        },
    },
    Operation {
        name: "get_running_timer",
        list: &[],
        call: |zoho| {
            let timer = zoho.timer();
            async move { Ok(shown(&[timer.running().await?])) }.boxed()
        },
    },
    Operation {
        name: "create_project",
        list: &[],
        call: |zoho| {
            let projects = zoho.projects();
            let request = CreateProjectRequest::new("Lamp", 17, "based_on_task_hours");
            async move { Ok(shown(&[projects.create(&request).await?])) }.boxed()
        },
    },
    Operation {
        name: "log_time_entry",
        list: &[],
        call: |zoho| {
            let entries = zoho.time_entries();
            let request = LogTimeRequest::new(17, 19, 23, chrono::NaiveDate::default());
            async move { Ok(shown(&[entries.log_request(&request).await?])) }.boxed()
        },
    },
    Operation {
        name: "delete_project",
        list: &[],
        call: |zoho| {
            let projects = zoho.projects();
            async move { Ok(shown(&[projects.delete(&17.into()).await?])) }.boxed()
        },
    },
];

fn shown<T: Debug>(records: &[T]) -> Vec<String> {
    let shown = records.iter().map(|record| format!("{record:?}"));
    shown.collect()
}
