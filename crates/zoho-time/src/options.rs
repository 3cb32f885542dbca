//! How calls are made: time limits, retries, additional headers.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::lenient::Inspect;
use crate::retry::RetryPolicy;

/// The largest response that is read, in bytes, unless the caller says otherwise.
const RESPONSE_LIMIT: usize = 32 * 1024 * 1024;

/// How calls are made. Given to a client by [`ClientBuilder::options`](crate::ClientBuilder::options),
/// and to single calls by [`Client::with_options`](crate::Client::with_options).
///
/// ```
/// use std::time::Duration;
/// use zoho_time::{CallOptions, RetryPolicy};
///
/// let quick = CallOptions::new()
///     .attempt_timeout(Duration::from_secs(2))
///     .total_timeout(Duration::from_secs(5))
///     .retry(RetryPolicy::never());
/// # let _ = quick;
/// ```
#[derive(Clone)]
pub struct CallOptions {
    pub(crate) retry: RetryPolicy,
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) response_limit: usize,
    pub(crate) headers: HeaderMap,
    pub(crate) inspect: Inspect,
    pub(crate) dry_run: bool,
    /// What the client's pacing says, unless it is said here.
    pub(crate) wait_for_limits: Option<bool>,
}

impl CallOptions {
    /// 30 s for an attempt, 2 minutes in all, 32 MiB for a response, the default [`RetryPolicy`], no
    /// additional headers.
    #[must_use]
    pub fn new() -> Self {
        Self {
            retry: RetryPolicy::default(),
            attempt_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(120),
            response_limit: RESPONSE_LIMIT,
            headers: HeaderMap::new(),
            inspect: Inspect::default(),
            dry_run: false,
            wait_for_limits: None,
        }
    }

    /// When a call is sent again.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long one attempt may take, from the connection to the last byte of the answer.
    #[must_use]
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = limit;
        self
    }

    /// How long a call may take in all, with its attempts and the waits between them. The last attempt
    /// gets what is left.
    #[must_use]
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.total_timeout = limit;
        self
    }

    /// The largest response body that is accepted, in bytes after decompression; 32 MiB by default. A larger
    /// one ends the call with a [`TransportError`](crate::TransportError) of the kind
    /// [`TooLarge`](crate::TransportErrorKind::TooLarge) as soon as its size is known. A page of 200 records
    /// has less than 1 MiB. Responses of the accounts server are limited to 64 KiB.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// A header to send along. The headers that the client itself needs win over it.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Whether a call that would go over a limit waits for its turn, as long as it has time, or ends with
    /// [`Error::RateLimited`](crate::Error::RateLimited) at once. Without this, it is as
    /// [`Pacing::wait`](crate::Pacing::wait) says.
    #[must_use]
    pub fn wait_for_limits(mut self, wait: bool) -> Self {
        self.wait_for_limits = Some(wait);
        self
    }

    /// Makes requests without sending them: each call ends with [`Error::NotSent`](crate::Error::NotSent),
    /// which holds the request. No token is asked for.
    ///
    /// ```
    /// use zoho_time::{CallOptions, Error, ProjectId, Client};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let zoho = Client::builder()
    ///     .organization("10234695".parse()?)
    ///     .access_token("any")
    ///     .options(CallOptions::new().dry_run(true))
    ///     .build()?;
    /// match zoho.projects().delete(&ProjectId::from(17)).await {
    ///     Err(Error::NotSent(request)) => {
    ///         assert_eq!(request.method, "DELETE");
    ///         assert_eq!(request.url.path(), "/books/v3/projects/17");
    ///         assert_eq!(request.url.query(), Some("organization_id=10234695"));
    ///     }
    ///     other => panic!("{other:?}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.dry_run = dry_run;
        self
    }
}

impl Default for CallOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A header's value may be a secret.
        f.debug_struct("CallOptions")
            .field("retry", &self.retry)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("response_limit", &self.response_limit)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("inspect", &self.inspect)
            .field("dry_run", &self.dry_run)
            .field("wait_for_limits", &self.wait_for_limits)
            .finish()
    }
}
