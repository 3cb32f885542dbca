//! Many processes with one file of tokens, some of which are killed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use zoho_time::auth::{ExposeSecret, FileTokenStore, TokenKey, TokenRecord, TokenStore};
use zoho_time::chrono::TimeDelta;
use zoho_time_sandbox::Sandbox;
use zoho_time_tests::token_gate::TokenGate;
use zoho_time_tests::token_program::{credentials, number_of};

/// The program `token_user`, running. It is killed when this is dropped.
struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Program {
    /// Starts it and waits until it is ready.
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_token_user"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        Self { child, stdout }
    }

    /// Starts it.
    fn go(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    }

    /// Waits until it has done what it does.
    fn finish(mut self) {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        assert_eq!(line, "done\n");
        assert!(self.child.wait().unwrap().success());
    }

    /// Ends it in the middle of whatever it does.
    fn kill(mut self) {
        self.child.kill().unwrap();
        let status = self.child.wait().unwrap();
        assert!(status.code().is_none(), "it had ended already: {status}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs blocking work, while the servers of the test continue.
async fn meanwhile<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// Not even half of a file is for others.
#[cfg(unix)]
fn assert_private(file: &std::fs::Metadata) {
    use std::os::unix::fs::PermissionsExt as _;

    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}

#[cfg(not(unix))]
fn assert_private(_: &std::fs::Metadata) {}

const PROCESSES: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_processes_that_start_together_make_one_request() {
    let rounds = 5;
    for round in 1..=rounds {
        let sandbox = Sandbox::builder().token_limits(true).start().await.unwrap();
        let door = TokenGate::start(sandbox.base_url()).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tokens.json").display().to_string();
        let url = door.url().to_owned();
        meanwhile(move || {
            let start = |_| Program::start(&["call", &url, &file]);
            let mut programs: Vec<_> = (0..PROCESSES).map(start).collect();
            programs.iter_mut().for_each(Program::go);
            programs.into_iter().for_each(Program::finish);
        })
        .await;
        let exchanges = sandbox.log().exchanges();
        let requests = exchanges
            .iter()
            .filter(|exchange| exchange.path() == "/oauth/v2/token")
            .count();
        assert_eq!(requests, 1, "round {round}");
        assert_eq!(door.counted(), 1 + 5 * PROCESSES, "round {round}");
        drop(folder);
    }
    println!("{PROCESSES} processes at once, {rounds} rounds: 1 token request each");
}

/// Reads the record that the writers write; there has to be one, and all of it.
async fn read(path: &Path) -> (TokenRecord, u64) {
    let key = TokenKey::named("https://accounts.zoho.eu", "1000.CLIENT", "written");
    let record = FileTokenStore::new(path).load(&key).await.unwrap();
    let record = record.expect("a record");
    let number = number_of(record.to_json().expose_secret());
    (record, number.expect("a whole record"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_killed_at_any_moment_leave_a_file_that_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let (mut kills, mut halves) = (0_u32, 0_u32);
    // So that there is one from the beginning.
    let mut first = Program::start(&["write", path.to_str().unwrap()]);
    first.go();
    let begun = Instant::now();
    while !path.exists() {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "nothing was written"
        );
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    first.kill();
    for trial in 0..60_u64 {
        let file = path.display().to_string();
        meanwhile(move || {
            let start = |_| Program::start(&["write", &file]);
            let mut programs: Vec<_> = (0..2).map(start).collect();
            programs.iter_mut().for_each(Program::go);
            // A different moment every time: anywhere in a handful of writes.
            std::thread::sleep(Duration::from_micros(trial * 997 % 25_000));
            programs.into_iter().for_each(Program::kill);
        })
        .await;
        kills += 2;
        if let Ok(half) = std::fs::metadata(path.with_extension("json.new")) {
            halves += 1;
            assert_private(&half);
        }
        read(&path).await;
        // No process is locked out, and no temporary file is left.
        let (record, _) = read(&path).await;
        if trial % 10 == 9 {
            let store = FileTokenStore::new(&path).lock_timeout(Duration::from_secs(5));
            let key = TokenKey::named("https://accounts.zoho.eu", "1000.CLIENT", "written");
            let mut locked = store.lock(&key).await.unwrap();
            locked.save(&record).await.unwrap();
            assert!(!path.with_extension("json.new").exists());
        }
    }
    println!(
        "writers: {kills} kills, {halves} trials with a half-written file beside, all readable"
    );
    assert!(halves > 0, "no kill has met a write");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_killed_at_any_moment_leave_tokens_that_can_be_used() {
    let sandbox = Sandbox::start().await.unwrap();
    let door = TokenGate::start(sandbox.base_url()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let (id, _, refresh_token) = credentials();
    let key = TokenKey::of_refresh_token(door.url(), id, &refresh_token.into());
    let (mut kills, mut between) = (0, 0);
    for trial in 0..50_usize {
        let (url, file) = (door.url().to_owned(), path.display().to_string());
        let programs = meanwhile(move || {
            // Later than all that those before it have written.
            let hours = (trial * 1000).to_string();
            let start = |_| Program::start(&["renew", &url, &file, &hours]);
            let mut programs: Vec<_> = (0..2).map(start).collect();
            programs.iter_mut().for_each(Program::go);
            programs
        });
        let programs = programs.await;
        // In the midst of it, and at a different moment every time.
        door.until(door.counted() + 2 + trial % 5).await;
        meanwhile(move || {
            std::thread::sleep(Duration::from_micros(trial as u64 * 997 % 10_000));
            programs.into_iter().for_each(Program::kill);
        })
        .await;
        kills += 2;
        let record = FileTokenStore::new(&path).load(&key).await.unwrap();
        let record = record.expect("a record");
        // A request that was noted, and whose answer was not kept.
        between += usize::from(record.expires_at().is_none_or(|end| {
            let last = record.requests().last();
            last.is_some_and(|last| *last + TimeDelta::hours(1) != end)
        }));
    }
    let exchanges = sandbox.log().exchanges();
    let requests = exchanges
        .iter()
        .filter(|exchange| exchange.path() == "/oauth/v2/token")
        .count();
    println!(
        "clients: {kills} kills during {} exchanges, {requests} of the last {} for a token; {between} times \
         between request and answer, all readable",
        door.counted(),
        exchanges.len(),
    );
    assert!(requests >= 50, "they were killed before they did anything");
    // The next process can use what they left.
    let (url, file) = (door.url().to_owned(), path.display().to_string());
    meanwhile(move || {
        let mut program = Program::start(&["call", &url, &file]);
        program.go();
        program.finish();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_counts_even_if_its_process_is_killed_before_the_answer() {
    let sandbox = Sandbox::start().await.unwrap();
    let door = TokenGate::start(sandbox.base_url()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let (id, _, refresh_token) = credentials();
    let key = TokenKey::of_refresh_token(door.url(), id, &refresh_token.into());
    door.close();
    for number in 1..=10 {
        let (url, file) = (door.url().to_owned(), path.display().to_string());
        let program = meanwhile(move || {
            let mut program = Program::start(&["call", &url, &file]);
            program.go();
            program
        });
        let program = program.await;
        door.until(number).await;
        meanwhile(move || program.kill()).await;
        let record = FileTokenStore::new(&path).load(&key).await.unwrap();
        assert_eq!(record.expect("a record").requests().len(), number);
    }
    // The eleventh does not ask.
    let (url, file) = (door.url().to_owned(), path.display().to_string());
    let ended = meanwhile(move || {
        let mut program = Program::start(&["call", &url, &file]);
        program.go();
        program.child.wait().unwrap()
    });
    assert!(!ended.await.success());
    assert_eq!(door.counted(), 10);
    println!("killed before the answer: 10 requests of 10 processes counted, the 11th held back");
}
