//! The imports of a crate's files.

use std::fmt;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::Item;
use syn::visit::Visit;

use super::LayersError;
use super::modules::{Module, Modules, flatten, is_reexport};

/// A file that uses an item of another folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The folder of the file that imports.
    pub from_folder: String,
    /// The folder of the file that defines the item.
    pub to_folder: String,
    /// The file that imports, relative to the root of the crate.
    pub from: PathBuf,
    /// The file that defines the item.
    pub to: PathBuf,
    /// The item.
    pub item: String,
}

impl fmt::Display for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, item, .. } = self;
        write!(
            f,
            "{} imports crate::{item} ({})",
            from.display(),
            to.display()
        )
    }
}

/// The imports of a crate that cross folders.
///
/// # Errors
///
/// Fails if a file cannot be read or parsed.
pub fn imports(root: &Path) -> Result<Vec<Import>, LayersError> {
    let modules = Modules::load(root)?;
    let mut imports = Vec::new();
    for (index, module) in modules.0.iter().enumerate() {
        let mut found = Paths::default();
        for item in &module.items {
            // A re-export of a folder from its own files is not an import.
            if !is_reexport(item) {
                found.visit_item(item);
            }
        }
        for path in found.0 {
            let Some(path) = modules.absolute(index, &path) else {
                continue;
            };
            let Some(target) = modules.resolve(&path).and_then(|at| modules.0.get(at)) else {
                continue;
            };
            let (from_folder, to_folder) = (folder(module), folder(target));
            if from_folder != to_folder {
                imports.push(Import {
                    from_folder,
                    to_folder,
                    from: module.file.clone(),
                    to: target.file.clone(),
                    item: path.join("::"),
                });
            }
        }
    }
    imports.sort();
    imports.dedup();
    Ok(imports)
}

/// The folder that the file of a module belongs to. A file whose submodules are in a folder of its name belongs to
/// that folder.
fn folder(module: &Module) -> String {
    let own = module.file.with_extension("");
    let parent = module.file.parent();
    let parent = parent.filter(|parent| !parent.as_os_str().is_empty());
    let is_mod = module.file.file_stem().is_some_and(|stem| stem == "mod");
    let folder = match parent {
        _ if module.has_children() && !is_mod => own.as_path(),
        Some(parent) => parent,
        None => own.as_path(),
    };
    folder.to_string_lossy().replace('\\', "/")
}

/// The paths in a file, verbatim.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Use(item) => {
                let uses = flatten(&item.tree).into_iter();
                self.0.extend(uses.map(|item| item.path));
            }
            item => syn::visit::visit_item(self, item),
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            let names = path.segments.iter();
            self.0
                .push(names.map(|segment| segment.ident.to_string()).collect());
        }
        syn::visit::visit_path(self, path);
    }

    /// The path in `pub(in crate::folder)` is not an import.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    /// The arguments of a macro are not parsed, so paths in them are found by their `::`.
    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.visit_path(&called.path);
        self.scan(called.tokens.clone());
    }
}

impl Paths {
    fn scan(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.end(&mut path);
                    self.scan(group.stream());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => self.end(&mut path),
            }
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.0.push(path);
        }
    }
}
