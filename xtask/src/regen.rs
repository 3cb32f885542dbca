//! `cargo xtask regen`: generates the client and the mocks from the spec, and copies it into the sandbox.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::{
    changes::Changes,
    check,
    diff::Diff,
    emit,
    files::{self, Difference, FileError, Files},
    generate,
    lower::lower,
    problem::Problems,
    scalars::Scalar,
    spec::Spec,
};

/// The name of the verbatim copy of the spec.
const COPY: &str = "openapi.yaml";

/// The generated files, before they are written.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The files by name.
    pub files: Files,
    /// The mocks by name.
    pub mocks: Files,
    /// Copies of the spec, as JSON and verbatim, by name.
    pub copies: Files,
    /// How many operations there are.
    pub operations: usize,
    /// How many types of objects and enumerations there are.
    pub types: usize,
}

/// Generates everything from the text of a spec; `file` is its name in messages.
/// The same text always gives the same files.
///
/// # Errors
///
/// Fails with all problems of the spec.
pub fn generate(file: &str, text: &str, scalars: &[Scalar]) -> Result<Generated, Problems> {
    let one = |problem| Problems::new(file, vec![problem]);
    let spec = Spec::parse(file, text)?;
    check::run(&spec, scalars)?;
    let ir = lower(&spec, scalars)?;
    let tokens = generate::generate(&ir).map_err(one)?;
    Ok(Generated {
        files: emit::files(&ir, tokens).map_err(one)?,
        mocks: emit::mocks(&ir, generate::mocks(&ir).map_err(one)?).map_err(one)?,
        copies: copies(&spec, text, emit::server_operations(&ir)),
        operations: ir.operations.len(),
        types: ir.structs.len() + ir.enums.len(),
    })
}

/// The spec as JSON and verbatim, and the table of operations that the sandbox routes by.
fn copies(spec: &Spec, text: &str, operations: String) -> Files {
    Files::from([
        ("operations.rs".to_owned(), operations),
        ("openapi.json".to_owned(), format!("{:#}\n", spec.root)),
        (COPY.to_owned(), text.to_owned()),
    ])
}

/// Options of `cargo xtask regen`.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Write nothing; print a diff and fail if generated files are out of date.
    #[arg(long)]
    pub check: bool,
    /// Another spec.
    #[arg(long, value_name = "FILE", hide = true)]
    spec: Option<PathBuf>,
    /// Another folder for the client.
    #[arg(long, value_name = "FOLDER", hide = true)]
    out: Option<PathBuf>,
    /// Another folder for the mocks.
    #[arg(long, value_name = "FOLDER", hide = true)]
    mocks: Option<PathBuf>,
    /// Another folder for the copies of the spec.
    #[arg(long, value_name = "FOLDER", hide = true)]
    copies: Option<PathBuf>,
}

impl Options {
    /// The files to read and the folders to write, by default those of the workspace in `root`.
    #[must_use]
    pub fn paths(&self, root: &Path) -> Paths {
        let or =
            |path: &Option<PathBuf>, default| path.clone().unwrap_or_else(|| root.join(default));
        Paths {
            spec: or(&self.spec, "spec/openapi.yaml"),
            out: or(&self.out, "crates/zoho-time-client/src/generated"),
            mocks: or(&self.mocks, "crates/zoho-time-mock/src"),
            copies: or(&self.copies, "crates/zoho-time-sandbox/src/contract"),
            root: root.to_owned(),
        }
    }
}

/// The spec to read and the folders to write to.
#[derive(Clone, Debug)]
pub struct Paths {
    /// The spec.
    pub spec: PathBuf,
    /// The folder of generated files.
    pub out: PathBuf,
    /// The folder of the generated mocks.
    pub mocks: PathBuf,
    /// The folder of the copies of the spec.
    pub copies: PathBuf,
    /// The folder that messages name these from.
    pub root: PathBuf,
}

impl Paths {
    fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

/// The generation failed, or the check found differences.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The spec is invalid.
    #[error("{0}")]
    Spec(#[from] Problems),
    /// A file could not be read or written.
    #[error("{0}")]
    File(#[from] FileError),
    /// The check found files that are out of date.
    #[error("{0}")]
    OutOfDate(OutOfDate),
}

/// Files that are out of date.
#[derive(Debug)]
pub struct OutOfDate {
    folders: Vec<(PathBuf, Vec<Difference>)>,
    changes: Changes,
    api: Box<Diff>,
}

impl OutOfDate {
    /// The differences, each with the folder that it is in.
    fn differences(&self) -> impl Iterator<Item = (&Path, &Difference)> {
        self.folders.iter().flat_map(|(folder, differences)| {
            let folder = folder.as_path();
            differences
                .iter()
                .map(move |difference| (folder, difference))
        })
    }
}

impl fmt::Display for OutOfDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (folder, difference) in self.differences() {
            write!(f, "{}", difference.diff(folder))?;
        }
        writeln!(f, "\n{}", self.changes)?;
        write_api(f, &self.api)?;
        for (folder, difference) in self.differences() {
            writeln!(
                f,
                "{} is out of date",
                folder.join(&difference.name).display()
            )?;
        }
        write!(f, "run `cargo xtask regen` and commit what it changes")
    }
}

/// The results of a run.
#[derive(Clone, Debug)]
pub struct Report {
    /// How many operations there are.
    pub operations: usize,
    /// How many types of objects and enumerations there are.
    pub types: usize,
    /// How many lines were generated.
    pub lines: usize,
    /// How many files were written or removed.
    pub written: usize,
    /// The operations that differ.
    pub changes: Changes,
    /// Changes of the API since the spec was last copied.
    pub api: Diff,
    /// How long it took.
    pub time: Duration,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.changes)?;
        write_api(f, &self.api)?;
        write!(
            f,
            "{} operations, {} types, {} lines; {} files changed; {:.1} s",
            self.operations,
            self.types,
            self.lines,
            self.written,
            self.time.as_secs_f64()
        )
    }
}

fn write_api(f: &mut fmt::Formatter<'_>, api: &Diff) -> fmt::Result {
    if api.changes.is_empty() {
        return Ok(());
    }
    writeln!(f, "{api}")
}

/// The changes since the spec was last copied; none if there is no copy yet.
fn since_last(copies: &Path, text: &str, file: &str) -> Result<Diff, Error> {
    let old = files::read_named(copies, [&COPY.to_owned()].into_iter())?;
    let changed = old.get(COPY).filter(|old| *old != text);
    let Some(old) = changed.and_then(|old| Spec::parse(COPY, old).ok()) else {
        return Ok(Diff::default());
    };
    Ok(Diff::between(&old, &Spec::parse(file, text)?))
}

/// Regenerates the files, or with `check` only reports whether they are up to date.
///
/// # Errors
///
/// When the spec is wrong, a file cannot be read or written, or the check fails. Nothing
/// has been written then, unless it was the writing itself that failed.
pub fn run(paths: &Paths, scalars: &[Scalar], check: bool) -> Result<Report, Error> {
    let start = Instant::now();
    let text = files::read(&paths.spec)?;
    let name = paths.relative(&paths.spec).display().to_string();
    let generated = generate(&name, &text, scalars)?;
    let old = files::read_folder(&paths.out)?;
    let differences = files::differences(&old, &generated.files);
    let named = |folder, new: &Files| {
        files::read_named(folder, new.keys()).map(|old| files::differences(&old, new))
    };
    let mocks = named(&paths.mocks, &generated.mocks)?;
    let copies = named(&paths.copies, &generated.copies)?;
    let written = differences.len() + mocks.len() + copies.len();
    let changes = Changes::between(&old, &generated.files);
    let api = since_last(&paths.copies, &text, &name)?;
    if check && written > 0 {
        let relative = |folder| paths.relative(folder).to_owned();
        return Err(Error::OutOfDate(OutOfDate {
            folders: vec![
                (relative(&paths.out), differences),
                (relative(&paths.mocks), mocks),
                (relative(&paths.copies), copies),
            ],
            changes,
            api: Box::new(api),
        }));
    }
    files::apply(&paths.out, &differences)?;
    files::apply(&paths.mocks, &mocks)?;
    files::apply(&paths.copies, &copies)?;
    Ok(Report {
        operations: generated.operations,
        types: generated.types,
        lines: generated
            .files
            .values()
            .map(|text| text.lines().count())
            .sum(),
        written,
        changes,
        api,
        time: start.elapsed(),
    })
}
