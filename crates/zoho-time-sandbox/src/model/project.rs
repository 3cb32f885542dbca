//! A project, its content and its totals.

use rust_decimal::{Decimal, RoundingStrategy};
use zoho_time_types::{Amount, Hours, Timestamp};

use super::{
    BillingType, BudgetType, Currency, CustomValue, Customer, ProjectStatus, Task, User, UserRole,
};
use crate::model::keys::{ProjectKey, UserKey};

/// A project without its content.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) id: ProjectKey,
    pub(crate) name: String,
    pub(crate) customer: Customer,
    pub(crate) currency: Currency,
    pub(crate) description: String,
    pub(crate) status: ProjectStatus,
    pub(crate) billing_type: BillingType,
    pub(crate) rate: Option<Amount>,
    pub(crate) budget_type: Option<BudgetType>,
    pub(crate) budget_hours: Option<Hours>,
    pub(crate) budget_amount: Option<Amount>,
    pub(crate) cost_budget_amount: Option<Amount>,
    pub(crate) created_by: UserKey,
    pub(crate) modified_by: UserKey,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// A project in a list.
#[derive(Debug)]
pub(crate) struct ProjectSummary {
    pub(crate) project: Project,
    pub(crate) worked: Worked,
    /// Whether it can be invoiced: there is unbilled time, or a fixed price that is on no invoice.
    pub(crate) can_be_invoiced: bool,
    /// The number of users who work on it, including its creator.
    pub(crate) users_working: i64,
}

/// A project with its content.
#[derive(Debug)]
pub(crate) struct ProjectDetail {
    pub(crate) project: Project,
    pub(crate) worked: Worked,
    pub(crate) amounts: Amounts,
    pub(crate) tasks: Vec<Task>,
    pub(crate) users: Vec<ProjectUser>,
    pub(crate) custom_values: Vec<CustomValue>,
}

/// A user of a project, with what holds in this project.
#[derive(Debug, Clone)]
pub(crate) struct ProjectUser {
    pub(crate) project: ProjectKey,
    pub(crate) user: User,
    pub(crate) role: UserRole,
    pub(crate) rate: Option<Amount>,
    pub(crate) cost_rate: Option<Amount>,
    pub(crate) budget_hours: Option<Hours>,
    pub(crate) worked: Worked,
}

/// Logged time by billing status.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Worked {
    /// Billable and on an invoice.
    pub(crate) billed: Hours,
    /// Billable and on no invoice yet.
    pub(crate) un_billed: Hours,
    /// Not billable.
    pub(crate) non_billable: Hours,
}

impl Worked {
    pub(crate) fn billable(&self) -> Hours {
        self.billed + self.un_billed
    }

    pub(crate) fn total(&self) -> Hours {
        self.billable() + self.non_billable
    }
}

/// Amounts of the time on a project.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Amounts {
    /// Total amount so far: of its billable time, or its fixed price.
    pub(crate) total: Amount,
    pub(crate) billed: Amount,
    pub(crate) un_billed: Amount,
    pub(crate) billable: Amount,
    /// Amount that the non-billable time would have.
    pub(crate) non_billable: Amount,
}

impl Amounts {
    /// The amounts of a fixed price, independent of logged time; an invoice bills the whole of it. The hours
    /// have no amount.
    pub(crate) fn of_fixed_price(price: Option<Amount>, is_invoiced: bool) -> Self {
        let price = round(price.unwrap_or_default().decimal());
        let nothing = Amount::default();
        Self {
            total: price,
            billable: nothing,
            billed: if is_invoiced { price } else { nothing },
            un_billed: if is_invoiced { nothing } else { price },
            non_billable: nothing,
        }
    }

    /// The amounts of time at hourly rates.
    pub(crate) fn of_time(parts: impl IntoIterator<Item = (Worked, Option<Amount>)>) -> Self {
        let mut billed = HourlySum::default();
        let mut un_billed = HourlySum::default();
        let mut non_billable = HourlySum::default();
        for (worked, rate) in parts {
            billed.add(worked.billed, rate);
            un_billed.add(worked.un_billed, rate);
            non_billable.add(worked.non_billable, rate);
        }
        let billable = HourlySum(billed.0.saturating_add(un_billed.0)).amount();
        Self {
            total: billable,
            billable,
            billed: billed.amount(),
            un_billed: un_billed.amount(),
            non_billable: non_billable.amount(),
        }
    }
}

/// A sum of minutes times hourly rates, which remains exact because it is divided only at the end.
#[derive(Debug, Default)]
pub(crate) struct HourlySum(Decimal);

impl HourlySum {
    /// Adds time at an hourly rate; without a rate it adds nothing.
    pub(crate) fn add(&mut self, hours: Hours, rate: Option<Amount>) {
        let rate = rate.unwrap_or_default().decimal();
        let product = rate.saturating_mul(Decimal::from(hours.minutes()));
        self.0 = self.0.saturating_add(product);
    }

    /// The sum as an amount, rounded half to even to two digits.
    pub(crate) fn amount(&self) -> Amount {
        round(self.0.checked_div(Decimal::from(60)).unwrap_or_default())
    }
}

fn round(exact: Decimal) -> Amount {
    let rounded = exact.round_dp_with_strategy(2, RoundingStrategy::MidpointNearestEven);
    Amount::new(rounded.normalize())
}

#[cfg(test)]
mod tests {
    use zoho_time_types::Hours;

    use super::{Amounts, HourlySum, Worked};

    #[test]
    fn parts_are_rounded_only_when_they_are_added_up() {
        let rate = Some("10".parse().unwrap());
        let mut sum = HourlySum::default();
        for _ in 0..3 {
            sum.add(Hours::from_minutes(20), rate); // 3.333… each
        }
        assert_eq!(sum.amount(), "10".parse().unwrap());
    }

    #[test]
    fn a_half_is_rounded_to_the_even_digit() {
        for (minutes, rate, amount) in [
            (30, "0.01", "0"),
            (30, "0.03", "0.02"),
            (30, "0.05", "0.02"),
        ] {
            let mut sum = HourlySum::default();
            sum.add(Hours::from_minutes(minutes), Some(rate.parse().unwrap()));
            assert_eq!(sum.amount(), amount.parse().unwrap(), "{rate}");
        }
    }

    #[test]
    fn time_without_a_rate_is_worth_nothing() {
        let worked = Worked {
            un_billed: Hours::from_hours(8),
            ..Worked::default()
        };
        assert!(Amounts::of_time([(worked, None)]).total.is_zero());
    }
}
