//! Post-processing of progenitor's output: the methods of the client, and the types of the bodies.
//!
//! The parts of the output that are kept, and their changes; everything else in it is dropped:
//!
//! | kept | changed | because |
//! |---|---|---|
//! | structs of `types` | the field attributes of serde | [`super::records`] decodes, and a value is written as the spec says |
//! | | docs | progenitor has none for fields that refer to a component |
//! | | `#[non_exhaustive]` | a field may be added; [`super::requests`] has the constructors |
//! | methods of `Client`: name, arguments, docs | the block is `impl<T: Transport> Client<T>` | the transport is ours and not `reqwest` |
//! | | the return type is the body or the transport's error | an error is made once, by the transport |
//! | | the body builds a `Request` and hands it over | all methods share the code that sends |

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, ExprLit, Field, File, ImplItem, ImplItemFn, Item, ItemMod, ItemStruct, Lit,
    Meta, ReturnType, parse::Parser, parse_quote, punctuated::Punctuated,
};

use super::rust;
use crate::{
    ir::{self, Ir, Operation, Parameter, ParameterLocation, Type},
    names,
};

/// The client as generated and edited.
pub(super) struct Client {
    methods: Vec<ImplItemFn>,
    types: Vec<Item>,
}

impl Client {
    /// Edits the generator's output.
    pub(super) fn new(ir: &Ir, tokens: TokenStream) -> Result<Self, String> {
        let file: File = syn::parse2(tokens).map_err(|error| error.to_string())?;
        let mut client = Self {
            methods: Vec::new(),
            types: Vec::new(),
        };
        for item in file.items {
            match item {
                Item::Mod(module) if module.ident == "types" => {
                    client.types = edit_types(module, ir)?;
                }
                Item::Impl(block) if block.trait_.is_none() => {
                    for item in block.items {
                        if let ImplItem::Fn(method) = item
                            && let Some(operation) = operation(ir, &method)
                        {
                            client.methods.push(edit_method(method, operation)?);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(client)
    }

    /// The file of the methods.
    pub(super) fn methods(&self) -> TokenStream {
        let methods = &self.methods;
        quote! {
            //! The methods of the client, one per operation.

            use crate::{Client, Request, Transport, operations, types};

            impl<T: Transport> Client<T> {
                #(#methods)*
            }
        }
    }

    /// The file of the types.
    pub(super) fn types(&self) -> TokenStream {
        let types = &self.types;
        quote! {
            //! The types of the bodies: requests, responses and the records in them.

            #(#types)*
        }
    }

    /// The method of an operation.
    pub(super) fn method(&self, id: &str) -> Result<&ImplItemFn, String> {
        self.methods
            .iter()
            .find(|method| method.sig.ident == id)
            .ok_or_else(|| format!("there is no method `{id}`"))
    }
}

/// The operation of a method, unless the method is one of progenitor's own.
fn operation<'v>(ir: &'v Ir, method: &ImplItemFn) -> Option<&'v Operation> {
    ir.operations
        .iter()
        .find(|operation| method.sig.ident == operation.id)
}

fn edit_method(mut method: ImplItemFn, operation: &Operation) -> Result<ImplItemFn, String> {
    split_docs(&mut method.attrs)?;
    let response = match &operation.response {
        None => quote!(crate::NoContent),
        Some(Type::Struct(name)) => {
            let name = names::ident(name);
            quote!(types::#name)
        }
        Some(_) => {
            return Err(format!(
                "the response of `{}` is not an object",
                operation.id
            ));
        }
    };
    let output: ReturnType = parse_quote!(-> Result<#response, T::Error>);
    method.sig.output = output;
    method.block = call(operation)?;
    Ok(method)
}

/// The body of the method of an operation.
fn call(operation: &Operation) -> Result<syn::Block, String> {
    let table = names::ident(&names::static_name(&operation.id));
    let argument = |parameter: &Parameter| names::ident(&names::field_name(&parameter.name));
    let mut path = Vec::new();
    for part in operation.path.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default();
        let parameter = operation.parameters.iter().find(|parameter| {
            parameter.location == ParameterLocation::Path && parameter.name == name
        });
        let parameter =
            parameter.ok_or_else(|| format!("`{}` has no parameter `{name}`", operation.id))?;
        path.push(argument(parameter));
    }
    let rest = operation.parameters.iter().filter_map(|parameter| {
        let wire = &parameter.name;
        let name = argument(parameter);
        let value = match (&parameter.ty, parameter.required) {
            (Type::List(_), false) => quote!(#name.into_iter().flatten()),
            (Type::List(_), true) | (_, false) => quote!(#name),
            (_, true) => quote!(Some(#name)),
        };
        match parameter.location {
            ParameterLocation::Path => None,
            ParameterLocation::Query => Some(quote!(.query(#wire, #value))),
            ParameterLocation::Header => Some(quote!(.header(#wire, #value)?)),
        }
    });
    let body = operation.body.is_some().then(|| quote!(.json(body)?));
    syn::parse2(quote! {{
        let request = Request::new(&operations::#table, &[#(&#path),*])#(#rest)*#body;
        self.transport.call(request).await
    }})
    .map_err(|error| error.to_string())
}

fn edit_types(module: ItemMod, ir: &Ir) -> Result<Vec<Item>, String> {
    let Some((_, items)) = module.content else {
        return Err("the module `types` is empty".to_owned());
    };
    let mut missing: BTreeMap<&str, &ir::Struct> = ir
        .structs
        .iter()
        .map(|(name, object)| (name.as_str(), object))
        .collect();
    let mut types = Vec::new();
    for item in items {
        let mut item = match item {
            Item::Struct(item) => item,
            // Conversion errors are for closed enums and checked text, of which there are none.
            Item::Mod(module) if module.ident == "error" => continue,
            item => {
                let item = item.to_token_stream();
                return Err(format!("an item is not a struct: {item}"));
            }
        };
        let name = item.ident.to_string();
        let object = missing
            .remove(name.as_str())
            .ok_or_else(|| format!("the struct `{name}` is not in the ir"))?;
        edit_struct(&mut item, object)?;
        types.push(Item::Struct(item));
    }
    match missing.keys().next() {
        Some(name) => Err(format!("the struct `{name}` is missing")),
        None => Ok(types),
    }
}

fn edit_struct(item: &mut ItemStruct, object: &ir::Struct) -> Result<(), String> {
    item.attrs
        .retain(|attribute| !attribute.path().is_ident("doc"));
    item.attrs.splice(0..0, doc_attributes(&object.docs)?);
    for attribute in &mut item.attrs {
        if attribute.path().is_ident("derive") {
            without_deserialize(attribute)?;
        }
    }
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    let mut fields: BTreeMap<String, (&str, &ir::Field)> = object
        .fields
        .iter()
        .map(|(wire_name, field)| (names::field_name(wire_name), (wire_name.as_str(), field)))
        .collect();
    for field in &mut item.fields {
        let name = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let (wire_name, planned) = fields
            .remove(&name)
            .ok_or_else(|| format!("the field `{}.{name}` is not in the ir", item.ident))?;
        edit_field(field, &name, wire_name, planned)?;
    }
    match fields.keys().next() {
        Some(name) => Err(format!("the field `{}.{name}` is missing", item.ident)),
        None => Ok(()),
    }
}

/// Removes `Deserialize` from a derive.
fn without_deserialize(derive: &mut Attribute) -> Result<(), String> {
    let derived = derive
        .parse_args_with(Punctuated::<syn::Path, syn::Token![,]>::parse_terminated)
        .map_err(|error| error.to_string())?;
    let others = derived.iter().filter(|path| {
        let last = path.segments.last();
        last.is_none_or(|last| last.ident != "Deserialize")
    });
    *derive = parse_quote!(#[derive(#(#others),*)]);
    Ok(())
}

/// Replaces the attributes of a field: how it is written, and its docs.
fn edit_field(
    field: &mut Field,
    name: &str,
    wire_name: &str,
    planned: &ir::Field,
) -> Result<(), String> {
    let mut serde = Vec::new();
    if name != wire_name {
        serde.push(quote!(rename = #wire_name));
    }
    if !planned.required {
        let empty = if matches!(planned.ty, Type::List(_)) {
            "Vec::is_empty"
        } else {
            "Option::is_none"
        };
        serde.push(quote!(skip_serializing_if = #empty));
    }
    if let Some(function) = planned.serialize_with() {
        serde.push(quote!(serialize_with = #function));
    }
    field.attrs = doc_attributes(&planned.docs)?;
    if !serde.is_empty() {
        field.attrs.push(parse_quote!(#[serde(#(#serde),*)]));
    }
    Ok(())
}

/// Splits docs into an attribute per line.
fn split_docs(attributes: &mut Vec<Attribute>) -> Result<(), String> {
    let mut split = Vec::new();
    for attribute in attributes.drain(..) {
        match doc_text(&attribute) {
            Some(text) if text.contains('\n') => split.extend(doc_attributes(&text)?),
            _ => split.push(attribute),
        }
    }
    *attributes = split;
    Ok(())
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attribute.meta else {
        return None;
    };
    match &meta.value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) if meta.path.is_ident("doc") => Some(text.value()),
        _ => None,
    }
}

fn doc_attributes(text: &str) -> Result<Vec<Attribute>, String> {
    Attribute::parse_outer
        .parse2(rust::docs(text))
        .map_err(|error| error.to_string())
}
