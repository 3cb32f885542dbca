//! The types of the answers: which one each operation has, for code that treats all alike.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::rust;
use crate::ir::Ir;

/// The items of the file.
pub(super) fn responses(ir: &Ir) -> TokenStream {
    let mut by_type: BTreeMap<String, (TokenStream, Vec<&str>)> = BTreeMap::new();
    for operation in &ir.operations {
        if let Some(ty) = operation.response.as_ref().map(rust::ty) {
            let (_, ids) = by_type.entry(ty.to_string()).or_insert((ty, Vec::new()));
            ids.push(&operation.id);
        }
    }
    let arms = by_type
        .values()
        .map(|(ty, ids)| quote!(#(#ids)|* => visitor.visit::<#ty>(),));
    quote! {
        //! Which type the body of each answer has.

        use crate::{Operation, ResponseVisitor};

        /// Visits the type that the body of a successful answer of this operation has; nothing for an
        /// operation that answers without a body.
        pub fn visit<V: ResponseVisitor>(operation: &Operation, visitor: V) -> Option<V::Output> {
            Some(match operation.id {
                #(#arms)*
                _ => return None,
            })
        }
    }
}
