//! Measuring several ways to do the same side by side.
//!
//! The ways take turns, a few milliseconds each, and the ratio is taken within each turn: a machine
//! that is slow for a while is slow for all of them. The result is the median over the turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long one way is measured in a turn.
const TURN: Duration = Duration::from_millis(10);

/// One way to do it.
pub(crate) struct Way<'w> {
    name: &'static str,
    run: Box<dyn FnMut() + 'w>,
}

impl<'w> Way<'w> {
    pub(crate) fn new<T>(name: &'static str, mut run: impl FnMut() -> T + 'w) -> Self {
        let run = Box::new(move || {
            black_box(run());
        });
        Self { name, run }
    }
}

/// The measurements of one variant.
struct Figures {
    seconds: Vec<f64>,
    ratios: Vec<f64>,
    allocations: u64,
    bytes: u64,
}

/// Measures the ways beside the first one, and prints a table. If words were given on the command line,
/// only a table with one of them in its title.
pub(crate) fn compare(title: &str, turns: usize, ways: &mut [Way<'_>]) {
    let mut wanted = std::env::args().skip(1).filter(|word| word != "--bench");
    if std::env::args().len() > 2 && !wanted.any(|word| title.contains(&word)) {
        return;
    }
    let mut figures: Vec<Figures> = ways
        .iter_mut()
        .map(|way| {
            (way.run)();
            let spent = allocation_counter::measure(|| (way.run)());
            Figures {
                seconds: Vec::new(),
                ratios: Vec::new(),
                allocations: spent.count_total,
                bytes: spent.bytes_total,
            }
        })
        .collect();
    for _ in 0..turns {
        let times: Vec<f64> = ways.iter_mut().map(one_turn).collect();
        for (figures, time) in figures.iter_mut().zip(&times) {
            figures.seconds.push(*time);
            figures.ratios.push(time / times[0]);
        }
    }
    println!("\n{title}");
    println!(
        "{:<44}{:>12}{:>9}{:>14}{:>12}",
        "", "median µs", "ratio", "allocations", "KiB"
    );
    for (way, figures) in ways.iter().zip(&mut figures) {
        println!(
            "{:<44}{:>12.2}{:>9.2}{:>14}{:>12.1}",
            way.name,
            median(&mut figures.seconds) * 1e6,
            median(&mut figures.ratios),
            figures.allocations,
            figures.bytes as f64 / 1024.0,
        );
    }
}

/// Seconds for one run.
fn one_turn(way: &mut Way<'_>) -> f64 {
    let begin = Instant::now();
    let mut runs = 0_u32;
    while begin.elapsed() < TURN {
        (way.run)();
        runs += 1;
    }
    begin.elapsed().as_secs_f64() / f64::from(runs)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
