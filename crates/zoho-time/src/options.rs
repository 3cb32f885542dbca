//! Call options: timeouts, retries, additional headers.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::lenient::{Collector, DroppedField, ExtraField, Inspect};
use crate::prepared::DryRun;
use crate::retry::RetryPolicy;

/// The default limit for the size of a response, in bytes.
const RESPONSE_LIMIT: usize = 32 * 1024 * 1024;

/// How calls are made. Set for a client by [`ClientBuilder::options`](crate::ClientBuilder::options), and for
/// some calls by [`Client::with`](crate::Client::with).
///
/// ```
/// use std::time::Duration;
/// use zoho_time::{CallOptions, Client, RetryPolicy};
///
/// /// For a program that shows something to a user.
/// fn quick(options: CallOptions) -> CallOptions {
///     options
///         .attempt_timeout(Duration::from_secs(2))
///         .total_timeout(Duration::from_secs(5))
///         .retry(RetryPolicy::never())
/// }
///
/// let builder = Client::builder().options(quick);
/// # let _ = builder;
/// ```
#[derive(Clone)]
pub struct CallOptions {
    pub(crate) retry: RetryPolicy,
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) response_limit: usize,
    pub(crate) headers: HeaderMap,
    pub(crate) inspect: Inspect,
    /// Where a dry run stores the request that it does not send.
    pub(crate) dry_run: Option<DryRun>,
    /// Overrides [`Pacing::wait`](crate::Pacing::wait).
    pub(crate) wait_for_limits: Option<bool>,
}

impl CallOptions {
    /// When a call is retried.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long an attempt may take, from connecting to the last byte of the response.
    #[must_use]
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = limit;
        self
    }

    /// How long a call may take in total, with all attempts and the waits between them. The last attempt gets
    /// the time that is left.
    #[must_use]
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.total_timeout = limit;
        self
    }

    /// The largest response body that is accepted, in bytes after decompression; 32 MiB by default. A larger
    /// one fails the call with a [`TransportError`](crate::transport::TransportError) of the kind
    /// [`TooLarge`](crate::transport::TransportErrorKind::TooLarge) as soon as its size is known. A page of 200 records
    /// is smaller than 1 MiB. Responses of the accounts server are limited to 64 KiB.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// An additional header. The headers that the client itself sets take precedence.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Whether a call that would exceed a limit waits for its turn, as long as it has time, or fails with
    /// [`Error::RateLimited`](crate::Error::RateLimited) at once. Overrides
    /// [`Pacing::wait`](crate::Pacing::wait).
    #[must_use]
    pub fn wait_for_limits(mut self, wait: bool) -> Self {
        self.wait_for_limits = Some(wait);
        self
    }

    /// Drops malformed fields of records instead of failing: fields whose value has an unknown format or is not
    /// well-formed JSON, such as half a surrogate pair. Adds them to `dropped`, and logs each as a warning. If a
    /// record has a field twice, the first one counts.
    ///
    /// Without this option, one malformed value fails the call with [`Error::Decode`](crate::Error::Decode), which
    /// names the operation, the record and the field: nothing is dropped silently. With it, the field is absent, and
    /// the rest of the record is present. The id of a record, the fields of a record without an id, the records
    /// themselves and the information whether another page follows are never dropped: if those are malformed, the
    /// call fails.
    ///
    /// Every response is parsed a second time for this, a malformed one a fixed number of times; responses of more
    /// than 256 KiB on a separate thread.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let demo = sandbox.demo();
    /// # let zoho = zoho_time::Client::builder()
    /// #     .organization(demo.organization_id.clone())
    /// #     .access_token(demo.access_token.clone())
    /// #     .base_url(sandbox.base_url())
    /// #     .build()?;
    /// use zoho_time::lenient::Collector;
    /// use zoho_time::models::ListTimeEntriesQuery;
    ///
    /// let dropped = Collector::new();
    /// let lenient = zoho.with(|options| options.lenient(&dropped));
    /// let entries = lenient.time_entries().list(ListTimeEntriesQuery::new()).all().await?;
    /// for field in dropped.take() {
    ///     println!("entry {} came without {}: {}", field.record, field.path, field.reason);
    /// }
    /// # assert_eq!(entries.len(), demo.time_entries.len());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn lenient(mut self, dropped: &Collector<DroppedField>) -> Self {
        self.inspect.dropped = Some(dropped.clone());
        self
    }

    /// Adds fields of responses that are not in the spec to `extra`. Without this option they are ignored.
    ///
    /// Every response is parsed a second time for this.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let demo = sandbox.demo();
    /// # let zoho = zoho_time::Client::builder()
    /// #     .organization(demo.organization_id.clone())
    /// #     .access_token(demo.access_token.clone())
    /// #     .base_url(sandbox.base_url())
    /// #     .build()?;
    /// use zoho_time::lenient::Collector;
    /// use zoho_time::models::ListProjectsQuery;
    ///
    /// let extra = Collector::new();
    /// let zoho = zoho.with(|options| options.extra(&extra));
    /// for project in zoho.projects().list(ListProjectsQuery::new()).all().await? {
    ///     println!("{:?}: {:?}", project.project_name, extra.take_of(&project.project_id));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn extra(mut self, extra: &Collector<ExtraField>) -> Self {
        self.inspect.extra = Some(extra.clone());
        self
    }
}

impl Default for CallOptions {
    /// 30 s for an attempt, 2 minutes in total, 32 MiB for a response, the default [`RetryPolicy`], no
    /// additional headers.
    fn default() -> Self {
        Self {
            retry: RetryPolicy::default(),
            attempt_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(120),
            response_limit: RESPONSE_LIMIT,
            headers: HeaderMap::new(),
            inspect: Inspect::default(),
            dry_run: None,
            wait_for_limits: None,
        }
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A header value may be a secret.
        f.debug_struct("CallOptions")
            .field("retry", &self.retry)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("response_limit", &self.response_limit)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("inspect", &self.inspect)
            .field("dry_run", &self.dry_run.is_some())
            .field("wait_for_limits", &self.wait_for_limits)
            .finish()
    }
}
