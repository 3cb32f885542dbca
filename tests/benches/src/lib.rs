//! How fast the client is, beside what is written by hand: `cargo bench -p zoho-time-benches`.
