//! The time it takes to generate a client: beside OpenAPI Generator, and from larger specs.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    BenchError, at,
    builds::cargo,
    figures::{Figures, Value},
    openapi_generator::OpenapiGenerator,
    synthetic,
    turns::{Turn, medians, output, timed},
};
use crate::{scalars::SCALARS, spec::Spec};

/// Sizes of the larger specs, as multiples of ours.
const MULTIPLES: [usize; 3] = [1, 10, 100];

/// `xtask regen` with output below a folder.
fn regen(program: &Path, spec: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("regen").arg("--spec").arg(spec);
    for name in ["out", "mocks", "copies"] {
        command.arg(format!("--{name}")).arg(folder.join(name));
    }
    command
}

/// Measures generation from our spec, beside OpenAPI Generator; with `release`, also by a release build of xtask.
pub(super) fn compare(
    root: &Path,
    work: &Path,
    rounds: u32,
    release: bool,
    openapi_generator: &OpenapiGenerator,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    let spec = root.join("spec/openapi.yaml");
    let mut programs = vec![("regen", this_program()?)];
    if release {
        let target = work.join("release");
        let build = ["build", "--quiet", "--release", "--package", "xtask"];
        output(cargo(root, &target).args(build))?;
        programs.push(("regen, release build", target.join("release/xtask")));
    }
    let (warm, fresh, other) = (
        work.join("regen"),
        work.join("regen-fresh"),
        work.join("openapi-generator"),
    );
    output(&mut regen(&this_program()?, &spec, &warm))?;
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for (_, program) in &programs {
        turns.push(Box::new(|| timed(&mut regen(program, &spec, &warm))));
        turns.push(Box::new(|| {
            remove(&fresh)?;
            timed(&mut regen(program, &spec, &fresh))
        }));
    }
    turns.push(Box::new(|| {
        remove(&other)?;
        timed(&mut openapi_generator.command(&spec, &other))
    }));
    let mut times = medians(rounds, &mut turns)?.into_iter().map(Value::Time);
    let generator = times.next_back().map(|time| (time, "openapi-generator"));
    figures.heading("generating a client from spec/openapi.yaml, whole process");
    for (name, _) in &programs {
        for (what, time) in ["nothing has changed", "every file is written"]
            .iter()
            .zip(&mut times)
        {
            figures.add(&format!("{name}: {what}"), time, generator);
        }
    }
    if let Some((time, _)) = generator {
        figures.add("openapi-generator generate -g rust", time, None);
    }
    Ok(())
}

/// Measures generation from larger and larger specs.
pub(super) fn growth(
    root: &Path,
    work: &Path,
    rounds: u32,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    let text = crate::files::read(&root.join("spec/openapi.yaml"))?;
    let spec = Spec::parse("spec/openapi.yaml", &text)?;
    let program = this_program()?;
    figures.heading("generating a client from larger specs, whole process");
    let mut smallest = None;
    for multiple in MULTIPLES {
        let operations = spec.operations().count() * multiple;
        let file = work.join(format!("{operations}.yaml"));
        let larger = synthetic::repeated(&spec.root, multiple, SCALARS);
        // JSON is YAML, too.
        fs::write(&file, format!("{larger:#}\n")).map_err(at(&file))?;
        let folder = work.join(format!("regen-{operations}"));
        let mut turn: [Turn<'_>; 1] = [Box::new(|| {
            remove(&folder)?;
            timed(&mut regen(&program, &file, &folder))
        })];
        for time in medians(rounds, &mut turn)? {
            figures.add(&format!("{operations} operations"), Value::Time(time), None);
            let each = Value::Time(time / u32::try_from(operations).unwrap_or(u32::MAX));
            let first = *smallest.get_or_insert(each);
            let beside = (multiple > 1).then_some((first, "the smallest"));
            figures.add(&format!("{operations} operations, each"), each, beside);
        }
        remove(&folder)?;
    }
    Ok(())
}

/// This program, as maintainers run it.
fn this_program() -> Result<PathBuf, BenchError> {
    env::current_exe().map_err(at(Path::new("xtask")))
}

fn remove(folder: &Path) -> Result<(), BenchError> {
    match fs::remove_dir_all(folder) {
        Err(error) if folder.exists() => Err(at(folder)(error)),
        _ => Ok(()),
    }
}
