#![doc = include_str!("../README.md")]

mod auth;
mod body;
mod clients;
mod clock;
mod controls;
mod data_center;
mod demo;
mod input;
mod instances;
mod introduction;
mod keys;
mod model;
mod origin;
mod pipeline;
mod product;
mod query;
mod refusal;
mod resources;
mod respond;
mod routes;
mod sandbox;
mod seed_file;
mod setup;
mod snapshots;
#[cfg(feature = "stand-in")]
pub mod stand_in;
mod state;
mod store;
mod success;
mod wire;

pub use crate::auth::Consent;
pub use crate::clients::NewClient;
pub use crate::clock::Clock;
pub use crate::demo::Demo;
pub use crate::product::{Product, WireStyle};
pub use crate::sandbox::{Sandbox, SandboxBuilder, StartError};
pub use crate::seed_file::SeedFileError;
pub use crate::setup::{NewOrganization, SetupError, TokenRequest};
pub use crate::store::{Durability, OpenError};
pub use crate::store::{Snapshot, SnapshotError, check_database};
