//! Parsing of a project from a request body, and storing it.

use zoho_time_types::{Amount, Hours};

use super::Call;
use super::users;
use crate::http::fields::Fields;
use crate::http::refusal::{Kind, Refusal};
use crate::model::keys::{CurrencyKey, CustomerKey, ProjectKey, UserKey};
use crate::model::product::Product;
use crate::model::{
    BillingType, BudgetType, Currency, CustomField, Customer, NAME_LIMIT, Project, TEXT_LIMIT,
    Task, UserRole,
};
use crate::store::Membership;

/// The fields of a project in a request body. A field that is missing there is `None` or empty.
#[derive(Debug)]
pub(super) struct ProjectInput {
    pub(super) name: Option<String>,
    pub(super) customer: Option<Customer>,
    currency: Option<Currency>,
    pub(super) description: Option<String>,
    pub(super) billing_type: Option<BillingType>,
    rate: Option<Amount>,
    budget_type: Option<BudgetType>,
    budget_hours: Option<Hours>,
    budget_amount: Option<Amount>,
    cost_budget_amount: Option<Amount>,
    tasks: Vec<TaskInput>,
    users: Vec<UserInput>,
    custom_values: Vec<(CustomField, String)>,
}

/// The task fields in a body.
#[derive(Debug)]
struct TaskInput {
    name: String,
    description: Option<String>,
    rate: Option<Amount>,
    budget_hours: Option<Hours>,
}

/// The project user fields in a body.
#[derive(Debug)]
pub(super) struct UserInput {
    pub(super) user: UserKey,
    pub(super) role: Option<UserRole>,
    pub(super) rate: Option<Amount>,
    pub(super) cost_rate: Option<Amount>,
    pub(super) budget_hours: Option<Hours>,
}

impl ProjectInput {
    /// Parses a body.
    pub(super) fn read(call: &Call<'_>, body: &Fields) -> Result<Self, Refusal> {
        let is_books = call.product == Product::Books;
        let mut users = Vec::new();
        for user in body.list("users")? {
            users.push(UserInput::read(call, &user)?);
        }
        if let (true, Some(user)) = (is_books, body.key("user_id")?) {
            users.push(UserInput::of(call, user)?);
        }
        Ok(Self {
            name: body.title("project_name", NAME_LIMIT)?,
            customer: customer(call, body)?,
            currency: if is_books {
                currency(call, body)?
            } else {
                None
            },
            description: body.text("description", TEXT_LIMIT)?,
            billing_type: body.choice("billing_type")?,
            rate: body.amount("rate")?,
            budget_type: body.choice("budget_type")?,
            budget_hours: body.budget_hours("budget_hours")?,
            budget_amount: body.amount("budget_amount")?,
            cost_budget_amount: if is_books {
                body.amount("cost_budget_amount")?
            } else {
                None
            },
            tasks: body
                .list("tasks")?
                .iter()
                .map(TaskInput::read)
                .collect::<Result<_, _>>()?,
            users,
            custom_values: custom_values(call, body)?,
        })
    }

    /// Applies a body to a project.
    pub(super) fn apply(&self, call: &Call<'_>, project: &mut Project) -> Result<(), Refusal> {
        set(&mut project.name, self.name.as_ref());
        set(&mut project.customer, self.customer.as_ref());
        set(&mut project.currency, self.currency.as_ref());
        set(&mut project.description, self.description.as_ref());
        set(&mut project.billing_type, self.billing_type.as_ref());
        project.rate = self.rate.or(project.rate);
        project.budget_type = self.budget_type.or(project.budget_type);
        project.budget_hours = self.budget_hours.or(project.budget_hours);
        project.budget_amount = self.budget_amount.or(project.budget_amount);
        project.cost_budget_amount = self.cost_budget_amount.or(project.cost_budget_amount);
        if project.billing_type.needs_rate() && project.rate.is_none() {
            return Err(Refusal::invalid("rate"));
        }
        project.modified_by = call.caller;
        project.modified = call.ledger.timestamp();
        Ok(())
    }

    /// Stores the tasks, users and custom values of the body. A task of the same name and an existing user are
    /// changed; none is removed.
    pub(super) fn apply_contents(
        &self,
        call: &Call<'_>,
        project: ProjectKey,
    ) -> Result<(), Refusal> {
        let existing = if self.tasks.is_empty() {
            Vec::new()
        } else {
            call.ledger.all_tasks(project)?
        };
        for input in &self.tasks {
            let mut task = match existing.iter().find(|task| task.name == input.name) {
                Some(task) => task.clone(),
                None => new_task(call, &input.name)?,
            };
            set(&mut task.description, input.description.as_ref());
            task.rate = input.rate.or(task.rate);
            task.budget_hours = input.budget_hours.or(task.budget_hours);
            call.ledger.put_task(project, &task)?;
        }
        for input in &self.users {
            input.apply(call, project)?;
        }
        for (field, value) in &self.custom_values {
            put_custom_value(call, project, field, value)?;
        }
        Ok(())
    }
}

impl TaskInput {
    fn read(fields: &Fields) -> Result<Self, Refusal> {
        Ok(Self {
            name: fields.need("task_name", fields.title("task_name", NAME_LIMIT)?)?,
            description: fields.text("description", TEXT_LIMIT)?,
            rate: fields.amount("rate")?,
            budget_hours: fields.budget_hours("budget_hours")?,
        })
    }
}

impl UserInput {
    /// Parses a user who must belong to the organization.
    pub(super) fn read(call: &Call<'_>, fields: &Fields) -> Result<Self, Refusal> {
        let user = fields.need("user_id", fields.key("user_id")?)?;
        let mut input = Self::of(call, user)?;
        input.read_terms(call, fields)?;
        Ok(input)
    }

    /// A user who must belong to the organization, without further fields.
    pub(super) fn of(call: &Call<'_>, user: UserKey) -> Result<Self, Refusal> {
        let found = call
            .ledger
            .user(user)?
            .ok_or(Refusal::NotFound(Kind::User))?;
        Ok(Self {
            user: found.id,
            role: None,
            rate: None,
            cost_rate: None,
            budget_hours: None,
        })
    }

    /// Parses the settings of a user in a project.
    pub(super) fn read_terms(&mut self, call: &Call<'_>, fields: &Fields) -> Result<(), Refusal> {
        // A name or an address has no effect here, but is refused if it is too long.
        fields.text("user_name", users::NAME_LIMIT)?;
        fields.text("email", users::EMAIL_LIMIT)?;
        self.role = fields.choice("user_role")?;
        self.rate = fields.amount("rate")?;
        self.budget_hours = fields.budget_hours("budget_hours")?;
        if call.product == Product::Books {
            self.cost_rate = fields.amount("cost_rate")?;
        }
        Ok(())
    }

    /// Adds the user to a project, or changes their settings in it.
    pub(super) fn apply(&self, call: &Call<'_>, project: ProjectKey) -> Result<(), Refusal> {
        let user = call
            .ledger
            .user(self.user)?
            .ok_or(Refusal::NotFound(Kind::User))?;
        let before = call.ledger.project_user(project, self.user)?;
        let before = before.as_ref();
        let role = self
            .role
            .or(before.map(|member| member.role))
            .unwrap_or(user.role);
        call.ledger.put_member(
            project,
            &Membership {
                user: self.user,
                role,
                rate: self.rate.or(before.and_then(|member| member.rate)),
                cost_rate: self
                    .cost_rate
                    .or(before.and_then(|member| member.cost_rate)),
                budget_hours: self
                    .budget_hours
                    .or(before.and_then(|member| member.budget_hours)),
            },
        )?;
        Ok(())
    }
}

/// A task with only a name.
pub(super) fn new_task(call: &Call<'_>, name: &str) -> Result<Task, Refusal> {
    Ok(Task::new(call.ledger.next_id()?, name))
}

/// Sets a custom field of a project, unless it is unique and another project has the value.
pub(super) fn put_custom_value(
    call: &Call<'_>,
    project: ProjectKey,
    field: &CustomField,
    value: &str,
) -> Result<(), Refusal> {
    if field.is_unique {
        let holder = call.ledger.project_with_value(field.id, value)?;
        if holder.is_some_and(|holder| holder != project) {
            return Err(Refusal::invalid(&field.api_name));
        }
    }
    Ok(call.ledger.put_custom_value(project, field.id, value)?)
}

fn customer(call: &Call<'_>, body: &Fields) -> Result<Option<Customer>, Refusal> {
    match body.key::<CustomerKey>("customer_id")? {
        None => Ok(None),
        Some(id) => {
            let customer = call.ledger.customer(id)?;
            customer.map(Some).ok_or(Refusal::NotFound(Kind::Customer))
        }
    }
}

fn currency(call: &Call<'_>, body: &Fields) -> Result<Option<Currency>, Refusal> {
    match body.key::<CurrencyKey>("currency_id")? {
        None => Ok(None),
        Some(id) => {
            let currency = call.ledger.currency(id)?;
            currency
                .map(Some)
                .ok_or_else(|| Refusal::invalid("currency_id"))
        }
    }
}

fn custom_values(call: &Call<'_>, body: &Fields) -> Result<Vec<(CustomField, String)>, Refusal> {
    let mut values = Vec::new();
    for fields in body.list("custom_fields")? {
        let name = fields.need("api_name", fields.text("api_name", TEXT_LIMIT)?)?;
        let field = fields.need("api_name", call.ledger.custom_field(&name)?)?;
        fields.need("value", fields.has("value").then_some(()))?;
        values.push((field, fields.text("value", TEXT_LIMIT)?.unwrap_or_default()));
    }
    Ok(values)
}

fn set<T: Clone>(place: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        place.clone_from(value);
    }
}
