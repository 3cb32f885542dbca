//! Where the program keeps what has to outlast it.

use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

/// The folder for it by the customs of the platform, such as
/// `~/.local/share/zoho-time-sandbox`. It may not be there yet.
pub(crate) fn usual() -> Result<PathBuf, etcetera::HomeDirError> {
    Ok(choose_native_strategy()?
        .data_dir()
        .join("zoho-time-sandbox"))
}
