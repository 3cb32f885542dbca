//! The mocks of a test server, as progenitor makes them for the crate `httpmock`, with docs, and for
//! addresses with and without the base path of a product.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use syn::{
    Attribute, File, ImplItem, Item, ItemMod, LitStr, TraitItem, parse_quote, visit_mut::VisitMut,
};

use super::print;
use crate::{
    ir::{Ir, Operation},
    names,
};

/// The optional prefix of the path of an operation, as a regular expression.
const BASE_PATH: &str = "^(?:/[a-z]+/v[0-9]+)?/";

/// The text of the file.
pub(super) fn mocks(ir: &Ir, tokens: TokenStream) -> Result<String, String> {
    let mut file: File = syn::parse2(tokens).map_err(|error| error.to_string())?;
    for item in &mut file.items {
        match item {
            Item::Mod(module) => {
                module.attrs = docs(&[
                    "For each operation, which requests are meant and what they are answered with.",
                ]);
                describe_operations(module, ir)?;
            }
            Item::Trait(server) => {
                server.attrs =
                    docs(&["A method of the test server for each operation, which mocks it."]);
                for item in &mut server.items {
                    if let TraitItem::Fn(method) = item {
                        let operation = find(ir, &method.sig.ident.to_string())?;
                        method.attrs = docs(&[&format!(
                            "Mocks `{}`: {}.",
                            operation.id,
                            operation.summary.trim_end_matches('.')
                        )]);
                    }
                }
            }
            _ => {}
        }
    }
    BasePaths.visit_file_mut(&mut file);
    Ok(print::file(file))
}

fn describe_operations(module: &mut ItemMod, ir: &Ir) -> Result<(), String> {
    let Some((_, items)) = &mut module.content else {
        return Err("the module `operations` is empty".to_owned());
    };
    let mut texts = BTreeMap::new();
    for Operation { id, .. } in &ir.operations {
        let name = names::type_name(id);
        texts.insert(
            format!("{name}When"),
            format!("Which requests of `{id}` are meant."),
        );
        texts.insert(format!("{name}Then"), format!("What `{id}` answers with."));
    }
    for item in items.iter_mut() {
        if let Item::Struct(item) = item
            && let Some(texts) = texts.get(&item.ident.to_string())
        {
            item.attrs = docs(&[texts]);
        }
    }
    for item in items.iter_mut() {
        let Item::Impl(block) = item else { continue };
        for item in &mut block.items {
            if let ImplItem::Fn(method) = item {
                let name = method.sig.ident.to_string();
                method.attrs = match name.as_str() {
                    "new" => docs(&["Begins with the mock as `httpmock` has it."]),
                    "into_inner" => docs(&["Goes on with the mock as `httpmock` has it."]),
                    "success" => docs(&[
                        "Answers with a status from 200 to 299, and with this body if there is one.",
                        "",
                        "# Panics",
                        "",
                        "When the status is another one.",
                    ]),
                    "body" => docs(&["Has this body."]),
                    _ => docs(&[&format!("Has this `{name}`.")]),
                };
            }
        }
    }
    Ok(())
}

fn find<'v>(ir: &'v Ir, id: &str) -> Result<&'v Operation, String> {
    // The view has them sorted.
    ir.operations
        .binary_search_by(|operation| operation.id.as_str().cmp(id))
        .ok()
        .and_then(|index| ir.operations.get(index))
        .ok_or_else(|| format!("there is a mock of `{id}`, which is not an operation"))
}

fn docs(lines: &[&str]) -> Vec<Attribute> {
    let lines = lines.iter().map(|line| {
        let line = if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        };
        parse_quote!(#[doc = #line])
    });
    lines.collect()
}

/// Accepts the base path of a product as a prefix of the paths.
struct BasePaths;

impl VisitMut for BasePaths {
    fn visit_lit_str_mut(&mut self, literal: &mut LitStr) {
        if let Some(path) = literal.value().strip_prefix("^/") {
            *literal = LitStr::new(&format!("{BASE_PATH}{path}"), literal.span());
        }
    }

    fn visit_macro_mut(&mut self, node: &mut syn::Macro) {
        // The paths with parameters are formatted.
        if let Ok(mut arguments) = node.parse_body_with(
            syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated,
        ) {
            for argument in &mut arguments {
                self.visit_expr_mut(argument);
            }
            node.tokens = quote::ToTokens::into_token_stream(arguments);
        }
    }
}
