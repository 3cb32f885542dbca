//! Calls at once, from many threads.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::limits::{Limiter, Limits, ORG, WIDE, code, morning, utc};
use zoho_time_sandbox::limits::Decision;

#[test]
fn never_more_at_once_than_allowed() {
    let limiter = Limiter::new(Some(Limits { at_once: 5, ..WIDE }));
    let serving = AtomicU32::new(0);
    let refused = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..2_000 {
                    match limiter.admit(ORG, morning(), utc()) {
                        Decision::Admitted(permit, _) => {
                            let now = serving.fetch_add(1, Ordering::SeqCst) + 1;
                            assert!(now <= 5, "{now} at once");
                            std::thread::yield_now();
                            serving.fetch_sub(1, Ordering::SeqCst);
                            drop(permit);
                        }
                        Decision::Rejected(refusal) => {
                            assert_eq!(refusal.code().number(), 1070);
                            refused.fetch_add(1, Ordering::SeqCst);
                        }
                    }
                }
            });
        }
    });
    let quota = limiter.quota(ORG, morning(), utc()).unwrap();
    assert_eq!(quota.in_process, 0);
    assert_eq!(quota.used_today, 32_000 - refused.load(Ordering::SeqCst));
}

#[test]
fn exactly_as_many_as_allowed_get_in() {
    let limiter = Limiter::new(Some(Limits {
        at_once: 10,
        ..WIDE
    }));
    let together = Barrier::new(32);
    let (sender, decisions) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..32 {
            let sender = sender.clone();
            let (limiter, together) = (&limiter, &together);
            scope.spawn(move || {
                together.wait();
                sender.send(limiter.admit(ORG, morning(), utc())).unwrap();
            });
        }
    });
    drop(sender);
    let decisions: Vec<_> = decisions.iter().collect();
    let admitted = decisions.iter().filter(|decision| code(decision).is_none());
    assert_eq!(admitted.count(), 10);
    assert_eq!(limiter.quota(ORG, morning(), utc()).unwrap().in_process, 10);
    drop(decisions);
    assert_eq!(limiter.quota(ORG, morning(), utc()).unwrap().in_process, 0);
}

#[test]
fn a_permit_is_released_when_the_call_is_abandoned() {
    let limiter = Limiter::new(Some(Limits { at_once: 1, ..WIDE }));
    let panicked = std::panic::catch_unwind(|| {
        let _decision = limiter.admit(ORG, morning(), utc());
        panic!("on purpose");
    });
    assert!(panicked.is_err());
    assert_eq!(code(&limiter.admit(ORG, morning(), utc())), None);
}
