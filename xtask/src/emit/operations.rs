//! The table of operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust;
use crate::{
    names,
    view::{ClientView, Operation},
};

/// The items of the file.
pub(super) fn operations(view: &ClientView) -> TokenStream {
    let statics = view.operations.iter().map(one);
    let names = view
        .operations
        .iter()
        .map(|operation| names::ident(&names::static_name(&operation.id)));
    quote! {
        //! What is known of each operation besides its method on the client.

        use crate::Operation;

        /// All operations, sorted by id.
        pub static OPERATIONS: &[&Operation] = &[#(&#names),*];

        #(#statics)*
    }
}

fn one(operation: &Operation) -> TokenStream {
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
    let scopes = operation
        .scopes
        .iter()
        .map(|(product, scope)| quote!((#product, #scope)));
    let success = operation.statuses.first().copied().unwrap_or(200);
    let success = proc_macro2::Literal::u16_unsuffixed(success);
    quote! {
        #docs
        pub static #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            summary: #summary,
            idempotent: #idempotent,
            paged: #paged,
            scopes: &[#(#scopes),*],
            success: #success,
        };
    }
}
