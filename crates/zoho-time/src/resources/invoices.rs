//! Invoices of projects.

use futures::FutureExt;
use zoho_time_client::operations as op;
use zoho_time_client::queries::ListInvoicesQuery;
use zoho_time_client::types::Invoice;
use zoho_time_types::ProjectId;

use crate::answer::finish;
use crate::client::Client;
use crate::paging::{List, listed};

listed! { ListInvoicesQuery => Invoice { invoice_id }, LIST_INVOICES }

/// Invoices of projects. Had from [`Client::invoices`].
#[derive(Clone, Debug)]
pub struct Invoices {
    zoho: Client,
}

impl Invoices {
    pub(crate) fn new(zoho: Client) -> Self {
        Self { zoho }
    }

    /// Lists the invoices that were raised for a project.
    pub fn list(&self, project: &ProjectId, query: ListInvoicesQuery) -> List<Invoice> {
        let (zoho, project) = (self.zoho.clone(), project.clone());
        let place = format!("project {project}, {}", self.zoho.place());
        List::new(&place, query, move |query| {
            let (zoho, project) = (zoho.clone(), project.clone());
            async move {
                let page = finish(&op::LIST_INVOICES, query.send(zoho.raw(), &project).await)?;
                Ok((page.invoices, page.page_context))
            }
            .boxed()
        })
    }
}
