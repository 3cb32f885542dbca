//! The files of a crate as a tree of modules.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use syn::{Item, UseTree, Visibility};

use super::LayersError;

/// A module that is a file.
pub(super) struct Module {
    /// The file, relative to the folder of the crate's root.
    pub(super) file: PathBuf,
    /// Its path from the root of the crate.
    pub(super) path: Vec<String>,
    pub(super) items: Vec<Item>,
    children: BTreeMap<String, usize>,
    /// The names that `use` brings into it, with their paths.
    uses: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
}

/// All modules of a crate. The first one is its root.
pub(super) struct Modules(pub(super) Vec<Module>);

/// A `use` declaration, flattened.
pub(super) struct Use {
    /// The name in this module; nothing for a glob.
    pub(super) name: Option<String>,
    pub(super) path: Vec<String>,
}

/// How many re-exports a path is followed through.
const LIMIT: u8 = 31;

impl Modules {
    pub(super) fn load(root: &Path) -> Result<Self, LayersError> {
        let mut all = Vec::new();
        let folder = root.parent().unwrap_or(root);
        let name = root.file_name().map(PathBuf::from).unwrap_or_default();
        load(folder, name, Path::new(""), Vec::new(), &mut all)?;
        Ok(Self(all))
    }

    /// The module that a path from the root of the crate leads to, through re-exports: the one that is named or
    /// that defines the named item.
    pub(super) fn resolve(&self, path: &[String]) -> Option<usize> {
        self.resolve_in(path, 0)
    }

    fn resolve_in(&self, path: &[String], depth: u8) -> Option<usize> {
        let mut at = 0;
        for (index, name) in path.iter().enumerate() {
            let module = self.0.get(at)?;
            if let Some(child) = module.children.get(name) {
                at = *child;
                continue;
            }
            if depth == LIMIT {
                return Some(at);
            }
            let depth = depth + 1;
            let rest = path.get(index + 1..).unwrap_or_default();
            let follow = |target: &[String]| {
                let target = self.absolute(at, target)?;
                self.resolve_in(&[target.as_slice(), rest].concat(), depth)
            };
            if module.defines(name) {
                return Some(at);
            }
            if let Some(target) = module.uses.get(name) {
                return follow(target).or(Some(at));
            }
            let through_glob = module.globs.iter().find_map(|glob| {
                let whole = [glob.as_slice(), std::slice::from_ref(name)].concat();
                let found = follow(&whole)?;
                self.0.get(found)?.defines(name).then_some(found)
            });
            return through_glob.or(Some(at));
        }
        Some(at)
    }

    /// Resolves a path in a module to the path from the root of the crate; nothing if it leads to another crate.
    pub(super) fn absolute(&self, from: usize, path: &[String]) -> Option<Vec<String>> {
        let module = self.0.get(from)?;
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([&module.path, rest].concat()),
            "super" => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                let base = module.path.get(..module.path.len().checked_sub(ups)?)?;
                Some([base, path.get(ups..)?].concat())
            }
            name if module.children.contains_key(name) => Some([&module.path, path].concat()),
            name => {
                let target = module.uses.get(name)?;
                if target.first() == Some(first) {
                    return None;
                }
                self.absolute(from, &[target.as_slice(), rest].concat())
            }
        }
    }
}

impl Module {
    pub(super) fn has_children(&self) -> bool {
        !self.children.is_empty()
    }

    fn defines(&self, name: &str) -> bool {
        self.items.iter().any(|item| match item {
            Item::Const(item) => item.ident == name,
            Item::Enum(item) => item.ident == name,
            Item::Fn(item) => item.sig.ident == name,
            Item::Static(item) => item.ident == name,
            Item::Struct(item) => item.ident == name,
            Item::Trait(item) => item.ident == name,
            Item::Type(item) => item.ident == name,
            Item::Union(item) => item.ident == name,
            Item::Macro(item) => item.ident.as_ref().is_some_and(|ident| ident == name),
            _ => false,
        })
    }
}

fn load(
    folder: &Path,
    file: PathBuf,
    children_in: &Path,
    path: Vec<String>,
    all: &mut Vec<Module>,
) -> Result<usize, LayersError> {
    let whole = folder.join(&file);
    let text = super::read(&whole)?;
    let syntax = syn::parse_file(&text).map_err(|source| LayersError::Parse {
        path: whole,
        source,
    })?;
    let items: Vec<Item> = syntax
        .items
        .into_iter()
        .filter(|item| !is_test(item))
        .collect();
    let (mut uses, mut globs) = (BTreeMap::new(), Vec::new());
    for item in &items {
        if let Item::Use(item) = item {
            for Use { name, path } in flatten(&item.tree) {
                match name {
                    Some(name) => {
                        uses.insert(name, path);
                    }
                    None => globs.push(path),
                }
            }
        }
    }
    let names: Vec<String> = items
        .iter()
        .filter_map(|item| match item {
            Item::Mod(module) if module.content.is_none() => Some(module.ident.to_string()),
            _ => None,
        })
        .collect();
    let index = all.len();
    all.push(Module {
        file,
        path: path.clone(),
        items,
        children: BTreeMap::new(),
        uses,
        globs,
    });
    for name in names {
        let flat = children_in.join(format!("{name}.rs"));
        let nested = children_in.join(&name);
        let file = if folder.join(&flat).exists() {
            flat
        } else {
            nested.join("mod.rs")
        };
        let path = [path.as_slice(), std::slice::from_ref(&name)].concat();
        let child = load(folder, file, &nested, path, all)?;
        if let Some(module) = all.get_mut(index) {
            module.children.insert(name, child);
        }
    }
    Ok(index)
}

/// The single paths of a `use` declaration.
pub(super) fn flatten(tree: &UseTree) -> Vec<Use> {
    let mut found = Vec::new();
    walk(tree, &mut Vec::new(), &mut found);
    found
}

fn walk(tree: &UseTree, prefix: &mut Vec<String>, found: &mut Vec<Use>) {
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            walk(&path.tree, prefix, found);
            prefix.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                walk(tree, prefix, found);
            }
        }
        UseTree::Glob(_) => found.push(Use {
            name: None,
            path: prefix.clone(),
        }),
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            let path = match name.as_str() {
                "self" => prefix.clone(),
                _ => [prefix.as_slice(), std::slice::from_ref(&name)].concat(),
            };
            let name = path.last().cloned();
            found.push(Use { name, path });
        }
        UseTree::Rename(rename) => {
            let original = rename.ident.to_string();
            let path = match original.as_str() {
                "self" => prefix.clone(),
                _ => [prefix.as_slice(), &[original]].concat(),
            };
            let name = Some(rename.rename.to_string());
            found.push(Use { name, path });
        }
    }
}

/// Whether an item is a re-export.
pub(super) fn is_reexport(item: &Item) -> bool {
    matches!(item, Item::Use(item) if !matches!(item.vis, Visibility::Inherited))
}

/// Whether an item is only there in tests.
fn is_test(item: &Item) -> bool {
    let attributes = match item {
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg") => {
            let condition = list.tokens.to_string();
            condition == "test" || condition.starts_with("all (test")
        }
        _ => false,
    })
}
