//! Seed files: one that loads exports to one that loads to the same data, and any other is refused as a
//! seed file.

use std::path::Path;

use chrono::DateTime;
use zoho_time_sandbox::{Clock, Sandbox, StartError};

use crate::support;

pub(crate) fn run(data: &[u8]) -> bool {
    let path = support::path("seed.yaml");
    support::write(&path, data);
    support::block_on(async {
        let exported = match export(&path).await {
            Ok(exported) => exported,
            Err(StartError::SeedFile(_)) => return false,
            Err(other) => panic!("not refused as a seed file: {other}"),
        };
        support::write(&path, exported.as_bytes());
        match export(&path).await {
            Ok(again) => assert_eq!(again, exported, "the second export"),
            Err(error) => panic!("what was exported does not load: {error}\n{exported}"),
        }
        true
    })
}

/// Starts a sandbox with a seed file, and exports what is in it.
async fn export(path: &Path) -> Result<String, StartError> {
    let builder = Sandbox::builder()
        .clock(Clock::frozen_at(
            DateTime::from_timestamp(1_772_625_600, 0).expect("2026-03-04 12:00"),
        ))
        .log_capacity(0)
        .seed_file(path);
    let sandbox = builder.start().await?;
    let exported = sandbox.export().await;
    sandbox.stop().await;
    Ok(exported.expect("an export"))
}
