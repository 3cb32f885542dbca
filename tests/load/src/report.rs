//! The figures, beside what they should be.

use std::io::{self, Write};
use std::time::Duration;

use crate::generator::Sample;

/// The speed at one kind of request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speed {
    sample: Sample,
    /// The processor time of the server per request, in microseconds.
    cost: Option<f64>,
}

impl Speed {
    pub(crate) fn of(sample: Sample, spent: Option<Duration>) -> Self {
        let cost = spent.map(|spent| spent.as_secs_f64() * 1e6 / sample.count.max(1) as f64);
        Self { sample, cost }
    }
}

/// The speeds of another server, each as often as there were runs.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    pub(crate) get: Vec<Speed>,
    /// Prism answers with one entry whatever it is asked for, so that is what is asked for.
    pub(crate) list_of_one: Vec<Speed>,
    pub(crate) create: Vec<Speed>,
}

/// Everything that was measured, each as often as there were runs.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) entries: usize,
    /// The size of the program in bytes.
    pub(crate) binary: u64,
    pub(crate) start: Vec<Duration>,
    pub(crate) start_with_data: Vec<Duration>,
    /// In MiB.
    pub(crate) memory: Vec<f64>,
    /// Per second.
    pub(crate) syncs: Vec<f64>,
    pub(crate) bare: Vec<Speed>,
    pub(crate) get: Vec<Speed>,
    pub(crate) list: Vec<Speed>,
    pub(crate) create_normal: Vec<Speed>,
    pub(crate) create_full: Vec<Speed>,
    /// Only measured beside others.
    pub(crate) list_of_one: Vec<Speed>,
    pub(crate) prism: Beside,
    pub(crate) json_server: Beside,
}

impl Figures {
    /// Writes them as a table for people.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let milliseconds = |times: &[Duration]| {
            let times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e3).collect();
            format!("{:.1} ms", median(&times))
        };
        let megabytes = self.binary as f64 / 1e6;
        let memory = match self.memory.as_slice() {
            [] => "not known here".to_owned(),
            memory => format!("{:.1} MiB", median(memory)),
        };
        let entries = self.entries;
        writeln!(out, "{:<44}{:>14}   at most", "", "median")?;
        for (what, figure, target) in [
            (
                "cold start to the first answer",
                milliseconds(&self.start),
                "15 ms",
            ),
            ("memory then", memory, "15 MiB"),
            ("program", format!("{megabytes:.1} MB"), "20 MB"),
            (
                &format!("cold start, {entries} entries in a file"),
                milliseconds(&self.start_with_data),
                "",
            ),
        ] {
            writeln!(out, "{what:<44}{figure:>14}   {target}")?;
        }

        let connections = crate::generator::CONNECTIONS;
        writeln!(
            out,
            "\n{:<26}{:>10}{:>10}{:>10}{:>12}   at least per second",
            format!("{connections} connections"),
            "per second",
            "p50 µs",
            "p99 µs",
            "CPU µs each",
        )?;
        for (what, speeds, target) in [
            ("bare handler", &self.bare, ""),
            ("get one", &self.get, "25,000"),
            ("list of 25", &self.list, "7,000"),
            ("create, normal", &self.create_normal, "15,000"),
            ("create, full", &self.create_full, "8,000"),
        ] {
            writeln!(
                out,
                "{what:<26}{:>10.0}{:>10.0}{:>10.0}{:>12.1}   {target}",
                of(speeds, |speed| speed.sample.rate),
                of(speeds, |speed| speed.sample.p50.as_secs_f64() * 1e6),
                of(speeds, |speed| speed.sample.p99.as_secs_f64() * 1e6),
                of(speeds, |speed| speed.cost.unwrap_or(f64::NAN)),
            )?;
        }
        writeln!(
            out,
            "{:<26}{:>10.0}",
            "fdatasync of 4 KiB",
            median(&self.syncs)
        )?;
        self.write_others(out)
    }

    /// Writes how much faster it is than others, if they were measured.
    fn write_others(&self, out: &mut impl Write) -> io::Result<()> {
        if self.list_of_one.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "\n{:<26}{:>10}{:>10}{:>12}   sandbox is faster, at least",
            "beside others", "per second", "p50 µs", "CPU µs each",
        )?;
        let (prism, json_server) = (&self.prism, &self.json_server);
        for (what, speeds, ours, target) in [
            ("Prism: get one", &prism.get, &self.get, "10 times"),
            (
                "Prism: list of one",
                &prism.list_of_one,
                &self.list_of_one,
                "10 times",
            ),
            (
                "Prism: create",
                &prism.create,
                &self.create_normal,
                "10 times",
            ),
            ("json-server: get one", &json_server.get, &self.get, ""),
            (
                "json-server: list of one",
                &json_server.list_of_one,
                &self.list_of_one,
                "",
            ),
        ] {
            let ratios = ours.iter().zip(speeds);
            let ratios = ratios.map(|(ours, other)| ours.sample.rate / other.sample.rate);
            writeln!(
                out,
                "{what:<26}{:>10.0}{:>10.0}{:>12.1}   {:.1} times   {target}",
                of(speeds, |speed| speed.sample.rate),
                of(speeds, |speed| speed.sample.p50.as_secs_f64() * 1e6),
                of(speeds, |speed| speed.cost.unwrap_or(f64::NAN)),
                median(&ratios.collect::<Vec<_>>()),
            )?;
        }
        Ok(())
    }
}

/// The median of a figure of speeds.
fn of(speeds: &[Speed], read: fn(&Speed) -> f64) -> f64 {
    median(&speeds.iter().map(read).collect::<Vec<_>>())
}

/// The middle one; not a number if there is none.
fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
