//! `cargo xtask import`: what the files that Zoho publishes have that our spec lacks, and the
//! other way round.
//!
//! Zoho publishes one file for each resource and product. They name no operations, write `double` for
//! counts and hours, list the allowed values in prose, and keep every field in a schema of its own. So
//! what is compared is not the text but an [`Inventory`]: the parameters, fields, statuses and scopes
//! of each operation, found by its method and its path below the product's base.
//!
//! Differences that `spec/CURATION.md` explains are listed in `spec/decisions.yaml` and not reported again; a
//! [decision](Decision) that no longer applies is.

mod compare;
mod decisions;
mod inventory;
mod prose;
mod report;
pub mod task;

pub use compare::{About, Difference};
pub use decisions::{Decision, Decisions};
pub use inventory::{Fact, Inventory, Operation, Product, products};
pub use report::Report;
