//! Assembles a project with its content and totals.

use std::collections::HashMap;

use zoho_time_types::Amount;

use crate::model::keys::UserKey;
use crate::model::{Amounts, BillingType, Project, ProjectDetail, Task, Worked};
use crate::store::{Ledger, StoreError};

/// The project with its tasks, users and totals.
pub(super) fn detail(ledger: &Ledger<'_>, project: Project) -> Result<ProjectDetail, StoreError> {
    let tasks = ledger.all_tasks(project.id)?;
    let worked = ledger.worked_on(project.id)?;
    Ok(ProjectDetail {
        amounts: amounts(ledger, &project, &tasks, worked)?,
        users: ledger.project_users(project.id)?,
        custom_values: ledger.custom_values(project.id)?,
        worked,
        tasks,
        project,
    })
}

/// The amounts of the time on a project, depending on its billing type.
fn amounts(
    ledger: &Ledger<'_>,
    project: &Project,
    tasks: &[Task],
    worked: Worked,
) -> Result<Amounts, StoreError> {
    Ok(match project.billing_type {
        BillingType::FixedCost => {
            Amounts::of_fixed_price(project.rate, ledger.has_invoice(project.id)?)
        }
        BillingType::ProjectHours => Amounts::of_time([(worked, project.rate)]),
        BillingType::TaskHours => {
            Amounts::of_time(tasks.iter().map(|task| (task.worked, task.rate)))
        }
        BillingType::StaffHours => {
            let rates: HashMap<UserKey, Option<Amount>> =
                ledger.staff_rates(project.id)?.into_iter().collect();
            let shares = ledger.worked_by_user(project.id)?;
            Amounts::of_time(
                shares
                    .into_iter()
                    .map(|(user, worked)| (worked, rates.get(&user).copied().flatten())),
            )
        }
    })
}
