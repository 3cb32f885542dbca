//! Mutation checks: each planted bug is detected by its check, and the unchanged sandbox passes all checks.

use zoho_time::Product;
use zoho_time_tests::checks::{CHECKS, check};
use zoho_time_tests::mutants::MUTANTS;

#[tokio::test]
async fn the_sandbox_passes() {
    for product in Product::ALL {
        for name in CHECKS {
            let found = check(name, product, None).await;
            assert!(found.is_empty(), "{product}, {name}:\n{}", found.join("\n"));
        }
    }
}

#[tokio::test]
async fn every_planted_bug_is_found() {
    let mut missed = Vec::new();
    for bug in &MUTANTS {
        let found = check(bug.found_by, Product::Books, Some(*bug)).await;
        match found.first() {
            Some(first) => {
                let line = first.lines().next().unwrap_or_default();
                println!("{}: found by {}: {line}", bug.name, bug.found_by);
            }
            None => missed.push(bug.name),
        }
    }
    println!(
        "{} of {} caught",
        MUTANTS.len() - missed.len(),
        MUTANTS.len()
    );
    assert!(missed.is_empty(), "not found: {missed:?}");
}
