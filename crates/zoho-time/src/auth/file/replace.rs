//! Putting a file in the place of another, so that at any moment there is one of the two.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::lock::beside;
use crate::auth::TokenStoreError;
use crate::folder::sync_folder_of;

/// Writes a file anew. Whoever calls it holds the lock, so there is one writer at a time, and what is
/// left of one that was killed can be cleared away.
pub(super) fn replace(path: &Path, content: &[u8]) -> Result<(), TokenStoreError> {
    let new = beside(path, ".new");
    let io = |action| TokenStoreError::io(action, &new);
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(io("clear away")(error));
        }
        _ => {}
    }
    // A file or link that somebody else has put there meanwhile is not written to.
    let mut file = private(OpenOptions::new().write(true).create_new(true))
        .open(&new)
        .map_err(io("make"))?;
    file.write_all(content).map_err(io("write"))?;
    file.sync_all().map_err(io("write"))?;
    drop(file);
    fs::rename(&new, path).map_err(TokenStoreError::io("replace", path))?;
    sync_folder_of(path).map_err(TokenStoreError::io("replace", path))
}

/// Has a file made for its owner alone, from the first byte on.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        options.mode(0o600);
    }
    options
}
