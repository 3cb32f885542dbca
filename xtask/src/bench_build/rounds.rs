//! Measuring in rounds: everything that is compared gets its turn in each, so that what else the machine does
//! meets all alike.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use super::BenchError;
use crate::programs;

/// The middle one; of an even number, the mean of the two in the middle. Nothing for none.
#[must_use]
pub fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    let half = sorted.len() / 2;
    match (sorted.get(half.wrapping_sub(1)), sorted.get(half)) {
        (Some(below), Some(above)) if sorted.len().is_multiple_of(2) => (*below + *above) / 2,
        (_, Some(middle)) => *middle,
        _ => Duration::ZERO,
    }
}

/// Something to measure; it is told the number of the round, from 1.
pub(super) type Turn<'a> = Box<dyn FnMut(u32) -> Result<Duration, BenchError> + 'a>;

/// The medians of all turns, in their order.
pub(super) fn medians(rounds: u32, turns: &mut [Turn<'_>]) -> Result<Vec<Duration>, BenchError> {
    let mut times = vec![Vec::new(); turns.len()];
    for round in 1..=rounds {
        for (turn, times) in turns.iter_mut().zip(&mut times) {
            times.push(turn(round)?);
        }
    }
    Ok(times.iter().map(|times| median(times)).collect())
}

/// Runs a program to its end, and tells how long that took.
pub(super) fn timed(command: &mut Command) -> Result<Duration, BenchError> {
    let start = Instant::now();
    output(command)?;
    Ok(start.elapsed())
}

/// What a program writes to standard output.
pub(super) fn output(command: &mut Command) -> Result<String, BenchError> {
    let printed = programs::output(command).map_err(|failure| BenchError::Program {
        program: command_line(command),
        reason: failure.to_string(),
    })?;
    Ok(String::from_utf8_lossy(&printed).into_owned())
}

fn command_line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_in_the_middle() {
        let seconds = |list: &[u64]| -> Vec<Duration> {
            list.iter().copied().map(Duration::from_secs).collect()
        };
        for (times, middle) in [
            (seconds(&[]), Duration::ZERO),
            (seconds(&[7]), Duration::from_secs(7)),
            (seconds(&[9, 1, 2]), Duration::from_secs(2)),
            (seconds(&[4, 1, 9, 3]), Duration::from_millis(3500)),
        ] {
            assert_eq!(median(&times), middle, "{times:?}");
        }
    }

    #[test]
    fn turns_alternate() {
        let order = std::cell::RefCell::new(Vec::new());
        let turn = |name: &'static str, times: [u64; 3]| -> Turn<'_> {
            let order = &order;
            Box::new(move |round| {
                order.borrow_mut().push(name);
                Ok(Duration::from_secs(times[round as usize - 1]))
            })
        };
        let mut turns = [turn("a", [3, 1, 2]), turn("b", [5, 5, 6])];
        let medians = medians(3, &mut turns).unwrap();
        assert_eq!(medians, [Duration::from_secs(2), Duration::from_secs(5)]);
        drop(turns);
        assert_eq!(order.into_inner(), ["a", "b", "a", "b", "a", "b"]);
    }

    #[test]
    fn a_program_that_fails_is_told_with_what_it_said() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo wrong >&2; exit 3"]);
        let error = timed(&mut command).unwrap_err().to_string();
        assert!(error.contains("wrong"), "{error}");
        assert!(error.starts_with("sh -c"), "{error}");
    }
}
