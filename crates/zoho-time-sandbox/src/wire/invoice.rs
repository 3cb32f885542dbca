//! The fields of an invoice. The observed style has far more of them than the documents.

use chrono::NaiveDate;
use zoho_time_types::Timestamp;

use super::fields::{Fields, Record};
use crate::model::{Invoice, InvoiceStatus};

/// The template that every invoice is printed with.
const TEMPLATE: &str = "982000000000000017";

/// An invoice as a list shows it. A field that both styles have goes to the end, without a condition.
impl Record for Invoice {
    fn write(&self, f: &mut Fields<'_, '_>) {
        let invoice = self;
        f.id("invoice_id", invoice.id)
            .text("customer_name", &invoice.customer_name)
            .choice("status", invoice.status)
            .text("invoice_number", &invoice.number)
            .text("reference_number", &invoice.reference_number)
            .date("date", invoice.date)
            .date("due_date", invoice.due_date)
            .amount("total", invoice.total)
            .amount("balance", invoice.balance)
            .moment("created_time", invoice.created);
        observed(&mut f.observed(), invoice);
    }
}

/// Writes what live servers send of an invoice besides.
fn observed(f: &mut Fields<'_, '_>, invoice: &Invoice) {
    let is_sent = !matches!(invoice.status, InvoiceStatus::Draft | InvoiceStatus::Void);
    let due_days = due_days(invoice, f.context.today);
    f.flag("ach_payment_initiated", false)
        .text("zcrm_potential_id", "")
        .id("customer_id", invoice.customer)
        .text("zcrm_potential_name", "")
        .text("company_name", "")
        .date("issued_date", is_sent.then_some(invoice.date))
        .text("due_days", due_days)
        .text("email", &invoice.customer_email)
        .text("project_name", &invoice.project_name)
        .object("billing_address", no_address)
        .object("shipping_address", no_address)
        .text("country", "")
        .text("phone", "")
        .text("created_by", &invoice.created_by)
        .text("payment_expected_date", "")
        .none("custom_fields")
        .object("custom_field_hash", |_| {});
    f.books().none("tags");
    f.text("salesperson_name", "")
        .value("shipping_charge", 0.0)
        .value("adjustment", 0.0)
        .moment("last_modified_time", invoice.modified)
        .moment("updated_time", invoice.modified)
        .flag(
            "is_viewed_by_client",
            invoice.status == InvoiceStatus::Viewed,
        )
        .flag("has_attachment", false)
        .text("client_viewed_time", "")
        .flag("is_emailed", false)
        .text("color_code", "")
        .text("current_sub_status_id", "")
        .choice("current_sub_status", invoice.status)
        .id("currency_id", invoice.currency.id)
        .text("schedule_time", "")
        .text("currency_code", &invoice.currency.code)
        .text("currency_symbol", &invoice.currency.symbol)
        .text("template_type", "standard");
    // A draft and a void invoice have none; the space at its end is the server's.
    let url = format!("https://pay.example/invoice?CInvoiceID={} ", invoice.id);
    f.when(is_sent).text("invoice_url", url);
    f.text("invoice_source", "Api")
        .text("sales_channel", "direct_sales")
        .text("transaction_type", "renewal")
        .count("reminders_sent", 0)
        .text("last_reminder_sent_date", "")
        .date("last_payment_date", last_payment(invoice))
        .text("template_id", TEMPLATE)
        .text("documents", "")
        .text("salesperson_id", "")
        .value("write_off_amount", 0.0)
        .value("exchange_rate", 1.0)
        .value("unprocessed_payment_amount", 0.0);
}

/// Addresses are not simulated.
fn no_address(f: &mut Fields<'_, '_>) {
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
        f.text(part, "");
    }
}

/// How long until an open invoice is due, for people. `Due Today` was seen; the others are ours.
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
