//! Invoices of projects.

use futures::FutureExt;
use zoho_time_client::operations as op;
use zoho_time_client::queries::ListInvoicesQuery;
use zoho_time_client::types::Invoice;
use zoho_time_types::ProjectId;

use crate::answer::finish;
use crate::client::ZohoTime;
use crate::paging::{List, Page};

/// Invoices of projects. Had from [`ZohoTime::invoices`].
#[derive(Clone, Debug)]
pub struct Invoices {
    zoho: ZohoTime,
}

impl Invoices {
    pub(crate) fn new(zoho: ZohoTime) -> Self {
        Self { zoho }
    }

    /// Lists the invoices that were raised for a project.
    pub fn list(&self, project: &ProjectId, query: ListInvoicesQuery) -> List<Invoice> {
        let (zoho, project) = (self.zoho.clone(), project.clone());
        List::new(query.page, move |number| {
            let (zoho, project, query) =
                (zoho.clone(), project.clone(), query.clone().page(number));
            async move {
                let page = finish(&op::LIST_INVOICES, query.send(zoho.raw(), &project).await)?;
                Ok(Page::new(number, page.invoices, page.page_context))
            }
            .boxed()
        })
    }
}
