//! How long the generated crate takes to build, and a program on top of it, beside those of others; and how much
//! there is to build.

use serde_json::Value;

use super::{
    BenchError, at,
    figures::{Figure, Figures, Unit},
    lines::Lines,
    packages::{LIBRARIES, OURS, PROGRAMS, Package},
    progenitor_alone,
    rounds::{Turn, medians},
    stage::Stage,
};

/// The part of the figures of lines.
const LINES: &str = "lines of the client";
/// The part of the figures of libraries.
const CRATES: &str =
    "building the client alone, for development, with all that it needs built already";
/// The part of the figures of programs.
const ONE_OPERATION: &str = "building a program that uses one operation, the same way";
/// The part of the figures of sizes.
const SIZE: &str = "built for release";

/// How many lines of Rust each client has.
pub(super) fn lines(
    stage: &Stage,
    adapted: &Value,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    let alone = Lines::of(&progenitor_alone::expansion(adapted)?);
    let below = |package: &Package, folder: &str| {
        let folder = stage.folder(package).join(folder);
        Lines::below(&folder).map_err(at(&folder))
    };
    let [ours, _, openapi] = &LIBRARIES;
    for (name, lines, target) in [
        (
            "zoho-time-client, generated",
            below(ours, "src/generated")?,
            Some(0.5),
        ),
        ("zoho-time-client, all of it", below(ours, "src")?, None),
        ("openapi-client", below(openapi, "src")?, None),
    ] {
        for (what, lines, other, target) in [
            ("code", lines.code, alone.code, target),
            ("with documentation", lines.all, alone.all, None),
        ] {
            let figure = Figure::new(LINES, format!("{name}: {what}"), number(lines), Unit::Lines);
            let figure = figure.beside("progenitor-alone", number(other), target);
            figures.figures.push(figure);
        }
    }
    for (what, lines) in [("code", alone.code), ("with documentation", alone.all)] {
        let what = format!("progenitor-alone: {what}");
        figures
            .figures
            .push(Figure::new(LINES, what, number(lines), Unit::Lines));
    }
    Ok(())
}

/// Building each client.
pub(super) fn libraries(
    stage: &Stage,
    rounds: u32,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    let target = |package: &Package| (package.name == OURS).then_some(0.6);
    compare(stage, CRATES, &LIBRARIES, 1, target, rounds, figures)
}

/// Building a program on top of each.
pub(super) fn programs(
    stage: &Stage,
    rounds: u32,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    compare(
        stage,
        ONE_OPERATION,
        &PROGRAMS,
        2,
        |_| None,
        rounds,
        figures,
    )
}

/// Builds packages in turns; what comes of them stands beside the one at `reference`.
fn compare(
    stage: &Stage,
    part: &'static str,
    packages: &[Package],
    reference: usize,
    target: impl Fn(&Package) -> Option<f64>,
    rounds: u32,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    for package in packages {
        stage.prepare(package)?;
    }
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for package in packages {
        turns.push(Box::new(|_| stage.clean(package)));
        turns.push(Box::new(|round| stage.incremental(package, round)));
        turns.push(Box::new(|_| stage.unchanged(package)));
    }
    let times = medians(rounds, &mut turns)?;
    let by_package: Vec<_> = times.chunks(3).collect();
    for (index, what) in ["from nothing", "after a change", "nothing to do"]
        .into_iter()
        .enumerate()
    {
        let beside = by_package[reference][index].as_secs_f64();
        for (number, (package, times)) in packages.iter().zip(&by_package).enumerate() {
            let figure = Figure::time(part, format!("{}: {what}", package.name), times[index]);
            figures.figures.push(if number == reference || index == 2 {
                figure
            } else {
                // The target is one of building from nothing.
                let target = target(package).filter(|_| index == 0);
                figure.beside(packages[reference].name, beside, target)
            });
        }
    }
    Ok(())
}

/// The size of the example with which one begins.
pub(super) fn quickstart(stage: &Stage, figures: &mut Figures) -> Result<(), BenchError> {
    #[allow(clippy::cast_precision_loss, reason = "there are some millions")]
    let size = stage.quickstart()? as f64;
    let what = "quickstart: the client, and the sandbox with its database";
    figures
        .figures
        .push(Figure::new(SIZE, what, size, Unit::Bytes));
    Ok(())
}

fn number(lines: usize) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "there are some thousands")]
    let number = lines as f64;
    number
}
