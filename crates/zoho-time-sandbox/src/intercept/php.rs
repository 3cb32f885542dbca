//! Trust configuration for PHP, which does not read it from the environment.

use std::path::Path;

use super::authority::{AuthorityError, CERTIFICATE};
use super::folder::Folder;

/// PHP reads every file with this ending in the folders of `PHP_INI_SCAN_DIR`.
const FILE: &str = "php-authority.ini";

/// Writes the configuration to the folder of the authority.
pub(super) fn publish(folder: &Folder) -> Result<(), AuthorityError> {
    let certificate = quoted(&folder.path_of(CERTIFICATE).display().to_string());
    let settings = format!("curl.cainfo = {certificate}\nopenssl.cafile = {certificate}\n");
    folder.publish(FILE, &settings).map(drop)
}

/// The value of `PHP_INI_SCAN_DIR` that adds the folder to the default one, which the empty path represents.
pub(super) fn folders(folder: &Path) -> String {
    let separator = if cfg!(windows) { ';' } else { ':' };
    format!("{separator}{}", folder.display())
}

/// A text as a value in the configuration.
fn quoted(text: &str) -> String {
    if !text.contains('\'') {
        // Nothing is special between these quotes.
        return format!("'{text}'");
    }
    let text = text
        .replace('\\', r"\\")
        .replace('"', r#"\""#)
        .replace('$', r"\$");
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    #[test]
    fn values_are_quoted() {
        assert_eq!(super::quoted(r"C:\ca $x.pem"), r"'C:\ca $x.pem'");
        assert_eq!(super::quoted("it's ${x}"), "\"it's \\${x}\"");
    }
}
