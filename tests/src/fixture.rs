//! A sandbox and a client of it, for tests that log time while things go wrong.

use std::time::Duration;

use zoho_time::chrono::NaiveDate;
use zoho_time::models::{ListTimeEntriesQuery, TimeEntry};
use zoho_time::tracking::bulk::BulkLog;
use zoho_time::tracking::{NewTimeEntry, Work};
use zoho_time::{CallOptions, Client, Hours, Pacing, ProjectId, RetryPolicy, TaskId, UserId};
use zoho_time_sandbox::faults::{Action, Armed, Rule};
use zoho_time_sandbox::{Sandbox, SandboxBuilder};

/// A sandbox, and a client that neither waits nor holds back.
#[derive(Debug)]
pub struct Fixture {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// The client.
    pub zoho: Client,
}

impl Fixture {
    /// A new sandbox.
    pub async fn new() -> Self {
        Self::with(Sandbox::builder()).await
    }

    /// A sandbox of one's own.
    pub async fn with(builder: SandboxBuilder) -> Self {
        let sandbox = builder.start().await.unwrap();
        let demo = sandbox.demo();
        let at_once = |options: CallOptions| {
            options
                .retry(RetryPolicy::default().first_wait(Duration::ZERO))
                .attempt_timeout(Duration::from_secs(600))
                .total_timeout(Duration::from_secs(600))
        };
        let zoho = Client::builder()
            .organization(demo.organization_id.clone())
            .access_token(demo.access_token.clone())
            .base_url(sandbox.base_url())
            .pacing(Pacing::off())
            .options(at_once)
            .build()
            .unwrap();
        Self { sandbox, zoho }
    }

    /// The project that has tasks.
    pub fn project(&self) -> &ProjectId {
        &self.sandbox.demo().projects[0]
    }

    /// A task of the project, 0 or 1.
    pub fn task(&self, number: usize) -> &TaskId {
        &self.sandbox.demo().tasks[number]
    }

    /// The calling user.
    pub fn user(&self) -> &UserId {
        &self.sandbox.demo().users[0]
    }

    /// Time to log on the first task.
    pub fn entry(&self, date: NaiveDate, minutes: i64) -> NewTimeEntry {
        let work = Work::lasting(Hours::from_minutes(minutes)).unwrap();
        NewTimeEntry::new(self.project(), self.task(0), self.user(), date, work)
    }

    /// Bulk logging without waits.
    pub fn bulk(&self, concurrency: usize) -> BulkLog {
        BulkLog::new(&self.zoho)
            .concurrency(concurrency)
            .settle(Duration::ZERO)
    }

    /// Makes requests to an operation fail, behind the rules that are armed.
    pub fn arm(&self, operation: &str, action: Action) -> Fault<'_> {
        let mut rule = Rule::new(action);
        rule.operation = Some(operation.to_owned());
        Fault {
            fixture: self,
            rule,
        }
    }

    /// Counters of each rule.
    pub fn faults(&self) -> Vec<Armed> {
        self.sandbox.faults().list()
    }

    /// Everything that is on the server.
    pub async fn everything(&self) -> Vec<TimeEntry> {
        self.sandbox.faults().clear();
        let list = self.zoho.time_entries().list(ListTimeEntriesQuery::new());
        list.all().await.unwrap()
    }

    /// The data of the server for a day.
    pub async fn on(&self, day: NaiveDate) -> Vec<TimeEntry> {
        let query = ListTimeEntriesQuery::new().from_date(day).to_date(day);
        self.zoho.time_entries().list(query).all().await.unwrap()
    }
}

/// A fault about to be armed.
#[derive(Debug)]
#[must_use = "it is armed by one of its methods"]
pub struct Fault<'a> {
    fixture: &'a Fixture,
    rule: Rule,
}

impl Fault<'_> {
    /// After `n` requests.
    pub fn after(mut self, requests: usize) -> Self {
        self.rule.after = requests.try_into().unwrap();
        self
    }

    /// For `n` requests.
    pub fn times(mut self, requests: usize) {
        self.rule.times = Some(requests.try_into().unwrap());
        self.always();
    }

    /// With a probability.
    pub fn sometimes(mut self, probability: f64, seed: u64) {
        self.rule.probability = Some(probability);
        self.rule.seed = Some(seed);
        self.always();
    }

    /// For all requests.
    pub fn always(self) {
        self.fixture.sandbox.faults().arm(self.rule).unwrap();
    }
}

/// A day of March 2026, or after it.
pub fn march(day: u64) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    first + zoho_time::chrono::Days::new(day - 1)
}
