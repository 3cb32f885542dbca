//! A trial: writers, a sandbox that is killed again and again, and an audit each time.

use std::hint::spin_loop;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zoho_time::chrono::{DateTime, TimeDelta, TimeZone, Utc};
use zoho_time_harness::{Connection, Program, Request, Running};

use super::account::Entry;
use super::audit::{Finding, Report, compare, soundness};
use super::writer::{Dice, Outcome, Writer};

/// How many write at the same time.
pub const WRITERS: u64 = 8;

/// Where the writers log time.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The organization.
    pub organization: String,
    /// The project.
    pub project: String,
    /// The tasks of the project.
    pub tasks: Vec<String>,
}

impl Site {
    /// The target of a request to Zoho Books.
    #[must_use]
    pub fn target(&self, path: &str, more: &str) -> String {
        let organization = &self.organization;
        format!("/books/v3{path}?organization_id={organization}{more}")
    }
}

/// Writers and a sandbox.
#[derive(Debug)]
pub struct Trial {
    program: Program,
    database: Option<PathBuf>,
    /// Those who write.
    pub writers: Vec<Writer>,
    /// Where they write.
    pub site: Site,
    /// The minute of the trial.
    pub now: i64,
}

impl Trial {
    /// Starts a sandbox with its data in a file, or in memory, and makes users, a project and tasks.
    pub fn begin(program: &Program, database: Option<&Path>) -> (Self, Running) {
        let mut trial = Self {
            program: program.clone(),
            database: database.map(Into::into),
            writers: Vec::new(),
            site: Site::default(),
            now: 0,
        };
        let sandbox = program.start(database).unwrap();
        trial.set_up(&sandbox);
        (trial, sandbox)
    }

    /// Restarts the sandbox and returns the time that it took.
    pub fn restart(&mut self) -> (Running, Duration) {
        let begin = Instant::now();
        let sandbox = self.program.start(self.database.as_deref()).unwrap();
        let time = begin.elapsed();
        (self.adopt(sandbox), time)
    }

    /// Goes on with a sandbox that was started on the same data in another way.
    pub fn adopt(&mut self, sandbox: Running) -> Running {
        self.now += 1;
        self.set_clock(&sandbox);
        sandbox
    }

    /// Runs all writers until `n` operations are acknowledged, and kills the sandbox a moment later. Returns
    /// the final number of acknowledged operations.
    pub fn write_until_killed(
        &mut self,
        sandbox: Running,
        enough: usize,
        dice: &mut Dice,
    ) -> usize {
        let (site, now, address) = (&self.site, self.now, sandbox.address);
        let moment = Duration::from_micros(u64::from(dice.below(3000)));
        thread::scope(|scope| {
            let (acknowledge, acknowledged) = mpsc::channel();
            for writer in &mut self.writers {
                let acknowledge = acknowledge.clone();
                let mut connection = Connection::open(address).unwrap();
                scope.spawn(move || {
                    loop {
                        match writer.act(&mut connection, site, now) {
                            Outcome::Acknowledged => acknowledge.send(()).unwrap(),
                            Outcome::Refused(answer) => panic!("refused: {answer:?}"),
                            Outcome::Unknown => break,
                        }
                    }
                });
            }
            drop(acknowledge);
            let before = acknowledged.iter().take(enough).count();
            // So that it is not always hit in the moment in which it answers.
            let begin = Instant::now();
            while begin.elapsed() < moment {
                spin_loop();
            }
            sandbox.kill().unwrap();
            before + acknowledged.iter().count()
        })
    }

    /// Compares everything that is there with what was acknowledged. What was sent without an answer
    /// is settled by this: it was done, or it was not.
    pub fn audit(&mut self, sandbox: &Running) -> Report {
        let mut connection = sandbox.connect().unwrap();
        let token = mint(sandbox, &self.site.organization, None);
        let mut report = Report::default();
        let found = self.entries(&mut connection, &token);
        report.entries = found.len();
        for writer in &mut self.writers {
            let mine = found.iter().filter(|(user, _)| *user == writer.user);
            let mine: Vec<Entry> = mine.map(|(_, entry)| entry.clone()).collect();
            let mut possible = vec![writer.account.clone()];
            // A deed of the round before, which was a minute ago.
            let then = self.now - 1;
            possible.extend(
                writer
                    .pending
                    .take()
                    .map(|deed| writer.account.after(&deed, then)),
            );
            let (account, findings) = compare(&possible, &mine);
            writer.account = account;
            report.findings.extend(findings);
        }
        let known = |user: &str| self.writers.iter().any(|writer| writer.user == user);
        let strangers = found.iter().filter(|(user, _)| !known(user));
        let phantoms = strangers.map(|(_, entry)| Finding::Phantom(entry.notes.clone()));
        report.findings.extend(phantoms);

        let sum = found.iter().map(|(_, entry)| {
            let running = entry.timer.map_or(0, |started| self.now - started);
            entry.minutes + running
        });
        let (sum, total) = (sum.sum(), self.total(&mut connection, &token));
        if total != Some(sum) {
            report.findings.push(Finding::Total(sum, total));
        }
        if let Some(file) = &self.database {
            report.findings.extend(soundness(file));
        }
        report
    }

    /// All time entries of the project, with their users.
    fn entries(&self, connection: &mut Connection, token: &str) -> Vec<(String, Entry)> {
        let mut entries = Vec::new();
        for page in 1.. {
            let project = &self.site.project;
            let more = format!("&project_id={project}&filter_by=Date.All&page={page}");
            let target = self.site.target("/projects/timeentries", &more);
            let list = get(connection, &target, token).expect("time entries can be listed");
            let page = list["time_entries"].as_array().unwrap();
            entries.extend(page.iter().map(|entry| self.read(entry)));
            if list["page_context"]["has_more_page"] != true {
                break;
            }
        }
        entries
    }

    fn read(&self, entry: &Value) -> (String, Entry) {
        let text = |field: &str| entry[field].as_str().unwrap().to_owned();
        let timer = match text("timer_started_at").as_str() {
            "" => None,
            moment => {
                let started: DateTime<Utc> =
                    DateTime::parse_from_str(moment, "%Y-%m-%dT%H:%M:%S%z")
                        .unwrap()
                        .to_utc();
                Some((started - start()).num_minutes())
            }
        };
        let running = timer.map_or(0, |started| self.now - started);
        let found = Entry {
            id: Some(text("time_entry_id")),
            notes: text("notes"),
            minutes: minutes(&text("log_time")) - running,
            timer,
        };
        (text("user_id"), found)
    }

    /// The project's minutes, as the project itself has them; `None` if it does not exist.
    fn total(&self, connection: &mut Connection, token: &str) -> Option<i64> {
        let path = format!("/projects/{}", self.site.project);
        let answer = get(connection, &self.site.target(&path, ""), token)?;
        Some(minutes(answer["project"]["total_hours"].as_str()?))
    }

    fn set_up(&mut self, sandbox: &Running) {
        self.set_clock(sandbox);
        let organization = &sandbox.organization;
        self.site.organization.clone_from(organization);
        let customer = json!({ "organization_id": organization, "name": "Northquay Marine" });
        let customer = sandbox.control("POST", "customers", &customer).unwrap();
        for seed in 1..=WRITERS {
            let user = json!({ "organization_id": organization, "name": format!("Writer {seed}") });
            let user = sandbox.control("POST", "users", &user).unwrap();
            let user = user["user_id"].as_str().unwrap().to_owned();
            let token = mint(sandbox, organization, Some(&user));
            self.writers.push(Writer::new(user, token, seed));
        }
        let users = self.writers.iter();
        let users: Vec<_> = users
            .map(|writer| json!({ "user_id": writer.user }))
            .collect();
        let project = json!({
            "project_name": "Lighthouse lamp",
            "customer_id": customer["customer_id"],
            "billing_type": "based_on_task_hours",
            "tasks": [{ "task_name": "Survey" }, { "task_name": "Grinding" }],
            "users": users,
        });
        let target = self.site.target("/projects", "");
        let request = Request::new("POST", &target, &sandbox.token, Some(&project));
        let answer = sandbox.connect().unwrap().send(&request).unwrap();
        assert!(answer.is_success(), "{answer:?}");
        let project = &answer.body["project"];
        self.site.project = project["project_id"].as_str().unwrap().to_owned();
        let tasks = project["tasks"].as_array().unwrap().iter();
        let tasks = tasks.map(|task| task["task_id"].as_str().unwrap().to_owned());
        self.site.tasks = tasks.collect();
    }

    fn set_clock(&self, sandbox: &Running) {
        let now = start() + TimeDelta::minutes(self.now);
        let body = json!({ "now": now.to_rfc3339(), "frozen": true });
        sandbox.control("PUT", "clock", &body).unwrap();
    }
}

/// The start time of trials.
fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 4, 12, 0, 0).unwrap()
}

/// Makes an access token that outlives the trial.
fn mint(sandbox: &Running, organization: &str, user: Option<&str>) -> String {
    const YEAR: i64 = 365 * 24 * 3600;
    let mut body = json!({ "organization_id": organization, "expires_in": YEAR });
    if let Some(user) = user {
        body["user_id"] = user.into();
    }
    let made = sandbox.control("POST", "tokens", &body).unwrap();
    made["access_token"].as_str().unwrap().to_owned()
}

/// The body of an answer, unless it is a refusal.
pub fn get(connection: &mut Connection, target: &str, token: &str) -> Option<Value> {
    let answer = connection
        .send(&Request::new("GET", target, token, None))
        .unwrap();
    answer.is_success().then_some(answer.body)
}

/// The minutes in a span such as `12:05`.
fn minutes(span: &str) -> i64 {
    let (hours, minutes) = span.split_once(':').unwrap();
    hours.parse::<i64>().unwrap() * 60 + minutes.parse::<i64>().unwrap()
}
