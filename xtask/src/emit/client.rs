//! What progenitor made, with what it cannot be asked for: field attributes, `#[non_exhaustive]`,
//! docs on every field, and without the parts that nobody should use. How a method sends a request, and how a
//! type is read, is the same for all, and written once: the first by hand, for the second see [`super::records`].

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, ExprLit, Field, File, ImplItem, ImplItemFn, Item, ItemMod, ItemStruct, Lit,
    Meta, parse::Parser, parse_quote, punctuated::Punctuated,
};

use super::rust;
use crate::{
    ir::{self, Ir, Operation, Parameter, ParameterLocation, Type},
    names,
};

/// The generated client, as edited.
pub(super) struct Client {
    file: File,
}

impl Client {
    /// Edits the generator's output.
    pub(super) fn new(ir: &Ir, tokens: TokenStream) -> Result<Self, String> {
        let mut file: File = syn::parse2(tokens).map_err(|error| error.to_string())?;
        file.attrs = Attribute::parse_inner
            .parse2(quote!(#![doc = " The client: one method per operation, and the types of their bodies."]))
            .map_err(|error| error.to_string())?;
        // The prelude is but another name for the client.
        // What else is private is for the bodies of progenitor's methods.
        file.items.retain(|item| match item {
            Item::Mod(module) => module.ident != "prelude",
            Item::Use(import) => matches!(import.vis, syn::Visibility::Public(_)),
            Item::Const(_) => false,
            _ => true,
        });
        let operations: BTreeMap<&str, &Operation> = ir
            .operations
            .iter()
            .map(|operation| (operation.id.as_str(), operation))
            .collect();
        for item in &mut file.items {
            match item {
                Item::Mod(module) if module.ident == "types" => edit_types(module, ir)?,
                // Without `ByteStream`: every body is JSON.
                Item::Use(import) => {
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
                            let id = method.sig.ident.to_string();
                            if let Some(operation) = operations.get(id.as_str()) {
                                method.block = call(operation)?;
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        let imports = file
            .items
            .iter()
            .position(|item| matches!(item, Item::Use(_)));
        file.items.insert(
            imports.map_or(0, |last| last + 1),
            parse_quote!(
                use crate::{call::Call, operations};
            ),
        );
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
        match parameter.location {
            ParameterLocation::Path => None,
            ParameterLocation::Query => Some(quote!(.query(#wire, &#name))),
            ParameterLocation::Header if parameter.required => {
                Some(quote!(.header(#wire, Some(#name))))
            }
            ParameterLocation::Header => Some(quote!(.header(#wire, #name))),
        }
    });
    let body = operation.body.is_some().then(|| quote!(.body(body)));
    let send = match operation.response {
        Some(_) => quote!(send()),
        None => quote!(send_for_nothing()),
    };
    syn::parse2(quote! {{
        let call = Call::new(self, &operations::#table, &[#(&#path),*])#(#rest)*#body;
        call.#send.await
    }})
    .map_err(|error| error.to_string())
}

fn edit_types(module: &mut ItemMod, ir: &Ir) -> Result<(), String> {
    let Some((_, items)) = &mut module.content else {
        return Err("the module `types` is empty".to_owned());
    };
    // Conversion errors are for closed enums and checked text, of which there is none.
    items.retain(|item| !matches!(item, Item::Mod(module) if module.ident == "error"));
    let mut missing: BTreeMap<&str, &ir::Struct> = ir
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
            .ok_or_else(|| format!("the struct `{name}` is not in the ir"))?;
        edit_struct(item, object)?;
    }
    match missing.keys().next() {
        Some(name) => Err(format!("the struct `{name}` is missing")),
        None => Ok(()),
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

/// Takes `Deserialize` out of what is derived.
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

/// What is left to say of a field is how it is written.
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
