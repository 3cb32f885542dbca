//! That the name of a file is kept, not only what is in it.

use std::fs::File;
use std::io;
use std::path::Path;

/// Forces the folder of a file to the disk, and so a name that is new in it. Systems other than Unix have
/// no such thing.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => {
            let here = folder.as_os_str().is_empty();
            File::open(if here { Path::new(".") } else { folder })?.sync_all()
        }
        _ => Ok(()),
    }
}
