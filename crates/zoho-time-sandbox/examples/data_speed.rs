//! Measures operations on all data. Prints the results, and asserts nothing: `cargo run --release -p
//! zoho-time-sandbox --example data_speed`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "it prints its figures and ends at the first error"
)]

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use zoho_time_sandbox::{Sandbox, SandboxBuilder, check_database};

/// How many time entries there are.
const ENTRIES: usize = 100_000;
/// How often each thing is measured.
const ROUNDS: usize = 7;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let seed_file = folder.path().join("seed.yaml");
    std::fs::write(&seed_file, many_entries()).unwrap();

    println!("{:<44} {:>10} {:>10}", "", "median", "slowest");
    new_instances().await;
    measure_reset().await;
    println!("\nwith {ENTRIES} time entries");
    let begun = Instant::now();
    let memory = Sandbox::builder().seed_file(&seed_file).start().await;
    show("load a seed file", &mut [begun.elapsed()]);
    snapshots("in memory", memory.unwrap()).await;
    files(folder.path(), &seed_file).await;
}

/// A seed file of one project with many time entries.
fn many_entries() -> String {
    let mut yaml = String::from(
        "organizations:\n- name: Busy\n  users: [{ name: Ada, email: ada@busy.example }]\n  \
         customers: [{ name: Harbour }]\n  projects:\n  - name: Lamp\n    customer: Harbour\n    \
         billing_type: based_on_task_hours\n    users: [{ user: Ada }]\n    \
         tasks: [{ name: Survey, rate: 80 }]\n    time_entries:\n",
    );
    for number in 0..ENTRIES {
        let (month, day) = (number % 12 + 1, number / 12 % 28 + 1);
        writeln!(
            yaml,
            "    - {{ task: Survey, user: Ada, date: 2026-{month:02}-{day:02}, time: '01:15', notes: Number {number} }}"
        )
        .unwrap();
    }
    yaml
}

async fn new_instances() {
    let mut times = Vec::new();
    let mut running = Vec::new();
    for _ in 0..50 {
        let begun = Instant::now();
        running.push(Sandbox::start().await.unwrap());
        times.push(begun.elapsed());
    }
    show("start a sandbox in memory, sample data", &mut times);
}

async fn measure_reset() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut times = Vec::new();
    for _ in 0..50 {
        let begun = Instant::now();
        sandbox.reset().await.unwrap();
        times.push(begun.elapsed());
    }
    show("reset to sample data", &mut times);
}

async fn snapshots(place: &str, sandbox: Sandbox) {
    let (mut saving, mut restoring) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        sandbox.save_snapshot("all").await.unwrap();
        saving.push(begun.elapsed());
        let begun = Instant::now();
        sandbox.restore_snapshot("all").await.unwrap();
        restoring.push(begun.elapsed());
    }
    let megabytes = sandbox.snapshots().await.unwrap()[0].bytes >> 20;
    show(
        &format!("save a snapshot {place}, {megabytes} MiB"),
        &mut saving,
    );
    show(&format!("restore it {place}"), &mut restoring);
    sandbox.stop().await;
}

async fn files(folder: &Path, seed_file: &Path) {
    let database = folder.join("books.db");
    let of_file = || -> SandboxBuilder { Sandbox::builder().database(&database) };
    let first = of_file().seed_file(seed_file).start().await.unwrap();
    snapshots("in a file", first).await;
    let (mut starts, mut checks) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let sandbox = of_file().start().await.unwrap();
        starts.push(begun.elapsed());
        sandbox.stop().await;
        let begun = Instant::now();
        check_database(&database).unwrap();
        checks.push(begun.elapsed());
    }
    show("start with the file", &mut starts);
    show("check the file thoroughly", &mut checks);
}

fn show(what: &str, times: &mut [Duration]) {
    times.sort();
    let milliseconds = |index: usize| times[index].as_secs_f64() * 1000.0;
    let (median, slowest) = (times.len() / 2, times.len() - 1);
    println!(
        "{what:<44} {:>7.2} ms {:>7.2} ms",
        milliseconds(median),
        milliseconds(slowest)
    );
}
