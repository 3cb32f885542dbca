//! The names of operations, and what they say about themselves.

use std::collections::BTreeMap;

use crate::{
    names,
    problem::{Location, Problem},
    spec::{Spec, text},
};

/// Every operation has a summary, and an id of its own, which is a Rust name at the same time.
pub(super) fn check(spec: &Spec) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen = BTreeMap::<&str, Location>::new();
    for operation in spec.operations() {
        if text(operation.value, "summary").is_none() {
            let message = "summary is missing; say in a few words what the operation does";
            problems.push(operation.location.problem(message));
        }
        let Some(id) = text(operation.value, "operationId") else {
            let message = "operationId is missing; give every operation one";
            problems.push(operation.location.problem(message));
            continue;
        };
        let location = operation.location.child("operationId");
        if names::field_name(id) != id {
            problems.push(location.problem(format!(
                "`{id}` must be a name in snake_case, such as `{}`",
                names::field_name(id)
            )));
        }
        if let Some(first) = seen.insert(id, operation.location.clone()) {
            problems.push(location.problem(format!(
                "`{id}` is already the operationId of {first}; each may be used once"
            )));
        }
    }
    problems
}
