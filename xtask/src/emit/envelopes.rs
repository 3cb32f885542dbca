//! The envelopes: every body of a response with a `code` and a `message`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    ir::{Field, Ir, Role, Struct, Type},
    names,
};

/// The items of the file.
pub(super) fn envelopes(ir: &Ir) -> TokenStream {
    let envelope = |name: &str| {
        let name = names::ident(name);
        quote!(crate::envelope::envelope!(#name);)
    };
    let implementations = ir.structs.iter().filter_map(|(name, object)| {
        let always_there =
            |field: &str| object.fields.get(field).is_some_and(|field| field.required);
        let implementation = implementation(name, object)?;
        Some(if always_there("code") && always_there("message") {
            envelope(name)
        } else {
            implementation
        })
    });
    quote! {
        //! What all bodies of responses have in common.

        #(#implementations)*
    }
}

fn implementation(name: &str, object: &Struct) -> Option<TokenStream> {
    if object.role != Role::Response {
        return None;
    }
    let code = match object.fields.get("code")? {
        Field {
            ty: Type::Integer("int64"),
            required: true,
            ..
        } => quote!(self.code),
        Field {
            ty: Type::Integer("int64"),
            ..
        } => quote!(self.code.unwrap_or_default()),
        _ => return None,
    };
    let message = match object.fields.get("message")? {
        Field {
            ty: Type::Text,
            required: true,
            ..
        } => quote!(&self.message),
        Field { ty: Type::Text, .. } => quote!(self.message.as_deref().unwrap_or_default()),
        _ => return None,
    };
    let name = names::ident(name);
    Some(quote! {
        impl crate::Envelope for crate::types::#name {
            fn code(&self) -> i64 {
                #code
            }

            fn message(&self) -> &str {
                #message
            }
        }
    })
}
