//! Links from one file of the repository to another, and files that are named without a link.

use std::fs;
use std::path::{Path, PathBuf};

use zoho_time_harness::scratch;

use crate::docs::markdown::Markdown;

/// Where the repository is going to be. A link to there is one to a file here.
const PUBLISHED: [&str; 2] = [
    "https://github.com/zoho-time/zoho-time/blob/main/",
    "https://github.com/zoho-time/zoho-time/tree/main/",
];

/// Code that starts with one of these is the path of a file or folder, from the root of the repository.
const FOLDERS: [&str; 6] = [".ci/", "crates/", "docs/", "spec/", "tests/", "xtask/"];

/// The result of a check.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) files: usize,
    pub(crate) links: usize,
    /// How many names of files there are besides.
    pub(crate) names: usize,
    /// Broken links and missing files, each with the file that contains it.
    pub(crate) broken: Vec<String>,
}

/// The Markdown files of the repository, from its folder.
pub(crate) fn markdown_files(root: &Path) -> Vec<PathBuf> {
    let names = scratch::files(root).unwrap().into_iter();
    names
        .filter(|name| name.ends_with(".md"))
        .map(PathBuf::from)
        .collect()
}

/// Follows the links of files to others below the folder, and to headings in them.
pub(crate) fn check(root: &Path, files: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for file in files {
        found.files += 1;
        let read = Markdown::read(&fs::read_to_string(root.join(file)).unwrap());
        for link in &read.links {
            let here = PUBLISHED.iter().find_map(|place| link.strip_prefix(place));
            let target = match here {
                Some(path) => (root.to_owned(), path),
                None if is_elsewhere(link) => continue,
                None => (root.join(file.parent().unwrap()), link.as_str()),
            };
            found.links += 1;
            if let Err(reason) = follow(&target.0, target.1, &root.join(file)) {
                let line = format!("{}: `{link}` {reason}", file.display());
                found.broken.push(line);
            }
        }
        for name in &read.codes {
            if !FOLDERS.iter().any(|folder| name.starts_with(folder)) {
                continue;
            }
            found.names += 1;
            if !root.join(name).exists() {
                let line = format!("{}: `{name}` is not there", file.display());
                found.broken.push(line);
            }
        }
    }
    found
}

/// Whether a link has a scheme, such as `https:`.
fn is_elsewhere(link: &str) -> bool {
    link.split_once(':')
        .is_some_and(|(scheme, _)| scheme.chars().all(|sign| sign.is_ascii_alphanumeric()))
}

fn follow(folder: &Path, link: &str, from: &Path) -> Result<(), &'static str> {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = match path {
        "" => from.to_owned(),
        path => folder.join(path),
    };
    if !target.exists() {
        return Err("leads to no file");
    }
    if anchor.is_empty() {
        return Ok(());
    }
    let text = fs::read_to_string(target).map_err(|_| "names a heading of what is no text")?;
    let anchors = Markdown::read(&text).anchors;
    let is_there = anchors.iter().any(|name| name == anchor);
    is_there.then_some(()).ok_or("leads to no heading")
}
