//! How long generating takes, beside OpenAPI Generator and as descriptions grow.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    BenchError, at,
    figures::{Figure, Figures, Unit},
    openapi_generator::OpenapiGenerator,
    rounds::{Turn, medians, output, timed},
    stage, synthetic,
};
use crate::{files, scalars::SCALARS, spec::Spec};

/// The part of the figures of generating.
const REGEN: &str = "generating a client of spec/openapi.yaml, the whole process";
/// The part of the figures of larger descriptions.
const GROWTH: &str = "generating a client of larger descriptions, the whole process";

/// How many times over the larger descriptions have what is in ours.
const TIMES: [usize; 3] = [1, 10, 100];

/// What an operation of a larger description may cost, beside one of ours: as much, and what two runs of the same
/// differ by anyway.
const LINEAR: f64 = 1.1;

/// Where a run of `cargo xtask regen` writes.
struct Output(PathBuf);

impl Output {
    fn command(&self, program: &Path, description: &Path) -> Command {
        let mut command = Command::new(program);
        command.arg("regen").arg("--spec").arg(description);
        for folder in ["out", "mocks", "copies"] {
            let option = format!("--{folder}");
            command.arg(option).arg(self.0.join(folder));
        }
        command
    }
}

/// Generating from our description, beside OpenAPI Generator. With `optimized`, by a program built for release, too.
pub(super) fn regen(
    root: &Path,
    work: &Path,
    rounds: u32,
    optimized: bool,
    openapi_generator: &OpenapiGenerator,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    let description = root.join("spec/openapi.yaml");
    let mut programs = vec![("regen", this_program()?)];
    if optimized {
        let target = work.join("release");
        let mut build = stage::cargo();
        build
            .current_dir(root)
            .args(["build", "--quiet", "--release", "--package", "xtask"])
            .env("CARGO_TARGET_DIR", &target);
        output(&mut build)?;
        programs.push(("regen, built for release", target.join("release/xtask")));
    }
    let warm = Output(work.join("regen"));
    let fresh = work.join("regen-fresh");
    output(&mut warm.command(&this_program()?, &description))?;
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for (_, program) in &programs {
        turns.push(Box::new(|_| {
            timed(&mut warm.command(program, &description))
        }));
        turns.push(Box::new(|_| {
            remove(&fresh)?;
            timed(&mut Output(fresh.clone()).command(program, &description))
        }));
    }
    turns.push(Box::new(|round| {
        let folder = work.join(format!("openapi-generator-{round}"));
        let time = timed(&mut openapi_generator.command(&description, &folder))?;
        remove(&folder)?;
        Ok(time)
    }));
    let times = medians(rounds, &mut turns)?;
    drop(turns);
    let Some((other, ours)) = times.split_last() else {
        return Ok(());
    };
    let beside = |what: String, time| {
        let figure = Figure::time(REGEN, what, time);
        figure.beside("openapi-generator", other.as_secs_f64(), Some(0.1))
    };
    for ((name, _), times) in programs.iter().zip(ours.chunks(2)) {
        let [unchanged, written] = times else {
            continue;
        };
        let unchanged = beside(format!("{name}: nothing has changed"), *unchanged);
        figures.figures.push(unchanged.at_most(0.3));
        let written = beside(format!("{name}: every file is written"), *written);
        figures.figures.push(written);
    }
    let other = Figure::time(REGEN, "openapi-generator generate -g rust", *other);
    figures.figures.push(other);
    Ok(())
}

/// Generating from larger and larger descriptions.
pub(super) fn growth(
    root: &Path,
    work: &Path,
    rounds: u32,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    let text = files::read(&root.join("spec/openapi.yaml"))?;
    let spec = Spec::parse("spec/openapi.yaml", &text)?;
    let program = this_program()?;
    let mut per_operation = None;
    for times in TIMES {
        let operations = spec.operations().count() * times;
        let description = work.join(format!("{operations}.yaml"));
        let larger = synthetic::repeated(&spec.root, times, SCALARS);
        // In flow style, which is YAML, too.
        fs::write(&description, format!("{larger:#}\n")).map_err(at(&description))?;
        let folder = Output(work.join(format!("regen-{operations}")));
        let mut turn: [Turn<'_>; 1] = [Box::new(|_| {
            remove(&folder.0)?;
            timed(&mut folder.command(&program, &description))
        })];
        for time in medians(rounds, &mut turn)? {
            let whole = Figure::time(GROWTH, format!("{operations} operations"), time);
            figures.figures.push(whole);
            #[allow(clippy::cast_precision_loss, reason = "there are some thousands")]
            let each = time.as_secs_f64() / operations as f64;
            let figure = Figure::new(
                GROWTH,
                format!("{operations} operations, each of them"),
                each,
                Unit::Seconds,
            );
            let first = *per_operation.get_or_insert(each);
            figures.figures.push(if times == 1 {
                figure
            } else {
                figure.beside("that of the smallest", first, Some(LINEAR))
            });
        }
        remove(&folder.0)?;
    }
    Ok(())
}

/// This program, which is the one that maintainers run.
fn this_program() -> Result<PathBuf, BenchError> {
    env::current_exe().map_err(at(Path::new("xtask")))
}

fn remove(folder: &Path) -> Result<(), BenchError> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(at(folder))?;
    }
    Ok(())
}
