//! Proxy support for older versions of Node.

use std::path::Path;

use super::authority::AuthorityError;
use super::folder::Folder;

const FILE: &str = "node-proxy.cjs";
const SCRIPT: &str = include_str!("node-proxy.cjs");

/// Writes the script for Node to the folder of the authority.
pub(super) fn publish(folder: &Folder) -> Result<(), AuthorityError> {
    folder.publish(FILE, SCRIPT).map(drop)
}

/// The value of `NODE_OPTIONS` that makes Node load the script before the program.
pub(super) fn options(folder: &Path) -> String {
    let script = folder.join(FILE).display().to_string();
    let script = script.replace('\\', r"\\").replace('"', r#"\""#);
    format!("--require=\"{script}\"")
}
