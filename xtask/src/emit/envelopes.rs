//! `Envelope`, for the body of every response.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    ir::{Field, Ir, Struct, Type},
    names,
};

/// The items of the file.
pub(super) fn envelopes(ir: &Ir) -> TokenStream {
    let bodies: BTreeSet<&String> = ir
        .operations
        .iter()
        .filter_map(|operation| match &operation.response {
            Some(Type::Struct(name)) => Some(name),
            _ => None,
        })
        .collect();
    let implementations = bodies
        .into_iter()
        .filter_map(|name| Some(implementation(name, ir.structs.get(name)?)));
    quote! {
        //! What the bodies of all responses have in common.

        #(#implementations)*
    }
}

/// The implementation for a body. One without a code is a success.
fn implementation(name: &str, body: &Struct) -> TokenStream {
    let name = names::ident(name);
    let always_there = |field: &str| body.fields.get(field).is_some_and(|field| field.required);
    if always_there("code") && always_there("message") {
        return quote!(crate::envelope::envelope!(#name););
    }
    let code = match body.fields.get("code") {
        Some(Field {
            ty: Type::Integer("int64"),
            required: true,
            ..
        }) => quote!(self.code),
        Some(Field {
            ty: Type::Integer("int64"),
            ..
        }) => quote!(self.code.unwrap_or_default()),
        _ => quote!(0),
    };
    let message = match body.fields.get("message") {
        Some(Field {
            ty: Type::Text,
            required: true,
            ..
        }) => quote!(&self.message),
        Some(Field { ty: Type::Text, .. }) => {
            quote!(self.message.as_deref().unwrap_or_default())
        }
        _ => quote!(""),
    };
    quote! {
        impl crate::Envelope for crate::types::#name {
            fn code(&self) -> i64 {
                #code
            }

            fn message(&self) -> &str {
                #message
            }
        }
    }
}
