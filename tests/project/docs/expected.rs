//! Comparison of a page's expected output with the actual output.

use regex::Regex;

/// Stands for any text; alone on a line, for any number of lines.
const ANYTHING: &str = "…";

/// Whether the commands have printed what the page says. Blanks at the ends of lines do not count.
pub(crate) fn matches(expected: &str, printed: &str) -> bool {
    let lines = expected.lines().map(str::trim_end).map(|line| {
        if line == ANYTHING {
            return "(?:.*\n)*?".to_owned();
        }
        let parts: Vec<_> = line.split(ANYTHING).map(regex::escape).collect();
        format!("{}\n", parts.join(".*"))
    });
    let pattern = format!("^{}$", lines.collect::<String>());
    let printed: String = printed
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    Regex::new(&pattern).unwrap().is_match(&printed)
}

/// How many lines are certain to be printed.
pub(crate) fn lines(expected: &str) -> usize {
    let lines = expected.lines().map(str::trim_end);
    lines.filter(|line| *line != ANYTHING).count()
}

#[test]
fn a_line_is_the_same_but_for_what_may_be_anything() {
    let cases = [
        ("a\nb", "a\nb\n", true),
        ("a\nb", "a\n", false),
        ("a", "a\nb\n", false),
        ("took … s", "took 1.5 s", true),
        ("took … s", "took 1.5 ms!", false),
        ("a.b", "axb", false),
        ("a\n…", "a\n", true),
        ("a\n…\nz", "a\nb\nc\nz  \n", true),
        ("a\n…\nz", "a\nb\nc\n", false),
        ("…\nz", "y\nz\nz", true),
        ("", "", true),
        ("", "a", false),
    ];
    for (expected, printed, is_match) in cases {
        let found = matches(expected, printed);
        assert_eq!(found, is_match, "{expected:?} {printed:?}");
    }
}
