//! Types, arguments and docs in Rust, from the view.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{ir::Type, names, scalars::STRING};

/// The docs as attributes, a line each.
pub(super) fn docs(text: &str) -> TokenStream {
    let lines = text.trim().lines().map(|line| {
        let line = if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        };
        quote!(#[doc = #line])
    });
    quote!(#(#lines)*)
}

/// The type as generated code outside of `types` names it.
pub(super) fn ty(ty: &Type) -> TokenStream {
    match ty {
        Type::Text => quote!(String),
        Type::Boolean => quote!(bool),
        Type::Integer(format) => {
            let name = names::ident(match *format {
                "uint32" => "u32",
                "uint64" => "u64",
                _ => "i64",
            });
            quote!(#name)
        }
        Type::Number => quote!(f64),
        Type::Any => quote!(::serde_json::Value),
        Type::Scalar(scalar) if scalar.rust == STRING => quote!(String),
        Type::Scalar(scalar) => path(scalar.rust),
        Type::Enum(name) => {
            let name = names::ident(name);
            quote!(crate::enums::#name)
        }
        Type::Struct(name) => {
            let name = names::ident(name);
            quote!(crate::types::#name)
        }
        Type::List(element) => {
            let element = self::ty(element);
            quote!(Vec<#element>)
        }
    }
}

/// The type of an argument for such a value, and the value from the argument `name`.
pub(super) fn argument(ty: &Type, name: &proc_macro2::Ident) -> (TokenStream, TokenStream) {
    match ty {
        Type::List(element) => {
            let (element, converted) = match **element {
                Type::Text | Type::Scalar(_) | Type::Enum(_) => {
                    let element = self::ty(element);
                    (quote!(impl Into<#element>), quote!(.map(Into::into)))
                }
                _ => (self::ty(element), TokenStream::new()),
            };
            (
                quote!(impl IntoIterator<Item = #element>),
                quote!(#name.into_iter()#converted.collect()),
            )
        }
        Type::Boolean | Type::Integer(_) | Type::Number => (self::ty(ty), quote!(#name)),
        _ => {
            let ty = self::ty(ty);
            (quote!(impl Into<#ty>), quote!(#name.into()))
        }
    }
}

/// An absolute path, of which the table of scalars has only good ones.
fn path(path: &str) -> TokenStream {
    let segments = path.trim_start_matches("::").split("::").map(names::ident);
    quote!(#(::#segments)*)
}
