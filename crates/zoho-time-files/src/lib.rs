#![doc = include_str!("../README.md")]

mod append;
mod error;
mod file;
mod folder;
mod step;
mod unix;

pub use crate::append::{AppendError, AppendFile};
pub use crate::error::FileError;
pub use crate::file::{PrivateFile, Shared, Writers};
pub use crate::folder::PrivateFolder;
#[cfg(feature = "fault-injection")]
pub use crate::step::injection;
