//! From nothing to a timesheet: a project with two tasks, a user, time, a timer and a comment.
//!
//! `cargo run -p quickstart` talks to a sandbox in the same process: no account, no network, no
//! settings. With `ZOHO_TIME_ORGANIZATION_ID` and credentials in the environment,
//! `cargo run -p quickstart --features tls` talks to a real account instead (see `Client::from_env`), for
//! which it also needs `ZOHO_TIME_CUSTOMER_ID` and `ZOHO_TIME_USER_ID`; it leaves a project there.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;

use zoho_time::chrono::{Days, Local, NaiveDate, TimeDelta};
use zoho_time::models::{
    AddTaskRequest, AssignUsersRequest, AssignedUserInput, BillingType, CreateProjectRequest,
    ListTimeEntriesQuery, LogTimeRequest, PostCommentRequest, Project, SortOrder, Task, TimeEntry,
    TimeEntryFilter, TimeEntrySortColumn,
};
use zoho_time::{Amount, Client, CustomerId, Hours, ProjectId, TimeOfDay, UserId};
use zoho_time_sandbox::Sandbox;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The client, and the records to work with.
struct Setup {
    zoho: Client,
    customer: CustomerId,
    user: UserId,
    sandbox: Option<Sandbox>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match track_time().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn track_time() -> Outcome<()> {
    let setup = match std::env::var("ZOHO_TIME_ORGANIZATION_ID") {
        Ok(_) => real_account()?,
        Err(_) => sandbox().await?,
    };
    let zoho = &setup.zoho;

    // A project is made with its first task; the second is added to it.
    let request = CreateProjectRequest::new(
        "Lighthouse lamp",
        &setup.customer,
        BillingType::BasedOnTaskHours,
    )
    .description("A lamp that is seen from 19 miles.");
    let project = zoho.projects().create(&request).await?.project_id;
    let rate = |text: &str| text.parse::<Amount>();
    let survey = zoho
        .project(&project)
        .tasks()
        .add(&AddTaskRequest::new("Survey").rate(rate("80.00")?))
        .await?;
    let grinding = zoho
        .project(&project)
        .tasks()
        .add(&AddTaskRequest::new("Grinding").rate(rate("95.50")?))
        .await?;

    // Only users of the project can log time on it.
    let team = AssignUsersRequest::new().users([AssignedUserInput::new(&setup.user)]);
    zoho.project(&project).users().assign(&team).await?;

    // Time is logged by duration, or by start and end.
    let today = Local::now().date_naive();
    let entry = |task: &Task, days: u64| {
        LogTimeRequest::new(&project, &task.task_id, &setup.user, before(today, days))
    };
    let entries = [
        entry(&survey, 2)
            .log_time(Hours::from_minutes(150))
            .notes("Measured the tower"),
        entry(&survey, 1)
            .begin_time(TimeOfDay::new(8, 30)?)
            .end_time(TimeOfDay::new(12, 15)?)
            .notes("Measured the lens"),
        entry(&grinding, 1)
            .log_time(Hours::from_hours(3))
            .notes("Coarse grinding"),
        entry(&grinding, 0)
            .log_time(Hours::from_minutes(20))
            .is_billable(false)
            .notes("Cleaned the bench"),
    ];
    for entry in &entries {
        zoho.time_entries().log_request(entry).await?;
    }

    // The timer adds to an entry while it runs.
    let fine = zoho
        .time_entries()
        .log_request(
            &entry(&grinding, 0)
                .log_time(Hours::from_minutes(30))
                .notes("Fine grinding"),
        )
        .await?;
    zoho.timer().start_on(&fine.time_entry_id).await?;
    if let Some(sandbox) = &setup.sandbox {
        sandbox.clock().advance(TimeDelta::minutes(25));
    }
    zoho.timer().stop().await?;

    let comment = PostCommentRequest::new("The lens is ready for polishing.");
    zoho.project(&project).comments().post(&comment).await?;

    let unbilled = unbilled(zoho, &project).await?;
    print_timesheet(&zoho.projects().get(&project).await?, &unbilled);
    Ok(())
}

/// The entries of the project that are on no invoice yet, day by day.
async fn unbilled(zoho: &Client, project: &ProjectId) -> Outcome<Vec<TimeEntry>> {
    let query = ListTimeEntriesQuery::new()
        .filter_by(TimeEntryFilter::StatusUnbilled)
        .sort_column(TimeEntrySortColumn::LogDate)
        .sort_order(SortOrder::Ascending);
    Ok(zoho
        .project(project)
        .time_entries()
        .list(query)
        .all()
        .await?)
}

fn print_timesheet(project: &Project, entries: &[TimeEntry]) {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    println!(
        "{}, for {}",
        text(&project.project_name),
        text(&project.customer_name)
    );
    println!("{}\n", text(&project.description));
    println!(
        "{:<11}{:<10}{:<14}{:>6}  {:<3}  Notes",
        "Day", "Task", "User", "Time", ""
    );
    let mut by_task: BTreeMap<String, Hours> = BTreeMap::new();
    for entry in entries {
        let time = entry.log_time.unwrap_or_default();
        *by_task.entry(text(&entry.task_name)).or_default() += time;
        println!(
            "{:<11}{:<10}{:<14}{:>6}  {:<3}  {}",
            entry
                .log_date
                .map(|day| day.to_string())
                .unwrap_or_default(),
            text(&entry.task_name),
            text(&entry.user_name),
            time.to_string(),
            if entry.is_billable == Some(true) {
                ""
            } else {
                "n/b"
            },
            text(&entry.notes),
        );
    }
    println!();
    for task in &project.tasks {
        let name = text(&task.task_name);
        println!(
            "{name:<35}{:>6}  at {} an hour",
            by_task.get(&name).copied().unwrap_or_default().to_string(),
            task.rate.map(|rate| rate.to_string()).unwrap_or_default(),
        );
    }
    println!(
        "{:<35}{:>6}\n{:<35}{:>6}  {} {}",
        "All time",
        entries
            .iter()
            .filter_map(|entry| entry.log_time)
            .sum::<Hours>()
            .to_string(),
        "Unbilled",
        project.un_billed_hours.unwrap_or_default().to_string(),
        project.un_billed_amount.unwrap_or_default(),
        text(&project.currency_code),
    );
}

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// A sandbox with its demo data, and a client of it.
async fn sandbox() -> Outcome<Setup> {
    let sandbox = Sandbox::start().await?;
    let demo = sandbox.demo();
    println!(
        "(a sandbox at {}, {})\n",
        sandbox.base_url(),
        sandbox.clock().now().date_naive()
    );
    Ok(Setup {
        zoho: Client::from_vars(sandbox.variables())?,
        customer: demo.customers[0].clone(),
        user: demo.users[0].clone(),
        sandbox: Some(sandbox),
    })
}

/// A client of the account that the environment names.
fn real_account() -> Outcome<Setup> {
    let id = |name: &str| std::env::var(name).map_err(|_| format!("set {name} as well"));
    Ok(Setup {
        zoho: Client::from_env()?,
        customer: id("ZOHO_TIME_CUSTOMER_ID")?.parse()?,
        user: id("ZOHO_TIME_USER_ID")?.parse()?,
        sandbox: None,
    })
}
