//! The initial account of a sandbox, and its sample data.

use chrono::{Days, FixedOffset, NaiveDate};
use zoho_time_types::{
    Amount, CustomerId, Hours, OrganizationId, ProjectId, TaskId, TimeEntryId, TimeOfDay, UserId,
};

use super::export::all_sorted_by;
use crate::auth::ACCESS_LIFETIME;
use crate::http::refusal::Refusal;
use crate::model::keys::{
    CurrencyKey, CustomerKey, FieldKey, OrganizationKey, ProjectKey, TaskKey, TimeEntryKey, UserKey,
};
use crate::model::scope::all_scopes;
use crate::model::{
    BillingType, BudgetType, Currency, CustomField, Customer, InvoiceStatus, Project,
    ProjectStatus, Task, TimeEntry, UserRole, UserStatus,
};
use crate::resources::{Bill, bill};
use crate::store::{
    AccessToken, Grant, Ledger, Membership, NewCustomer, NewOrganization, NewUser, ProjectFilter,
    ProjectSort, RefreshToken, StoreError, Transaction,
};

/// The well-known client.
pub(crate) const CLIENT_ID: &str = "1000.SANDBOXDEMOCLIENT";
const CLIENT_SECRET: &str = "sandbox-demo-client-secret";
const REDIRECT_URI: &str = "http://localhost:8000/callback";
const REFRESH_TOKEN: &str = "1000.sandbox-demo.refresh-token";
pub(crate) const ACCESS_TOKEN: &str = "1000.sandbox-demo.access-token";

const ORGANIZATION: i64 = 10_234_695;
const CURRENCY: i64 = 982_000_000_000_000_103;
const CUSTOMERS: [(i64, &str, &str); 2] = [
    (
        982_000_000_000_017_001,
        "Northquay Marine Ltd",
        "office@northquay.example",
    ),
    (
        982_000_000_000_017_003,
        "Alder & Finch Bakery",
        "orders@alderfinch.example",
    ),
];
const USERS: [(i64, &str, &str, UserRole); 3] = [
    (
        982_000_000_000_018_001,
        "Ada Keller",
        "ada.keller@northquay.example",
        UserRole::Admin,
    ),
    (
        982_000_000_000_018_003,
        "Bo Lindqvist",
        "bo.lindqvist@northquay.example",
        UserRole::Staff,
    ),
    (
        982_000_000_000_018_005,
        "Chioma Obi",
        "chioma.obi@northquay.example",
        UserRole::TimesheetStaff,
    ),
];
const PROJECTS: [i64; 2] = [982_000_000_000_019_001, 982_000_000_000_019_003];
const TASKS: [i64; 3] = [
    982_000_000_000_020_001,
    982_000_000_000_020_003,
    982_000_000_000_020_005,
];
const TIME_ENTRIES: [i64; 3] = [
    982_000_000_000_023_001,
    982_000_000_000_023_003,
    982_000_000_000_023_005,
];
const CUSTOM_FIELD: i64 = 982_000_000_000_025_001;

/// The initial data of a sandbox: an account and, unless disabled, sample data. The ids and secrets are the
/// same in every sandbox. With a seed file, the ids are those of its first organization.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Demo {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The client id.
    pub client_id: String,
    /// The secret of the client.
    pub client_secret: String,
    /// The only redirect URI of this client.
    pub redirect_uri: String,
    /// A refresh token with full access to all three products.
    pub refresh_token: String,
    /// An access token of it. It is valid for an hour by the clock of the sandbox.
    pub access_token: String,
    /// The users. The first one is the calling user.
    pub users: Vec<UserId>,
    /// The customers; empty without sample data.
    pub customers: Vec<CustomerId>,
    /// The projects; empty without sample data. The first one, billed by task, has the tasks and time entries,
    /// and the first and second user work on it; the second one has a fixed price and an invoice.
    pub projects: Vec<ProjectId>,
    /// The tasks of the first project, followed by one of the second.
    pub tasks: Vec<TaskId>,
    /// The time entries of the first project: two of the day it was created, one of 40 days before.
    pub time_entries: Vec<TimeEntryId>,
    /// The API name of a custom field of projects that allows no duplicates, if there is one. Its value in the
    /// first project is `C-2041`.
    pub unique_custom_field: String,
}

impl Demo {
    fn new(with_samples: bool) -> Self {
        fn all<K: From<i64> + Into<I>, I>(keys: impl IntoIterator<Item = i64>) -> Vec<I> {
            keys.into_iter().map(|key| K::from(key).into()).collect()
        }
        let samples = |keys: &[i64]| {
            if with_samples {
                keys.to_vec()
            } else {
                Vec::new()
            }
        };
        let users: Vec<i64> = USERS.iter().map(|(id, ..)| *id).collect();
        let customers: Vec<i64> = CUSTOMERS.iter().map(|(id, ..)| *id).collect();
        Self {
            organization_id: OrganizationKey::from(ORGANIZATION).into(),
            client_id: CLIENT_ID.into(),
            client_secret: CLIENT_SECRET.into(),
            redirect_uri: REDIRECT_URI.into(),
            refresh_token: REFRESH_TOKEN.into(),
            access_token: ACCESS_TOKEN.into(),
            users: all::<UserKey, _>(users),
            customers: all::<CustomerKey, _>(samples(&customers)),
            projects: all::<ProjectKey, _>(samples(&PROJECTS)),
            tasks: all::<TaskKey, _>(samples(&TASKS)),
            time_entries: all::<TimeEntryKey, _>(samples(&TIME_ENTRIES)),
            unique_custom_field: "cf_contract_number".into(),
        }
    }

    /// The account of other data.
    fn of(ledger: &Ledger<'_>) -> Result<Self, Refusal> {
        let by_creation = all_sorted_by(ProjectSort::Created);
        let (projects, _) = ledger.projects(ProjectFilter::default(), by_creation)?;
        let projects = projects.into_iter().map(|summary| summary.project.id);
        let projects: Vec<_> = projects.collect();
        let (mut tasks, mut time_entries) = (Vec::new(), Vec::new());
        for project in &projects {
            tasks.extend(ledger.all_tasks(*project)?);
        }
        if let Some(first) = projects.first() {
            time_entries = ledger.entry_keys(*first)?;
        }
        let fields = ledger.custom_fields()?;
        let unique = fields.into_iter().find(|field| field.is_unique);
        Ok(Self {
            organization_id: ledger.organization().id.into(),
            users: ids(ledger.users()?.iter().map(|user| user.id)),
            customers: ids(ledger.customers()?.iter().map(|customer| customer.id)),
            projects: ids(projects),
            tasks: ids(tasks.iter().map(|task| task.id)),
            time_entries: ids(time_entries),
            unique_custom_field: unique.map(|field| field.api_name).unwrap_or_default(),
            ..Self::new(false)
        })
    }
}

fn ids<K: Into<I>, I>(keys: impl IntoIterator<Item = K>) -> Vec<I> {
    keys.into_iter().map(Into::into).collect()
}

/// Creates the organization and its users and, if requested, the sample data, in an empty store.
pub(crate) fn fill(
    transaction: Transaction<'_>,
    now: chrono::DateTime<chrono::Utc>,
    with_samples: bool,
) -> Result<(), Refusal> {
    let id = OrganizationKey::from(ORGANIZATION);
    add_organization(transaction, id)?;
    let organization = transaction.organization(id)?;
    let ledger = transaction.ledger(organization.ok_or(StoreError::BrokenOff)?, now);
    add_users(&ledger)?;
    if with_samples {
        add_samples(&ledger)?;
    }
    Ok(())
}

/// Ensures that the well-known client and tokens exist, for the first user of the first organization. The
/// access token is valid for an hour from now.
pub(crate) fn open_account(
    transaction: Transaction<'_>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Demo, Refusal> {
    let demo = transaction.organization(ORGANIZATION.into())?;
    let organization = match demo {
        None => transaction.first_organization()?,
        demo => demo,
    };
    let ledger = transaction.ledger(organization.ok_or(StoreError::BrokenOff)?, now);
    let user = ledger.first_user()?.ok_or(StoreError::BrokenOff)?.id;
    add_tokens(&ledger, transaction, user)?;
    if ledger.organization().id == ORGANIZATION.into() && user == USERS[0].0.into() {
        let has_samples = ledger.project(PROJECTS[0].into())?.is_some();
        return Ok(Demo::new(has_samples));
    }
    Demo::of(&ledger)
}

fn add_organization(transaction: Transaction<'_>, id: OrganizationKey) -> Result<(), StoreError> {
    const EAST: i32 = 3600;
    transaction.add_organization(&NewOrganization {
        id,
        name: "Sandbox",
        time_zone: FixedOffset::east_opt(EAST)
            .ok_or(StoreError::BrokenOff)?
            .into(),
        currency: currency(),
    })
}

fn currency() -> Currency {
    Currency {
        id: CurrencyKey::from(CURRENCY),
        code: "EUR".into(),
        symbol: "€".into(),
    }
}

fn add_users(ledger: &Ledger<'_>) -> Result<(), StoreError> {
    for (id, name, email, role) in USERS {
        ledger.add_user(&NewUser {
            id: id.into(),
            name,
            email,
            role,
            status: UserStatus::Active,
        })?;
    }
    ledger.add_custom_field(&CustomField {
        id: FieldKey::from(CUSTOM_FIELD),
        api_name: "cf_contract_number".into(),
        label: "Contract number".into(),
        data_type: "string".into(),
        is_unique: true,
    })
}

fn add_tokens(
    ledger: &Ledger<'_>,
    transaction: Transaction<'_>,
    user: UserKey,
) -> Result<(), StoreError> {
    let grant = Grant {
        organization: ledger.organization().id,
        user,
        scopes: all_scopes(),
        center: None,
    };
    let now = ledger.now();
    if transaction.client(CLIENT_ID)?.is_none() {
        transaction.put_client(CLIENT_ID, CLIENT_SECRET)?;
        transaction.describe_client(CLIENT_ID, "Sandbox demo", &[REDIRECT_URI.into()])?;
        transaction.add_refresh_token(&RefreshToken {
            token: REFRESH_TOKEN,
            client: CLIENT_ID,
            grant: &grant,
        })?;
    }
    transaction.put_access_token(&AccessToken {
        token: ACCESS_TOKEN,
        refresh_token: None,
        grant: &grant,
        expires: now.checked_add_signed(ACCESS_LIFETIME).unwrap_or(now),
    })
}

fn add_samples(ledger: &Ledger<'_>) -> Result<(), Refusal> {
    for (id, name, email) in CUSTOMERS {
        ledger.add_customer(&NewCustomer {
            id: id.into(),
            name,
            email,
        })?;
    }
    add_refit(ledger)?;
    add_ovens(ledger)
}

/// A project billed by task, with users and time.
fn add_refit(ledger: &Ledger<'_>) -> Result<(), Refusal> {
    let mut refit = project(ledger, 0, "Harbour crane refit", BillingType::TaskHours);
    refit.description = "New drive, new cabin, new paint.".into();
    refit.budget_type = Some(BudgetType::ProjectHours);
    refit.budget_hours = Some(Hours::from_hours(120));
    refit.cost_budget_amount = Some(Amount::from(9500));
    ledger.put_project(&refit)?;
    ledger.put_custom_value(refit.id, CUSTOM_FIELD.into(), "C-2041")?;
    ledger.put_task(refit.id, &task(0, "Survey", 80))?;
    ledger.put_task(refit.id, &task(1, "Drive", 95))?;
    for (user, rate) in [(0, 70), (1, 55)] {
        let (id, _, _, role) = USERS[user];
        ledger.put_member(
            refit.id,
            &Membership {
                user: id.into(),
                role,
                rate: Some(Amount::from(rate)),
                cost_rate: Some(Amount::from(41)),
                budget_hours: None,
            },
        )?;
    }
    let today = ledger.today();
    let earlier = today.checked_sub_days(Days::new(40)).unwrap_or(today);
    let logged = [
        (
            0,
            0,
            0,
            today,
            Hours::from_minutes(390),
            "Measured the boom.",
        ),
        (
            1,
            1,
            1,
            today,
            Hours::from_hours(4),
            "Took the old drive out.",
        ),
        (2, 0, 1, earlier, Hours::from_minutes(90), "First look."),
    ];
    for (index, task, user, date, hours, notes) in logged {
        ledger.put_time_entry(&time_entry(ledger, (index, task, user), date, hours, notes))?;
    }
    Ok(())
}

/// A project of a fixed price, with an invoice.
fn add_ovens(ledger: &Ledger<'_>) -> Result<(), Refusal> {
    let mut ovens = project(ledger, 1, "Oven control", BillingType::FixedCost);
    ovens.rate = Some(Amount::from(5000));
    ledger.put_project(&ovens)?;
    ledger.put_task(ovens.id, &task(2, "Wiring", 0))?;
    let order = Bill {
        project: ovens.id,
        entries: Vec::new(),
        status: InvoiceStatus::Sent,
        date: None,
        reference_number: String::new(),
    };
    bill(ledger, &order)?;
    Ok(())
}

/// The project of this number, for the customer of the same number.
fn project(ledger: &Ledger<'_>, index: usize, name: &str, billing_type: BillingType) -> Project {
    let (customer, customer_name, email) = CUSTOMERS[index];
    let user = UserKey::from(USERS[0].0);
    Project {
        id: PROJECTS[index].into(),
        name: name.into(),
        customer: Customer {
            id: customer.into(),
            name: customer_name.into(),
            email: email.into(),
            currency: CURRENCY.into(),
        },
        currency: currency(),
        description: String::new(),
        status: ProjectStatus::Active,
        billing_type,
        rate: None,
        budget_type: None,
        budget_hours: None,
        budget_amount: None,
        cost_budget_amount: None,
        created_by: user,
        modified_by: user,
        created: ledger.timestamp(),
        modified: ledger.timestamp(),
    }
}

fn task(index: usize, name: &str, rate: i64) -> Task {
    Task {
        rate: Some(Amount::from(rate)),
        ..Task::new(TASKS[index].into(), name)
    }
}

/// A time entry of the first project; the numbers are those of the entry, the task and the user.
fn time_entry(
    ledger: &Ledger<'_>,
    (index, task, user): (usize, usize, usize),
    log_date: NaiveDate,
    logged: Hours,
    notes: &str,
) -> TimeEntry {
    let begin = TimeOfDay::new(8, 30).ok();
    let end = TimeOfDay::new(15, 0).ok();
    let span = begin
        .zip(end)
        .filter(|(begin, end)| begin.until(*end) == Some(logged));
    TimeEntry {
        id: TIME_ENTRIES[index].into(),
        project: PROJECTS[0].into(),
        project_name: String::new(),
        customer: CUSTOMERS[0].0.into(),
        customer_name: String::new(),
        task: TASKS[task].into(),
        task_name: String::new(),
        user: USERS[user].0.into(),
        user_name: String::new(),
        log_date,
        span,
        logged,
        is_billable: true,
        notes: notes.into(),
        cost_rate: None,
        invoice: None,
        invoice_number: String::new(),
        timer: None,
        created: ledger.timestamp(),
    }
}
