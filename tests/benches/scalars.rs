//! Each scalar of the API, read from its text and written as it, beside an `f64` and a `String`.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::unwrap_used,
    dead_code,
    reason = "a benchmark"
)]

mod support;

use std::fmt::{Debug, Display};
use std::hint::black_box;
use std::str::FromStr;

use support::{Way, compare};
use zoho_time::models::{BilledStatus, Count, DisplayDate, IdList, Timestamp};
use zoho_time::{Amount, Hours, ProjectId, TaskId, TimeOfDay};

const TURNS: usize = 60;

const AMOUNT: &str = "1234.50";
const ID: &str = "982000000000100001";
const IDS: &str = "982000000000100001,982000000000100003";
const DAY: &str = "2026-03-04";
const MOMENT: &str = "2026-03-04T12:00:00+0100";

fn main() {
    compare(
        "read, 1,000 times",
        TURNS,
        &mut [
            reading::<f64>("f64", AMOUNT),
            reading::<Amount>("Amount", AMOUNT),
            reading::<Hours>("Hours", "12:26"),
            reading::<TimeOfDay>("TimeOfDay", "08:30"),
            reading::<Timestamp>("Timestamp", MOMENT),
            reading::<Count>("Count", "75"),
            reading::<BilledStatus>("BilledStatus, known", "unbilled"),
            reading::<BilledStatus>("BilledStatus, unknown", "on hold"),
            reading::<DisplayDate>("DisplayDate", DAY),
            reading::<String>("String of an id", ID),
            reading::<ProjectId>("ProjectId", ID),
            reading::<IdList<TaskId>>("IdList of two", IDS),
        ],
    );
    compare(
        "write, 1,000 times",
        TURNS,
        &mut [
            writing::<f64>("f64", AMOUNT),
            writing::<Amount>("Amount", AMOUNT),
            writing::<Hours>("Hours", "12:26"),
            writing::<TimeOfDay>("TimeOfDay", "08:30"),
            writing::<Timestamp>("Timestamp", MOMENT),
            writing::<Count>("Count", "75"),
            writing::<BilledStatus>("BilledStatus, known", "unbilled"),
            writing::<BilledStatus>("BilledStatus, unknown", "on hold"),
            writing::<DisplayDate>("DisplayDate", DAY),
            writing::<String>("String of an id", ID),
            writing::<ProjectId>("ProjectId", ID),
            writing::<IdList<TaskId>>("IdList of two", IDS),
        ],
    );
}

/// Reads a scalar often enough for the resolution of the clock.
fn reading<T: FromStr<Err: Debug>>(name: &'static str, text: &'static str) -> Way<'static> {
    Way::new(name, move || {
        for _ in 0..1000 {
            black_box(black_box(text).parse::<T>().unwrap());
        }
    })
}

/// Writes the scalar of this text, as often.
fn writing<T: FromStr<Err: Debug> + Display + 'static>(
    name: &'static str,
    text: &'static str,
) -> Way<'static> {
    let scalar: T = text.parse().unwrap();
    Way::new(name, move || {
        for _ in 0..1000 {
            black_box(black_box(&scalar).to_string());
        }
    })
}
