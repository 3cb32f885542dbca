//! The client: one value to hold on to, and a handle for each resource.

use std::fmt;
use std::sync::Arc;

use zoho_time_client::{Client as GeneratedClient, Transport};

use crate::builder::ClientBuilder;
use crate::call::{Core, Pipeline};
use crate::error::Error;
use crate::limits::Quota;
use crate::options::CallOptions;
use crate::product::Product;
use crate::resources::{Comments, Invoices, Projects, Tasks, TimeEntries, Timer, Users};

/// A client of one organisation in one product.
///
/// Cloning is cheap, and clones share connections and the access token: build one client and clone it
/// to wherever it is needed.
///
/// ```no_run
/// use zoho_time::{DataCenter, Product, Client};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let zoho = Client::builder()
///     .product(Product::Books)
///     .data_center(DataCenter::Europe)
///     .organization("10234695".parse()?)
///     .refresh_token("1000.CLIENT", "client secret", "1000.refresh.token")
///     .build()?;
/// # let _ = zoho;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    client: GeneratedClient<Pipeline>,
}

impl Client {
    /// Begins to put a client together.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    pub(crate) fn new(core: Arc<Core>, options: CallOptions) -> Self {
        let client = GeneratedClient::new(Pipeline { core, options });
        Self {
            shared: Arc::new(Shared { client }),
        }
    }

    fn pipeline(&self) -> &Pipeline {
        self.shared.client.transport()
    }

    fn core(&self) -> &Core {
        &self.pipeline().core
    }

    /// The same client with other options, for some calls. Token and retry budget stay shared.
    ///
    /// ```no_run
    /// # async fn example(zoho: zoho_time::Client, id: zoho_time::ProjectId) -> zoho_time::Result<()> {
    /// use std::time::Duration;
    ///
    /// let quick = zoho.options().clone().total_timeout(Duration::from_secs(3));
    /// let project = zoho.with_options(quick).projects().get(&id).await?;
    /// # let _ = project;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self::new(Arc::clone(&self.pipeline().core), options)
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

    /// What is known of the organisation's quota for the day; nothing until an answer has told.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.core().pacer.quota()
    }

    /// What this client works in, in words: the product and the organisation.
    pub(crate) fn place(&self) -> String {
        let core = self.core();
        format!("{} {}", core.product, core.organization)
    }

    /// The generated client underneath, which sends through the same pipeline and returns whole response bodies.
    #[must_use]
    pub fn raw(&self) -> &GeneratedClient<impl Transport<Error = Error> + fmt::Debug + use<>> {
        &self.shared.client
    }

    /// Takes the refresh token back and forgets its tokens, also those in the token store. Nobody who has
    /// the refresh token can do anything any more. Tells whether there was one: a client that was given
    /// an access token has none.
    ///
    /// # Errors
    ///
    /// Fails when the accounts server cannot be reached or refuses, or the token store fails. A refresh
    /// token that was taken back before is no error.
    pub async fn sign_out(&self) -> Result<bool, crate::AuthError> {
        let core = self.core();
        core.tokens.revoke(&core.sender).await
    }

    /// Projects.
    #[must_use]
    pub fn projects(&self) -> Projects {
        Projects::new(self.clone())
    }

    /// The users of projects.
    #[must_use]
    pub fn users(&self) -> Users {
        Users::new(self.clone())
    }

    /// Comments on projects.
    #[must_use]
    pub fn comments(&self) -> Comments {
        Comments::new(self.clone())
    }

    /// Invoices of projects.
    #[must_use]
    pub fn invoices(&self) -> Invoices {
        Invoices::new(self.clone())
    }

    /// The tasks of projects.
    #[must_use]
    pub fn tasks(&self) -> Tasks {
        Tasks::new(self.clone())
    }

    /// Time entries.
    #[must_use]
    pub fn time_entries(&self) -> TimeEntries {
        TimeEntries::new(self.clone())
    }

    /// The timer of the user whom the token belongs to.
    #[must_use]
    pub fn timer(&self) -> Timer {
        Timer::new(self.clone())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("product", &self.core().product)
            .finish_non_exhaustive()
    }
}
