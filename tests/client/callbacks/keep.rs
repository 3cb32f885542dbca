//! `keep` of bulk logging, at every step of a run.

use std::io;
use std::sync::mpsc::channel;
use std::time::Duration;

use zoho_time::tracking::bulk::{Journal, JournalStep, State, Stopped};
use zoho_time_tests::fixture::Fixture;

use crate::callbacks::switch::quiet;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Panic,
    Error,
}

/// The number of a step in the run of one item.
fn number(step: &JournalStep) -> usize {
    match step {
        JournalStep::Begun { .. } => 0,
        JournalStep::Sending { .. } => 1,
        _ => 2,
    }
}

#[tokio::test]
async fn a_keep_that_fails_at_any_step_ends_the_run_and_nothing_is_logged_twice() {
    quiet();
    for at in 0..3 {
        for fault in [Fault::Panic, Fault::Error] {
            let fixture = Fixture::new().await;
            let day = "2026-03-04".parse().unwrap();
            let mut journal = Journal::new([fixture.entry(day, 60)]).unwrap();
            let mut reached = 0;
            let outcome = fixture
                .bulk(1)
                .run_keeping(&mut journal, |step| {
                    if number(step) < at {
                        return Ok(());
                    }
                    reached += 1;
                    match fault {
                        Fault::Panic => panic!("planted at step {at}"),
                        Fault::Error => Err(io::Error::other("planted")),
                    }
                })
                .await;
            let stopped = outcome.unwrap_err();
            let Stopped::NotKept(error) = &stopped else {
                panic!("{stopped}")
            };
            let message = match fault {
                Fault::Panic => "`keep` panicked",
                Fault::Error => "planted",
            };
            assert_eq!(error.to_string(), message);
            assert!((1..=2).contains(&reached), "{at} {fault:?}: {reached}");
            // The journal has what is known, and another run goes on from there.
            let logged = fixture.on(day).await.len();
            let is_done = matches!(journal.items()[0].state(), State::Done { .. });
            assert_eq!((logged == 1, is_done), (at == 2, at == 2), "{at} {fault:?}");
            let summary = fixture.bulk(1).run(&mut journal).await.unwrap();
            assert_eq!(summary.progress.done, 1);
            assert_eq!(fixture.on(day).await.len(), 1, "{at} {fault:?}");
            println!(
                "keep × {fault:?} at step {at}: {reached} invocations, {logged} logged; one entry after another \
                 run"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_keep_that_blocks_holds_up_its_run_only() {
    let fixture = Fixture::new().await;
    let day = "2026-03-04".parse().unwrap();
    let mut journal = Journal::new([fixture.entry(day, 60)]).unwrap();
    let (reached, mut blocked) = tokio::sync::mpsc::unbounded_channel();
    let (release, wait) = channel::<()>();
    let (bulk, deadline) = (fixture.bulk(1), Duration::from_millis(200));
    let mut run = tokio::spawn(async move {
        let mut invocations = 0;
        let wait = std::sync::Mutex::new(wait);
        let keeping = bulk.run_keeping(&mut journal, |step| {
            invocations += 1;
            if number(step) == 1 {
                reached.send(()).unwrap();
                let _ = wait.lock().unwrap().recv();
            }
            Ok(())
        });
        let summary = keeping.await.unwrap();
        (summary, invocations)
    });
    blocked.recv().await.unwrap();
    // The caller's deadline.
    tokio::time::timeout(deadline, &mut run).await.unwrap_err();
    // Others go on meanwhile.
    assert!(fixture.on(day).await.is_empty());
    drop(release);
    let (summary, invocations) = run.await.unwrap();
    assert_eq!((summary.progress.done, invocations), (1, 3));
    assert_eq!(fixture.on(day).await.len(), 1);
    println!(
        "keep × Hang: deadline after {deadline:?}, other calls served meanwhile, then the run went on"
    );
}
