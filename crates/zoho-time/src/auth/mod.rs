//! Signing in, and access tokens that are there when they are needed.
//!
//! A [`Client`](crate::Client) needs an **access token**, which lives for an hour. It gets one for a
//! **refresh token**, which lives until it is taken back, and which comes of a **sign-in**. All of that is
//! between the program, which is registered in Zoho's API console, and the accounts server of a
//! [data centre](crate::DataCenter).
//!
//! # Signing in
//!
//! A program with users sends them to the accounts server, which sends them back with a code: see
//! [`Login`]. It asks for [`Scopes`], which are those of the operations that it uses. A program of one's own
//! (a *self client*) gets its code in the console: see
//! [`OAuthApp::exchange_grant_code`]. Either way there is a [`SignIn`] in the end, with a refresh token to
//! keep.
//!
#![cfg_attr(
    feature = "loopback",
    doc = "A program on the user's own machine can wait for the browser itself: see [`Loopback`]."
)]
#![cfg_attr(
    not(feature = "loopback"),
    doc = "A program on the user's own machine can wait for the browser itself, with the feature `loopback`."
)]
//!
//! ```no_run
//! use zoho_time::auth::{FileTokenStore, OAuthApp, OAuthClient};
//! use zoho_time::{Client, DataCenter, Product};
//!
//! # async fn example(code: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let client = OAuthClient {
//!     client_id: "1000.CLIENT".to_owned(),
//!     client_secret: "client secret".into(),
//! };
//! let app = OAuthApp::new(DataCenter::Europe, client.clone())?;
//! let sign_in = app.exchange_grant_code(code).await?;
//! let store = FileTokenStore::new("/var/lib/timesheet/tokens.json");
//! sign_in.save(&store, "work").await?;
//!
//! // From then on, in this program and in others:
//! let zoho = Client::builder()
//!     .product(Product::Books)
//!     .data_center(DataCenter::Europe)
//!     .organization("10234695".parse()?)
//!     .signed_in_as(client, "work")
//!     .token_store(store)
//!     .build()?;
//! # let _ = zoho;
//! # Ok(())
//! # }
//! ```
//!
//! [`Client::sign_out`](crate::Client::sign_out) takes the refresh token back and forgets it.
//!
//! # Renewing
//!
//! * **Ahead of time.** In the last five minutes of a token's life, or as
//!   [`refresh_ahead`](crate::ClientBuilder::refresh_ahead) says, the next call has it renewed in the
//!   background, and goes on with it. Only a call that finds the token expired waits for the new one. A
//!   client that makes no calls renews nothing.
//! * **Once for all.** One renewal is under way at a time, however many calls wait for it. It runs in a
//!   task of its own, so a caller who gives up does not take it along. A call waits no longer than
//!   [it has time](crate::CallOptions::total_timeout).
//! * **When the service refuses.** HTTP 401, whatever its body, and HTTP 403 with code 57 may mean that the
//!   token is dead, or that it lacks the scope; the service does not say which. The token is renewed once and the call sent once more; if it is refused
//!   again, the error is a [`PermissionError`](crate::error::PermissionError) that names the scope. That the scope
//!   is missing is remembered for an hour, in which calls for it cost no more token requests.
//! * **Never above an hour.** A token is used for an hour at most, whatever its answer or the store says.
//! * **Where the API is.** The `api_domain` of the accounts server's answer wins over the table of data
//!   centres, but not over a [`base_url`](crate::ClientBuilder::base_url), and only if the host belongs to
//!   the accounts server: see [`allow_api_host`](crate::ClientBuilder::allow_api_host).
//!
//! # Sharing
//!
//! Access tokens are kept in a [`TokenStore`]: in the memory of the client, in a [`MemoryTokenStore`] that
//! several clients share, in a [`FileTokenStore`] that the processes of a machine share, or in one of your
//! own. Whoever needs a token locks the store, looks whether another one has fetched one meanwhile, and
//! asks for one only if not.
//!
//! ```
//! use std::time::Duration;
//! use zoho_time::ClientBuilder;
//! use zoho_time::auth::FileTokenStore;
//! use zoho_time::models::ListProjectsQuery;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("tokens.json");
//! let client = || {
//!     ClientBuilder::from_vars(sandbox.variables())?
//!         .token_store(FileTokenStore::new(&path))
//!         .refresh_ahead(Duration::from_secs(600))
//!         .build()
//! };
//! // As if they were in two processes.
//! for zoho in [client()?, client()?] {
//!     zoho.projects().list(ListProjectsQuery::new()).page(1).await?;
//! }
//! let log = sandbox.log().exchanges();
//! let for_tokens = log.iter().filter(|exchange| exchange.path() == "/oauth/v2/token");
//! assert_eq!(for_tokens.count(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Limits
//!
//! The accounts server gives ten tokens in ten minutes for a refresh token, and refuses for a while after
//! that. The store counts the requests of all who share it, and what would be the eleventh is not sent:
//! the error is [`AuthError::LimitReached`] and says when to come back. If the accounts server refuses all the
//! same, the error is [`AuthError::Throttled`], and it is left alone for ten minutes, or as long as
//! `Retry-After` says.
//!
//! # When the accounts server fails
//!
//! A token request that fails starts a back-off of 1 s, which doubles with each failure up to 60 s, jittered
//! down to half. It is part of the record in the store, so that all who share the store wait, and the
//! errors of all say the same:
//!
//! | what happened | error | waits |
//! |---|---|---|
//! | HTTP 401, or an `error` in the body | [`AuthError::Refused`]: it takes a person to change something | no |
//! | HTTP 429, or "Access Denied" | [`AuthError::Throttled`] | no |
//! | HTTP 500 and above | [`AuthError::Unavailable`] | yes |
//! | no connection, or no complete answer | [`AuthError::Unreachable`] | yes |
//! | anything else that is not a token | [`AuthError::Unreadable`] | no |
//!
//! Where the table says so, a call waits for the next token request, as often and as long as its
//! [`RetryPolicy`](crate::RetryPolicy) and its [time](crate::CallOptions::total_timeout) allow; by default it
//! meets up to three failures. [`AuthError::retry_after`] says when the next request may be made. While
//! requests fail, two of the ten in ten minutes stay in reserve, and the last of the other eight is made
//! halfway to the time at which there is room again. A refusal is passed on to all callers of a client for
//! a minute before the server is asked again.
//!
//! ```
//! use zoho_time::Error;
//! use zoho_time::auth::AuthError;
//!
//! fn tell(error: &Error) -> String {
//!     match error {
//!         Error::Auth { source, .. } => match &**source {
//!             AuthError::LimitReached { retry_at, .. } | AuthError::Throttled { retry_at, .. } => {
//!                 format!("no token before {retry_at}")
//!             }
//!             AuthError::Refused { error, .. } if error == "invalid_code" => "sign in anew".to_owned(),
//!             other => other.to_string(),
//!         },
//!         other => other.to_string(),
//!     }
//! }
//! # let held_back = Error::Auth {
//! #     operation: "list_projects",
//! #     source: Box::new(AuthError::NotInTime),
//! # };
//! # assert!(tell(&held_back).contains("in the time"));
//! ```
//!
//! # In tests
//!
//! Tokens expire and are counted by a [`Clock`](crate::Clock). Give a client that of the sandbox, and both
//! go by the one that the test holds:
//!
//! ```
//! use zoho_time::chrono::TimeDelta;
//! use zoho_time::models::ListProjectsQuery;
//! use zoho_time::{ClientBuilder, Clock};
//! use zoho_time_sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let clock = sandbox.clock().clone();
//! let zoho = ClientBuilder::from_vars(sandbox.variables())?
//!     .clock(Clock::from_fn(move || clock.now()))
//!     .build()?;
//! for _ in 0..3 {
//!     zoho.projects().list(ListProjectsQuery::new()).page(1).await?;
//!     sandbox.clock().advance(TimeDelta::hours(1));
//! }
//! let log = sandbox.log().exchanges();
//! let for_tokens = log.iter().filter(|exchange| exchange.path() == "/oauth/v2/token");
//! assert_eq!(for_tokens.count(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! # Secrets
//!
//! Neither the debug form of anything here nor any error or log event holds a token, a secret or a code,
//! and what a server sends back of them is blotted out. They travel in bodies and in the `Authorization`
//! header, never in an address. What they are handed out as is [`SecretString`], whose value takes
//! [`ExposeSecret`] to see. Mind that `reqwest` logs whole requests if a client of your own is told to by
//! `connection_verbose`.

mod accounts;
mod api_hosts;
mod app;
mod credentials;
mod error;
mod file;
mod guarded_store;
mod login;
#[cfg(feature = "loopback")]
mod loopback;
mod memory;
mod oauth_error;
mod pkce;
mod record;
mod refresher;
mod renewal;
mod request_limit;
mod scopes;
mod sign_in;
mod source;
mod store;
mod store_error;
mod token;

pub use app::OAuthApp;
pub use credentials::{Credentials, OAuthClient};
pub use error::AuthError;
pub use file::FileTokenStore;
pub use login::{Login, LoginError};
#[cfg(feature = "loopback")]
pub use loopback::Loopback;
pub use memory::MemoryTokenStore;
pub use record::TokenRecord;
pub use scopes::{Scopes, UnknownOperation};
pub use secrecy::{ExposeSecret, SecretString};
pub use sign_in::SignIn;
pub use store::{LockedTokens, TokenKey, TokenStore};
pub use store_error::TokenStoreError;

pub(crate) use accounts::AccountsServer;
pub(crate) use api_hosts::ApiHosts;
pub(crate) use guarded_store::GuardedStore;
pub(crate) use renewal::{RefreshToken, Renewal};
pub(crate) use source::TokenSource;
pub(crate) use token::AccessToken;
