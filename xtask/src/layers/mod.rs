//! Import rules between the folders of a crate: no cycles, and no import that the table of layers forbids.
//!
//! The unit is a folder of a crate's `src`; a file directly in `src` counts as a folder of its own. An import through
//! a re-export counts as an import of the file that defines the item. Tests inside a file do not count.

mod cycles;
mod imports;
mod modules;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

pub use self::imports::{Import, imports};

/// The crates that are checked, by the files that they start with.
const CRATES: [&str; 3] = [
    "crates/zoho-time/src/lib.rs",
    "crates/zoho-time-sandbox/src/lib.rs",
    "crates/zoho-time-sandbox/src/cli/main.rs",
];

/// The document with the table of layers, and the heading above the table.
const TABLE: (&str, &str) = ("ARCHITECTURE.md", "### Layers of the sandbox");

/// The crate that the table is about.
const LAYERED: &str = "crates/zoho-time-sandbox/src/lib.rs";

/// An error of the check.
#[derive(Debug, thiserror::Error)]
pub enum LayersError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: std::io::Error,
    },
    /// A file is not Rust.
    #[error("cannot parse {}: {source}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// The error of the parser.
        source: syn::Error,
    },
    /// Imports break a rule.
    #[error("{}", .0.join("\n"))]
    Broken(Vec<String>),
}

/// The result of a check that found nothing wrong.
#[derive(Debug)]
pub struct Report(Vec<String>);

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

/// Checks the crates of the workspace.
///
/// # Errors
///
/// Fails if imports break a rule, or a file cannot be read or parsed.
pub fn run(root: &Path) -> Result<Report, LayersError> {
    let (mut done, mut broken) = (Vec::new(), Vec::new());
    for file in CRATES {
        let imports = imports(&root.join(file))?;
        broken.extend(
            cycles::report(&imports)
                .into_iter()
                .map(|cycle| format!("{file}: {cycle}")),
        );
        if file == LAYERED {
            let path = root.join(TABLE.0);
            let text = read(&path)?;
            broken.extend(forbidden(&imports, &table(&text)));
        }
        done.push(format!(
            "{file}: no import cycles between {} folders",
            folders(&imports).len()
        ));
    }
    if broken.is_empty() {
        Ok(Report(done))
    } else {
        Err(LayersError::Broken(broken))
    }
}

fn read(path: &Path) -> Result<String, LayersError> {
    std::fs::read_to_string(path).map_err(|source| LayersError::Read {
        path: path.to_owned(),
        source,
    })
}

fn folders(imports: &[Import]) -> BTreeSet<&str> {
    imports
        .iter()
        .flat_map(|import| [&*import.from_folder, &*import.to_folder])
        .collect()
}

/// The cycles among imports, one description each; empty if there are none.
#[must_use]
pub fn cycles(imports: &[Import]) -> Vec<String> {
    cycles::report(imports)
}

/// The rows of the table of layers: a folder, and the folders that it may import.
#[must_use]
pub fn table(document: &str) -> BTreeMap<String, BTreeSet<String>> {
    let after = document.split_once(TABLE.1).map_or("", |(_, after)| after);
    let section = after.split("\n#").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.filter_map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(names);
        let folder = cells.next()?.pop_first()?;
        Some((folder, cells.next_back()?))
    })
    .collect()
}

/// The names in code form in a cell.
fn names(cell: &str) -> BTreeSet<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The imports that the table does not allow. A folder inside another one is under the rules of the outer one.
#[must_use]
pub fn forbidden(imports: &[Import], table: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let outer = |folder: &str| folder.split('/').next().unwrap_or(folder).to_owned();
    let mut problems = BTreeSet::new();
    for import in imports {
        let (from, to) = (outer(&import.from_folder), outer(&import.to_folder));
        match table.get(&from) {
            // The root of the crate declares and re-exports all of it.
            _ if from == to || from == "lib" => {}
            None => {
                problems.insert(format!(
                    "{} has no row for `{from}` under {:?}",
                    TABLE.0, TABLE.1
                ));
            }
            Some(allowed) if allowed.contains(&to) => {}
            Some(_) => {
                problems.insert(format!(
                    "{import}; {} does not let `{from}` import `{to}`",
                    TABLE.0
                ));
            }
        }
    }
    problems.into_iter().collect()
}
