//! Counting lines of Rust.

use std::{fs, io, path::Path};

/// How many lines there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Those with code on them.
    pub code: usize,
    /// All of them, with comments, documentation and empty ones.
    pub all: usize,
}

impl Lines {
    /// The lines of a text. A line counts as code when there is more on it than a comment.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut lines = Self::default();
        let mut in_comment = false;
        for line in text.lines() {
            lines.all += 1;
            let mut rest = line.trim();
            if !in_comment && rest.starts_with("/*") {
                in_comment = true;
            }
            if in_comment {
                let Some((_, after)) = rest.split_once("*/") else {
                    continue;
                };
                in_comment = false;
                rest = after.trim();
            }
            if !rest.is_empty() && !rest.starts_with("//") {
                lines.code += 1;
            }
        }
        lines
    }

    /// The lines of all Rust files in a folder and in those below it.
    ///
    /// # Errors
    ///
    /// When one of them cannot be read.
    pub fn below(folder: &Path) -> io::Result<Self> {
        let mut lines = Self::default();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let found = if path.is_dir() {
                Self::below(&path)?
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                Self::of(&fs::read_to_string(&path)?)
            } else {
                continue;
            };
            lines.code += found.code;
            lines.all += found.all;
        }
        Ok(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_empty_lines_are_no_code() {
        let text = "//! Docs.\n\n/** Docs of\nseveral lines\n*/\n/* one */ fn f() {\n    \
                    // why\n    g(); // what\n}\n";
        assert_eq!(Lines::of(text), Lines { code: 3, all: 9 });
        assert_eq!(Lines::of(""), Lines::default());
    }

    #[test]
    fn folders_are_counted_with_those_below() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a/b.rs"), "fn f() {}\n").unwrap();
        fs::write(folder.path().join("c.rs"), "// c\nfn g() {}\n").unwrap();
        fs::write(folder.path().join("d.txt"), "nothing\n").unwrap();
        assert_eq!(
            Lines::below(folder.path()).unwrap(),
            Lines { code: 2, all: 3 }
        );
    }
}
