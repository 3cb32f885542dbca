//! Checks of the spec itself, before code is generated from it.
//!
//! [`crate::lower`] reports constructs that are valid, but that the generator does not support.

mod document;
mod examples;
mod json_schema;
mod links;
mod operations;
mod paging;
mod schemas;

use crate::{problem::Problems, scalars::Scalar, spec::Spec};

/// Checks the whole spec.
///
/// # Errors
///
/// All problems found. Later checks need the earlier ones to have passed, so a second run can
/// report more than the first.
pub fn run(spec: &Spec, scalars: &[Scalar]) -> Result<(), Problems> {
    Problems::none_or(&spec.file, document::version(spec))?;
    Problems::none_or(&spec.file, document::references(spec))?;

    let mut problems = document::own_version(spec);
    problems.extend(operations::check(spec));
    problems.extend(schemas::check(spec));
    problems.extend(schemas::scalars_exist(spec, scalars));
    problems.extend(examples::check(spec));
    problems.extend(links::check(spec));
    problems.extend(paging::check(spec));
    Problems::none_or(&spec.file, problems)?;

    Problems::none_or(&spec.file, document::structure(spec))
}
