//! Interleaved measurements: everything that is compared takes a turn in each round, so that other load on the
//! machine affects all of it. This is why hyperfine is not used: it finishes one command before it starts the next.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use super::BenchError;
use crate::programs;

/// One measurement.
pub(super) type Turn<'a> = Box<dyn FnMut() -> Result<Duration, BenchError> + 'a>;

/// The medians of all turns, in their order.
pub(super) fn medians(rounds: u32, turns: &mut [Turn<'_>]) -> Result<Vec<Duration>, BenchError> {
    let mut times = vec![Vec::new(); turns.len()];
    for _ in 0..rounds {
        for (turn, times) in turns.iter_mut().zip(&mut times) {
            times.push(turn()?);
        }
    }
    Ok(times.into_iter().map(median).collect())
}

/// The middle one, or the mean of the two in the middle; zero if there is none.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    let middle = times.len().saturating_sub(1) / 2..=times.len() / 2;
    let middle = times.get(middle).unwrap_or_default();
    middle.iter().sum::<Duration>() / u32::try_from(middle.len()).unwrap_or(1).max(1)
}

/// Runs a program and returns how long it took.
pub(super) fn timed(command: &mut Command) -> Result<Duration, BenchError> {
    let start = Instant::now();
    output(command)?;
    Ok(start.elapsed())
}

/// Runs a program and returns its standard output.
pub(super) fn output(command: &mut Command) -> Result<String, BenchError> {
    let printed = programs::output(command).map_err(|failure| BenchError::Program {
        program: format!("{command:?}"),
        reason: failure.to_string(),
    })?;
    Ok(String::from_utf8_lossy(&printed).into_owned())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn turns_are_interleaved_and_each_has_its_own_median() {
        let order = RefCell::new(String::new());
        let turn = |name, seconds: Vec<u64>| -> Turn<'_> {
            let (order, mut seconds) = (&order, seconds.into_iter());
            Box::new(move || {
                order.borrow_mut().push(name);
                Ok(Duration::from_secs(seconds.next().unwrap()))
            })
        };
        let mut turns = [turn('a', vec![3, 1, 2]), turn('b', vec![5, 5, 6])];
        let times = medians(3, &mut turns).unwrap();
        assert_eq!(times, [2, 5].map(Duration::from_secs));
        drop(turns);
        assert_eq!(order.into_inner(), "ababab");
        assert_eq!(median(vec![]), Duration::ZERO);
        assert_eq!(
            median([4, 1, 2, 3].map(Duration::from_secs).into()),
            Duration::from_millis(2500)
        );
    }

    #[test]
    fn an_error_names_the_program_and_contains_its_message() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo wrong >&2; exit 3"]);
        let error = timed(&mut command).unwrap_err().to_string();
        assert!(error.contains("wrong"), "{error}");
        assert!(error.starts_with("\"sh\" \"-c\""), "{error}");
    }
}
