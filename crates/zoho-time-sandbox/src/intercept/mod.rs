//! An interceptor for Zoho's hosts, for programs that have their addresses built in.
//!
//! Many integrations use `https://www.zohoapis.com`, `https://accounts.zoho.eu` or the older
//! `https://books.zoho.com/api/v3`, without a setting for it. The interceptor lets them use the sandbox
//! without changes. It is an HTTP proxy on the loopback interface: a program that is started with the
//! environment of [`exports`] sends it all requests, and it impersonates Zoho's hosts of every data
//! center, with certificates of its own [`Authority`].
//!
//! It rejects every other host. It contains no client: nothing that a program sends leaves the machine.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use zoho_time_sandbox::Sandbox;
//!
//! let folder = "/home/me/.local/share/zoho-time-sandbox";
//! let sandbox = Sandbox::builder().intercept(folder).start().await?;
//! let environment = sandbox.interceptor().map(|interceptor| interceptor.exports());
//! let status = std::process::Command::new("the-integration")
//!     .envs(environment.unwrap_or_default())
//!     .status()?;
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

mod authority;
mod certificates;
mod environment;
mod folder;
mod forward;
mod hosts;
mod node;
mod php;
mod proxy;
mod rejection;
mod server;
mod tls;

pub use authority::{Authority, AuthorityError};
pub use environment::exports;
pub use hosts::{Host, Via};
pub use server::{Interceptor, StartError};
