//! Settings of a test run: the number of rounds, and reports of skipped tests.
//!
//! `ZOHO_TIME_TEST_ROUNDS` sets how much randomized, repeated and slow tests do:
//!
//! | value | rounds |
//! |---|---|
//! | not set | few, so that all tests take minutes |
//! | `full` | all |
//! | a number `n` | `n` times as many as `full` |

use std::fmt::Display;
use std::io::Write as _;

const ROUNDS: &str = "ZOHO_TIME_TEST_ROUNDS";

/// The number of rounds of a test that has `few` by default and `full` on request.
///
/// # Panics
///
/// Panics if `ZOHO_TIME_TEST_ROUNDS` is neither `full` nor a number.
#[must_use]
pub fn rounds(few: u64, full: u64) -> u64 {
    match std::env::var(ROUNDS).ok().filter(|value| !value.is_empty()) {
        None => few,
        Some(value) => match factor(&value) {
            Some(factor) => full * factor,
            #[expect(clippy::panic, reason = "a test run with a wrong setting fails")]
            None => panic!("{ROUNDS} is `{value}`; set it to `full` or a number, or leave it out"),
        },
    }
}

/// Whether tests run in full: all rounds, and the commands that compile the workspace.
#[must_use]
pub fn is_full() -> bool {
    rounds(0, 1) > 0
}

/// How many times the full number of rounds a value asks for.
fn factor(value: &str) -> Option<u64> {
    match value {
        "full" => Some(1),
        number => number.parse().ok().filter(|factor| *factor > 0),
    }
}

/// Reports that the calling test is skipped.
///
/// Unlike `eprintln!`, this is shown for tests that pass, too: libtest captures only what macros print.
pub fn report_skipped(reason: impl Display) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // A closed standard error is not a failure.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {reason}");
}

/// Reports that the calling test is skipped because a tool is missing.
///
/// # Panics
///
/// Panics if `CI` is `true`: `.ci/run` installs all tools, and no test may be skipped there.
pub fn skip_without_tool(reason: impl Display) {
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "{reason}; `.ci/run` lists the packages to install"
    );
    report_skipped(reason);
}

#[test]
fn the_number_of_rounds_is_full_or_a_multiple_of_it() {
    let cases = [
        ("full", Some(1)),
        ("1", Some(1)),
        ("30", Some(30)),
        ("0", None),
        ("many", None),
    ];
    for (value, expected) in cases {
        assert_eq!(factor(value), expected, "{value}");
    }
}
