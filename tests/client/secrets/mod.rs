//! No secret shows in anything that a run emits: log events of this crate and of those below it, debug
//! forms, errors of calls that fail in every way, the errors of the token file, and the log, archive and
//! standard error of the sandbox.
//!
//! The secrets are those that go over the wire, where a proxy picks them up. A planted secret is found in
//! each of the places, so looking for them does work.
mod echo;
mod failures;
mod log_capture;
mod run;
mod search;
mod wire;

use std::collections::BTreeSet;

use zoho_time_tests::child;

use crate::secrets::log_capture::Captured;
use crate::secrets::run::Run;
use crate::secrets::search::{Emitted, Secret};

/// In a process of its own, whose logger it is.
#[tokio::test]
async fn no_secret_shows_in_anything_that_a_run_emits() {
    let printed = child::run("secrets::nothing_that_this_process_emits_has_a_secret", &[]).await;
    println!("{printed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by `no_secret_shows_in_anything_that_a_run_emits` in a process of its own"]
async fn nothing_that_this_process_emits_has_a_secret() {
    if !child::is_child() {
        return;
    }
    let captured = Captured::begin();
    let mut emitted = Emitted::default();
    let run = Run::start().await;
    run.everything(&mut emitted).await;
    run.collect(&captured, &mut emitted).await;

    let secrets = run.wire.secrets();
    let names: BTreeSet<_> = secrets.iter().map(|secret| secret.name).collect();
    let wire = run.wire.text();
    for name in [
        "access_token",
        "refresh_token",
        "client_secret",
        "code",
        "code_verifier",
        "authorization header",
    ] {
        assert!(names.contains(name), "no {name} went over the wire");
    }
    for (kind, text) in emitted.kinds() {
        println!("{kind}: {} bytes", text.len());
        assert!(!text.is_empty());
    }
    for target in [" zoho_time", " hyper_util::"] {
        assert!(emitted.of("events").contains(target), "no event of{target}");
    }
    assert!(
        emitted.of("log records").contains(" reqwest::"),
        "no record of reqwest"
    );
    let redacted = emitted.of("errors with an echo").matches("[redacted]");
    assert!(redacted.count() > 20, "the echoes have sent nothing back");
    let found = emitted.find(&secrets);
    println!(
        "secrets: {} of {} kinds, seen in {} bytes on the wire, looked for in {} bytes of {} kinds: {} found",
        secrets.len(),
        names.len(),
        wire.len(),
        emitted.bytes(),
        emitted.kinds().count(),
        found.len()
    );
    assert!(found.is_empty(), "{found:#?}");

    let planted = planted(&run, &captured).await;
    println!("planted secrets: found in {planted} of {planted} places");
}

/// Plants a secret in every kind of place, where it has to be found.
async fn planted(run: &Run, captured: &Captured) -> usize {
    let secret = Secret {
        name: "planted",
        value: "1000.9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
    };
    let value = &secret.value;
    tracing::trace!(%value, "planted");
    log::trace!("planted {value}");
    // Paths are shown unchanged wherever the sandbox shows anything.
    run.plant(value).await;
    let mut emitted = Emitted::default();
    run.collect(captured, &mut emitted).await;
    emitted.add_debug("debug forms", &Some(value));
    emitted.add_error("errors", &std::io::Error::other(value.clone()));
    for (index, form) in [
        value[..30].to_owned(),
        value[20..].to_owned(),
        format!("{:?}", value.as_bytes()),
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, value),
    ]
    .iter()
    .enumerate()
    {
        emitted.add(&format!("form {index}"), form);
    }
    let found = emitted.find(&[secret]);
    let places: BTreeSet<_> = found
        .iter()
        .filter_map(|found| found.split(": ").next())
        .collect();
    let all: BTreeSet<_> = emitted.kinds().map(|(kind, _)| kind).collect();
    assert_eq!(places, all, "planted secrets were overlooked");
    all.len()
}
