//! The table of operations of the sandbox. It has one line for each, which rustfmt would break.

use std::collections::BTreeSet;

use crate::{
    ir::{Ir, Operation, last_part},
    names,
};

/// The text of the file.
pub(super) fn server_operations(ir: &Ir) -> String {
    let operations = || ir.operations.iter();
    let list = |names: BTreeSet<String>| Vec::from_iter(names).join(", ");
    let mut text = format!(
        "/// All operations, sorted by id.\n\
         static OPERATIONS: &[Operation] = {{\n    \
             use self::Product::{{{}}};\n    \
             use self::Scope::{{{}}};\n    \
             &[\n",
        list(operations().flat_map(products).collect()),
        list(operations().map(scope).collect())
    );
    for operation in operations() {
        text += &format!(
            "        operation({:?}, Method::{}, {:?}, {}, {}, &[{}]),\n",
            operation.id,
            operation.method,
            operation.path,
            scope(operation),
            operation.statuses.first().copied().unwrap_or(200),
            products(operation).collect::<Vec<_>>().join(", "),
        );
    }
    text + "    ]\n};\n"
}

/// The products that have an operation.
fn products(operation: &Operation) -> impl Iterator<Item = String> {
    let products = operation.scopes.iter();
    products.map(|(product, _)| names::variant_name(product))
}

/// The access of an operation to records, which is the last part of its scope.
fn scope(operation: &Operation) -> String {
    let scope = operation
        .scopes
        .first()
        .map_or("READ", |(_, scope)| last_part(scope));
    names::variant_name(&scope.to_lowercase())
}
