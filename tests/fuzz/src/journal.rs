//! Journal files: one that cannot be opened is left alone, one that can loses nothing but an unfinished
//! last line, and a step that is kept is there when the file is opened again.

use std::fs;

use zoho_time::tracking::bulk::{Journal, JournalFile, JournalStep};

use crate::support;

pub(crate) fn run(data: &[u8]) -> bool {
    let path = support::path("entries.journal");
    support::write(&path, data);
    let Ok((journal, kept)) = JournalFile::open(&path) else {
        let left = fs::read(&path).expect("the journal file");
        assert_eq!(left, data, "a file that cannot be opened was changed");
        return false;
    };
    drop(kept);

    let left = fs::read(&path).expect("the journal file");
    let whole = data.iter().rposition(|&byte| byte == b'\n').unwrap_or(0) + 1;
    assert!(
        left == data[..whole],
        "opening a journal cut off more than an unfinished line"
    );
    let progress = journal.progress();
    let counted = progress.open + progress.in_doubt + progress.done + progress.refused;
    assert_eq!(counted, journal.items().len());

    let json = serde_json::to_string(&journal).expect("a journal as JSON");
    let read: Journal = serde_json::from_str(&json).expect("a journal that was written");
    assert_eq!(read, journal);

    let (again, mut kept) = JournalFile::open(&path).expect("a journal that was opened before");
    assert_eq!(again, journal);
    let step = step(data, journal.items().len());
    let mut expected = journal.clone();
    if expected.apply(&step).is_err() {
        assert_eq!(expected, journal, "a step that was refused had an effect");
        return true;
    }
    kept.keep(&step).expect("room for a step");
    drop(kept);
    let (last, _) = JournalFile::open(&path).expect("a journal with another step");
    assert_eq!(last, expected, "after {step:?}");
    true
}

/// A step that depends on the input, which may name an item one beyond the last.
fn step(data: &[u8], items: usize) -> JournalStep {
    let number = data.iter().fold(data.len(), |sum, &byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(byte))
    });
    let item = number / 4 % (items + 1);
    let id = u64::try_from(number).unwrap_or_default().into();
    match number % 4 {
        0 => JournalStep::Sending { item },
        1 => JournalStep::Reopened { item },
        2 => JournalStep::Done {
            item,
            id,
            altered: number % 8 > 3,
        },
        _ => JournalStep::Begun { before: vec![id] },
    }
}
