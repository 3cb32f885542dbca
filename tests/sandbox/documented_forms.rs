//! Every form that the documents show or the live server sends can be read, and nothing of it is lost.
//!
//! The bodies in `fixtures` have the shapes of the documented samples and of live responses, with values of
//! our own. An operation without a documented sample has the example of the spec instead. To try a folder of
//! responses that you have:
//! `ZOHO_TIME_EXAMPLES=folder cargo test --workspace documented_forms -- --nocapture`.

use std::path::{Path, PathBuf};

use serde_json::Value;
use zoho_time::Hours;
use zoho_time::models::{BillingType, Count, ProjectListResponse, ProjectStatus};
use zoho_time_client::operations::OPERATIONS;
use zoho_time_tests::lossless::{check, decoder_for, decoder_of};
use zoho_time_tests::spec::Spec;

#[test]
fn every_documented_response_is_read_without_loss() {
    let spec = Spec::load();
    let mut kept = 0;
    for operation in OPERATIONS {
        let body = spec.documented_response(operation.id).to_string();
        kept += check(operation.id, &body, decoder_for(operation.id));
    }
    println!(
        "{} documented responses read; {kept} amounts, hours, counts and ids kept",
        OPERATIONS.len()
    );
}

/// A sample that is missing or has another name would be replaced by the example of the spec unnoticed.
#[test]
fn every_documented_sample_is_of_an_operation_and_none_is_missing() {
    let samples = json_files(&fixtures("documented"));
    for sample in &samples {
        let name = sample.file_stem().unwrap().to_str().unwrap();
        assert!(
            OPERATIONS.iter().any(|operation| operation.id == name),
            "{} is named after no operation",
            sample.display()
        );
    }
    assert!(samples.len() >= 33, "{} samples", samples.len());
}

#[test]
fn every_observed_response_is_read_without_loss() {
    let mut kept = 0;
    let files = json_files(&fixtures("observed"));
    for file in &files {
        let operation = file.file_stem().unwrap().to_str().unwrap();
        let body = std::fs::read_to_string(file).unwrap();
        kept += check(operation, &body, decoder_for(operation));
    }
    println!(
        "{} observed responses read; {kept} amounts, hours, counts and ids kept",
        files.len()
    );
}

#[test]
fn a_folder_of_ones_own_is_read_without_loss() {
    let Some(folder) = std::env::var_os("ZOHO_TIME_EXAMPLES") else {
        println!("ZOHO_TIME_EXAMPLES is not set: nothing to read");
        return;
    };
    let spec = Spec::load();
    let (mut responses, mut kept) = (0, 0);
    for file in json_files(Path::new(&folder)) {
        let body = std::fs::read_to_string(&file).unwrap();
        let value: Value = serde_json::from_str(&body).unwrap();
        if value.get("code").is_some() {
            responses += 1;
            kept += check(&file.display().to_string(), &body, decoder_of(spec, &value));
        }
    }
    println!("{responses} responses read; {kept} amounts, hours, counts and ids kept");
    assert!(responses > 0, "no response in that folder");
}

#[test]
fn odd_values_of_a_live_list_are_kept_or_distinguished() {
    let body = std::fs::read_to_string(fixtures("observed").join("list_projects.json")).unwrap();
    let list: ProjectListResponse = serde_json::from_str(&body).unwrap();
    let odd = &list.projects[1];
    assert_eq!(
        odd.status.as_ref().map(ProjectStatus::as_str),
        Some("archived")
    );
    assert_eq!(
        odd.billing_type.as_ref().map(BillingType::as_str),
        Some("by_the_moon")
    );
    assert!(!odd.billing_type.as_ref().unwrap().is_known());
    assert_eq!(odd.rate, None);
    assert_eq!(odd.users_working.map(Count::get), Some(2));
    assert_eq!(odd.has_attachment, None);
    assert_eq!(odd.created_time, None);
    assert_eq!(odd.total_hours, Some(Hours::ZERO));
    assert!(odd.tasks.is_empty());
}

fn fixtures(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(kind)
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    files
}

#[test]
fn the_decoder_of_a_body_is_found_by_its_keys() {
    let spec = Spec::load();
    for operation in OPERATIONS {
        let body = spec.documented_response(operation.id);
        let text = body.to_string();
        let kept = check(operation.id, &text, decoder_of(spec, &body));
        let wanted = check(operation.id, &text, decoder_for(operation.id));
        assert_eq!(kept, wanted, "{}", operation.id);
    }
    // Live servers list tasks under the name of one.
    let tasks =
        serde_json::json!({ "code": 0, "message": "success", "task": [{ "task_id": "7" }] });
    let found = decoder_of(spec, &tasks)(&tasks.to_string()).unwrap();
    assert_eq!(found["tasks"][0]["task_id"], "7");
}
