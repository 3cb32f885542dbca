//! The client.

use std::fmt;
use std::sync::Arc;

use zoho_time_client::{Client as GeneratedClient, Transport};
use zoho_time_types::ProjectId;

use crate::call::{Core, Pipeline};
use crate::error::{Error, Result};
use crate::limits::Quota;
use crate::options::CallOptions;
use crate::prepared::{DryRun, PreparedRequest};
use crate::product::Product;

/// A client of one organization in one product.
///
/// Built by [`Client::from_env`] or [`Client::builder`]. Cloning is cheap, and clones share connections, the
/// access token and the rate limits: build one client, and clone it where it is needed. The operations are
/// methods of handles such as [`projects`](Self::projects), which are in [`resources`](crate::resources).
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let zoho = zoho_time::Client::from_env()?;
/// if let Some(entry) = zoho.timer().running().await? {
///     println!("the timer is running on {}", entry.time_entry_id);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    generated: Arc<GeneratedClient<Pipeline>>,
}

impl Client {
    pub(crate) fn new(core: Arc<Core>, options: CallOptions) -> Self {
        Self {
            generated: Arc::new(GeneratedClient::new(Pipeline { core, options })),
        }
    }

    fn pipeline(&self) -> &Pipeline {
        self.generated.transport()
    }

    fn core(&self) -> &Core {
        &self.pipeline().core
    }

    /// Returns a client with changed options, for some calls. `change` gets the options of this client and
    /// returns those of the new one. Both share the connections, the token, the limits and the retry budget.
    ///
    /// ```no_run
    /// # async fn example(zoho: zoho_time::Client, id: zoho_time::ProjectId) -> zoho_time::Result<()> {
    /// use std::time::Duration;
    ///
    /// let quick = zoho.with(|options| options.total_timeout(Duration::from_secs(3)));
    /// let project = quick.projects().get(&id).await?;
    /// # let _ = project;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with(&self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        let Pipeline { core, options } = self.pipeline();
        Self::new(Arc::clone(core), change(options.clone()))
    }

    /// Builds the request of a call without sending it.
    ///
    /// `call` gets a client that sends nothing and asks for no token: a call of it stores its request and
    /// fails. The first request is returned.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zoho_time::{Client, ProjectId};
    ///
    /// let zoho = Client::builder()
    ///     .organization("10234695".parse()?)
    ///     .access_token("any")
    ///     .build()?;
    /// let id = ProjectId::from(17);
    /// let request = zoho.dry_run(async |zoho| zoho.projects().delete(&id).await).await?;
    /// assert_eq!(request.method, "DELETE");
    /// assert_eq!(request.url.path(), "/books/v3/projects/17");
    /// assert_eq!(request.url.query(), Some("organization_id=10234695"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with the error of `call` if it builds no request, and with
    /// [`Error::InvalidRequest`](crate::Error::InvalidRequest) if it succeeds without one.
    pub async fn dry_run<T>(
        &self,
        call: impl AsyncFnOnce(Self) -> Result<T>,
    ) -> Result<PreparedRequest> {
        let dry_run = DryRun::default();
        let zoho = self.with(|options| CallOptions {
            dry_run: Some(dry_run.clone()),
            ..options
        });
        let outcome = call(zoho).await;
        match (dry_run.take(), outcome) {
            (Some(request), _) => Ok(request),
            (None, Err(error)) => Err(error),
            (None, Ok(_)) => Err(Error::InvalidRequest {
                operation: "dry_run",
                reason: "the closure made no call".to_owned(),
            }),
        }
    }

    /// How this client makes its calls.
    #[must_use]
    pub fn options(&self) -> &CallOptions {
        &self.pipeline().options
    }

    /// The product this client talks to.
    #[must_use]
    pub fn product(&self) -> Product {
        self.core().product
    }

    /// The organization's quota for the day, as of the last response; `None` before the first one.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.core().pacer.quota()
    }

    /// The product and the organization, for people.
    pub(crate) fn description(&self) -> String {
        let core = self.core();
        format!("{} {}", core.product, core.organization)
    }

    /// The same for what belongs to a project.
    pub(crate) fn description_of(&self, project: &ProjectId) -> String {
        format!("project {project}, {}", self.description())
    }

    /// The generated client, which sends its requests through this one: with the same token, retries and limits.
    #[must_use]
    pub fn raw(&self) -> &GeneratedClient<impl Transport<Error = Error> + fmt::Debug + use<>> {
        &self.generated
    }

    /// Revokes the refresh token, and deletes its tokens from this client and from the token store. Returns
    /// whether there was one: a client with only an access token has none.
    ///
    /// # Errors
    ///
    /// Fails if the accounts server cannot be reached or refuses, or the token store fails. A refresh token
    /// that was revoked before is not an error.
    pub async fn sign_out(&self) -> Result<bool, crate::auth::AuthError> {
        let core = self.core();
        core.tokens.revoke(&core.sender).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("product", &self.core().product)
            .finish_non_exhaustive()
    }
}
