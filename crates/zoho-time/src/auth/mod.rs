//! Sign-in, and access tokens that are refreshed as needed.
//!
//! A [`Client`](crate::Client) needs an **access token**, which is valid for an hour. It gets one for a
//! **refresh token**, which is valid until it is revoked, and which a **sign-in** yields. The program is
//! registered in Zoho's API console; the tokens come from the accounts server of a
//! [data center](crate::DataCenter).
//!
//! # Signing in
//!
//! A program with users sends the browser of a user to the accounts server, which redirects it back with a code:
//! see [`Login`]. The program requests [`Scopes`], which are those of the operations that it uses. For a program
//! with a single user (a *self client*), the console issues the code: see [`OAuthApp::exchange_grant_code`].
//! Either way the result is a [`SignIn`], with a refresh token to store.
//!
#![cfg_attr(
    feature = "loopback",
    doc = "A program on the user's own machine can receive the redirect itself: see [`Loopback`]."
)]
#![cfg_attr(
    not(feature = "loopback"),
    doc = "A program on the user's own machine can receive the redirect itself, with the feature `loopback`."
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
//! // From now on, in this program and in others:
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
//! [`Client::sign_out`](crate::Client::sign_out) revokes the refresh token and deletes it from the
//! store.
//!
//! # Refreshing
//!
//! * **In advance.** In the last five minutes of a token's lifetime, or as
//!   [`refresh_ahead`](crate::ClientBuilder::refresh_ahead) configures, the next call starts a refresh in the
//!   background, and continues with the old token. Only a call that finds the token expired waits for the new one.
//!   A client that makes no calls refreshes nothing.
//! * **One refresh at a time.** All calls that need a token wait for the same refresh. It runs in its own task, so it
//!   continues if a caller gives up. A call waits up to its
//!   [total timeout](crate::CallOptions::total_timeout).
//! * **Rejected tokens.** HTTP 401, with any body, and HTTP 403 with code 57 may mean that the token is invalid, or
//!   that it lacks the scope; the service does not say which. The client refreshes the token once and retries the
//!   call once; if that fails too, the error is a [`PermissionError`](crate::error::PermissionError) that names the
//!   scope. For an hour after that, calls that need this scope cause no further token requests.
//! * **Up to an hour.** A token is used for up to an hour, even if the response or the store says longer.
//! * **API host.** The `api_domain` in the response of the accounts server takes precedence over the table of data
//!   centers, but not over a [`base_url`](crate::ClientBuilder::base_url), and only if the host belongs to the
//!   accounts server: see [`allow_api_host`](crate::ClientBuilder::allow_api_host).
//!
//! # Sharing
//!
//! Access tokens are stored in a [`TokenStore`]: in the memory of the client, in a [`MemoryTokenStore`] that
//! several clients share, in a [`FileTokenStore`] that the processes of a machine share, or in your own
//! implementation. A client that needs a token locks the store, checks whether another client has stored a new
//! one, and requests one only if not.
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
//! // The same happens between two processes.
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
//! The accounts server issues ten tokens in ten minutes for a refresh token, and rejects further requests for a
//! while. The store counts the requests of all clients that share it, and the eleventh is not sent: the error is
//! [`AuthError::LimitReached`], with the time of the next request. If the accounts server still rejects a request,
//! the error is [`AuthError::Throttled`], and no request is sent for ten minutes, or as long as `Retry-After`
//! says.
//!
//! # When the accounts server fails
//!
//! A failed token request starts a back-off of 1 s, which doubles with each failure up to 60 s, with a jitter of
//! up to half. It is part of the record in the store, so all clients that share the store wait, and return the same
//! error:
//!
//! | failure | error | the call waits |
//! |---|---|---|
//! | HTTP 401, or an `error` in the body | [`AuthError::Refused`]: the configuration must change | no |
//! | HTTP 429, or "Access Denied" | [`AuthError::Throttled`] | no |
//! | HTTP 500 or above | [`AuthError::Unavailable`] | yes |
//! | no connection, or no complete response | [`AuthError::Unreachable`] | yes |
//! | a redirect, or more than 64 KiB | [`AuthError::Unusable`] | no |
//! | any other response without a token | [`AuthError::Unreadable`] | no |
//!
//! With a yes in the last column, a call waits for the next token request, as often and as long as its
//! [`RetryPolicy`](crate::RetryPolicy) and its [timeout](crate::CallOptions::total_timeout) allow; by default up
//! to three failures. [`AuthError::retry_after`] says when the next request may be made. While requests fail, two
//! of the ten in ten minutes stay in reserve, and the last of the other eight is sent halfway to the time at which
//! the next one becomes free. All callers of a client get the same refusal for a minute before the next request.
//!
//! ```
//! use zoho_time::Error;
//! use zoho_time::auth::AuthError;
//!
//! fn message(error: &Error) -> String {
//!     match error {
//!         Error::Auth { source, .. } => match &**source {
//!             AuthError::LimitReached { retry_at, .. } | AuthError::Throttled { retry_at, .. } => {
//!                 format!("no token before {retry_at}")
//!             }
//!             AuthError::Refused { error, .. } if error == "invalid_code" => "sign in again".to_owned(),
//!             other => other.to_string(),
//!         },
//!         other => other.to_string(),
//!     }
//! }
//! # let error = Error::Auth {
//! #     operation: "list_projects",
//! #     source: Box::new(AuthError::NotInTime),
//! # };
//! # assert!(message(&error).contains("in the time"));
//! ```
//!
//! # In tests
//!
//! A [`Clock`](crate::Clock) determines when tokens expire and requests are counted. Give the client the clock of
//! the sandbox, and the test controls the time of both:
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
//! No `Debug` output, error or log event contains a token, a secret or a code, and they are redacted from text of
//! the server. They are sent in bodies and in the `Authorization` header, never in a URL. Functions return them as
//! [`SecretString`], whose value is read with [`ExposeSecret`]. Note that `reqwest` logs whole requests if you
//! supply an HTTP client with `connection_verbose`.

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
