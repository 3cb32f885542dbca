//! Operations on all data of a sandbox, over real sockets: snapshots, seeds, instances, and damaged files.

mod commands;
mod damaged;
mod instances;
mod seed_file;
mod seeds;
mod snapshots;
