//! The table of operations.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::rust;
use crate::{
    ir::{Ir, Operation},
    names,
};

/// The scope that each product asks for.
type Scopes = Vec<(String, String)>;

/// The items of the file.
pub(super) fn operations(ir: &Ir) -> TokenStream {
    let scopes = scopes(ir);
    let lists = scopes.iter().map(|(scopes, name)| {
        let count = Literal::usize_unsuffixed(scopes.len());
        let scopes = scopes
            .iter()
            .map(|(product, scope)| quote!((#product, #scope)));
        quote!(static #name: [(&str, &str); #count] = [#(#scopes),*];)
    });
    let statics = ir
        .operations
        .iter()
        .map(|operation| one(operation, scopes.get(&operation.scopes)));
    let names = ir
        .operations
        .iter()
        .map(|operation| names::ident(&names::static_name(&operation.id)));
    quote! {
        //! What is known of each operation besides its method on the client.

        use crate::Operation;

        /// All operations, sorted by id.
        pub static OPERATIONS: &[&Operation] = &[#(&#names),*];

        #(#statics)*

        #(#lists)*
    }
}

/// Each list of scopes by product, of which most operations share a few, and its name.
fn scopes(ir: &Ir) -> BTreeMap<&Scopes, Ident> {
    let mut named = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for Operation { id, scopes, .. } in &ir.operations {
        if scopes.is_empty() || named.contains_key(scopes) {
            continue;
        }
        // The first part names the product.
        let scope = scopes.first().and_then(|(_, scope)| scope.split_once('.'));
        let name = scope.map_or(id.as_str(), |(_, rest)| rest);
        let mut name = format!("SCOPES_{}", names::static_name(name));
        if !taken.insert(name.clone()) {
            name = format!("SCOPES_OF_{}", names::static_name(id));
        }
        named.insert(scopes, names::ident(&name));
    }
    named
}

fn one(operation: &Operation, scopes: Option<&Ident>) -> TokenStream {
    let Operation {
        id,
        method,
        path,
        summary,
        idempotent,
        paged,
        ..
    } = operation;
    let name = names::ident(&names::static_name(id));
    let docs = rust::docs(&format!("{summary}: `{method} {path}`."));
    let scopes = scopes.map_or_else(|| quote!(&[]), |name| quote!(&#name));
    let success = operation.statuses.first().copied().unwrap_or(200);
    let success = Literal::u16_unsuffixed(success);
    quote! {
        #docs
        pub static #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            summary: #summary,
            idempotent: #idempotent,
            paged: #paged,
            scopes: #scopes,
            success: #success,
        };
    }
}
