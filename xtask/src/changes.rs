//! The operations that a regeneration adds, removes or changes.
//!
//! Derived from the generated files alone, old and new: an operation is its method, its line
//! in the table, its query, and every type that can be reached from these.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{ImplItem, Item};

use crate::{files::Files, names};

/// The operations that differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// New operations.
    pub added: Vec<String>,
    /// Removed operations.
    pub removed: Vec<String>,
    /// Changed operations.
    pub changed: Vec<String>,
}

impl Changes {
    /// From the old files to the new ones.
    #[must_use]
    pub fn between(old: &Files, new: &Files) -> Self {
        // Reading the code is a good part of a run, and most runs change none of it.
        if old == new {
            return Self::default();
        }
        let (old, new) = (operations(old), operations(new));
        let missing_in = |other: &BTreeMap<String, String>, these: &BTreeMap<String, String>| {
            these
                .keys()
                .filter(|id| !other.contains_key(*id))
                .cloned()
                .collect()
        };
        Self {
            added: missing_in(&old, &new),
            removed: missing_in(&new, &old),
            changed: new
                .iter()
                .filter(|(id, text)| old.get(*id).is_some_and(|old| old != *text))
                .map(|(id, _)| id.clone())
                .collect(),
        }
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::default() {
            return f.write_str("no operation has changed");
        }
        let lists = [
            ("added", &self.added),
            ("removed", &self.removed),
            ("changed", &self.changed),
        ];
        let mut lists = lists
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .peekable();
        while let Some((what, list)) = lists.next() {
            write!(f, "{what}: {}", list.join(", "))?;
            if lists.peek().is_some() {
                writeln!(f)?;
            }
        }
        Ok(())
    }
}

/// The code generated under a name, and the names in it.
#[derive(Default)]
struct Named {
    text: String,
    names: BTreeSet<String>,
}

impl Named {
    fn add(&mut self, tokens: TokenStream) {
        self.text += &tokens.to_string();
        self.text.push('\n');
        collect_names(tokens, &mut self.names);
    }
}

/// The text of everything that belongs to each operation.
fn operations(files: &Files) -> BTreeMap<String, String> {
    let mut methods = BTreeMap::new();
    let mut named = BTreeMap::new();
    // A file that is not Rust is not one of ours, and is reported as different anyway.
    for file in files.values().filter_map(|text| syn::parse_file(text).ok()) {
        index(file.items, &mut methods, &mut named);
    }
    methods
        .into_iter()
        // The constructors of the client are not operations.
        .filter(|(id, _)| named.contains_key(&names::static_name(id)))
        .map(|(id, method)| {
            let query = format!("{}Query", names::type_name(&id));
            let mut open = vec![names::static_name(&id), query];
            open.extend(method.names);
            let mut reached = BTreeSet::new();
            while let Some(name) = open.pop() {
                if let Some(item) = named.get(&name)
                    && reached.insert(name)
                {
                    open.extend(item.names.iter().cloned());
                }
            }
            let texts = reached
                .iter()
                .filter_map(|name| Some(named.get(name)?.text.as_str()));
            (id, texts.fold(method.text, |all, text| all + text))
        })
        .collect()
}

fn index(
    items: Vec<Item>,
    methods: &mut BTreeMap<String, Named>,
    named: &mut BTreeMap<String, Named>,
) {
    for item in items {
        match item {
            Item::Mod(module) => {
                let items = module.content.map(|(_, items)| items);
                index(items.unwrap_or_default(), methods, named);
            }
            Item::Struct(item) => named
                .entry(item.ident.to_string())
                .or_default()
                .add(item.to_token_stream()),
            // The list of all operations would make each a part of every other.
            Item::Static(item) if item.ident == "OPERATIONS" => {}
            Item::Static(item) => named
                .entry(item.ident.to_string())
                .or_default()
                .add(item.to_token_stream()),
            Item::Macro(item) => {
                let name = defined_name(item.mac.tokens.clone());
                named.entry(name).or_default().add(item.mac.tokens);
            }
            Item::Impl(block) => {
                let name = last_segment(&block.self_ty);
                if name != "Client" {
                    named.entry(name).or_default().add(block.to_token_stream());
                    continue;
                }
                for item in block.items {
                    if let ImplItem::Fn(method) = item {
                        let id = method.sig.ident.to_string();
                        methods.entry(id).or_default().add(method.to_token_stream());
                    }
                }
            }
            _ => {}
        }
    }
}

fn last_segment(ty: &syn::Type) -> String {
    match ty {
        syn::Type::Path(ty) => ty.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}

/// The name of what a macro defines: the last one before the braces.
fn defined_name(tokens: TokenStream) -> String {
    let names = tokens.into_iter().filter_map(|tree| match tree {
        TokenTree::Ident(name) => Some(name.to_string()),
        _ => None,
    });
    names.last().unwrap_or_default()
}

fn collect_names(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(name) => {
                names.insert(name.to_string());
            }
            TokenTree::Group(group) => collect_names(group.stream(), names),
            _ => {}
        }
    }
}
