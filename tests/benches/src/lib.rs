//! Benchmarks of the client, compared with hand-written code: `cargo bench -p zoho-time-benches`.
