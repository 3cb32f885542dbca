//! The bodies of requests: how they are made, as they cannot be written as struct literals.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust;
use crate::{
    ir::{Field, Ir, Role, Struct, Type},
    names,
};

/// The items of the file.
pub(super) fn requests(ir: &Ir) -> TokenStream {
    let implementations = ir
        .structs
        .iter()
        .filter(|(_, object)| object.role == Role::Request)
        .map(|(name, object)| implementation(name, object));
    quote! {
        //! How the bodies of requests are made: `new` takes what is required, and a method per
        //! field sets what is not.

        use crate::types;

        #(#implementations)*
    }
}

fn implementation(name: &str, object: &Struct) -> TokenStream {
    let fields: Vec<Member<'_>> = object
        .fields
        .iter()
        .map(|(name, field)| Member::of_field(name, field))
        .collect();
    let name = names::ident(name);
    let new = new(&fields, &object.required, "Without any optional field.");
    let setters = fields
        .iter()
        .filter(|field| !field.required)
        .map(|field| field.setter(&["new"]));
    quote! {
        impl types::#name {
            #new
            #(#setters)*
        }
    }
}

/// A field of a body, or of the query of an operation.
pub(super) struct Member<'a> {
    pub(super) name: &'a str,
    pub(super) docs: &'a str,
    pub(super) ty: &'a Type,
    pub(super) required: bool,
    /// Whether an absent one is an empty list rather than `None`.
    pub(super) plain_list: bool,
}

impl<'a> Member<'a> {
    fn of_field(name: &'a str, field: &'a Field) -> Self {
        Self {
            name,
            docs: &field.docs,
            ty: &field.ty,
            required: field.required,
            plain_list: matches!(field.ty, Type::List(_)),
        }
    }

    /// The method that sets the field. `others` are the methods that are there besides.
    pub(super) fn setter(&self, others: &[&str]) -> TokenStream {
        let method = names::setter_name(self.name, others);
        let field = names::ident(&names::field_name(self.name));
        let docs = rust::docs(self.docs);
        let value = names::ident("value");
        let (ty, converted) = rust::argument(self.ty, &value);
        let assigned = if self.plain_list {
            converted
        } else {
            quote!(Some(#converted))
        };
        quote! {
            #docs
            #[must_use]
            pub fn #method(mut self, value: #ty) -> Self {
                self.#field = #assigned;
                self
            }
        }
    }
}

/// The constructor: takes the required members in the given order.
pub(super) fn new(members: &[Member<'_>], order: &[String], without: &str) -> TokenStream {
    let find = |name: &String| members.iter().find(|member| member.name == name);
    let required: Vec<&Member<'_>> = order.iter().filter_map(find).collect();
    if required.is_empty() {
        let docs = rust::docs(without);
        return quote! {
            #docs
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let arguments = required.iter().map(|member| {
        let name = names::ident(&names::field_name(member.name));
        let (ty, _) = rust::argument(member.ty, &name);
        quote!(#name: #ty)
    });
    let values = members.iter().map(|member| {
        let name = names::ident(&names::field_name(member.name));
        let (_, converted) = rust::argument(member.ty, &name);
        match (member.required, member.plain_list) {
            (true, _) if name == converted.to_string() => quote!(#name),
            (true, _) => quote!(#name: #converted),
            (false, true) => quote!(#name: Vec::new()),
            (false, false) => quote!(#name: None),
        }
    });
    let docs = rust::docs("With what is required, and nothing else.");
    quote! {
        #docs
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}
