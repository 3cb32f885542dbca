//! Maintenance tasks of the workspace, as a library so that tests can run them.
//!
//! [`measure`] runs what takes long and measures, and [`bench_build`] measures the cost of generating and building.
//! [`diff`] compares two specs, and [`import`] compares ours with those that Zoho publishes; both go by the
//! [`schema_model`]. [`dist`] makes what is published. The rest is [`regen`]: `spec/openapi.yaml` becomes the typed
//! client in `crates/zoho-time-client`, and is copied into `crates/zoho-time-sandbox`. It goes through these steps,
//! each a module:
//!
//! 1. [`spec`] reads the YAML.
//! 2. [`check`] validates the spec: references, ids, examples.
//! 3. [`lower`] makes the [client view](ir): the part of the spec that a typed client
//!    needs, in constructs that the generator takes.
//! 4. [`generate`] calls progenitor with it.
//! 5. [`emit`] edits the output, adds the code that progenitor does not generate, and prints it.
//! 6. [`files`] compares the result with the existing files, and writes it; [`changes`] lists the affected operations,
//!    and [`diff`] classifies the changes.

pub mod bench_build;
pub mod changes;
pub mod check;
pub mod diff;
pub mod dist;
pub mod emit;
pub mod files;
pub mod fuzz;
pub mod generate;
pub mod import;
pub mod ir;
pub mod layers;
pub mod lower;
pub mod measure;
pub mod names;
pub mod problem;
mod programs;
pub mod regen;
pub mod scalars;
pub mod schema_model;
pub mod spec;
pub mod visit;
