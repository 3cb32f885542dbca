//! What was measured, as a table for people and as JSON.

use std::{fmt, time::Duration};

use serde::Serialize;

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Seconds by the clock.
    Seconds,
    /// Lines of Rust.
    Lines,
    /// Bytes of a file.
    Bytes,
}

/// How a figure relates to another of the same run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Relation {
    /// What the other one is.
    pub to: String,
    /// This figure divided by the other.
    pub times: f64,
    /// What that may be at most, where there is a target.
    pub at_most: Option<f64>,
}

/// One figure: the median of its rounds where it was measured in rounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// The part of the run that it belongs to.
    pub part: &'static str,
    /// What it is the figure of.
    pub what: String,
    /// The figure itself.
    pub value: f64,
    /// What it counts.
    pub unit: Unit,
    /// What it may be at most, where there is a target.
    pub at_most: Option<f64>,
    /// How it relates to another, where there is one to compare with.
    pub relation: Option<Relation>,
}

impl Figure {
    /// A figure without a target and without another to compare with.
    #[must_use]
    pub fn new(part: &'static str, what: impl Into<String>, value: f64, unit: Unit) -> Self {
        Self {
            part,
            what: what.into(),
            value,
            unit,
            at_most: None,
            relation: None,
        }
    }

    /// A time.
    #[must_use]
    pub fn time(part: &'static str, what: impl Into<String>, time: Duration) -> Self {
        Self::new(part, what, time.as_secs_f64(), Unit::Seconds)
    }

    /// The same with a target.
    #[must_use]
    pub fn at_most(mut self, value: f64) -> Self {
        self.at_most = Some(value);
        self
    }

    /// The same beside another figure, with a target if there is one.
    #[must_use]
    pub fn beside(mut self, to: impl Into<String>, other: f64, at_most: Option<f64>) -> Self {
        self.relation = Some(Relation {
            to: to.into(),
            times: self.value / other,
            at_most,
        });
        self
    }

    /// Whether all its targets are met; nothing when it has none.
    #[must_use]
    pub fn met(&self) -> Option<bool> {
        let own = self.at_most.map(|most| self.value <= most);
        let related = self
            .relation
            .as_ref()
            .and_then(|relation| Some(relation.times <= relation.at_most?));
        own.into_iter().chain(related).reduce(|one, two| one && two)
    }
}

/// All figures of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// What they were measured with: the compiler, the number of processors, the rounds.
    pub measured_with: Vec<String>,
    /// The figures, in the order in which they were measured.
    pub figures: Vec<Figure>,
    /// What has to be known to read them.
    pub notes: Vec<String>,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.measured_with.join("; "))?;
        let rows: Vec<[String; 3]> = self.figures.iter().map(row).collect();
        let widths = [0, 1].map(|column| {
            let cells = rows.iter().map(|row| row[column].chars().count());
            cells.max().unwrap_or_default()
        });
        let [name, value] = widths;
        let mut part = "";
        for (figure, [what, shown, relation]) in self.figures.iter().zip(&rows) {
            if figure.part != part {
                part = figure.part;
                writeln!(f, "\n{part}")?;
            }
            let line = format!("  {what:<name$}  {shown:>value$}  {relation}");
            writeln!(f, "{}", line.trim_end())?;
        }
        write!(f, "\n{}", self.notes.join("\n"))
    }
}

/// What it is, the figure, and how it relates to its target and to another figure.
fn row(figure: &Figure) -> [String; 3] {
    let value = |value: f64| match figure.unit {
        Unit::Seconds => format!("{value:.3} s"),
        Unit::Lines => format!("{value:.0} lines"),
        Unit::Bytes => format!("{:.1} MB", value / 1e6),
    };
    let mut said = Vec::new();
    if let Some(relation) = &figure.relation {
        let target = relation
            .at_most
            .map(|most| format!(" (at most {most:.2})"))
            .unwrap_or_default();
        said.push(format!("{:.2} × {}{target}", relation.times, relation.to));
    }
    if let Some(most) = figure.at_most {
        said.push(format!("at most {}", value(most)));
    }
    match figure.met() {
        Some(true) => said.push("met".to_owned()),
        Some(false) => said.push("MISSED".to_owned()),
        None => {}
    }
    [figure.what.clone(), value(figure.value), said.join(", ")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_each_figure_beside_its_target() {
        let figures = Figures {
            measured_with: vec!["rustc 1.0".to_owned(), "2 processors".to_owned()],
            figures: vec![
                Figure::time("regen", "ours", Duration::from_millis(250))
                    .beside("the other", 5.0, Some(0.1))
                    .at_most(0.3),
                Figure::time("regen", "the other", Duration::from_secs(5)),
                Figure::new("size", "program", 2_500_000.0, Unit::Bytes),
                Figure::new("size", "text", 300.0, Unit::Lines).beside("text 2", 400.0, Some(0.5)),
            ],
            notes: vec!["A note.".to_owned()],
        };
        let expected = "\
rustc 1.0; 2 processors

regen
  ours         0.250 s  0.05 × the other (at most 0.10), at most 0.300 s, met
  the other    5.000 s

size
  program       2.5 MB
  text       300 lines  0.75 × text 2 (at most 0.50), MISSED

A note.";
        assert_eq!(figures.to_string(), expected);
        let json = serde_json::to_value(&figures).unwrap();
        assert_eq!(json["figures"][0]["relation"]["times"], 0.05);
        assert_eq!(json["figures"][2]["unit"], "bytes");
    }

    #[test]
    fn a_figure_with_two_targets_has_to_meet_both() {
        let figure = Figure::new("", "", 1.0, Unit::Lines);
        assert_eq!(figure.met(), None);
        assert_eq!(figure.clone().at_most(1.0).met(), Some(true));
        let related = figure.at_most(1.0).beside("", 1.0, Some(0.5));
        assert_eq!(related.met(), Some(false));
    }
}
