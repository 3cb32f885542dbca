//! Inputs: any bytes, and seeds with a few changes. A failing input shrinks to one with fewer of them.

use std::fmt;
use std::ops::Deref;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// An input, which shows itself as text.
#[derive(Clone)]
pub(crate) struct Input(Vec<u8>);

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

impl Deref for Input {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// A change of an input. Places count from its start, modulo its length.
#[derive(Clone, Debug)]
enum Change {
    Flip {
        at: Index,
        bits: u8,
    },
    Insert {
        at: Index,
        bytes: Vec<u8>,
    },
    /// Replaces a word.
    Replace {
        at: Index,
        word: Vec<u8>,
    },
    /// Replaces the digits at a position, or the next ones.
    Number {
        at: Index,
        digits: Vec<u8>,
    },
    Remove {
        at: Index,
        length: usize,
    },
    /// Copies a line to another place, or removes it.
    Line {
        from: Index,
        to: Option<Index>,
    },
    Repeat {
        at: Index,
        length: usize,
        times: usize,
    },
    Cut {
        at: Index,
    },
}

impl Change {
    fn apply(&self, data: &mut Vec<u8>) {
        let end = data.len();
        let place = |at: &Index| at.index(end + 1);
        match self {
            Self::Flip { .. } if data.is_empty() => {}
            Self::Flip { at, bits } => data[at.index(end)] ^= bits,
            Self::Insert { at, bytes } => {
                let at = place(at);
                data.splice(at..at, bytes.iter().copied());
            }
            Self::Replace { at, word } => {
                let at = place(at);
                let length = length_of(&data[at..], is_word);
                data.splice(at..at + length, word.iter().copied());
            }
            Self::Number { at, digits } => {
                let at = place(at);
                let at = at + length_of(&data[at..], |byte| !byte.is_ascii_digit());
                let length = length_of(&data[at..], |byte| byte.is_ascii_digit());
                data.splice(at..at + length, digits.iter().copied());
            }
            Self::Remove { at, length } => {
                let at = place(at);
                data.drain(at..(at + length).min(end));
            }
            Self::Line { from, to } => {
                let mut lines: Vec<_> = data.split_inclusive(|&byte| byte == b'\n').collect();
                if lines.is_empty() {
                    return;
                }
                let from = from.index(lines.len());
                match to {
                    Some(to) => lines.insert(to.index(lines.len() + 1), lines[from]),
                    None => drop(lines.remove(from)),
                }
                *data = lines.concat();
            }
            Self::Repeat { at, length, times } => {
                let at = place(at);
                let part = data[at..(at + length).min(end)].repeat(*times);
                data.splice(at..at, part);
            }
            Self::Cut { at } => data.truncate(place(at)),
        }
    }
}

/// How many of the first bytes have a property.
fn length_of(data: &[u8], property: impl Fn(u8) -> bool) -> usize {
    data.iter().take_while(|&&byte| property(byte)).count()
}

/// Inputs that start from these seeds.
pub(crate) fn strategy(seeds: &[(String, Vec<u8>)]) -> impl Strategy<Value = Input> + use<> {
    let contents: Vec<_> = seeds.iter().map(|(_, data)| data.clone()).collect();
    let words = words(&contents);
    let change = prop_oneof![
        2 => (any::<Index>(), 1_u8..).prop_map(|(at, bits)| Change::Flip { at, bits }),
        2 => (any::<Index>(), select(words.clone()))
            .prop_map(|(at, bytes)| Change::Insert { at, bytes }),
        4 => (any::<Index>(), select(words)).prop_map(|(at, word)| Change::Replace { at, word }),
        1 => (any::<Index>(), vec(any::<u8>(), 1..8))
            .prop_map(|(at, bytes)| Change::Insert { at, bytes }),
        8 => (any::<Index>(), "[0-9]{1,3}|[0-9]{16,20}")
            .prop_map(|(at, digits)| Change::Number { at, digits: digits.into() }),
        4 => any::<(Index, Option<Index>)>().prop_map(|(from, to)| Change::Line { from, to }),
        2 => (any::<Index>(), 1_usize..24).prop_map(|(at, length)| Change::Remove { at, length }),
        1 => (any::<Index>(), 1_usize..64, 1_usize..4)
            .prop_map(|(at, length, times)| Change::Repeat { at, length, times }),
        1 => any::<Index>().prop_map(|at| Change::Cut { at }),
    ];
    let changed = (select(contents), vec(change, 0..4)).prop_map(|(mut data, changes)| {
        for change in &changes {
            change.apply(&mut data);
        }
        Input(data)
    });
    prop_oneof![
        9 => changed,
        1 => vec(any::<u8>(), 0..200).prop_map(Input),
    ]
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The vocabulary of the seeds, and characters with a meaning in their formats.
fn words(contents: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut words: Vec<Vec<u8>> = contents
        .iter()
        .flat_map(|data| data.split(|&byte| !is_word(byte)))
        .filter(|word| !word.is_empty())
        .map(<[u8]>::to_vec)
        .collect();
    for word in [
        "\n",
        "\r\n",
        " ",
        "\t",
        "\0",
        "\"",
        "'",
        ",",
        ":",
        "-",
        ".",
        "0",
        "1e9",
        "-1",
        "null",
        "true",
        "[]",
        "{}",
        "\\ud83d",
        "\\u0000",
        "\u{1f600}",
        "\u{feff}",
        "9223372036854775808",
        "1e400",
    ] {
        words.push(word.into());
    }
    words.push(vec![0xff]);
    words.push(vec![0xc3]);
    words.sort();
    words.dedup();
    words
}
