//! The data of a sandbox as a whole, over real sockets: snapshots, seeds, instances of one's own,
//! and what becomes of damaged files.

mod commands;
mod damaged;
mod instances;
mod seed_file;
mod seeds;
mod snapshots;
