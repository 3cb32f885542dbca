//! From the description to the [client view](ClientView): the constructs that the generator
//! does not take, or takes for something else, become ones that it takes.
//!
//! Whatever has no form in Rust is an error with its place, so that the generator never sees
//! anything it would panic on or ignore.

mod alternatives;
mod object;
mod operation;
mod parameter;
mod schema;
mod security;

use std::collections::BTreeMap;

use crate::{
    problem::{Place, Problem, Problems},
    scalars::Scalar,
    spec::{Spec, text},
    view::ClientView,
};

/// Makes the client view of a description that [`crate::check`] has passed.
///
/// # Errors
///
/// Every construct that cannot become Rust.
pub fn lower(spec: &Spec, scalars: &[Scalar]) -> Result<ClientView, Problems> {
    let info = spec.root.get("info").unwrap_or(&serde_json::Value::Null);
    let said = |key| text(info, key).unwrap_or_default().to_owned();
    let mut lowering = Lowering {
        spec,
        scalars,
        view: ClientView {
            title: said("title"),
            version: said("version"),
            docs: said("description"),
            ..ClientView::default()
        },
        names: BTreeMap::new(),
        open: Vec::new(),
    };
    let mut problems = Vec::new();
    for item in spec.operations() {
        match lowering.operation(&item) {
            Ok(operation) => lowering.view.operations.push(operation),
            Err(problem) => problems.push(problem),
        }
    }
    Problems::none_or(&spec.file, problems)?;
    lowering.view.operations.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(lowering.view)
}

/// The view in the making.
struct Lowering<'a> {
    spec: &'a Spec,
    scalars: &'a [Scalar],
    view: ClientView,
    /// Which place each Rust name stands for.
    names: BTreeMap<String, Place>,
    /// The components that are being lowered and are no objects, to find one inside itself.
    open: Vec<String>,
}

impl Lowering<'_> {
    /// Takes a Rust name for what stands at `place`.
    fn claim(&mut self, name: &str, place: &Place) -> Result<(), Problem> {
        let first = self
            .names
            .entry(name.to_owned())
            .or_insert_with(|| place.clone());
        if first == place {
            Ok(())
        } else {
            Err(place.problem(format!(
                "this becomes `{name}` in Rust, which {first} is already; rename one of them"
            )))
        }
    }
}
