//! Scratch projects: folders with a copy of the repository, or with files of their own, in which tests and
//! measurements run commands.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder for a scratch project. It is not deleted, so that the next run finds what this one has built; use a
/// temporary folder if it should be.
#[derive(Debug, Clone)]
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// A project in `folder`, which is created if it is missing.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be created.
    pub fn new(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        Ok(Self { folder })
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Reads a file of the project.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read; the message names it.
    pub fn read(&self, name: &str) -> io::Result<String> {
        let path = self.folder.join(name);
        fs::read_to_string(&path).map_err(at(&path))
    }

    /// Writes a file, and creates the folders above it. A file that has these contents already keeps its
    /// modification time: Cargo goes by that.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written; the message names it.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> io::Result<()> {
        let path = self.folder.join(name);
        if fs::read(&path).is_ok_and(|old| old == contents.as_ref()) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        fs::write(&path, contents).map_err(at(&path))
    }

    /// Makes the project a copy of a repository: the files that Git tracks or would track there, in one commit, and
    /// no others.
    ///
    /// # Errors
    ///
    /// Fails if `repository` is not a Git repository, or a file cannot be copied.
    pub fn copy(&self, repository: &Path) -> io::Result<()> {
        let names = files(repository)?;
        for name in &names {
            let path = repository.join(name);
            self.write(name, fs::read(&path).map_err(at(&path))?)?;
        }
        let _ = fs::remove_dir_all(self.folder.join(".git"));
        self.git(&["init", "--quiet", "--initial-branch=main"])?;
        let add = [
            "add",
            "--force",
            "--pathspec-from-file=-",
            "--pathspec-file-nul",
        ];
        git(&self.folder, &add, &names.join("\0"))?;
        self.git(&["commit", "--quiet", "--message=A copy"])?;
        self.git(&["clean", "--quiet", "-ffdx"]).map(drop)
    }

    /// Runs Git in the project and returns what it prints. The user's settings do not apply.
    ///
    /// # Errors
    ///
    /// Fails if Git does.
    pub fn git(&self, arguments: &[&str]) -> io::Result<String> {
        git(&self.folder, arguments, "")
    }
}

fn git(folder: &Path, arguments: &[&str], input: &str) -> io::Result<String> {
    let mut child = Command::new("git")
        .args(["-c", "user.name=Scratch"])
        .args(["-c", "user.email=scratch@localhost"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        let message = format!("git {arguments:?}: {}", output.status);
        return Err(io::Error::other(message));
    }
    String::from_utf8(output.stdout).map_err(io::Error::other)
}

/// The files of a repository that Git tracks or would track, by their paths in it.
///
/// # Errors
///
/// Fails if `repository` is not a Git repository.
pub fn files(repository: &Path) -> io::Result<Vec<String>> {
    let list = [
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ];
    let listed = git(repository, &list, "")?;
    let names = listed.split('\0').map(str::to_owned);
    // Git also lists files that were deleted since the last commit.
    Ok(names
        .filter(|name| repository.join(name).is_file())
        .collect())
}

/// Adds the path to an error of the system.
fn at(path: &Path) -> impl FnOnce(io::Error) -> io::Error {
    let path = path.display().to_string();
    move |error| io::Error::new(error.kind(), format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::SystemTime;

    use super::Scratch;

    #[test]
    fn a_copy_has_the_files_of_the_repository_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let original = Scratch::new(folder.path().join("original")).unwrap();
        original.git(&["init", "--quiet"]).unwrap();
        for name in ["a", "b/c", "ignored", ".gitignore"] {
            original.write(name, "ignored\n").unwrap();
        }
        let copy = Scratch::new(folder.path().join("copy")).unwrap();
        copy.write("old", "").unwrap();
        copy.copy(original.path()).unwrap();

        assert_eq!(copy.git(&["ls-files"]).unwrap(), ".gitignore\na\nb/c\n");
        assert_eq!(copy.git(&["status", "--short", "--ignored"]).unwrap(), "");
        assert_eq!(copy.read("b/c").unwrap(), "ignored\n");

        // A file that is unchanged is not written again.
        let path = copy.path().join("a");
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        original.write("b/c", "changed\n").unwrap();
        copy.copy(original.path()).unwrap();
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(modified, SystemTime::UNIX_EPOCH);
        assert_eq!(copy.read("b/c").unwrap(), "changed\n");
    }

    #[test]
    fn an_error_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(folder.path()).unwrap();
        let error = scratch.read("missing").unwrap_err().to_string();
        assert!(error.contains("missing"), "{error}");
        assert!(scratch.copy(folder.path()).is_err());
    }
}
