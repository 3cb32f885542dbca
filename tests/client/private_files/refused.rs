//! Modes, and what is refused instead of a file or folder.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use zoho_time_harness::run::report_skipped;

use crate::private_files::kinds::Kind;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

/// Runs code that uses the file. It must not block, whatever is at its path.
async fn run(kind: Kind, folder: &Path) -> Result<(), String> {
    let begun = Instant::now();
    let run = tokio::time::timeout(Duration::from_secs(60), kind.run(folder));
    let outcome = run.await.unwrap_or_else(|_| panic!("{kind:?} blocks"));
    assert!(begun.elapsed() < Duration::from_secs(60), "{kind:?} blocks");
    outcome
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_file_and_folder_is_made_for_its_owner_alone() {
    let mut made = 0;
    for kind in Kind::ALL {
        let folder = tempfile::tempdir().unwrap();
        run(kind, folder.path()).await.unwrap();
        run(kind, folder.path()).await.unwrap();
        let mut folders = vec![folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                // Programs that trust the authority read what is beside its key.
                let beside_the_key =
                    matches!(kind, Kind::AuthorityKey | Kind::AuthorityCertificate);
                let public = beside_the_key && !path.ends_with("ca-key.pem");
                let expected = match (path.is_dir(), public) {
                    (true, _) => 0o700,
                    (false, true) => 0o644,
                    (false, false) => 0o600,
                };
                assert_eq!(mode(&path), expected, "{}", path.display());
                made += 1;
                if path.is_dir() {
                    folders.push(path);
                }
            }
        }
        let path = kind.path(folder.path());
        assert_eq!(
            mode(&path) & 0o077 != 0,
            kind.is_public(),
            "{}",
            path.display()
        );
        for wide in [0o640, 0o604, 0o644, 0o666, 0o777] {
            set_mode(&path, wide);
            let outcome = run(kind, folder.path()).await;
            if kind.is_secret() {
                let error = outcome.unwrap_err();
                assert!(error.contains(&format!("{wide:o}")), "{kind:?}: {error}");
                assert_eq!(mode(&path), wide);
                set_mode(&path, 0o600);
            } else {
                outcome.unwrap_or_else(|error| panic!("{kind:?}: {error}"));
                let closed = if kind.is_public() { 0o644 } else { 0o600 };
                assert_eq!(mode(&path), closed, "{kind:?}");
            }
        }
    }
    println!(
        "{} kinds of files: {made} files and folders for their owner alone; 5 wider modes each refused or closed",
        Kind::ALL.len()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_fifos_and_folders_are_refused_without_blocking() {
    let mut refused = 0;
    for kind in Kind::ALL {
        for place in ["link", "dangling link", "FIFO", "folder", "socket"] {
            let folder = tempfile::tempdir().unwrap();
            let elsewhere = tempfile::tempdir().unwrap();
            let target = elsewhere.path().join("target");
            let path = kind.path(folder.path());
            if kind == Kind::Snapshot {
                fs::create_dir(path.parent().unwrap()).unwrap();
            }
            match place {
                "link" => {
                    fs::write(&target, "before").unwrap();
                    set_mode(&target, 0o600);
                    symlink(&target, &path).unwrap();
                }
                "dangling link" => symlink(&target, &path).unwrap(),
                "FIFO" => fifo(&path),
                "folder" => fs::create_dir(&path).unwrap(),
                _ => drop(std::os::unix::net::UnixListener::bind(&path).unwrap()),
            }
            let outcome = run(kind, folder.path()).await;
            // What is renamed over a link or FIFO leaves nothing of it.
            if kind.is_replaced() && place != "folder" {
                outcome.unwrap_or_else(|error| panic!("{kind:?}, {place}: {error}"));
                assert!(fs::symlink_metadata(&path).unwrap().is_file(), "{kind:?}");
            } else {
                let error = outcome.expect_err(&format!("{kind:?}, {place}"));
                let name = path.file_name().unwrap().to_str().unwrap();
                assert!(error.contains(name), "{kind:?}, {place}: {error}");
            }
            match place {
                "link" => assert_eq!(fs::read_to_string(&target).unwrap(), "before"),
                _ => assert!(!target.exists(), "{kind:?}: the target of a link was made"),
            }
            refused += 1;
        }
    }
    println!(
        "{refused} links, FIFOs, sockets and folders instead of files: none used, none blocks"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn folders_in_which_others_can_replace_files_are_refused() {
    let (mut refused, mut taken) = (0, 0);
    for kind in Kind::ALL {
        for (folder_mode, expected) in [
            (0o700, true),
            (0o755, true),
            (0o775, false),
            (0o757, false),
            (0o777, false),
            // The authority makes an exception of no folder.
            (
                0o1777,
                !matches!(kind, Kind::AuthorityKey | Kind::AuthorityCertificate),
            ),
        ] {
            let folder = tempfile::tempdir().unwrap();
            set_mode(folder.path(), folder_mode);
            let outcome = run(kind, folder.path()).await;
            assert_eq!(
                outcome.is_ok(),
                expected,
                "{kind:?}, {folder_mode:o}: {outcome:?}"
            );
            if let Err(error) = outcome {
                assert!(
                    error.contains(&format!("{folder_mode:o}")),
                    "{kind:?}: {error}"
                );
                assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{kind:?}");
                refused += 1;
            } else {
                taken += 1;
            }
        }
    }
    println!("folders: {refused} that others can write to refused, {taken} others taken");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_other_users_are_refused() {
    let mut refused = 0;
    for kind in Kind::ALL {
        if kind.is_replaced() {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        run(kind, folder.path()).await.unwrap();
        let path = kind.path(folder.path());
        let own = fs::metadata(&path).unwrap().uid();
        if chown(&path, Some(own + 1), None).is_err() {
            report_skipped("files of other users: this user cannot give files away");
            return;
        }
        let error = run(kind, folder.path())
            .await
            .expect_err(&format!("{kind:?}"));
        assert!(
            error.contains("belongs to another user"),
            "{kind:?}: {error}"
        );
        refused += 1;
    }
    println!("{refused} files of other users refused");
}
