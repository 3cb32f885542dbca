//! Node, whose older versions have to be taught to use a proxy.

use std::path::Path;

use super::authority::AuthorityError;
use super::folder::Folder;

const FILE: &str = "node-proxy.cjs";
const SCRIPT: &str = include_str!("node-proxy.cjs");

/// Puts the script that teaches Node into the folder of the authority.
pub(super) fn publish(folder: &Folder) -> Result<(), AuthorityError> {
    folder.publish(FILE, SCRIPT).map(drop)
}

/// The value of `NODE_OPTIONS` that has Node run the script before the program.
pub(super) fn options(folder: &Path) -> String {
    let script = folder.join(FILE).display().to_string();
    let script = script.replace('\\', r"\\").replace('"', r#"\""#);
    format!("--require=\"{script}\"")
}
