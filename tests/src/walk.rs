//! A walk through every operation, as a program that tracks time would take it.

use futures::TryStreamExt;
use http::StatusCode;
use zoho_time::chrono::NaiveDate;
use zoho_time::models::{
    AddTaskRequest, AssignUsersRequest, AssignedUserInput, BillingType, CloneProjectRequest,
    CreateProjectRequest, CustomFieldInput, InviteUserRequest, InvoiceSortColumn,
    ListCommentsQuery, ListInvoicesQuery, ListProjectsQuery, ListTasksQuery, ListTimeEntriesQuery,
    LogTimeRequest, PostCommentRequest, ProjectSortColumn, ProjectStatus, ProjectTaskInput,
    SortOrder, TimeEntrySortColumn, UpdateProjectRequest, UpdateTaskRequest,
    UpdateTimeEntryRequest, UpdateUserRequest, UserRole,
};
use zoho_time::{
    Amount, Client, ClientBuilder, CommentId, Credentials, Error, Hours, Product, ProjectId,
    TaskId, TimeEntryId, TimeEntryIds, TimeOfDay, UserId,
};
use zoho_time_sandbox::{Demo, Sandbox, SandboxBuilder, WireStyle};

use crate::calls::{Ids, call_with};
use crate::faulty::FaultySandbox;
use crate::mutants::Mutant;
use crate::recorder::{Exchange, Recorder};
use crate::spec::Spec;

/// A sandbox with a recorder in front of it, and a client of one product that goes through both.
#[derive(Debug)]
pub struct Fixture {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// The recorder between client and sandbox.
    pub recorder: Recorder,
    /// The client.
    pub zoho: Client,
    // Stops with the fixture.
    _faulty: Option<FaultySandbox>,
}

impl Fixture {
    /// Sets everything up.
    pub async fn set(product: Product, style: WireStyle) -> Self {
        Self::set_with(product, style, None).await
    }

    /// Sets everything up, with a bug in front of the sandbox if there is one.
    pub async fn set_with(product: Product, style: WireStyle, bug: Option<Mutant>) -> Self {
        let sandbox = Sandbox::builder().style(style).strict(bug.is_none());
        Self::set_around(product, sandbox, bug).await
    }

    /// Sets everything up around a sandbox of one's own making.
    pub async fn set_around(
        product: Product,
        sandbox: SandboxBuilder,
        bug: Option<Mutant>,
    ) -> Self {
        let sandbox = sandbox.start().await.unwrap();
        let faulty = match bug {
            Some(bug) => Some(FaultySandbox::start(sandbox.base_url(), bug).await),
            None => None,
        };
        let origin = faulty
            .as_ref()
            .map_or(sandbox.base_url(), FaultySandbox::url);
        let recorder = Recorder::start(origin).await;
        let demo = sandbox.demo();
        let zoho = client_of(demo)
            .product(product)
            .base_url(recorder.url())
            .accounts_url(sandbox.accounts_url())
            .build()
            .unwrap();
        Self {
            sandbox,
            recorder,
            zoho,
            _faulty: faulty,
        }
    }
}

/// A client that is signed in to a sandbox with the refresh token that every sandbox knows.
pub fn client_of(demo: &Demo) -> ClientBuilder {
    Client::builder()
        .organization(demo.organization_id.clone())
        .credentials(Credentials {
            client_id: demo.client_id.clone(),
            client_secret: demo.client_secret.clone().into(),
            refresh_token: demo.refresh_token.clone().into(),
        })
}

/// Takes the walk and returns what went over the wire.
pub async fn walk(product: Product, style: WireStyle) -> Vec<Exchange> {
    walk_on(Fixture::set(product, style).await, product).await
}

/// Takes the walk on a fixture that is set.
pub async fn walk_on(fixture: Fixture, product: Product) -> Vec<Exchange> {
    let project = projects(&fixture, product).await;
    users(&fixture.zoho, &project, &fixture.sandbox).await;
    let comment = comments(&fixture.zoho, &project).await;
    let task = tasks(&fixture.zoho, &project).await;
    let user = time_entries(&fixture, &project, &task).await;
    let entry = timer(&fixture.zoho, &project, &task, &user).await;
    invoices(&fixture, &project).await;
    leave(&fixture.zoho, &project).await;
    let customer = fixture.sandbox.demo().customers[0].clone();
    let ids = Ids {
        project,
        task,
        user,
        entry,
        customer,
        comment,
    };
    call_the_rest(&fixture, product, &ids).await;
    fixture.recorder.exchanges()
}

/// Calls every operation of the product that no step of the walk has called, on the records of the walk.
async fn call_the_rest(fixture: &Fixture, product: Product, ids: &Ids) {
    let spec = Spec::load();
    let called = spec.called(&fixture.recorder.exchanges());
    for operation in spec.operations_of(product).difference(&called) {
        let outcome = call_with(&fixture.zoho, operation, ids).await;
        outcome.unwrap_or_else(|error| panic!("{operation}: {error}"));
    }
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn time(hour: u8, minute: u8) -> TimeOfDay {
    TimeOfDay::new(hour, minute).unwrap()
}

async fn projects(fixture: &Fixture, product: Product) -> ProjectId {
    let demo = fixture.sandbox.demo();
    let projects = fixture.zoho.projects();
    let customer = &demo.customers[0];
    let request =
        CreateProjectRequest::new("Lighthouse lamp", customer, BillingType::BasedOnTaskHours)
            .description("A lamp that is seen from 19 miles.")
            .cost_budget_amount(amount("9500.50"))
            .budget_hours(Hours::from_hours(120))
            .tasks([ProjectTaskInput::new("Survey").rate(amount("80.00"))]);
    let created = projects.create(&request).await.unwrap();
    assert_eq!(created.project_name.as_deref(), Some("Lighthouse lamp"));
    let id = created.project_id;

    let update = UpdateProjectRequest::new().description("A lamp that is seen from 20 miles.");
    let updated = projects.update(&id, &update).await.unwrap();
    assert_eq!(updated.description, update.description);
    assert_eq!(
        updated.project_name.as_deref(),
        Some("Lighthouse lamp"),
        "the rest stays"
    );

    by_custom_field(fixture, product, &id).await;

    let names: Vec<_> = projects
        .list(ListProjectsQuery::new().per_page(1))
        .items()
        .map_ok(|project| project.project_name.unwrap())
        .try_collect()
        .await
        .unwrap();
    assert!(names.len() > 1, "several pages of one");
    let whole = projects.list(ListProjectsQuery::new()).all().await.unwrap();
    assert_eq!(whole.len(), names.len(), "one page of all");
    let found = ListProjectsQuery::new()
        .sort_column(ProjectSortColumn::LastModifiedTime)
        .search_text("LAMP");
    let found = projects.list(found).all().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].project_id, id);
    assert!(names.contains(&"Lighthouse lamp".to_owned()), "{names:?}");

    projects.inactivate(&id).await.unwrap();
    assert_eq!(
        projects.get(&id).await.unwrap().status,
        Some(ProjectStatus::Inactive)
    );
    projects.activate(&id).await.unwrap();
    assert_eq!(
        projects.get(&id).await.unwrap().status,
        Some(ProjectStatus::Active)
    );

    let copy = projects
        .clone_project(&id, &CloneProjectRequest::new("Lighthouse horn"))
        .await
        .unwrap();
    assert_ne!(copy.project_id, id);
    assert_eq!(projects.get(&copy.project_id).await.unwrap().tasks.len(), 1);
    projects.delete(&copy.project_id).await.unwrap();
    assert!(
        projects
            .get(&copy.project_id)
            .await
            .unwrap_err()
            .is_not_found()
    );
    id
}

async fn by_custom_field(fixture: &Fixture, product: Product, project: &ProjectId) {
    let projects = fixture.zoho.projects();
    let field = CustomFieldInput::new("cf_contract_number", "C-7001");
    let update = UpdateProjectRequest::new().custom_fields([field]);
    projects.update(project, &update).await.unwrap();
    let change = UpdateProjectRequest::new().budget_hours(Hours::from_hours(140));
    let outcome = projects
        .update_by_custom_field("cf_contract_number", "C-7001", &change)
        .await;
    if product == Product::Books {
        assert_eq!(outcome.unwrap().project_id, *project);
    } else {
        let error = outcome.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::METHOD_NOT_ALLOWED));
        assert!(matches!(error, Error::Api(_)), "{error}");
    }
}

async fn users(zoho: &Client, project: &ProjectId, sandbox: &Sandbox) {
    let demo = sandbox.demo();
    let users = zoho.project(project).users();
    let assigned = users
        .assign(&AssignUsersRequest::new().users(demo.users.iter().map(AssignedUserInput::new)))
        .await
        .unwrap();
    assert!(!assigned.is_empty());
    let invitation = InviteUserRequest::new("Mira Osei", "mira.osei@northquay.example")
        .user_role(UserRole::TimesheetStaff)
        .rate(amount("55.00"));
    let invited = users.invite(&invitation).await.unwrap();
    assert_eq!(invited.user_name.as_deref(), Some("Mira Osei"));
    let change = UpdateUserRequest::new()
        .rate(amount("57.50"))
        .user_role(UserRole::Staff);
    let updated = users.update(&invited.user_id, &change).await.unwrap();
    assert_eq!(updated.user_role, Some(UserRole::Staff));
    let found = users.get(&invited.user_id).await.unwrap();
    assert_eq!(found.user_id, invited.user_id);
    let all = users.list().all().await.unwrap();
    assert_eq!(all.len(), demo.users.len() + 1);
    users.delete(&invited.user_id).await.unwrap();
    assert_eq!(users.list().all().await.unwrap().len(), demo.users.len());
}

async fn comments(zoho: &Client, project: &ProjectId) -> CommentId {
    let comments = zoho.project(project).comments();
    for text in ["The lens has come.", "The lens has a crack."] {
        let posted = comments.post(&PostCommentRequest::new(text)).await.unwrap();
        assert_eq!(posted.description.as_deref(), Some(text));
    }
    let all = comments.list(ListCommentsQuery::new()).all().await.unwrap();
    assert_eq!(
        all[0].description.as_deref(),
        Some("The lens has a crack."),
        "the newest first"
    );
    comments.delete(&all[0].comment_id).await.unwrap();
    let list = comments.list(ListCommentsQuery::new());
    let mut left = list.all().await.unwrap();
    assert_eq!(left.len(), 1);
    left.remove(0).comment_id
}

async fn tasks(zoho: &Client, project: &ProjectId) -> TaskId {
    let tasks = zoho.project(project).tasks();
    let request = AddTaskRequest::new("Grinding")
        .rate(amount("64.5"))
        .budget_hours(Hours::from_hours(24));
    let added = tasks.add(&request).await.unwrap();
    let change = UpdateTaskRequest::new("Grinding and polishing").rate(amount("66"));
    tasks.update(&added.task_id, &change).await.unwrap();
    let found = tasks.get(&added.task_id).await.unwrap();
    assert_eq!(found.task_name.as_deref(), Some("Grinding and polishing"));
    assert_eq!(found.rate, Some(amount("66")));
    let all = tasks
        .list(ListTasksQuery::new().per_page(1))
        .all()
        .await
        .unwrap();
    assert_eq!(all.len(), 2);
    tasks.delete(&added.task_id).await.unwrap();
    let mut left = tasks.list(ListTasksQuery::new()).all().await.unwrap();
    assert_eq!(left.len(), 1);
    left.remove(0).task_id
}

async fn time_entries(fixture: &Fixture, project: &ProjectId, task: &TaskId) -> UserId {
    let user = fixture.sandbox.demo().users[0].clone();
    let entries = fixture.zoho.time_entries();
    let on = |day| LogTimeRequest::new(project, task, &user, day);
    let by_duration = entries
        .log_request(
            &on(day(1, 14))
                .log_time(Hours::from_minutes(150))
                .notes("Measured the tower."),
        )
        .await
        .unwrap();
    assert_eq!(by_duration.log_time, Some(Hours::from_minutes(150)));
    let by_begin_and_end = entries
        .log_request(&on(day(2, 3)).begin_time(time(8, 30)).end_time(time(15, 0)))
        .await
        .unwrap();
    assert_eq!(by_begin_and_end.log_time, Some(Hours::from_minutes(390)));

    let id = by_duration.time_entry_id;
    let change = UpdateTimeEntryRequest::new()
        .project_id(project)
        .task_id(task)
        .user_id(&user)
        .log_date(day(1, 15))
        .log_time(Hours::from_minutes(165));
    entries.update_request(&id, &change).await.unwrap();
    let found = entries.get(&id).await.unwrap();
    assert_eq!(found.log_time, Some(Hours::from_minutes(165)));
    assert_eq!(found.log_date, Some(day(1, 15)));
    assert_eq!(
        found.notes.as_deref(),
        Some("Measured the tower."),
        "the rest stays"
    );

    let query = ListTimeEntriesQuery::new()
        .project_id(project)
        .sort_column(TimeEntrySortColumn::LogDate)
        .sort_order(SortOrder::Ascending)
        .per_page(1);
    let listed = entries.list(query.clone()).all().await.unwrap();
    let days: Vec<_> = listed.iter().map(|entry| entry.log_date.unwrap()).collect();
    assert_eq!(days, [day(1, 15), day(2, 3)], "all days, over two pages");

    entries.delete(&id).await.unwrap();
    let rest: Vec<_> = [day(2, 4), day(2, 5)].into_iter().collect();
    let mut doomed = Vec::new();
    for day in rest {
        let entry = entries
            .log_request(&on(day).log_time(Hours::from_hours(1)))
            .await
            .unwrap();
        doomed.push(entry.time_entry_id);
    }
    entries
        .delete_several(&TimeEntryIds::try_from(doomed).unwrap())
        .await
        .unwrap();
    let left = entries.list(query).all().await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].time_entry_id, by_begin_and_end.time_entry_id);
    user
}

async fn timer(zoho: &Client, project: &ProjectId, task: &TaskId, user: &UserId) -> TimeEntryId {
    assert!(zoho.timer().running().await.unwrap().is_none());
    let request =
        LogTimeRequest::new(project, task, user, day(2, 6)).log_time(Hours::from_minutes(10));
    let entry = zoho.time_entries().log_request(&request).await.unwrap();
    zoho.timer()
        .start_request(&entry.time_entry_id)
        .await
        .unwrap();
    let running = zoho.timer().running().await.unwrap().unwrap();
    assert_eq!(running.time_entry_id, entry.time_entry_id);
    let twice = zoho
        .timer()
        .start_request(&entry.time_entry_id)
        .await
        .unwrap_err();
    assert_eq!(twice.code(), Some(20050));
    let stopped = zoho.timer().stop_request().await.unwrap();
    assert_eq!(stopped.time_entry_id, entry.time_entry_id);
    assert!(zoho.timer().running().await.unwrap().is_none());
    entry.time_entry_id
}

async fn invoices(fixture: &Fixture, project: &ProjectId) {
    let list = || {
        fixture
            .zoho
            .project(project)
            .invoices()
            .list(ListInvoicesQuery::new().sort_column(InvoiceSortColumn::LastModifiedTime))
            .all()
    };
    assert!(list().await.unwrap().is_empty());
    fixture.sandbox.invoice(project, &[]).await.unwrap();
    let invoices = list().await.unwrap();
    assert_eq!(invoices.len(), 1);
    // 6 h 30 min and the 10 min of the timer's entry, at 80.00 an hour.
    assert_eq!(invoices[0].total, Some(amount("533.33")));
    let billed = fixture.zoho.projects().get(project).await.unwrap();
    assert_eq!(billed.billed_hours, Some(Hours::from_minutes(400)));
    assert_eq!(billed.un_billed_hours, Some(Hours::ZERO));
}

async fn leave(zoho: &Client, project: &ProjectId) {
    let error = zoho.projects().delete(project).await.unwrap_err();
    assert_eq!(error.code(), Some(20077), "an invoice refers to it");
}
