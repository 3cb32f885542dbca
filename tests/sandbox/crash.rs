//! Acknowledged data survives a kill of the sandbox and a full disk; and the audit detects lost data.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use serde_json::{Value, json};
use zoho_time_harness::run::rounds;
use zoho_time_harness::{Program, Request};
use zoho_time_tests::crash::audit::{Finding, soundness};
use zoho_time_tests::crash::writer::Dice;
use zoho_time_tests::crash::{Deed, Trial};

/// How often the sandbox is killed: by default, in full, and in `soak` unless `ZOHO_TIME_SOAK_ROUNDS` is set.
const FEW_ROUNDS: u64 = 5;
const ROUNDS: u64 = 50;
const SOAK_ROUNDS: u64 = 1000;

static PROGRAM: LazyLock<Program> = LazyLock::new(|| Program::of_tests().unwrap());

fn kill_again_and_again(rounds: u64) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.db");
    let (mut trial, mut sandbox) = Trial::begin(&PROGRAM, Some(&file));
    let (mut acknowledged, mut unanswered, mut settled) = (0, 0, 0);
    let mut restarts = Vec::new();
    for round in 1..=rounds {
        let mut dice = Dice(round);
        let enough = 20 + dice.below(250) as usize;
        acknowledged += trial.write_until_killed(sandbox, enough, &mut dice);
        let before: Vec<_> = trial
            .writers
            .iter()
            .map(|writer| writer.account.clone())
            .collect();
        unanswered += trial
            .writers
            .iter()
            .filter(|writer| writer.pending.is_some())
            .count();
        let time;
        (sandbox, time) = trial.restart();
        restarts.push(time);
        let report = trial.audit(&sandbox);
        assert!(
            report.findings.is_empty(),
            "round {round}: {:?}",
            report.findings
        );
        let changed = before.iter().zip(&trial.writers);
        settled += changed
            .filter(|(before, writer)| **before != writer.account)
            .count();
        if round % 100 == 0 {
            println!(
                "{round} rounds, {acknowledged} acknowledged, {} entries",
                report.entries
            );
        }
    }
    // Otherwise they were not killed while they wrote.
    assert!(unanswered > 0);
    restarts.sort_unstable();
    println!(
        "{rounds} rounds: {acknowledged} acknowledged, 0 lost, 0 phantoms, 0 duplicates; of \
         {unanswered} without an answer {settled} were done; restart {:?}, at most {:?}",
        restarts[restarts.len() / 2],
        restarts.last().copied().unwrap_or(Duration::ZERO),
    );
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    kill_again_and_again(rounds(FEW_ROUNDS, ROUNDS));
}

#[test]
#[ignore = "takes minutes; `cargo xtask soak` runs it"]
fn soak() {
    let rounds = std::env::var("ZOHO_TIME_SOAK_ROUNDS").ok();
    kill_again_and_again(rounds.map_or(SOAK_ROUNDS, |rounds| rounds.parse().unwrap()));
}

#[test]
fn the_check_notices_when_everything_is_lost() {
    let (mut trial, sandbox) = Trial::begin(&PROGRAM, None);
    trial.write_until_killed(sandbox, 100, &mut Dice(1));
    for writer in &mut trial.writers {
        // It might explain why an entry is gone.
        writer.pending = None;
    }
    let entries: usize = trial
        .writers
        .iter()
        .map(|writer| writer.account.0.len())
        .sum();
    let (sandbox, _) = trial.restart();
    let report = trial.audit(&sandbox);
    assert!(entries > 0);
    assert_eq!(
        report.count(|finding| matches!(finding, Finding::Lost(_))),
        entries
    );
    assert_eq!(report.entries, 0);
}

#[test]
fn the_check_notices_each_kind_of_damage() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.db");
    let (mut trial, sandbox) = Trial::begin(&PROGRAM, Some(&file));
    trial.write_until_killed(sandbox, 200, &mut Dice(2));
    let (sandbox, _) = trial.restart();
    trial.audit(&sandbox).expect_nothing();

    // Changes through the API, hidden from the writers.
    let before: Vec<_> = trial
        .writers
        .iter()
        .map(|writer| writer.account.clone())
        .collect();
    let untimed = |writer: usize, index: usize| {
        let entries = before[writer]
            .0
            .iter()
            .filter(|(_, entry)| entry.timer.is_none());
        let (number, entry) = entries.clone().nth(index).unwrap();
        (*number, entry.clone())
    };
    let send = |method: &str, rest: &str, body: Option<&Value>| {
        let path = format!("/projects/timeentries{rest}");
        let target = trial.site.target(&path, "");
        let request = Request::new(method, &target, &trial.writers[0].token, body);
        let answer = sandbox.connect().unwrap().send(&request).unwrap();
        assert!(answer.is_success(), "{answer:?}");
    };
    let body = |notes: &str| {
        json!({
            "project_id": trial.site.project,
            "task_id": trial.site.tasks[0],
            "user_id": trial.writers[0].user,
            "log_date": "2026-03-04",
            "log_time": "01:00",
            "notes": notes,
        })
    };
    let (lost, entry) = untimed(0, 0);
    send("DELETE", &format!("/{}", entry.id.unwrap()), None);
    let (duplicate, entry) = untimed(0, 1);
    send("POST", "", Some(&body(&entry.notes)));
    let (wrong, entry) = untimed(0, 2);
    send(
        "PUT",
        &format!("/{}", entry.id.unwrap()),
        Some(&body(&entry.notes)),
    );
    send("POST", "", Some(&body("1 that no writer logged")));
    let report = trial.audit(&sandbox);
    let found =
        |wanted: &dyn Fn(&Finding) -> bool| report.findings.iter().filter(|f| wanted(f)).count();
    assert_eq!(found(&|f| *f == Finding::Lost(lost)), 1);
    assert_eq!(found(&|f| *f == Finding::Duplicate(duplicate)), 1);
    assert_eq!(
        found(&|f| matches!(f, Finding::Wrong { number, .. } if *number == wrong)),
        1
    );
    assert_eq!(
        found(&|f| matches!(f, Finding::Phantom(notes) if notes.starts_with("1 "))),
        1
    );
    assert_eq!(report.findings.len(), 4, "{:?}", report.findings);

    // An operation that never happened, recorded as acknowledged.
    let account = trial.writers[1]
        .account
        .after(&Deed::Delete(vec![untimed(1, 0).0]), trial.now);
    trial.writers[1].account = account;
    let report = trial.audit(&sandbox);
    assert!(
        report.count(|f| matches!(f, Finding::Phantom(_))) > 1,
        "{:?}",
        report.findings
    );
    drop(sandbox);

    // Only the database itself can show this.
    damage(
        &file,
        "PRAGMA foreign_keys = OFF; UPDATE time_entries SET task_id = 1",
    );
    assert!(matches!(soundness(&file)[0], Finding::Unsound(_)));
}

fn damage(file: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.execute_batch(sql).unwrap();
}

/// A limit for the size of files stands for a disk that is full: what would make one longer fails.
#[cfg(target_os = "linux")]
mod full_disk {
    use std::process::{Command, Stdio};

    use zoho_time_harness::{Connection, Running};
    use zoho_time_tests::crash::Outcome;
    use zoho_time_tests::crash::trial::get;

    use super::{Dice, PROGRAM, Program, Trial, json};

    /// More than a new database has, and less than its log may grow to.
    const LIMIT: u64 = 2 << 20;
    /// How often each writer is refused before it is enough.
    const REFUSALS: usize = 5;

    #[test]
    fn it_loses_nothing_and_is_got_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("books.db");
        let (mut trial, sandbox) = Trial::begin(&PROGRAM, Some(&file));
        sandbox.kill().unwrap();
        let sandbox = trial.adopt(start_limited(&Program::arguments(Some(&file))));

        let mut acknowledged = 0;
        let (site, now) = (trial.site.clone(), trial.now);
        for writer in &mut trial.writers {
            let mut connection = Connection::open(sandbox.address).unwrap();
            let mut refused = 0;
            while refused < REFUSALS {
                match writer.act(&mut connection, &site, now) {
                    Outcome::Acknowledged => acknowledged += 1,
                    Outcome::Refused(answer) => {
                        assert_eq!(answer.status, 500);
                        let body = json!({ "code": 1000, "message": "Internal error" });
                        assert_eq!(answer.body, body);
                        refused += 1;
                    }
                    Outcome::Unknown => panic!("the sandbox has gone"),
                }
            }
            // Reading goes on.
            let target = site.target("/projects", "");
            assert!(get(&mut connection, &target, &writer.token).is_some());
        }
        assert!(acknowledged > 0);

        // With room again, so does writing.
        let lifted = Command::new("prlimit")
            .args(["--pid", &sandbox.id().to_string(), "--fsize=unlimited"])
            .status();
        assert!(lifted.unwrap().success());
        trial.write_until_killed(sandbox, 100, &mut Dice(3));
        let (sandbox, _) = trial.restart();
        trial.audit(&sandbox).expect_nothing();
    }

    /// Starts the sandbox with a limit that can be lifted while it runs.
    fn start_limited(arguments: &[std::ffi::OsString]) -> Running {
        // Without the trap, the system would end the process instead of failing the write.
        let script = format!("trap '' XFSZ; exec prlimit --fsize={LIMIT}:unlimited \"$@\"");
        let mut command = Command::new("sh");
        command
            .args(["-c", &script, "sh"])
            .arg(PROGRAM.executable())
            .args(arguments)
            .env("RUST_LOG", "off")
            .stderr(Stdio::piped());
        Running::of(&mut command).unwrap()
    }
}
