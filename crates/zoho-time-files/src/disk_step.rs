//! The steps of a write, one after the other. A test can let each of them fail.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

/// A step that changes the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DiskStep {
    MakeFolder,
    Make,
    #[cfg(feature = "fault-injection")]
    Write,
    Fsync,
    Rename,
    FsyncFolder,
    Cut,
    Remove,
}

/// Runs a step.
pub(crate) fn run<T>(
    step: DiskStep,
    path: &Path,
    work: impl FnOnce() -> io::Result<T>,
) -> io::Result<T> {
    #[cfg(feature = "fault-injection")]
    injection::check(step, path)?;
    #[cfg(not(feature = "fault-injection"))]
    let _ = (step, path);
    work()
}

/// Writes all of it. If a test lets that fail, half of it.
pub(crate) fn write(mut file: &File, path: &Path, content: &[u8]) -> io::Result<()> {
    #[cfg(feature = "fault-injection")]
    if let Err(error) = injection::check(DiskStep::Write, path) {
        if let Some(half) = content.get(..content.len() / 2)
            && injection::is_written(&error)
        {
            file.write_all(half)?;
        }
        return Err(error);
    }
    #[cfg(not(feature = "fault-injection"))]
    let _ = path;
    file.write_all(content)
}

/// Failures on demand, for tests.
#[cfg(feature = "fault-injection")]
pub mod injection {
    use std::io;
    use std::path::{Path, PathBuf};
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use super::DiskStep;

    /// What happens at a step.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum DiskFault {
        /// It fails, and those after it do not.
        Once,
        /// The disk is full from then on: what needs room fails.
        DiskFull,
        /// The program ends there: that step and all after it do nothing.
        Crash,
    }

    /// A fault that is injected into the steps below a folder, until it is dropped.
    #[derive(Debug)]
    pub struct Injection(PathBuf);

    #[derive(Debug)]
    struct InjectionPlan {
        folder: PathBuf,
        at: usize,
        fault: DiskFault,
        steps: usize,
    }

    static PLANS: Mutex<Vec<InjectionPlan>> = Mutex::new(Vec::new());

    fn plans() -> MutexGuard<'static, Vec<InjectionPlan>> {
        PLANS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    impl Injection {
        /// Lets the step of this number (counted from 0) below a folder fail. One fault for each folder.
        #[must_use]
        pub fn new(folder: &Path, at: usize, fault: DiskFault) -> Self {
            let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
            plans().push(InjectionPlan {
                folder: folder.clone(),
                at,
                fault,
                steps: 0,
            });
            Self(folder)
        }

        /// How many steps there were.
        #[must_use]
        pub fn steps(&self) -> usize {
            let plans = plans();
            let plan = plans.iter().find(|plan| plan.folder == self.0);
            plan.map_or(0, |plan| plan.steps)
        }
    }

    impl Drop for Injection {
        fn drop(&mut self) {
            plans().retain(|plan| plan.folder != self.0);
        }
    }

    pub(super) fn check(step: DiskStep, path: &Path) -> io::Result<()> {
        let mut plans = plans();
        let Some(plan) = plans.iter_mut().find(|plan| path.starts_with(&plan.folder)) else {
            return Ok(());
        };
        let number = plan.steps;
        plan.steps += 1;
        let needs_room = !matches!(step, DiskStep::Rename | DiskStep::Cut | DiskStep::Remove);
        let fails = match plan.fault {
            DiskFault::Once => number == plan.at,
            DiskFault::DiskFull => number >= plan.at && needs_room,
            DiskFault::Crash => number >= plan.at,
        };
        if !fails {
            return Ok(());
        }
        Err(match plan.fault {
            DiskFault::Crash if number > plan.at => io::ErrorKind::BrokenPipe.into(),
            _ => io::ErrorKind::StorageFull.into(),
        })
    }

    /// Whether something was written before this failure.
    pub(super) fn is_written(error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::StorageFull
    }
}
