//! What progenitor made, with what it cannot be asked for: field attributes, `#[non_exhaustive]`,
//! docs on every field, and without the parts that nobody should use.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, ExprLit, Field, File, ImplItem, ImplItemFn, Item, ItemMod, ItemStruct, Lit,
    Meta, parse::Parser, parse_quote,
};

use super::rust;
use crate::{
    names,
    view::{self, ClientView, Role, Type},
};

/// The generated client, as edited.
pub(super) struct Client {
    file: File,
}

impl Client {
    /// Edits the generator's output.
    pub(super) fn new(view: &ClientView, tokens: TokenStream) -> Result<Self, String> {
        let mut file: File = syn::parse2(tokens).map_err(|error| error.to_string())?;
        file.attrs = Attribute::parse_inner
            .parse2(quote!(#![doc = " The client: one method per operation, and the types of their bodies."]))
            .map_err(|error| error.to_string())?;
        // The prelude is but another name for the client.
        file.items
            .retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
        for item in &mut file.items {
            match item {
                Item::Mod(module) if module.ident == "types" => edit_types(module, view)?,
                // Without `ByteStream`: every body is JSON.
                Item::Use(import) if matches!(import.vis, syn::Visibility::Public(_)) => {
                    *import = parse_quote! {
                        pub use progenitor_client::{ClientInfo, Error, ResponseValue};
                    };
                }
                Item::Struct(client) => {
                    split_docs(&mut client.attrs)?;
                    client
                        .attrs
                        .sort_by_key(|attribute| !attribute.path().is_ident("doc"));
                }
                Item::Impl(block) if block.trait_.is_none() => {
                    // It unwraps, and sets timeouts that nobody asked for.
                    block.items.retain(
                        |item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"),
                    );
                    for item in &mut block.items {
                        if let ImplItem::Fn(method) = item {
                            split_docs(&mut method.attrs)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(Self { file })
    }

    /// The edited file.
    pub(super) fn into_file(self) -> File {
        self.file
    }

    /// The method of an operation.
    pub(super) fn method(&self, id: &str) -> Result<&ImplItemFn, String> {
        self.file
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
                _ => None,
            })
            .flatten()
            .find_map(|item| match item {
                ImplItem::Fn(method) if method.sig.ident == id => Some(method),
                _ => None,
            })
            .ok_or_else(|| format!("there is no method `{id}`"))
    }
}

fn edit_types(module: &mut ItemMod, view: &ClientView) -> Result<(), String> {
    let Some((_, items)) = &mut module.content else {
        return Err("the module `types` is empty".to_owned());
    };
    // Conversion errors are for closed enums and checked text, of which there is none.
    items.retain(|item| !matches!(item, Item::Mod(module) if module.ident == "error"));
    let mut missing: BTreeMap<&str, &view::Struct> = view
        .structs
        .iter()
        .map(|(name, object)| (name.as_str(), object))
        .collect();
    for item in items {
        let Item::Struct(item) = item else {
            return Err(format!(
                "an item that is no struct: {}",
                item.to_token_stream()
            ));
        };
        let name = item.ident.to_string();
        let object = missing
            .remove(name.as_str())
            .ok_or_else(|| format!("the struct `{name}` is not in the view"))?;
        edit_struct(item, object)?;
    }
    match missing.keys().next() {
        Some(name) => Err(format!("the struct `{name}` is missing")),
        None => Ok(()),
    }
}

fn edit_struct(item: &mut ItemStruct, object: &view::Struct) -> Result<(), String> {
    item.attrs
        .retain(|attribute| !attribute.path().is_ident("doc"));
    item.attrs.splice(0..0, doc_attributes(&object.docs)?);
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    let mut fields: BTreeMap<String, (&str, &view::Field)> = object
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
            .ok_or_else(|| format!("the field `{}.{name}` is not in the view", item.ident))?;
        edit_field(field, &name, wire_name, planned, object.role)?;
    }
    match fields.keys().next() {
        Some(name) => Err(format!("the field `{}.{name}` is missing", item.ident)),
        None => Ok(()),
    }
}

fn edit_field(
    field: &mut Field,
    name: &str,
    wire_name: &str,
    planned: &view::Field,
    role: Role,
) -> Result<(), String> {
    let mut serde = Vec::new();
    if name != wire_name {
        serde.push(quote!(rename = #wire_name));
    }
    for alias in &planned.aliases {
        serde.push(quote!(alias = #alias));
    }
    let list = matches!(planned.ty, Type::List(_));
    let deserialize_with = planned.deserialize_with(role);
    if !planned.required && (list || deserialize_with.is_some()) {
        serde.push(quote!(default));
    }
    if let Some(function) = deserialize_with {
        serde.push(quote!(deserialize_with = #function));
    }
    if !planned.required {
        let empty = if list {
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

/// Docs of several lines become several lines of docs.
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
