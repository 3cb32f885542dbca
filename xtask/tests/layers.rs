//! The check of imports between folders.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use xtask::layers::{cycles, forbidden, imports, run, table};

/// A crate with these files in `src`.
fn crate_with(files: &[(&str, &str)]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let root = folder.path().join("lib.rs");
    (folder, root)
}

#[test]
fn the_workspace_keeps_its_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    run(root).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_planted_cycle_is_reported_with_its_files() {
    let (_folder, root) = crate_with(&[
        (
            "lib.rs",
            "mod store;\nmod clock;\nmod server;\npub use crate::store::Row;\n",
        ),
        ("store/mod.rs", "mod row;\npub use self::row::Row;\n"),
        ("store/row.rs", "use crate::clock::now;\npub struct Row;\n"),
        ("clock.rs", "use crate::server::Options;\npub fn now() {}\n"),
        // The items are named through a re-export, a module and a macro's arguments.
        (
            "server.rs",
            "pub struct Options;\nfn f() { write!(out, \"{:?}\", crate::Row); }\n",
        ),
    ]);
    let found = cycles(&imports(&root).unwrap());
    assert_eq!(
        found,
        ["import cycle clock -> server -> store -> clock\n  \
          clock.rs imports crate::server::Options (server.rs)\n  \
          server.rs imports crate::Row (store/row.rs)\n  \
          store/row.rs imports crate::clock::now (clock.rs)"]
    );
}

#[test]
fn what_is_no_cycle_is_not_reported() {
    let (_folder, root) = crate_with(&[
        ("lib.rs", "mod a;\nmod b;\npub use crate::a::A;\n"),
        // Files of one folder may import each other.
        (
            "a/mod.rs",
            "mod one;\nmod two;\npub use one::A;\npub struct Shared;\n",
        ),
        (
            "a/one.rs",
            "use super::two::Two;\nuse super::Shared;\npub struct A;\n",
        ),
        ("a/two.rs", "use super::one::A;\npub struct Two;\n"),
        // Tests may import anything, and other crates may have modules of the same name.
        (
            "b.rs",
            "use std::a::B;\nuse crate::A;\n#[cfg(test)]\nmod tests { use crate::a::Shared; }\n",
        ),
    ]);
    let imports = imports(&root).unwrap();
    assert_eq!(cycles(&imports), [""; 0]);
    let shown: Vec<String> = imports.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["b.rs imports crate::A (a/one.rs)"]);
}

#[test]
fn only_what_the_table_allows_is_imported() {
    let (_folder, root) = crate_with(&[
        ("lib.rs", "mod a;\nmod b;\nmod c;\n"),
        ("a.rs", "use crate::b::B;\nuse crate::c::C;\n"),
        ("b.rs", "pub struct B;\n"),
        ("c.rs", "use crate::b::B;\npub struct C;\n"),
    ]);
    let imports = imports(&root).unwrap();
    let document = "### Layers of the sandbox\n\n| folder | content | imports |\n|---|---|---|\n\
                    | `a` | the top, unlike `c` | `b` |\n| `b` | the bottom | |\n\n## Next\n| `x` | | |\n";
    let table = table(document);
    assert_eq!(table.len(), 2);
    assert_eq!(
        forbidden(&imports, &table),
        [
            "ARCHITECTURE.md has no row for `c` under \"### Layers of the sandbox\"",
            "a.rs imports crate::c::C (c.rs); ARCHITECTURE.md does not let `a` import `c`",
        ]
    );
}
