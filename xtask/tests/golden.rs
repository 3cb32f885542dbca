//! The generated code of a small spec that holds every construct. To take what is
//! generated now as the expected: `UPDATE_GOLDEN=1 cargo test -p xtask`.

use std::{env, path::Path};

use xtask::{
    files, regen,
    scalars::{STRING, Scalar},
};

/// The scalars of `constructs.yaml`, under names of its own and with types that exist.
const LIBRARY: &[Scalar] = &[
    Scalar::new("BookId", "::zoho_time_types::ProjectId"),
    Scalar::new("BookIds", "::zoho_time_types::TimeEntryIds"),
    Scalar::new("BudgetInput", "::zoho_time_types::Hours")
        .written_with("::zoho_time_types::wire::budget_hours"),
    Scalar::new("Date", "::zoho_time_types::chrono::NaiveDate"),
    Scalar::new("DateInput", "::zoho_time_types::chrono::NaiveDate"),
    Scalar::new("FineInput", "::zoho_time_types::Amount")
        .written_with("::zoho_time_types::wire::as_number"),
    Scalar::new("Minutes", "::zoho_time_types::Hours"),
    Scalar::new("Note", STRING),
    Scalar::new("Price", "::zoho_time_types::Amount"),
    Scalar::new("PriceInput", "::zoho_time_types::Amount"),
];

#[test]
fn every_construct_becomes_what_is_checked_in() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let text = files::read(&golden.join("constructs.yaml")).unwrap();
    let generated = regen::generate("constructs.yaml", &text, LIBRARY)
        .unwrap_or_else(|problems| panic!("{problems}"));

    let folder = golden.join("constructs");
    let differences = files::differences(&files::read_folder(&folder).unwrap(), &generated.files);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        files::apply(&folder, &differences).unwrap();
    } else {
        let diffs: Vec<String> = differences.iter().map(|d| d.diff(&folder)).collect();
        assert!(diffs.is_empty(), "{}", diffs.join("\n"));
    }
}
