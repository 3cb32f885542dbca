//! The guides in `docs`: runs every command in a copy of this repository and compares its output, applies every
//! diff, and checks every link in the Markdown files.
//!
//! Meaning of a block of a page:
//!
//! | block | |
//! |---|---|
//! | `sh` | commands, run in order in one shell, which ends at the first that fails |
//! | `text`, right after it | what they print, errors too; `…` stands for any text, alone on a line for any lines |
//! | `diff` | a change, made with `git apply` |
//!
//! and a comment right before a block of commands, which readers do not see:
//!
//! | comment | |
//! |---|---|
//! | `<!-- fails -->` | the command ends with an error |
//! | `<!-- stays -->` | the command goes on in the background; the next one waits for what it prints |
//! | `<!-- not run: … -->` | it is not run, for this reason |
//!
//! `docs/curl.md` is run by the test `other_languages`, `docs/changing-the-api.md` by `.ci/additions`. Where a tool is
//! missing a page is left out with a note, unless `CI` is `true`.

mod checkout;
mod expected;
mod links;
mod markdown;
mod page;
mod script;
mod wrong_pages;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::Value;
use zoho_time_harness::Scratch;

use crate::tools;

use checkout::Checkout;
use page::{Page, What};

/// The guide whose changes and commands are those of `.ci/additions`.
const CHANGES: &str = "changing-the-api.md";

/// The folder of the workspace.
fn root() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    folder.canonicalize().unwrap()
}

/// The pages, by their name.
fn pages() -> Vec<(String, String)> {
    let folder = fs::read_dir(root().join("docs")).unwrap();
    let paths = folder.map(|entry| entry.unwrap().path());
    let mut pages: Vec<_> = paths
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

/// Tools required by a page, in addition to the Rust toolchain, bash and git.
fn tools(page: &str) -> &'static [&'static [&'static str]] {
    match page {
        "other-languages.md" => &[
            &["jq", "--version"],
            &["npx", "--version"],
            &["python3", "-c", "import ensurepip, venv"],
        ],
        "testing.md" => &[&["curl", "--version"], &["jq", "--version"]],
        _ => &[],
    }
}

#[test]
fn every_command_of_the_pages_runs_and_prints_what_they_say() {
    if !tools::are_here(&[&["bash", "--version"], &["git", "--version"]]) {
        return;
    }
    let checkout = Checkout::new(&root());
    let (mut commands, mut marked) = (0, 0);
    for (name, text) in pages() {
        if ["curl.md", CHANGES].contains(&name.as_str()) || !tools::are_here(tools(&name)) {
            continue;
        }
        let start = Instant::now();
        let page = Page::parse(&name, &text).unwrap_or_else(|wrong| panic!("{wrong}"));
        checkout.refresh();
        let ran = page
            .run(|script| checkout.shell(script))
            .unwrap_or_else(|wrong| panic!("{wrong}"));
        println!(
            "{name:<22}{:>4} words, {:>2} commands ran, {} changes made, {:>4.1} s",
            text.split_whitespace().count(),
            ran.commands,
            ran.changes,
            start.elapsed().as_secs_f64()
        );
        for (line, reason) in &ran.marked {
            println!("  not run, line {line}: {reason}");
        }
        commands += ran.commands;
        marked += ran.marked.len();
    }
    println!("{commands} commands ran, {marked} blocks are marked as not run");
    assert!(commands > 20, "there is next to nothing to run");
}

/// The guide shows the same changes and commands as `.ci/additions`.
#[test]
fn the_guide_to_changes_of_the_api_shows_what_ci_does() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let page = Page::parse(CHANGES, &read(&format!("docs/{CHANGES}"))).unwrap();
    let additions: String = additions().iter().map(|path| read(path)).collect();
    let ci = read(".ci/additions");
    let (mut changes, mut commands) = (0, 0);
    for step in page.steps {
        let (line, is_made) = match &step.what {
            What::Change(change) => {
                changes += 1;
                (step.line, additions.contains(change.trim_end()))
            }
            What::Run { commands: run, .. } => {
                commands += 1;
                (step.line, run.lines().all(|command| ci.contains(command)))
            }
        };
        assert!(
            is_made,
            "docs/{CHANGES}, line {line}: .ci/additions does not do this"
        );
    }
    assert!(
        changes > 6 && commands > 2,
        "{changes} changes, {commands} commands"
    );
}

/// The additions, in their order, below the folder of the workspace.
fn additions() -> Vec<String> {
    const FOLDER: &str = "tests/additions";
    let entries = fs::read_dir(root().join(FOLDER)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut paths: Vec<_> = names.map(|name| format!("{FOLDER}/{name}")).collect();
    paths.sort();
    paths
}

/// `.ci/additions` compiles and tests the additions. This finds out early if one no longer applies.
#[test]
fn the_additions_apply_and_change_four_files_each() {
    if !tools::are_here(&[&["git", "--version"]]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let copy = Scratch::new(folder.path()).unwrap();
    copy.copy(&root()).unwrap();
    for addition in additions() {
        copy.git(&["apply", "-C1", &addition])
            .unwrap_or_else(|error| panic!("{addition}: {error}"));
        let changed = copy.read(&addition).unwrap();
        let files = changed.lines().filter(|line| line.starts_with("+++ "));
        assert!(
            files.count() <= 4,
            "{addition} changes more than four files"
        );
    }
}

/// The releases of other people's generators are those that `tests/project/other_languages` has programs for.
#[test]
fn the_generators_are_those_that_are_tested() {
    let tested = |file: &str| fs::read_to_string(tools::source(file)).unwrap();
    let packages: Value = serde_json::from_str(&tested("typescript/package.json")).unwrap();
    let typescript = packages["devDependencies"]["openapi-typescript"]
        .as_str()
        .unwrap();
    let requirements = tested("python/requirements.txt");
    let mut requirements = requirements.lines();
    let python = requirements.find(|line| line.starts_with("openapi-python-client=="));
    let page = fs::read_to_string(root().join("docs/other-languages.md")).unwrap();
    for release in [
        &format!("openapi-typescript@{typescript} "),
        python.unwrap(),
    ] {
        assert!(page.contains(release), "the page has not {release}");
    }
}

#[test]
fn the_index_names_every_page() {
    let pages = pages();
    let index = &pages
        .iter()
        .find(|(name, _)| name == "README.md")
        .unwrap()
        .1;
    let named = markdown::Markdown::read(index).links;
    for (name, _) in pages.iter().filter(|(name, _)| name != "README.md") {
        assert!(named.contains(name), "docs/README.md does not name {name}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let found = links::check(&root(), &links::markdown_files(&root()));
    println!(
        "{} links to files and headings, and {} names of files, in {} pages",
        found.links, found.names, found.files
    );
    assert!(found.broken.is_empty(), "{}", found.broken.join("\n"));
    assert!(
        found.links > 50 && found.names > 30,
        "hardly anything was found"
    );
}
