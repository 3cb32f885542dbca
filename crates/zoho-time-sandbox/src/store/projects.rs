//! Projects.

use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

use super::rows::{Columns, Money, instant};
use super::selection::Query;
use super::{Ledger, Selection, StoreError};
use crate::model::keys::{CustomerKey, FieldKey, ProjectKey, UserKey};
use crate::model::{
    BillingType, Currency, Customer, Project, ProjectStatus, ProjectSummary, choices,
};

/// The columns that [`read`] reads.
const SELECT: &str = "SELECT p.project_id, p.name, c.customer_id, c.name, c.email, c.currency_id, \
     k.currency_id, k.code, k.symbol, p.description, p.status, p.billing_type, p.rate, \
     p.budget_type, p.budget_minutes, p.budget_amount, p.cost_budget_amount, p.created_by, \
     p.modified_by, p.created_at, p.modified_at \
     FROM projects p JOIN customers c ON c.customer_id = p.customer_id \
     JOIN currencies k ON k.currency_id = p.currency_id ";

choices! {
    /// Sort column of projects.
    ProjectSort {
        Name = "project_name",
        Customer = "customer_name",
        Rate = "rate",
        Created = "created_time",
        Modified = "last_modified_time",
    }
}

impl ProjectSort {
    const fn column(self) -> &'static str {
        match self {
            Self::Name => "p.name COLLATE NOCASE",
            Self::Customer => "c.name COLLATE NOCASE",
            Self::Rate => "CAST(coalesce(p.rate, '0') AS REAL)",
            Self::Created => "p.created_at",
            Self::Modified => "p.modified_at",
        }
    }
}

/// Filter of projects.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProjectFilter {
    pub(crate) status: Option<ProjectStatus>,
    pub(crate) customer: Option<CustomerKey>,
    pub(crate) modified_since: Option<DateTime<Utc>>,
    /// Text that the name of the project or of its customer must contain.
    pub(crate) search: Option<String>,
}

impl Ledger<'_> {
    /// The project with this id.
    pub(crate) fn project(&self, id: ProjectKey) -> Result<Option<Project>, StoreError> {
        self.transaction.one(
            &format!("{SELECT} WHERE p.organization_id = ?1 AND p.project_id = ?2"),
            params![self.org(), id],
            |row| self.read_project(row),
        )
    }

    /// A page of projects, and whether there is another one.
    pub(crate) fn projects(
        &self,
        filter: ProjectFilter,
        selection: Selection<ProjectSort>,
    ) -> Result<(Vec<ProjectSummary>, bool), StoreError> {
        let mut query = Query::new(&format!("{SELECT} WHERE p.organization_id = ?"));
        query
            .bind(self.org())
            .narrow("p.status = ?", filter.status)
            .narrow("p.customer_id = ?", filter.customer)
            .narrow("p.modified_at >= ?", filter.modified_since.map(instant))
            .narrow(
                "instr(lower(p.name) || char(10) || lower(c.name), lower(?)) > 0",
                filter.search,
            );
        let sort = selection.sort;
        query.select(
            sort.column.column(),
            sort.descending,
            "p.project_id",
            selection.page,
        );
        let rows = self
            .transaction
            .all(query.sql(), query.values(), |row| self.read_project(row))?;
        let (projects, has_more) = selection.page.cut(rows);
        let summaries = projects.into_iter().map(|project| {
            let worked = self.worked_on(project.id)?;
            Ok(ProjectSummary {
                can_be_invoiced: match project.billing_type {
                    BillingType::FixedCost => !self.has_invoice(project.id)?,
                    _ => !worked.un_billed.is_zero(),
                },
                users_working: self.users_working(&project)?,
                project,
                worked,
            })
        });
        Ok((summaries.collect::<Result<_, StoreError>>()?, has_more))
    }

    /// The number of users who work on a project, including its creator, who may not be one of its users.
    fn users_working(&self, project: &Project) -> Result<i64, StoreError> {
        let others = self.transaction.one(
            "SELECT count(*) FROM project_users \
             WHERE organization_id = ?1 AND project_id = ?2 AND is_member AND user_id <> ?3",
            params![self.org(), project.id, project.created_by],
            |row| row.get::<_, i64>(0),
        )?;
        Ok(others.unwrap_or_default() + 1)
    }

    /// The project in which a custom field has this value.
    pub(crate) fn project_with_value(
        &self,
        field: FieldKey,
        value: &str,
    ) -> Result<Option<ProjectKey>, StoreError> {
        self.transaction.one(
            "SELECT project_id FROM custom_values \
             WHERE organization_id = ?1 AND field_id = ?2 AND value = ?3",
            params![self.org(), field, value],
            |row| row.get(0),
        )
    }

    /// Inserts or updates a project.
    pub(crate) fn put_project(&self, project: &Project) -> Result<(), StoreError> {
        self.transaction.run(
            "INSERT INTO projects (project_id, organization_id, customer_id, currency_id, name, \
             description, status, billing_type, rate, budget_type, budget_minutes, budget_amount, \
             cost_budget_amount, created_by, modified_by, created_at, modified_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) \
             ON CONFLICT (project_id) DO UPDATE SET customer_id = excluded.customer_id, \
             currency_id = excluded.currency_id, name = excluded.name, \
             description = excluded.description, status = excluded.status, \
             billing_type = excluded.billing_type, rate = excluded.rate, \
             budget_type = excluded.budget_type, budget_minutes = excluded.budget_minutes, \
             budget_amount = excluded.budget_amount, \
             cost_budget_amount = excluded.cost_budget_amount, \
             modified_by = excluded.modified_by, modified_at = excluded.modified_at \
             WHERE organization_id = excluded.organization_id",
            params![
                project.id,
                self.org(),
                project.customer.id,
                project.currency.id,
                project.name,
                project.description,
                project.status,
                project.billing_type,
                project.rate.map(Money),
                project.budget_type,
                project.budget_hours.map(|hours| hours.minutes()),
                project.budget_amount.map(Money),
                project.cost_budget_amount.map(Money),
                project.created_by,
                project.modified_by,
                instant(project.created.into()),
                instant(project.modified.into()),
            ],
        )?;
        Ok(())
    }

    /// Records that a user has changed a project at the current time.
    pub(crate) fn touch_project(&self, id: ProjectKey, user: UserKey) -> Result<(), StoreError> {
        self.transaction.run(
            "UPDATE projects SET modified_by = ?3, modified_at = ?4 \
             WHERE organization_id = ?1 AND project_id = ?2",
            params![self.org(), id, user, self.instant()],
        )?;
        Ok(())
    }

    /// Whether an invoice or an expense refers to the project.
    pub(crate) fn is_project_in_use(&self, id: ProjectKey) -> Result<bool, StoreError> {
        self.transaction.any(
            "SELECT 1 FROM invoices WHERE organization_id = ?1 AND project_id = ?2 \
             UNION ALL SELECT 1 FROM expenses WHERE organization_id = ?1 AND project_id = ?2",
            params![self.org(), id],
        )
    }

    /// Deletes a project with its content.
    pub(crate) fn delete_project(&self, id: ProjectKey) -> Result<(), StoreError> {
        self.transaction.run(
            "DELETE FROM projects WHERE organization_id = ?1 AND project_id = ?2",
            params![self.org(), id],
        )?;
        Ok(())
    }

    /// The currency with this id.
    pub(crate) fn currency(
        &self,
        id: crate::model::keys::CurrencyKey,
    ) -> Result<Option<Currency>, StoreError> {
        self.transaction.one(
            "SELECT currency_id, code, symbol FROM currencies \
             WHERE organization_id = ?1 AND currency_id = ?2",
            params![self.org(), id],
            |row| currency(&mut Columns::of(row)),
        )
    }

    fn read_project(&self, row: &Row<'_>) -> rusqlite::Result<Project> {
        let mut columns = Columns::of(row);
        Ok(Project {
            id: columns.take()?,
            name: columns.take()?,
            customer: Customer {
                id: columns.take()?,
                name: columns.take()?,
                email: columns.take()?,
                currency: columns.take()?,
            },
            currency: currency(&mut columns)?,
            description: columns.take()?,
            status: columns.take()?,
            billing_type: columns.take()?,
            rate: columns.money_if_any()?,
            budget_type: columns.take()?,
            budget_hours: columns.hours_if_any()?,
            budget_amount: columns.money_if_any()?,
            cost_budget_amount: columns.money_if_any()?,
            created_by: columns.take()?,
            modified_by: columns.take()?,
            created: columns.moment(self.time_zone())?,
            modified: columns.moment(self.time_zone())?,
        })
    }
}

/// Reads `currency_id, code, symbol`.
pub(super) fn currency(columns: &mut Columns<'_>) -> rusqlite::Result<Currency> {
    Ok(Currency {
        id: columns.take()?,
        code: columns.take()?,
        symbol: columns.take()?,
    })
}
