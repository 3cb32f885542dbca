//! The queries: a struct for each operation with parameters in the query, as a method with ten
//! positional arguments, most of them `None`, is hard to read and to keep.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, Pat};

use super::{
    client::Client,
    requests::{Member, new},
    rust,
};
use crate::{
    ir::{Ir, Operation, Parameter, ParameterLocation, Type},
    names,
};

/// The items of the file.
pub(super) fn queries(ir: &Ir, client: &Client) -> Result<TokenStream, String> {
    let queries = ir
        .operations
        .iter()
        .filter(|operation| in_query(operation).next().is_some())
        .map(|operation| query(operation, client))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(quote! {
        //! The queries of the operations that have one: build it, then `send` it.

        use crate::{Client, Transport};

        #(#queries)*
    })
}

fn in_query(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == ParameterLocation::Query)
}

fn query(operation: &Operation, client: &Client) -> Result<TokenStream, String> {
    let id = &operation.id;
    let name = names::ident(&format!("{}Query", names::type_name(id)));
    let docs = rust::docs(&format!(
        "The query of [`Client::{id}`]: {}.",
        operation.summary
    ));
    let members: Vec<Member<'_>> = in_query(operation).map(member).collect();
    let required: Vec<String> = members
        .iter()
        .filter(|member| member.required)
        .map(|member| member.name.to_owned())
        .collect();
    let default = required.is_empty().then(|| quote!(Default,));
    let fields = members.iter().map(|member| {
        let name = names::ident(&names::field_name(member.name));
        let docs = rust::docs(member.docs);
        let ty = rust::ty(member.ty);
        let ty = if member.required {
            ty
        } else {
            quote!(Option<#ty>)
        };
        quote!(#docs pub #name: #ty)
    });
    let new = new(&members, &required, "Without any parameter.");
    let optional = members.iter().filter(|member| !member.required);
    let setters = optional.map(|member| member.setter(&["new", "parameters", "send"]));
    let parameters = parameters(operation);
    let send = send(operation, client)?;
    Ok(quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields),*
        }

        impl #name {
            #new
            #(#setters)*
            #parameters
            #send
        }
    })
}

fn member(parameter: &Parameter) -> Member<'_> {
    Member {
        name: &parameter.name,
        docs: &parameter.docs,
        ty: &parameter.ty,
        required: parameter.required,
        plain_list: false,
    }
}

/// The method that returns the parameters that are set.
fn parameters(operation: &Operation) -> TokenStream {
    let (lists, single): (Vec<_>, Vec<_>) =
        in_query(operation).partition(|parameter| matches!(parameter.ty, Type::List(_)));
    let single = single.into_iter().map(|parameter| {
        let wire = &parameter.name;
        let name = names::ident(&names::field_name(wire));
        if parameter.required {
            quote!(Some((#wire, self.#name.to_string())))
        } else {
            quote!(self.#name.as_ref().map(|value| (#wire, value.to_string())))
        }
    });
    let lists = lists.into_iter().map(|parameter| {
        let wire = &parameter.name;
        let name = names::ident(&names::field_name(wire));
        let flatten = (!parameter.required).then(|| quote!(.flatten()));
        quote!(.chain(self.#name.iter()#flatten.map(|value| (#wire, value.to_string()))))
    });
    quote! {
        /// The parameters that are set, each with its name and its value as they are sent.
        #[must_use]
        pub fn parameters(&self) -> Vec<(&'static str, String)> {
            [#(#single),*].into_iter().flatten()#(#lists)*.collect()
        }
    }
}

/// The method that sends the query. It goes by the arguments of the generated method, in whose
/// order it has no say.
fn send(operation: &Operation, client: &Client) -> Result<TokenStream, String> {
    let method = client.method(&operation.id)?;
    let mut arguments = Vec::new();
    let mut passed = Vec::new();
    for argument in &method.sig.inputs {
        let FnArg::Typed(argument) = argument else {
            continue;
        };
        let Pat::Ident(name) = &*argument.pat else {
            return Err(format!("`{}` has an argument without a name", operation.id));
        };
        let name = &name.ident;
        match in_query(operation).find(|parameter| *name == names::field_name(&parameter.name)) {
            Some(parameter) => passed.push(pass(parameter)),
            None => {
                let ty = without_lifetime(&argument.ty);
                arguments.push(quote!(#name: #ty));
                passed.push(quote!(#name));
            }
        }
    }
    let id = names::ident(&operation.id);
    let response = operation
        .response
        .as_ref()
        .map_or_else(|| quote!(crate::NoContent), rust::ty);
    let docs = rust::docs("Sends the query.\n\n# Errors\n\nFails as the transport defines it.");
    Ok(quote! {
        #docs
        pub async fn send<T: Transport>(
            &self,
            client: &Client<T>,
            #(#arguments),*
        ) -> Result<#response, T::Error> {
            client.#id(#(#passed),*).await
        }
    })
}

/// The argument of the generated method for a parameter of the query.
fn pass(parameter: &Parameter) -> TokenStream {
    let name = names::ident(&names::field_name(&parameter.name));
    match (&parameter.ty, parameter.required) {
        (Type::Boolean | Type::Integer(_) | Type::Number, _) => quote!(self.#name),
        (_, true) => quote!(&self.#name),
        (Type::Text, false) => quote!(self.#name.as_deref()),
        (_, false) => quote!(self.#name.as_ref()),
    }
}

/// The type without the lifetime that the generator gives each reference, and with the types
/// of bodies as paths from the root of the crate.
fn without_lifetime(ty: &syn::Type) -> syn::Type {
    struct Edit;
    impl syn::visit_mut::VisitMut for Edit {
        fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
            reference.lifetime = None;
            syn::visit_mut::visit_type_reference_mut(self, reference);
        }

        fn visit_path_mut(&mut self, path: &mut syn::Path) {
            let first = path.segments.first();
            if path.leading_colon.is_none() && first.is_some_and(|first| first.ident == "types") {
                *path = syn::parse_quote!(crate::#path);
            }
            syn::visit_mut::visit_path_mut(self, path);
        }
    }
    let mut ty = ty.clone();
    syn::visit_mut::VisitMut::visit_type_mut(&mut Edit, &mut ty);
    ty
}
