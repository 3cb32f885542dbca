//! Invoices in the observed style, which has far more fields than the documentation.

use chrono::NaiveDate;
use zoho_time_types::Timestamp;

use super::RenderContext;
use super::json::{Float, NONE, Object, OrEmpty};
use crate::model::{Invoice, InvoiceStatus};

/// The template of every invoice.
const TEMPLATE: &str = "982000000000000017";

/// Writes an invoice of a list.
pub(super) fn invoice(o: &mut Object<'_>, invoice: &Invoice, view: &RenderContext) {
    let is_sent = !matches!(invoice.status, InvoiceStatus::Draft | InvoiceStatus::Void);
    o.field("ach_payment_initiated", false)
        .field("invoice_id", invoice.id)
        .field("zcrm_potential_id", "")
        .field("customer_id", invoice.customer)
        .field("zcrm_potential_name", "")
        .field("customer_name", &invoice.customer_name)
        .field("company_name", "")
        .field("status", invoice.status)
        .field("invoice_number", &invoice.number)
        .field("reference_number", &invoice.reference_number)
        .field("date", invoice.date)
        .field("due_date", invoice.due_date)
        .field("issued_date", OrEmpty(is_sent.then_some(invoice.date)))
        .field("due_days", due_days(invoice, view.today))
        .field("email", &invoice.customer_email)
        .field("project_name", &invoice.project_name)
        .object("billing_address", no_address)
        .object("shipping_address", no_address)
        .field("country", "")
        .field("phone", "")
        .field("created_by", &invoice.created_by)
        .field("total", Float(invoice.total))
        .field("balance", Float(invoice.balance))
        .field("payment_expected_date", "")
        .field("custom_fields", NONE)
        .object("custom_field_hash", |_| {});
    if view.is_books() {
        o.field("tags", NONE);
    }
    o.field("salesperson_name", "")
        .field("shipping_charge", 0.0)
        .field("adjustment", 0.0)
        .field("created_time", invoice.created)
        .field("last_modified_time", invoice.modified)
        .field("updated_time", invoice.modified)
        .field(
            "is_viewed_by_client",
            invoice.status == InvoiceStatus::Viewed,
        )
        .field("has_attachment", false)
        .field("client_viewed_time", "")
        .field("is_emailed", false)
        .field("color_code", "")
        .field("current_sub_status_id", "")
        .field("current_sub_status", invoice.status)
        .field("currency_id", invoice.currency.id)
        .field("schedule_time", "")
        .field("currency_code", &invoice.currency.code)
        .field("currency_symbol", &invoice.currency.symbol)
        .field("template_type", "standard");
    // A draft and a void invoice have none; the trailing space is the server's.
    if is_sent {
        let url = format!("https://pay.example/invoice?CInvoiceID={} ", invoice.id);
        o.field("invoice_url", url);
    }
    o.field("invoice_source", "Api")
        .field("sales_channel", "direct_sales")
        .field("transaction_type", "renewal")
        .field("reminders_sent", 0)
        .field("last_reminder_sent_date", "")
        .field("last_payment_date", OrEmpty(last_payment(invoice)))
        .field("template_id", TEMPLATE)
        .field("documents", "")
        .field("salesperson_id", "")
        .field("write_off_amount", 0.0)
        .field("exchange_rate", 1.0)
        .field("unprocessed_payment_amount", 0.0);
}

/// Addresses are not simulated.
fn no_address(o: &mut Object<'_>) {
    for part in [
        "address",
        "street2",
        "city",
        "state",
        "zipcode",
        "country",
        "phone",
        "fax",
        "attention",
    ] {
        o.field(part, "");
    }
}

/// How long until an open invoice is due, for people. `Due Today` was observed; the others are our choice.
fn due_days(invoice: &Invoice, today: NaiveDate) -> String {
    match invoice.status {
        InvoiceStatus::Draft | InvoiceStatus::Void | InvoiceStatus::Paid => return String::new(),
        InvoiceStatus::Sent
        | InvoiceStatus::Viewed
        | InvoiceStatus::Overdue
        | InvoiceStatus::PartiallyPaid
        | InvoiceStatus::Unpaid => {}
    }
    let days = (invoice.due_date - today).num_days();
    let plural = if days.abs() == 1 { "" } else { "s" };
    match days {
        0 => "Due Today".to_owned(),
        1.. => format!("Due in {days} day{plural}"),
        _ => format!("Overdue by {} day{plural}", days.abs()),
    }
}

/// The day of the last payment. Payments are not simulated, so it is the day of the last change.
fn last_payment(invoice: &Invoice) -> Option<NaiveDate> {
    let day = |moment: Timestamp| moment.datetime().date_naive();
    matches!(
        invoice.status,
        InvoiceStatus::Paid | InvoiceStatus::PartiallyPaid
    )
    .then(|| day(invoice.modified))
}
