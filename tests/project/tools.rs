//! Other people's programs: whether they are there, and running them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use zoho_time_harness::run::skip_without_tool;

/// A file or folder of `other_languages`.
pub(crate) fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("project/other_languages")
        .join(name)
}

/// The published description.
pub(crate) fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml")
}

/// A folder of that name for what is installed and generated; none of it is source code of ours.
pub(crate) fn workshop(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("other_languages")
        .join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Copies the files of one folder into another.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Whether all of these commands succeed. If not, the calling test has to return: it is reported as skipped, or
/// fails where all tools have to be there.
pub(crate) fn are_here(commands: &[&[&str]]) -> bool {
    let missing = commands.iter().find(|command| {
        let [program, arguments @ ..] = **command else {
            return true;
        };
        let status = Command::new(program)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        !status.is_ok_and(|status| status.success())
    });
    let Some(command) = missing else {
        return true;
    };
    let command = command.join(" ");
    skip_without_tool(format_args!("`{command}` does not work on this machine"));
    false
}

/// Installs what the file `wanted` in the folder lists, unless that has been done. The file `installed`
/// is written last, so that an installation that broke off is not taken for one.
pub(crate) fn install(folder: &Path, wanted: &str, commands: &mut [Command]) {
    let wanted = fs::read_to_string(folder.join(wanted)).unwrap();
    let installed = folder.join("installed");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return;
    }
    for command in commands {
        finish(command);
    }
    fs::write(installed, wanted).unwrap();
}

/// Runs a command and returns its output. It must not fail.
pub(crate) fn finish(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let output_text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{output_text}");
    output_text
}
