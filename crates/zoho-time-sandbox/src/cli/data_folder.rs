//! The folder for persistent files of the program.

use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

/// The platform's conventional data folder, such as
/// `~/.local/share/zoho-time-sandbox`. It may not exist yet.
pub(crate) fn usual() -> Result<PathBuf, etcetera::HomeDirError> {
    Ok(choose_native_strategy()?
        .data_dir()
        .join("zoho-time-sandbox"))
}
