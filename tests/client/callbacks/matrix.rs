//! Every place in plugged-in code with every fault. Time is the paused time of the runtime.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::Instant;
use zoho_time::auth::{AuthError, TokenStoreError};
use zoho_time::transport::TransportErrorKind;
use zoho_time::{CallOptions, Error, RetryPolicy};

use crate::callbacks::plugged::{Plugged, call};
use crate::callbacks::switch::{Fault, Place, quiet};

/// The deadline of the calls that meet a fault: there is time for one restart, after up to a second.
const DEADLINE: Duration = Duration::from_millis(1400);

/// How many calls wait at once.
const CALLERS: usize = 5;

/// The outcome of a call.
fn outcome(result: &Result<(), Error>) -> &'static str {
    let error = match result {
        Ok(()) => return "served",
        Err(error) => error,
    };
    match error {
        Error::Auth { source, .. } => match &**source {
            AuthError::Store(TokenStoreError::Panicked { .. }) => "store panicked",
            AuthError::Store(_) => "store failed",
            AuthError::ClockFailed { .. } => "clock failed",
            AuthError::NotInTime => "deadline",
            AuthError::Unreachable { .. } => "accounts unreachable",
            other => panic!("{other:?}"),
        },
        Error::RateBudget { how, .. } if *how == "panicked" => "budget panicked",
        Error::RateBudget { .. } => "deadline",
        Error::RateLimited(_) => "held back",
        Error::Transport { source, .. } => match source.kind() {
            TransportErrorKind::Panicked => "transport panicked",
            TransportErrorKind::TimedOut => "deadline",
            _ => "not connected",
        },
        other => panic!("{other:?}"),
    }
}

/// How many times a call reads a clock that behaves, the renewal of its token included.
async fn clock_reads_of_a_call() -> usize {
    let plugged = Plugged::new();
    let zoho = plugged.client();
    plugged.switch.arm(Place::Clock, Fault::Nothing);
    call(&zoho).await.unwrap();
    plugged.switch.disarm()
}

#[tokio::test(start_paused = true)]
async fn every_place_with_every_fault_ends_as_it_should() {
    use Fault::{Error, Hang, Panic};

    quiet();
    // What the waiting calls end with.
    let cells = [
        (Place::StoreLoad, Panic, "store panicked"),
        (Place::StoreLoad, Hang, "deadline"),
        (Place::StoreLoad, Error, "store failed"),
        (Place::StoreLock, Panic, "store panicked"),
        (Place::StoreLock, Hang, "deadline"),
        (Place::StoreLock, Error, "store failed"),
        (Place::LockedLoad, Panic, "store panicked"),
        (Place::LockedLoad, Hang, "deadline"),
        (Place::LockedLoad, Error, "store failed"),
        (Place::FirstSave, Panic, "store panicked"),
        (Place::FirstSave, Hang, "deadline"),
        (Place::FirstSave, Error, "store failed"),
        // There is a token, whatever happens to the copy.
        (Place::SecondSave, Panic, "served"),
        (Place::SecondSave, Hang, "served"),
        (Place::SecondSave, Error, "served"),
        (Place::Unlock, Panic, "served"),
        (Place::BudgetTake, Panic, "budget panicked"),
        (Place::BudgetTake, Hang, "deadline"),
        (Place::BudgetTake, Error, "held back"),
        // The answer is there.
        (Place::BudgetHold, Panic, "served"),
        (Place::BudgetHold, Hang, "served"),
        (Place::SendTokenRequest, Panic, "accounts unreachable"),
        (Place::SendTokenRequest, Hang, "deadline"),
        (Place::SendTokenRequest, Error, "accounts unreachable"),
        (Place::SendCall, Panic, "transport panicked"),
        (Place::SendCall, Hang, "deadline"),
        (Place::SendCall, Error, "not connected"),
        (Place::Clock, Panic, "clock failed"),
        // The end of the calendar.
        (Place::Clock, Error, "served"),
    ];
    let clock_reads = clock_reads_of_a_call().await;
    for (place, fault, expected) in cells {
        let plugged = Plugged::new();
        let zoho = plugged.client();
        let brief = |options: CallOptions| {
            options
                .retry(RetryPolicy::default().attempts(2))
                .total_timeout(DEADLINE)
        };
        let brief = zoho.with(brief);
        // Calls of their own are made by each caller, tokens are fetched for all.
        let callers = match place {
            Place::BudgetTake | Place::BudgetHold | Place::SendCall | Place::Clock => 1,
            _ => CALLERS,
        };
        plugged.switch.arm(place, fault);
        let begin = Instant::now();
        let results = join_all((0..callers).map(|_| call(&brief))).await;
        let took = begin.elapsed();
        let reached = plugged.switch.disarm();
        for result in &results {
            assert_eq!(
                outcome(result),
                expected,
                "{place:?} × {fault:?}: {result:?}"
            );
        }
        let slack = Duration::from_millis(100);
        assert!(took <= DEADLINE + slack, "{place:?} × {fault:?}: {took:?}");
        let at_most = match (place, fault) {
            // A call that is served reads the clock several times, and no more often for what it reads.
            (Place::Clock, Fault::Error) => clock_reads,
            _ => 2,
        };
        assert!(
            (1..=at_most).contains(&reached),
            "{place:?} × {fault:?}: reached {reached} times"
        );
        // Nothing is stuck.
        let before = plugged.calls.load(Ordering::SeqCst);
        let begin = Instant::now();
        let next = call(&zoho).await;
        assert_eq!(outcome(&next), "served", "{place:?} × {fault:?}: {next:?}");
        assert_eq!(plugged.calls.load(Ordering::SeqCst), before + 1);
        let next_took = begin.elapsed();
        // A token request may take half a minute, and is not cut short for those who come later.
        if (place, fault) != (Place::SendTokenRequest, Hang) {
            // The back-off after two failures is the longest.
            assert!(
                next_took <= slack + Duration::from_secs(2),
                "{place:?} × {fault:?}: {next_took:?}"
            );
        }
        println!(
            "{:<34} {callers} calls: {expected:<20} in {took:.1?}, {reached} invocations; the next one served in \
             {next_took:.1?}",
            format!("{place:?} × {fault:?}")
        );
    }
    println!("{} cells", cells.len());
}

#[tokio::test(start_paused = true)]
async fn a_store_that_panics_again_and_again_costs_no_more_than_the_calls() {
    quiet();
    let plugged = Plugged::new();
    let zoho = plugged.client();
    plugged.switch.arm(Place::StoreLoad, Fault::Panic);
    let calls = 100;
    for _ in 0..calls {
        call(&zoho).await.unwrap_err();
    }
    let reached = plugged.switch.disarm();
    println!("a store that always panics: {calls} calls, {reached} invocations");
    assert_eq!(reached, calls);
    call(&zoho).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_budget_that_names_no_wait_is_not_asked_in_a_busy_loop() {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;

    use futures::future::{BoxFuture, FutureExt as _};
    use zoho_time::Pacing;
    use zoho_time::limits::{RateBudget, Wait};

    #[derive(Debug, Default)]
    struct Never(AtomicUsize);

    impl RateBudget for Never {
        fn take(&self, _: Option<usize>) -> BoxFuture<'_, Result<(), Wait>> {
            self.0.fetch_add(1, Ordering::SeqCst);
            async { Err(Wait::new(44, Duration::ZERO)) }.boxed()
        }

        fn block(&self, _: Wait) -> BoxFuture<'_, ()> {
            async {}.boxed()
        }
    }

    let never = Arc::new(Never::default());
    let plugged = Plugged::new();
    let zoho = plugged.builder().rate_budget(never.clone());
    let zoho = zoho.pacing(Pacing::default()).build().unwrap();
    let brief = zoho.with(|options| options.total_timeout(DEADLINE));
    let error = call(&brief).await.unwrap_err();
    let asked = never.0.load(Ordering::SeqCst);
    println!("a budget that says no for no time: asked {asked} times in {DEADLINE:?}");
    assert!(
        matches!(error, Error::RateLimited(_) | Error::RateBudget { .. }),
        "{error}"
    );
    assert!(asked <= 210, "{asked}");
}
