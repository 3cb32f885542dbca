//! Test set-up for which the API itself has no operation.

use serde_json::{Map, Value, json};
use zoho_time_types::{CustomerId, InvoiceId, OrganizationId, ProjectId, TimeEntryId, UserId};

use crate::controls::{self, Run};
use crate::http::refusal::Refusal;
use crate::model::time_zone::TimeZone;
use crate::sandbox::Sandbox;

/// Errors of the set-up.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message} (code {code})")]
pub struct SetupError {
    code: u32,
    message: String,
}

impl SetupError {
    /// The code, as in an API error.
    #[must_use]
    pub fn code(&self) -> u32 {
        self.code
    }
}

impl From<Refusal> for SetupError {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.code(),
            message: refusal.to_string(),
        }
    }
}

/// An organization that was added to a sandbox.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NewOrganization {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its one user, an admin.
    pub user_id: UserId,
}

/// Options of a token. By default it gives the first user of the first organization full access for an hour.
#[derive(Debug, Clone, Default)]
pub struct TokenRequest {
    fields: Map<String, Value>,
}

impl TokenRequest {
    /// A token with full access.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Only these scopes, separated by commas.
    #[must_use]
    pub fn scopes(self, scopes: &str) -> Self {
        self.with("scopes", scopes)
    }

    /// For an organization other than the first one.
    #[must_use]
    pub fn organization(self, id: &OrganizationId) -> Self {
        self.with("organization_id", id.as_str())
    }

    /// For a user other than the first one.
    #[must_use]
    pub fn user(self, id: &UserId) -> Self {
        self.with("user_id", id.as_str())
    }

    /// For one data center only, named by the suffix of its hosts, such as `eu` or `com.au`, or by its
    /// location, such as `us` or `au`, ignoring case. The token is unknown in the others. By default it is
    /// valid in all of them.
    #[must_use]
    pub fn data_center(self, name: &str) -> Self {
        self.with("data_center", name)
    }

    /// Lifetime by the clock of the sandbox.
    #[must_use]
    pub fn expires_in(self, seconds: i64) -> Self {
        self.with("expires_in", seconds)
    }

    fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(field.into(), value.into());
        self
    }
}

/// Test set-up. All of it is also available under `/_sandbox`, for programs in other languages.
impl Sandbox {
    /// Creates an access token with these scopes, separated by commas, for the first user.
    ///
    /// # Errors
    ///
    /// Fails only if the store fails.
    pub async fn mint_token(&self, scopes: &str) -> Result<String, SetupError> {
        self.mint(TokenRequest::new().scopes(scopes)).await
    }

    /// Creates an access token.
    ///
    /// # Errors
    ///
    /// Fails if the organization or user does not exist.
    pub async fn mint(&self, request: TokenRequest) -> Result<String, SetupError> {
        let body = Value::Object(request.fields);
        self.text(controls::TOKEN, body, "access_token").await
    }

    /// Creates a code that the accounts server exchanges once for tokens with these scopes.
    ///
    /// # Errors
    ///
    /// Fails only if the store fails.
    pub async fn mint_code(&self, scopes: &str) -> Result<String, SetupError> {
        self.text(controls::CODE, json!({ "scopes": scopes }), "code")
            .await
    }

    /// Adds an organization with one user.
    ///
    /// # Errors
    ///
    /// Fails only if the store fails.
    pub async fn add_organization(&self, name: &str) -> Result<NewOrganization, SetupError> {
        self.new_organization(json!({ "name": name })).await
    }

    /// Adds an organization with one user in a time zone, which determines the end of its day and the offset of
    /// its times.
    ///
    /// # Errors
    ///
    /// Fails only if the store fails.
    pub async fn add_organization_in(
        &self,
        name: &str,
        time_zone: impl Into<TimeZone>,
    ) -> Result<NewOrganization, SetupError> {
        let time_zone = time_zone.into().to_string();
        let body = json!({ "name": name, "time_zone": time_zone });
        self.new_organization(body).await
    }

    async fn new_organization(&self, body: Value) -> Result<NewOrganization, SetupError> {
        let added = self.set_up(controls::ORGANIZATION, body).await?;
        Ok(NewOrganization {
            organization_id: id(&added, "organization_id")?,
            user_id: id(&added, "user_id")?,
        })
    }

    /// Adds a customer to the first organization.
    ///
    /// # Errors
    ///
    /// Fails if the name is blank or longer than 200 characters.
    pub async fn add_customer(&self, name: &str) -> Result<CustomerId, SetupError> {
        let added = self
            .set_up(controls::CUSTOMER, json!({ "name": name }))
            .await?;
        id(&added, "customer_id")
    }

    /// Adds a user to the first organization.
    ///
    /// # Errors
    ///
    /// Fails if the name is blank, or the e-mail address is that of another user.
    pub async fn add_user(&self, name: &str, email: &str) -> Result<UserId, SetupError> {
        let body = json!({ "name": name, "email": email });
        id(&self.set_up(controls::USER, body).await?, "user_id")
    }

    /// Bills time entries of a project: the given ones, or all unbilled ones if there are none.
    ///
    /// # Errors
    ///
    /// Fails if the project does not exist, or an entry cannot be billed.
    pub async fn invoice(
        &self,
        project: &ProjectId,
        entries: &[TimeEntryId],
    ) -> Result<InvoiceId, SetupError> {
        let entries: Vec<&str> = entries.iter().map(TimeEntryId::as_str).collect();
        let body = json!({ "project_id": project.as_str(), "time_entry_ids": entries });
        id(&self.set_up(controls::INVOICE, body).await?, "invoice_id")
    }

    /// Records an expense for a project, which then can no longer be deleted.
    ///
    /// # Errors
    ///
    /// Fails if the project does not exist.
    pub async fn record_expense(&self, project: &ProjectId) -> Result<(), SetupError> {
        let body = json!({ "project_id": project.as_str() });
        self.set_up(controls::EXPENSE, body).await.map(drop)
    }

    async fn set_up(&self, run: Run, body: Value) -> Result<Value, SetupError> {
        Ok(controls::perform(self.shared(), run, body.to_string()).await?)
    }

    async fn text(&self, run: Run, body: Value, field: &str) -> Result<String, SetupError> {
        let answer = self.set_up(run, body).await?;
        Ok(answer[field].as_str().unwrap_or_default().to_owned())
    }
}

fn id<'a, I: TryFrom<&'a str>>(answer: &'a Value, field: &str) -> Result<I, SetupError> {
    let text = answer[field].as_str().unwrap_or_default();
    I::try_from(text).map_err(|_| Refusal::invalid(field).into())
}
