#![doc = include_str!("../README.md")]

mod append;
mod disk_step;
mod error;
mod file;
mod folder;
mod unix;

pub use crate::append::{AppendError, AppendFile};
#[cfg(feature = "fault-injection")]
pub use crate::disk_step::injection;
pub use crate::error::FileError;
pub use crate::file::{IfShared, PrivateFile, Writers};
pub use crate::folder::PrivateFolder;
