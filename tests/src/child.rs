//! Runs a test of this program in a process of its own, for what only a process can have: an environment, a
//! logger, and a peak of memory.
//!
//! The test that starts the process is an ordinary one; the test that runs there is `#[ignore]`d and returns at
//! once unless [`is_child`].

use std::process::{Command, Stdio};

/// Set for tests that run in a process of their own.
const CHILD: &str = "ZOHO_TIME_TEST_CHILD";

/// Whether this is such a process. Tests that need one do nothing otherwise.
pub fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// Runs a test in a process of its own, with these additions to the environment, and returns what it prints.
pub async fn run(test: &str, environment: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env(CHILD, "1")
        .envs(environment.iter().copied())
        .stderr(Stdio::inherit());
    // The servers that it talks to run on this thread.
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{test}: {text}");
    assert!(text.contains("1 passed"), "{test} was not found: {text}");
    text
}

/// The lines that a child has printed with this prefix.
pub fn lines<'a>(text: &'a str, prefix: &str) -> Vec<&'a str> {
    let lines = text.lines();
    // The test harness may have written the start of the line.
    lines
        .filter_map(|line| line.split_once(prefix).map(|(_, rest)| rest.trim()))
        .collect()
}

/// The peak memory of this process, in KiB, if the system reports it.
pub fn peak_of_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mut lines = status.lines();
    let line = lines.find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
