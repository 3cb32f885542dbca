#![doc = include_str!("../README.md")]

mod accounts;
mod auth;
mod contract;
mod controls;
pub mod faults;
mod guard;
mod http;
#[cfg(feature = "intercept")]
pub mod intercept;
pub mod limits;
mod log;
mod model;
mod net;
mod page;
mod resources;
mod sandbox;
mod seed;
mod server;
mod state;
mod store;
mod wire;

pub use crate::auth::Consent;
pub use crate::log::{Exchange, Log};
pub use crate::model::clock::Clock;
pub use crate::model::product::{Product, WireStyle};
pub use crate::model::time_zone::{TimeZone, UnknownTimeZone};
pub use crate::sandbox::clients::NewClient;
pub use crate::sandbox::setup::{NewOrganization, SetupError, TokenRequest};
pub use crate::sandbox::{Sandbox, SandboxBuilder, StartError};
pub use crate::seed::SeedFileError;
pub use crate::seed::demo::Demo;
pub use crate::state::route_table::Route;
pub use crate::store::{Durability, OpenError};
pub use crate::store::{Snapshot, SnapshotError, check_database};
