//! A sandbox with a bug that was put in on purpose, for tests that run outside of this package.
//!
//! `faulty-sandbox --list` prints the bugs that such a test has to find; `faulty-sandbox NAME` starts a
//! sandbox with that bug and prints where it listens.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "this program is for tests only; a panic is how a test fails"
)]

use zoho_time_sandbox::Sandbox;
use zoho_time_tests::faulty::FaultySandbox;
use zoho_time_tests::mutants::MUTANTS;

#[tokio::main]
async fn main() {
    let wanted = std::env::args().nth(1).unwrap();
    if wanted == "--list" {
        for bug in MUTANTS.iter().filter(|bug| bug.from_outside) {
            println!("{}", bug.name);
        }
        return;
    }
    let bug = *MUTANTS.iter().find(|bug| bug.name == wanted).unwrap();
    let sandbox = Sandbox::start().await.unwrap();
    let faulty = FaultySandbox::start(sandbox.base_url(), bug).await;
    println!("{}", faulty.url());
    std::future::pending::<()>().await;
}
