//! The client: one value to hold on to, and a handle for each resource.

use std::fmt;
use std::sync::Arc;

use crate::builder::ZohoTimeBuilder;
use crate::product::Product;
use crate::resources::{Comments, Invoices, Projects, Tasks, TimeEntries, Timer, Users};

/// A client of one organisation in one product.
///
/// Cloning is cheap, and clones share connections and the access token: build one client and clone it
/// to wherever it is needed.
///
/// ```no_run
/// use zoho_time::{DataCenter, Product, ZohoTime};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let zoho = ZohoTime::builder()
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
pub struct ZohoTime {
    shared: Arc<Shared>,
}

struct Shared {
    client: zoho_time_client::Client,
    product: Product,
}

impl ZohoTime {
    /// Begins to put a client together.
    pub fn builder() -> ZohoTimeBuilder {
        ZohoTimeBuilder::new()
    }

    pub(crate) fn new(client: zoho_time_client::Client, product: Product) -> Self {
        Self {
            shared: Arc::new(Shared { client, product }),
        }
    }

    /// The product this client talks to.
    #[must_use]
    pub fn product(&self) -> Product {
        self.shared.product
    }

    /// The generated client underneath, which sends through the same path as this one.
    #[must_use]
    pub fn raw(&self) -> &zoho_time_client::Client {
        &self.shared.client
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

impl fmt::Debug for ZohoTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ZohoTime")
            .field("product", &self.shared.product)
            .finish_non_exhaustive()
    }
}
