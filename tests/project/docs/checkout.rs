//! A copy of this repository in which the commands run, like a fresh clone.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use zoho_time_harness::program::program_of_tests;
use zoho_time_harness::{Program, Scratch};

use crate::docs::script::Shell;

/// Cargo identifies the packages of a workspace by their folders within it, not by the folder of the workspace. The
/// copy shares compiled dependencies with the original; this gives the copy's own packages another identity. It
/// repeats `debug` of the profile in `Cargo.toml` for the dependencies.
const PROFILE: &str = r#"[profile.dev]
debug = "limited"
[profile.dev.package."*"]
debug = false
"#;

/// Replaces the program that a reader installs: what was built here, at a free port.
const SANDBOX: &str = r#"#!/bin/sh
case "$1" in
serve) exec "$SANDBOX" "$@" --port "$PORT" ;;
env | export | faults | reset | snapshot) exec "$SANDBOX" "$@" --url "http://127.0.0.1:$PORT" ;;
*) exec "$SANDBOX" "$@" ;;
esac
"#;

/// Replaces cargo: `cargo xtask` runs the program that was built here, on the copy.
///
/// Everything else is cargo itself.
const CARGO: &str = r#"#!/bin/sh
case "$1" in
xtask) shift && CARGO_MANIFEST_DIR="$REPOSITORY/xtask" exec "$XTASK" "$@" ;;
*) exec "$CARGO" "$@" ;;
esac
"#;

/// The copy, and what its commands find around them.
#[derive(Debug)]
pub(crate) struct Checkout {
    original: PathBuf,
    /// The folder that the copy, and all else, is in.
    folder: PathBuf,
    sandbox: Program,
    xtask: PathBuf,
}

impl Checkout {
    /// Prepares the programs that the commands run.
    pub(crate) fn new(original: &Path) -> Self {
        let manifest = fs::read_to_string(original.join("Cargo.toml")).unwrap();
        assert!(
            manifest.contains("[profile.dev.package.\"*\"]\ndebug = false\n"),
            "{} repeats what Cargo.toml no longer says",
            file!()
        );
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs");
        for name in [".cargo", "programs", "repository"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        fs::write(folder.join(".cargo/config.toml"), PROFILE).unwrap();
        for (name, script) in [("zoho-time-sandbox", SANDBOX), ("cargo", CARGO)] {
            let program = folder.join("programs").join(name);
            fs::write(&program, script).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self {
            original: original.to_owned(),
            folder,
            sandbox: Program::of_tests().unwrap(),
            xtask: program_of_tests("tasks", "xtask").unwrap(),
        }
    }

    fn repository(&self) -> PathBuf {
        self.folder.join("repository")
    }

    /// Makes the copy equal to the original: the same files, in one commit.
    pub(crate) fn refresh(&self) {
        let copy = Scratch::new(self.repository()).unwrap();
        copy.copy(&self.original).unwrap();
    }

    /// A shell in the copy.
    pub(crate) fn shell(&self, script: &str) -> Shell {
        let mut shell = Shell::new(script, &self.repository());
        let temporary = self.folder.join("temporary");
        let _ = fs::remove_dir_all(&temporary);
        fs::create_dir_all(&temporary).unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path =
            std::iter::once(self.folder.join("programs")).chain(std::env::split_paths(&path));
        let port = free_port();
        shell
            .command
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("TMPDIR", temporary)
            .env("SANDBOX", self.sandbox.executable())
            .env("XTASK", &self.xtask)
            .env("REPOSITORY", self.repository())
            .env(
                "CARGO",
                std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
            )
            .env("PORT", port.to_string())
            // Compiled dependencies are shared (by cargo 1.91 and later); the programs of the copy must not replace
            // those of the original.
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env(
                "CARGO_BUILD_BUILD_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap(),
            )
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never")
            .env("RUST_BACKTRACE", "0")
            .env_remove("CARGO_PROFILE_DEV_DEBUG")
            .env_remove("RUST_LOG");
        let (port, usual) = (format!("127.0.0.1:{port}"), "127.0.0.1:8080");
        shell.tidy = Box::new(move |printed| printed.replace(&port, usual));
        shell
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
