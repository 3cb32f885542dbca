//! A fault at every step of every write.

use std::fs;
use std::path::Path;

use zoho_time::auth::{ExposeSecret as _, FileTokenStore, TokenRecord, TokenStore as _};
use zoho_time::tracking::bulk::{Journal, JournalFile, JournalStep};
use zoho_time::tracking::{NewTimeEntry, Work};
use zoho_time::{ProjectId, TaskId, UserId};
use zoho_time_files::injection::{DiskFault, Injection};
use zoho_time_sandbox::intercept::Authority;

use crate::private_files::kinds::key;

const FAULTS: [DiskFault; 3] = [DiskFault::Once, DiskFault::DiskFull, DiskFault::Crash];

/// The results of all faults in the writes of one kind of file.
#[derive(Default)]
struct Tally {
    steps: usize,
    faults: usize,
    acknowledged: usize,
    lost: Vec<String>,
    repairs: Vec<String>,
}

impl Tally {
    fn report(self, what: &str) {
        println!(
            "{what}: {} steps, {} faults, {} acknowledged writes: {} lost, {} files that need repair",
            self.steps,
            self.faults,
            self.acknowledged,
            self.lost.len(),
            self.repairs.len()
        );
        assert!(self.steps > 5 && self.faults >= 3 * self.steps && self.acknowledged > self.steps);
        assert!(self.lost.is_empty(), "{:#?}", self.lost);
        assert!(self.repairs.is_empty(), "{:#?}", self.repairs);
    }
}

/// How many steps a run has without a fault.
fn steps(folder: &Path, run: impl FnOnce()) -> usize {
    let injection = Injection::new(folder, usize::MAX, DiskFault::Once);
    run();
    injection.steps()
}

fn record(number: u32) -> TokenRecord {
    let text = format!(r#"{{"version":1,"requests":[],"number":{number}}}"#);
    TokenRecord::from_json(&text).unwrap()
}

fn number(record: &TokenRecord) -> String {
    let json = record.to_json();
    let (_, number) = json.expose_secret().rsplit_once("\"number\":").unwrap();
    number.trim_end_matches('}').to_owned()
}

/// Saves some records, and returns the last one that was acknowledged and how many were.
async fn save(folder: &Path, numbers: std::ops::Range<u32>) -> (Option<u32>, usize) {
    let store = FileTokenStore::new(folder.join("private/tokens.json"));
    let (mut last, mut count) = (None, 0);
    for next in numbers {
        let Ok(mut locked) = store.lock(&key()).await else {
            continue;
        };
        if locked.save(&record(next)).await.is_ok() {
            last = Some(next);
            count += 1;
        }
    }
    (last, count)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_at_any_write_of_the_token_file_loses_nothing() {
    let mut tally = Tally::default();
    let folder = tempfile::tempdir().unwrap();
    let injection = Injection::new(folder.path(), usize::MAX, DiskFault::Once);
    assert_eq!(save(folder.path(), 1..4).await, (Some(3), 3));
    tally.steps = injection.steps();
    drop(injection);
    for fault in FAULTS {
        for at in 0..tally.steps {
            let case = format!("{fault:?} at step {at}");
            let folder = tempfile::tempdir().unwrap();
            let injection = Injection::new(folder.path(), at, fault);
            let (last, count) = save(folder.path(), 1..4).await;
            drop(injection);
            tally.faults += 1;
            tally.acknowledged += count;

            let store = FileTokenStore::new(folder.path().join("private/tokens.json"));
            match store.load(&key()).await {
                Ok(found) => {
                    let found = found.map_or(0, |record| number(&record).parse().unwrap());
                    // One whose name alone was not forced to the disk may be there.
                    if !(last.unwrap_or(0)..4).contains(&found) {
                        tally.lost.push(format!("{case}: {last:?}, found {found}"));
                    }
                }
                Err(error) => tally.repairs.push(format!("{case}: {error}")),
            }
            if save(folder.path(), 9..10).await != (Some(9), 1) {
                tally.repairs.push(format!("{case}: cannot be written"));
            }
            let mut names: Vec<_> = fs::read_dir(folder.path().join("private"))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            assert_eq!(names, ["tokens.json", "tokens.json.lock"], "{case}");
        }
    }
    tally.report("token file");
}

fn journal() -> Journal {
    let hour = Work::lasting("01:00".parse().unwrap()).unwrap();
    let day = "2026-03-04".parse().unwrap();
    let entry = NewTimeEntry::new(
        ProjectId::from(1),
        TaskId::from(2),
        UserId::from(3),
        day,
        hour,
    );
    Journal::new(vec![entry; 2]).unwrap()
}

fn journal_steps() -> Vec<JournalStep> {
    vec![
        JournalStep::Begun {
            before: vec![5.into()],
        },
        JournalStep::Sending { item: 0 },
        JournalStep::Done {
            item: 0,
            id: 7.into(),
            altered: false,
        },
        JournalStep::Sending { item: 1 },
        JournalStep::Reopened { item: 1 },
    ]
}

/// Keeps a journal, and returns it as far as it was acknowledged, and with the steps that were not.
fn keep(path: &Path) -> (Option<Vec<Journal>>, usize) {
    let Ok((mut journal, mut file)) = JournalFile::create(path, journal()) else {
        return (None, 0);
    };
    let (mut possible, mut count) = (vec![journal.clone()], 1);
    for step in journal_steps() {
        let kept = file.keep(&step).is_ok();
        let mut with = journal.clone();
        with.apply(&step).unwrap();
        if kept {
            possible = vec![with.clone()];
            journal = with;
            count += 1;
        } else {
            possible.push(with);
        }
    }
    (Some(possible), count)
}

#[test]
fn a_fault_at_any_write_of_a_journal_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let mut tally = Tally {
        steps: steps(folder.path(), || assert_eq!(keep(&path).1, 6)),
        ..Tally::default()
    };
    for fault in FAULTS {
        for at in 0..tally.steps {
            let case = format!("{fault:?} at step {at}");
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("journal");
            let injection = Injection::new(folder.path(), at, fault);
            let (possible, count) = keep(&path);
            drop(injection);
            tally.faults += 1;
            tally.acknowledged += count;
            let opened = JournalFile::open(&path);
            match (possible, opened) {
                (Some(possible), Ok((read, mut file))) => {
                    if !possible.contains(&read) {
                        tally
                            .lost
                            .push(format!("{case}: {possible:?}, found {read:?}"));
                    }
                    if let Err(error) = file.keep(&JournalStep::Sending { item: 1 }) {
                        tally.repairs.push(format!("{case}: {error}"));
                    }
                }
                (Some(_), Err(error)) => tally.repairs.push(format!("{case}: {error}")),
                (None, Ok((read, _))) => assert_eq!(read, journal(), "{case}"),
                (None, Err(_)) => {
                    if let Err(error) = JournalFile::create(&path, journal()) {
                        tally.repairs.push(format!("{case}: {error}"));
                    }
                }
            }
        }
    }
    tally.report("journal");
}

/// Loads the authority twice, and returns its key if that was acknowledged, and how often.
fn load(folder: &Path) -> (Option<String>, usize) {
    let (mut key, mut count) = (None, 0);
    for _ in 0..2 {
        if Authority::load_or_create(folder).is_ok() {
            let now = fs::read_to_string(folder.join("ca-key.pem")).unwrap();
            assert_eq!(key.get_or_insert(now.clone()), &now);
            count += 1;
        }
    }
    (key, count)
}

#[test]
fn a_fault_at_any_write_of_the_authority_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut tally = Tally {
        steps: steps(folder.path(), || {
            assert_eq!(load(&folder.path().join("ca")).1, 2);
        }),
        ..Tally::default()
    };
    for fault in FAULTS {
        for at in 0..tally.steps {
            let case = format!("{fault:?} at step {at}");
            let folder = tempfile::tempdir().unwrap();
            let ca = folder.path().join("ca");
            let injection = Injection::new(folder.path(), at, fault);
            let (key, count) = load(&ca);
            drop(injection);
            tally.faults += 1;
            tally.acknowledged += count;
            match Authority::load_or_create(&ca) {
                Ok(authority) => {
                    let now = fs::read_to_string(ca.join("ca-key.pem")).unwrap();
                    if key.is_some_and(|key| key != now) {
                        tally.lost.push(case.clone());
                    }
                    let certificate = fs::read_to_string(authority.certificate_path()).unwrap();
                    assert!(
                        certificate.ends_with("-----END CERTIFICATE-----\n"),
                        "{case}"
                    );
                }
                Err(error) => tally.repairs.push(format!("{case}: {error}")),
            }
        }
    }
    tally.report("certificate authority");
}
