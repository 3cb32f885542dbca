//! How strict the accounts server is.

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
