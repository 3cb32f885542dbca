//! Other people's programs: installing them, and what they make.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::DistError;
use crate::{
    files,
    programs::{self, Failure, target_folder},
};

/// The one file that the renderer would load: the logo of its authors.
const LOGO: &str = "https://cdn.redoc.ly/redoc/logo-mini.svg";

/// Files copied beside the packages, so that Node finds the packages from there.
const SOURCES: [&str; 4] = [".npmrc", "package.json", "package-lock.json", "postman.mjs"];

/// The packages of `xtask/dist`, installed.
#[derive(Debug)]
pub(super) struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// Installs them below the target folder, unless they are there.
    pub(super) fn install(root: &Path) -> Result<Self, DistError> {
        let folder = target_folder(root).join("dist-programs");
        let at = |path: &Path| {
            let path = path.to_owned();
            move |source| DistError::Folder { path, source }
        };
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        for name in SOURCES {
            let text = files::read(&root.join("xtask/dist").join(name))?;
            let path = folder.join(name);
            fs::write(&path, text).map_err(at(&path))?;
        }
        let wanted = files::read(&folder.join("package-lock.json"))?;
        // Written last, so that an installation that broke off is not taken for one.
        let installed = folder.join("installed");
        if !files::read(&installed).is_ok_and(|installed| installed == wanted) {
            let mut npm = Command::new("npm");
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
            output("npm", npm.current_dir(&folder))?;
            fs::write(&installed, wanted).map_err(at(&installed))?;
        }
        Ok(Self { folder })
    }

    /// The reference for a browser: one page that has the renderer and the spec in it.
    pub(super) fn reference(
        &self,
        root: &Path,
        version: &str,
        description: &str,
    ) -> Result<String, DistError> {
        let page = files::read(&root.join("xtask/dist/reference.html"))?;
        let renderer = self
            .folder
            .join("node_modules/redoc/bundles/redoc.standalone.js");
        // The renderer leaves out an image that it cannot show.
        let renderer = files::read(&renderer)?.replace(LOGO, "data:,");
        // Inside a script, only the end of one has a meaning of its own.
        let script = |text: &str| text.replace("</script", "<\\/script");
        Ok(fill(
            &page,
            &[
                ("VERSION", version),
                ("RENDERER", &script(&renderer)),
                ("DESCRIPTION", &script(description.trim())),
            ],
        ))
    }

    /// The Postman collection.
    pub(super) fn postman(&self, description: &str) -> Result<String, DistError> {
        let path = self.folder.join("openapi.json");
        fs::write(&path, description).map_err(|source| DistError::Folder { path, source })?;
        let mut node = Command::new("node");
        node.args(["postman.mjs", "openapi.json"]);
        output("openapi-to-postmanv2", node.current_dir(&self.folder))
    }
}

/// Replaces the first occurrence of each word. Inserted text is not searched.
fn fill(page: &str, words: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = page;
    for (word, value) in words {
        if let Some((before, after)) = rest.split_once(word) {
            filled += before;
            filled += value;
            rest = after;
        }
    }
    filled + rest
}

/// Runs a program and returns its standard output.
fn output(name: &str, command: &mut Command) -> Result<String, DistError> {
    let failed = |reason: String| DistError::Program {
        program: name.to_owned(),
        reason,
    };
    let printed = programs::output(command).map_err(|failure| {
        failed(match failure {
            Failure::NotStarted(error) => format!("{error}; Node.js with npm is needed"),
            Failure::Failed(reason) => reason,
        })
    })?;
    String::from_utf8(printed).map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn words_are_replaced_in_order_and_not_inside_each_other() {
        let page = fill("<A> <B>", &[("A", "see B"), ("B", "end")]);
        assert_eq!(page, "<see B> <end>");
    }
}
