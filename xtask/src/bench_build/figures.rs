//! The measured figures, as a table.

use std::{fmt, time::Duration};

/// A value with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A duration.
    Time(Duration),
    /// A number of lines.
    Lines(usize),
    /// A size in bytes.
    Bytes(u64),
}

impl Value {
    /// This value divided by another one.
    #[allow(
        clippy::cast_precision_loss,
        reason = "sizes and lines are far below 2^52"
    )]
    fn ratio(self, other: Self) -> f64 {
        let number = |value| match value {
            Self::Time(time) => time.as_secs_f64(),
            Self::Lines(lines) => lines as f64,
            Self::Bytes(bytes) => bytes as f64,
        };
        number(self) / number(other)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Time(time) => format!("{:.3} s", time.as_secs_f64()),
            Self::Lines(lines) => format!("{lines} lines"),
            #[allow(clippy::cast_precision_loss, reason = "a file is below 2^52 bytes")]
            Self::Bytes(bytes) => format!("{:.1} MB", *bytes as f64 / 1e6),
        };
        f.pad(&text)
    }
}

/// All figures of a run, in the order in which they were measured.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    lines: Vec<String>,
}

impl Figures {
    /// Starts a part of the table, or adds a note.
    pub(super) fn heading(&mut self, text: impl Into<String>) {
        self.lines.extend([String::new(), text.into()]);
    }

    /// Adds a figure, and its ratio to another one.
    pub(super) fn add(&mut self, name: &str, value: Value, beside: Option<(Value, &str)>) {
        let mut line = format!("  {name:<44}{value:>12}");
        if let Some((other, of)) = beside {
            line += &format!("  {:.2} × {of}", value.ratio(other));
        }
        self.lines.push(line);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_each_value_with_its_unit_and_ratio() {
        let mut figures = Figures::default();
        figures.heading("regen");
        let other = Value::Time(Duration::from_secs(5));
        let ours = Value::Time(Duration::from_millis(250));
        figures.add("ours", ours, Some((other, "the other")));
        figures.add("the other", other, None);
        figures.add("program", Value::Bytes(2_500_000), None);
        figures.add(
            "text",
            Value::Lines(300),
            Some((Value::Lines(400), "text 2")),
        );
        let expected = "
regen
  ours                                             0.250 s  0.05 × the other
  the other                                        5.000 s
  program                                           2.5 MB
  text                                           300 lines  0.75 × text 2";
        assert_eq!(figures.to_string(), expected);
    }
}
