//! Invoices.

use futures::FutureExt;
use zoho_time_client::queries::ListInvoicesQuery;
use zoho_time_client::types::Invoice;
use zoho_time_types::ProjectId;

use crate::client::Client;
use crate::paging::{List, listed};

listed! { ListInvoicesQuery => Invoice { invoice_id }, LIST_INVOICES }

/// The invoices of a project. Returned by
/// [`ProjectHandle::invoices`](crate::resources::ProjectHandle::invoices).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let project = &sandbox.demo().projects[0];
/// use zoho_time::models::ListInvoicesQuery;
///
/// let mut invoices = zoho.project(project).invoices().list(ListInvoicesQuery::new()).items();
/// while let Some(invoice) = invoices.try_next().await? {
///     println!("{:?}: {:?}", invoice.invoice_number, invoice.total);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Invoices {
    zoho: Client,
    project: ProjectId,
}

impl Invoices {
    pub(super) fn new(zoho: Client, project: ProjectId) -> Self {
        Self { zoho, project }
    }

    /// Lists the invoices of the project.
    pub fn list(&self, query: impl Into<ListInvoicesQuery>) -> List<Invoice> {
        let (zoho, project) = (self.zoho.clone(), self.project.clone());
        let scope = zoho.description_of(&project);
        List::new(&scope, query.into(), move |query| {
            let (zoho, project) = (zoho.clone(), project.clone());
            async move {
                let page = query.send(zoho.raw(), &project).await?;
                Ok((page.invoices, page.page_context))
            }
            .boxed()
        })
    }
}
