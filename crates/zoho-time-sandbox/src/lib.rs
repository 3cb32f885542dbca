#![doc = include_str!("../README.md")]

mod auth;
mod body;
mod clock;
mod controls;
mod demo;
mod input;
mod keys;
mod model;
mod page;
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

pub use crate::clock::Clock;
pub use crate::demo::Demo;
pub use crate::product::{Product, WireStyle};
pub use crate::sandbox::{Sandbox, SandboxBuilder, StartError};
pub use crate::setup::{NewOrganization, SetupError, TokenRequest};
pub use crate::store::{Durability, OpenError};
