//! How strict the accounts server is.

use crate::sandbox::SandboxBuilder;

/// Who consents when a program asks for access at `/oauth/v2/auth`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Consent {
    /// Whoever looks at the page: it has a button to accept and one to reject.
    #[default]
    Ask,
    /// The sandbox, at once, without showing a page. For tests of programs that open a browser.
    Immediate,
}

/// The settings of the accounts server.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AccountsSettings {
    pub(crate) consent: Consent,
    /// Whether there are limits to how many tokens there are, and how often they are given.
    pub(crate) limits: bool,
}

/// The accounts server.
impl SandboxBuilder {
    /// Who consents when a program asks for access; by default whoever looks at the page.
    #[must_use]
    pub fn consent(mut self, consent: Consent) -> Self {
        self.accounts.consent = consent;
        self
    }

    /// Whether the accounts server has Zoho's limits: ten tokens in ten minutes and ten living
    /// access tokens for a refresh token, five new refresh tokens a minute and twenty living ones
    /// for a user of a client. By default it has none, so that nothing but a test of just that
    /// meets them.
    #[must_use]
    pub fn token_limits(mut self, limits: bool) -> Self {
        self.accounts.limits = limits;
        self
    }
}
