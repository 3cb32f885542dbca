#![doc = include_str!("../README.md")]

mod armed_faults;
mod auth;
mod body;
mod clock;
mod contract;
mod controls;
mod demo;
pub mod faults;
mod gate;
mod input;
mod keys;
pub mod limits;
mod log;
mod model;
mod pipeline;
mod product;
mod query;
mod refusal;
mod resources;
mod respond;
mod routes;
mod sandbox;
mod setup;
mod state;
mod store;
mod success;
mod wire;

pub use crate::armed_faults::ArmedFaults;
pub use crate::clock::Clock;
pub use crate::demo::Demo;
pub use crate::log::{Exchange, Log};
pub use crate::product::{Product, WireStyle};
pub use crate::sandbox::{Sandbox, SandboxBuilder, StartError};
pub use crate::setup::{NewOrganization, SetupError, TokenRequest};
pub use crate::store::{Durability, OpenError};
