//! Invoices for projects.

use rusqlite::{Row, params};

use super::projects::currency;
use super::rows::{Columns, Day, Money, instant};
use super::selection::Query;
use super::{Ledger, Selection, StoreError};
use crate::model::keys::{InvoiceKey, ProjectKey, TimeEntryKey};
use crate::model::{Invoice, choices};

/// The columns that `read_invoice` reads.
const SELECT: &str = "SELECT i.invoice_id, i.project_id, p.name, c.customer_id, c.name, c.email, \
     k.currency_id, k.code, k.symbol, u.name, i.number, i.reference_number, i.status, i.date, i.due_date, \
     i.total, i.balance, i.created_at, i.modified_at \
     FROM invoices i JOIN projects p ON p.project_id = i.project_id \
     JOIN customers c ON c.customer_id = i.customer_id \
     JOIN currencies k ON k.currency_id = p.currency_id \
     JOIN users u ON u.user_id = p.created_by ";

choices! {
    /// Sort column of invoices.
    InvoiceSort {
        Number = "invoice_number",
        Date = "date",
        Total = "total",
        Balance = "balance",
        Created = "created_time",
        Modified = "last_modified_time",
    }
}

impl InvoiceSort {
    const fn column(self) -> &'static str {
        match self {
            Self::Number => "i.number",
            Self::Date => "i.date",
            Self::Total => "CAST(i.total AS REAL)",
            Self::Balance => "CAST(i.balance AS REAL)",
            Self::Created => "i.created_at",
            Self::Modified => "i.modified_at",
        }
    }
}

impl Ledger<'_> {
    /// A page of the invoices for a project, and whether there is another one.
    pub(crate) fn invoices(
        &self,
        project: ProjectKey,
        selection: Selection<InvoiceSort>,
    ) -> Result<(Vec<Invoice>, bool), StoreError> {
        let mut query = Query::new(&format!(
            "{SELECT} WHERE i.organization_id = ? AND i.project_id = ?"
        ));
        query.bind(self.org()).bind(project);
        let sort = selection.sort;
        query.select(
            sort.column.column(),
            sort.descending,
            "i.invoice_id",
            selection.page,
        );
        let rows = self
            .transaction
            .all(query.sql(), query.values(), |row| self.read_invoice(row))?;
        Ok(selection.page.cut(rows))
    }

    /// Whether there is an invoice for a project.
    pub(crate) fn has_invoice(&self, project: ProjectKey) -> Result<bool, StoreError> {
        self.transaction.any(
            "SELECT 1 FROM invoices WHERE organization_id = ?1 AND project_id = ?2",
            params![self.org(), project],
        )
    }

    /// Whether an invoice has this number.
    pub(crate) fn has_invoice_number(&self, number: &str) -> Result<bool, StoreError> {
        self.transaction.any(
            "SELECT 1 FROM invoices WHERE organization_id = ?1 AND number = ?2",
            params![self.org(), number],
        )
    }

    /// The number of invoices of the organization.
    pub(crate) fn invoice_count(&self) -> Result<i64, StoreError> {
        let count = self.transaction.one(
            "SELECT count(*) FROM invoices WHERE organization_id = ?1",
            [self.org()],
            |row| row.get(0),
        )?;
        Ok(count.unwrap_or_default())
    }

    /// Adds an invoice, and assigns these time entries to it.
    pub(crate) fn add_invoice(
        &self,
        invoice: &Invoice,
        entries: &[TimeEntryKey],
    ) -> Result<(), StoreError> {
        self.transaction.run(
            "INSERT INTO invoices (invoice_id, organization_id, project_id, customer_id, number, \
             reference_number, status, date, due_date, total, balance, created_at, modified_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            params![
                invoice.id,
                self.org(),
                invoice.project,
                invoice.customer,
                invoice.number,
                invoice.reference_number,
                invoice.status,
                Day(invoice.date),
                Day(invoice.due_date),
                Money(invoice.total),
                Money(invoice.balance),
                instant(invoice.created.into()),
                instant(invoice.modified.into()),
            ],
        )?;
        for entry in entries {
            self.put_on_invoice(*entry, invoice.id)?;
        }
        Ok(())
    }

    fn put_on_invoice(&self, entry: TimeEntryKey, invoice: InvoiceKey) -> Result<(), StoreError> {
        self.transaction.run(
            "UPDATE time_entries SET invoice_id = ?3 \
             WHERE organization_id = ?1 AND time_entry_id = ?2",
            params![self.org(), entry, invoice],
        )?;
        Ok(())
    }

    fn read_invoice(&self, row: &Row<'_>) -> rusqlite::Result<Invoice> {
        let mut columns = Columns::of(row);
        Ok(Invoice {
            id: columns.take()?,
            project: columns.take()?,
            project_name: columns.take()?,
            customer: columns.take()?,
            customer_name: columns.take()?,
            customer_email: columns.take()?,
            currency: currency(&mut columns)?,
            created_by: columns.take()?,
            number: columns.take()?,
            reference_number: columns.take()?,
            status: columns.take()?,
            date: columns.day()?,
            due_date: columns.day()?,
            total: columns.money()?,
            balance: columns.money()?,
            created: columns.moment(self.time_zone())?,
            modified: columns.moment(self.time_zone())?,
        })
    }
}
