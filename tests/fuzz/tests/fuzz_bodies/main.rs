//! The fuzz targets under proptest: seeds, mutated seeds, and any bytes.
//!
//! A few hundred inputs by default; `ZOHO_TIME_FUZZ_SECONDS=600` runs each target for ten minutes.
#![allow(
    missing_docs,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod inputs;

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::test_runner::{Config, TestCaseError, TestRunner};
use zoho_time_fuzz::TARGETS;

/// How many inputs the fastest target has by default.
const CASES: u32 = 512;

/// The seeds of a target, in the order of their names.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(target);
    let mut seeds: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    seeds.sort();
    seeds
}

/// How long each target runs, if the environment says so.
fn time() -> Option<Duration> {
    let seconds = std::env::var("ZOHO_TIME_FUZZ_SECONDS").ok()?;
    Some(Duration::from_secs(seconds.parse().unwrap()))
}

fn fuzz(name: &str) {
    let target = *TARGETS.iter().find(|target| target.name == name).unwrap();
    let start = Instant::now();
    let seeds = seeds(name);
    for (seed, data) in &seeds {
        // Names say what is in a seed.
        let accepted = (target.run)(data);
        assert_eq!(accepted, !seed.starts_with("refused"), "{name}/{seed}");
    }
    let (ran, accepted) = (Cell::new(0_u64), Cell::new(0_u64));
    let config = Config {
        cases: CASES / target.cost,
        // A failure prints the input, which belongs among the seeds.
        failure_persistence: None,
        ..Config::default()
    };
    let strategy = inputs::strategy(&seeds);
    loop {
        let outcome = TestRunner::new(config.clone()).run(&strategy, |data| {
            let is_accepted = (target.run)(&data);
            ran.set(ran.get() + 1);
            accepted.set(accepted.get() + u64::from(is_accepted));
            Ok::<_, TestCaseError>(())
        });
        if let Err(failure) = outcome {
            panic!("{name}: {failure}");
        }
        if time().is_none_or(|time| start.elapsed() >= time) {
            break;
        }
    }
    println!(
        "{name}: {} seeds, {} other inputs, {} of them accepted, {:.1} s",
        seeds.len(),
        ran.get(),
        accepted.get(),
        start.elapsed().as_secs_f64()
    );
    assert!(accepted.get() > 0, "no property was checked");
}

#[test]
fn scalars() {
    fuzz("scalars");
}

#[test]
fn decoder() {
    fuzz("decoder");
}

#[test]
fn token_file() {
    fuzz("token_file");
}

#[test]
fn journal() {
    fuzz("journal");
}

#[test]
fn seed_file() {
    fuzz("seed_file");
}

#[test]
fn sandbox_http() {
    fuzz("sandbox_http");
}

/// The package `fuzz` is outside the workspace, where no compiler notices a target that it lacks.
#[test]
fn every_target_has_a_program_for_libfuzzer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for target in TARGETS {
        let name = target.name;
        let path = format!("fuzz_targets/{name}.rs");
        assert!(manifest.contains(&format!("path = \"{path}\"")), "{name}");
        let program = fs::read_to_string(folder.join(path)).unwrap();
        assert!(program.contains(&format!("\"{name}\"")), "{name}");
    }
}
