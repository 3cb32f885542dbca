//! The file of tokens: who may use it, and what it says when it cannot be used.

use std::fs;
use std::path::Path;
use std::time::Duration;

use zoho_time::auth::{FileTokenStore, TokenKey, TokenRecord, TokenStore, TokenStoreError};

use crate::token_refresh::fixture::{Fixture, call};

fn key(name: &str) -> TokenKey {
    TokenKey::named("https://accounts.zoho.eu", "1000.CLIENT", name)
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;

    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_for_their_owner_alone_and_others_are_refused() {
    use std::os::unix::fs::PermissionsExt as _;

    let fixture = Fixture::set().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("private/tokens.json");
    let client = || {
        let client = fixture.client().token_store(FileTokenStore::new(&path));
        client.build().unwrap()
    };
    call(&client()).await.unwrap();
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&path.with_extension("json.lock")), 0o600);
    let mut refused = 0;
    for wide in [0o640, 0o604, 0o620, 0o644, 0o666, 0o777] {
        fs::set_permissions(&path, fs::Permissions::from_mode(wide)).unwrap();
        let error = call(&client()).await.unwrap_err().to_string();
        assert!(error.contains(&format!("mode {wide:o}")), "{error}");
        assert!(error.contains("chmod 600"), "{error}");
        refused += 1;
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    call(&client()).await.unwrap();
    assert_eq!(fixture.token_requests(), 1);
    println!("token file: mode 0600, {refused} wider modes refused");
}

#[tokio::test]
async fn sign_ins_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileTokenStore::new(folder.path().join("tokens.json"));
    let record = TokenRecord::default();
    for name in ["one", "two", "three"] {
        store
            .lock(&key(name))
            .await
            .unwrap()
            .save(&record)
            .await
            .unwrap();
    }
    store
        .lock(&key("two"))
        .await
        .unwrap()
        .remove()
        .await
        .unwrap();
    for (name, expected) in [("one", true), ("two", false), ("three", true)] {
        let found = store.load(&key(name)).await.unwrap().is_some();
        assert_eq!(found, expected, "{name}");
    }
}

#[tokio::test]
async fn a_file_of_unknown_format_remains_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let store = FileTokenStore::new(&path);
    let newer = r#"{"format":"zoho-time tokens","version":7,"sign_ins":[]}"#;
    let cases = [
        ("", "is not a token file"),
        ("# notes", "is not a token file"),
        (r#"{"tokens":[]}"#, "is not a token file"),
        (
            newer,
            "has format version 7, and this program supports version 1",
        ),
    ];
    for (content, expected) in cases {
        // Made by the store first, so that it is for its owner alone.
        let _ = fs::remove_file(&path);
        let mut locked = store.lock(&key("a")).await.unwrap();
        locked.save(&TokenRecord::default()).await.unwrap();
        fs::write(&path, content).unwrap();
        let error = locked.save(&TokenRecord::default()).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        let error = store.load(&key("a")).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
}

#[tokio::test]
async fn a_lock_that_is_never_released_becomes_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let _held = FileTokenStore::new(&path).lock(&key("a")).await.unwrap();
    // Another store, as in another process.
    let other = FileTokenStore::new(&path).lock_timeout(Duration::from_millis(30));
    let Err(error) = other.lock(&key("a")).await else {
        panic!("locked twice")
    };
    assert!(matches!(error, TokenStoreError::Busy { .. }), "{error}");
    // Reading needs no lock.
    assert!(other.load(&key("a")).await.unwrap().is_none());
}
