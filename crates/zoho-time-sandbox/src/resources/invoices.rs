//! Invoices for projects: listing, and billing, for which the API has no operation.

use chrono::{Days, NaiveDate};
use zoho_time_types::Amount;

use super::{Call, Handler};
use crate::http::parameters::SortOrder;
use crate::http::refusal::{Kind, Refusal};
use crate::model::keys::{ProjectKey, TimeEntryKey};
use crate::model::{
    Amounts, BillingType, HourlySum, Invoice, InvoiceStatus, Listing, Project, TimeEntry,
};
use crate::store::{InvoiceSort, Ledger};
use crate::wire::Output;

/// The handlers of the operations in this file.
pub(super) const HANDLERS: &[(&str, Handler)] = &[("list_invoices", list)];

/// Lists the invoices of a project.
fn list(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let selection = call
        .query
        .selection(InvoiceSort::Created, SortOrder::Descending)?;
    let (items, has_more) = call.ledger.invoices(project.id, selection)?;
    let mut page = selection.info("Invoices", has_more);
    page.applied_filter = Some("Status.All");
    Ok(Output::records("invoices", Listing { items, page }))
}

/// Options of an invoice.
#[derive(Debug)]
pub(crate) struct Bill {
    pub(crate) project: ProjectKey,
    /// The entries to bill; all unbilled ones if empty.
    pub(crate) entries: Vec<TimeEntryKey>,
    pub(crate) status: InvoiceStatus,
    /// The date of the invoice; today by default.
    pub(crate) date: Option<NaiveDate>,
    pub(crate) reference_number: String,
}

/// Creates an invoice for the time on a project, or for its fixed price.
pub(crate) fn bill(ledger: &Ledger<'_>, bill: &Bill) -> Result<Invoice, Refusal> {
    let project = ledger.project(bill.project)?;
    let project = project.ok_or(Refusal::NotFound(Kind::Project))?;
    let entries = entries(ledger, bill)?;
    let is_fixed = project.billing_type == BillingType::FixedCost;
    if entries.is_empty() && !is_fixed {
        return Err(Refusal::NothingToInvoice);
    }
    let total = if is_fixed {
        Amounts::of_fixed_price(project.rate, false).total
    } else {
        worth(ledger, &project, &entries)?
    };
    let date = bill.date.unwrap_or_else(|| ledger.today());
    let is_open = !matches!(bill.status, InvoiceStatus::Paid | InvoiceStatus::Void);
    let invoice = Invoice {
        id: ledger.next_id()?,
        project: project.id,
        project_name: project.name,
        customer: project.customer.id,
        customer_name: project.customer.name,
        customer_email: project.customer.email,
        currency: project.currency,
        created_by: String::new(),
        number: format!("INV-{:06}", ledger.invoice_count()?.saturating_add(1)),
        reference_number: bill.reference_number.clone(),
        status: bill.status,
        date,
        due_date: date.checked_add_days(Days::new(30)).unwrap_or(date),
        total,
        balance: if is_open { total } else { Amount::default() },
        created: ledger.timestamp(),
        modified: ledger.timestamp(),
    };
    let keys: Vec<_> = entries.iter().map(|entry| entry.id).collect();
    ledger.add_invoice(&invoice, &keys)?;
    Ok(invoice)
}

fn entries(ledger: &Ledger<'_>, bill: &Bill) -> Result<Vec<TimeEntry>, Refusal> {
    let mut unbilled = ledger.entries_to_invoice(bill.project)?;
    if bill.entries.is_empty() {
        return Ok(unbilled);
    }
    unbilled.retain(|entry| bill.entries.contains(&entry.id));
    let missing = bill
        .entries
        .iter()
        .any(|id| unbilled.iter().all(|entry| entry.id != *id));
    if missing {
        return Err(Refusal::invalid("time_entry_ids"));
    }
    Ok(unbilled)
}

/// The amount of entries at the current rates.
fn worth(ledger: &Ledger<'_>, project: &Project, entries: &[TimeEntry]) -> Result<Amount, Refusal> {
    let tasks = ledger.all_tasks(project.id)?;
    let staff = ledger.staff_rates(project.id)?;
    let mut sum = HourlySum::default();
    for entry in entries {
        let rate = match project.billing_type {
            BillingType::FixedCost | BillingType::ProjectHours => project.rate,
            BillingType::TaskHours => {
                let task = tasks.iter().find(|task| task.id == entry.task);
                task.and_then(|task| task.rate)
            }
            BillingType::StaffHours => {
                let user = staff.iter().find(|(user, _)| *user == entry.user);
                user.and_then(|(_, rate)| *rate)
            }
        };
        sum.add(entry.logged, rate);
    }
    Ok(sum.amount())
}
