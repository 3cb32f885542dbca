//! A clock that blocks its thread. Real time, because paused time does not advance while a thread is busy.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use zoho_time::auth::AuthError;
use zoho_time::chrono::Utc;
use zoho_time::{Clock, Error};

use crate::callbacks::plugged::{Plugged, call};

#[tokio::test]
async fn a_clock_that_blocks_ends_at_the_deadline_of_the_call() {
    let deadline = Duration::from_millis(200);
    let (release, wait) = channel::<()>();
    // Only the first reading blocks.
    let first: Arc<Mutex<Option<Receiver<()>>>> = Arc::new(Mutex::new(Some(wait)));
    let clock = Clock::from_fn(move || {
        let wait = first.lock().unwrap().take();
        if let Some(wait) = wait {
            let _ = wait.recv();
        }
        Utc::now()
    });
    let plugged = Plugged::new();
    let zoho = plugged.builder().clock(clock).build().unwrap();
    let brief = zoho.with(|options| options.total_timeout(deadline));
    let begin = Instant::now();
    let error = call(&brief).await.unwrap_err();
    let took = begin.elapsed();
    let Error::Auth { source, .. } = error else {
        panic!("{error}")
    };
    assert!(matches!(*source, AuthError::NotInTime), "{source}");
    assert!(
        took >= deadline && took < Duration::from_secs(10),
        "{took:?}"
    );
    call(&zoho).await.unwrap();
    println!(
        "a clock that blocks: deadline after {took:.1?} of {deadline:?}; the next call served"
    );
    // The runtime waits for the thread.
    drop(release);
}
