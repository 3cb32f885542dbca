//! From the spec to the [client view](Ir): the constructs that the generator
//! does not take, or takes for something else, become ones that it takes.
//!
//! A construct without a form in Rust is an error with its location, so that the generator gets nothing
//! that it would panic on or ignore.

mod alternatives;
mod object;
mod operation;
mod parameter;
mod schema;
mod security;

pub(crate) use schema::is_id;

use std::collections::BTreeMap;

use crate::{
    ir::Ir,
    problem::{Location, Problem, Problems},
    scalars::Scalar,
    spec::{Spec, text},
};

/// Makes the client view of a spec that [`crate::check`] has passed.
///
/// # Errors
///
/// Every construct that cannot become Rust.
pub fn lower(spec: &Spec, scalars: &[Scalar]) -> Result<Ir, Problems> {
    let info = spec.root.get("info").unwrap_or(&serde_json::Value::Null);
    let field = |key| text(info, key).unwrap_or_default().to_owned();
    let mut lowering = Lowering {
        spec,
        scalars,
        ir: Ir {
            title: field("title"),
            version: field("version"),
            docs: field("description"),
            ..Ir::default()
        },
        names: BTreeMap::new(),
        open: Vec::new(),
    };
    let mut problems = Vec::new();
    for item in spec.operations() {
        match lowering.operation(&item) {
            Ok(operation) => lowering.ir.operations.push(operation),
            Err(problem) => problems.push(problem),
        }
    }
    Problems::none_or(&spec.file, problems)?;
    lowering.ir.operations.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(lowering.ir)
}

/// The representation while it is built.
struct Lowering<'a> {
    spec: &'a Spec,
    scalars: &'a [Scalar],
    ir: Ir,
    /// The location of each Rust name.
    names: BTreeMap<String, Location>,
    /// The components, other than objects, that are being lowered: to detect recursion.
    open: Vec<String>,
}

impl Lowering<'_> {
    /// Reserves a Rust name for the value at `location`.
    fn claim(&mut self, name: &str, location: &Location) -> Result<(), Problem> {
        let first = self
            .names
            .entry(name.to_owned())
            .or_insert_with(|| location.clone());
        if first == location {
            Ok(())
        } else {
            Err(location.problem(format!(
                "this becomes `{name}` in Rust, which {first} is already; rename one of them"
            )))
        }
    }
}
