//! What only Unix knows of a file: its owner, its mode, and how to open it without following a link or
//! waiting for the other end of a FIFO.

#[cfg(unix)]
mod imp {
    use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{
        DirBuilderExt as _, FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _,
        PermissionsExt as _,
    };
    use std::path::Path;

    use rustix::fs::OFlags;

    /// What is made here is for its owner.
    pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        options
            .mode(0o600)
            .custom_flags(i32::try_from(flags.bits()).unwrap_or_default())
    }

    pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)
    }

    pub(crate) fn kind(metadata: &Metadata) -> &'static str {
        let kind = metadata.file_type();
        if kind.is_dir() {
            "a folder"
        } else if kind.is_fifo() {
            "a FIFO"
        } else if kind.is_socket() {
            "a socket"
        } else {
            "a device"
        }
    }

    pub(crate) fn mode(metadata: &Metadata) -> u32 {
        metadata.permissions().mode() & 0o7777
    }

    /// The owner, if that is another user.
    pub(crate) fn foreign_owner(metadata: &Metadata) -> Option<u32> {
        let own = rustix::process::geteuid().as_raw();
        (metadata.uid() != own).then(|| metadata.uid())
    }

    /// The owner of a folder, if that is a user who can replace what is in it and is not trusted. `root`
    /// can do so anywhere. A program of `root` may work in the folder of a user: that user cannot make
    /// files of `root`, and files of others are refused.
    pub(crate) fn foreign_folder_owner(metadata: &Metadata) -> Option<u32> {
        foreign_owner(metadata).filter(|owner| *owner != 0 && !rustix::process::geteuid().is_root())
    }

    pub(crate) fn set_mode(file: &File, mode: u32) -> io::Result<()> {
        file.set_permissions(Permissions::from_mode(mode))
    }

    pub(crate) fn set_mode_of(path: &Path, mode: u32) -> io::Result<()> {
        std::fs::set_permissions(path, Permissions::from_mode(mode))
    }

    pub(crate) fn fsync_folder(path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }
}

#[cfg(not(unix))]
mod imp {
    use std::fs::{File, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
        std::fs::create_dir_all(path)
    }

    pub(crate) fn kind(metadata: &Metadata) -> &'static str {
        if metadata.is_dir() {
            "a folder"
        } else {
            "a device"
        }
    }

    pub(crate) fn mode(_: &Metadata) -> u32 {
        0o600
    }

    pub(crate) fn foreign_owner(_: &Metadata) -> Option<u32> {
        None
    }

    pub(crate) fn foreign_folder_owner(_: &Metadata) -> Option<u32> {
        None
    }

    pub(crate) fn set_mode(_: &File, _: u32) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn set_mode_of(_: &Path, _: u32) -> io::Result<()> {
        Ok(())
    }

    /// Other systems do not let a folder be synced.
    pub(crate) fn fsync_folder(_: &Path) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) use imp::*;

use std::io;
use std::path::Path;

/// Gives a file another name in the same folder, unless there is a file of that name.
pub(crate) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;

        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Ok(()) => return Ok(()),
            // Not every file system and kernel can.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            Err(error) => return Err(error.into()),
        }
    }
    std::fs::hard_link(from, to)?;
    std::fs::remove_file(from)
}
