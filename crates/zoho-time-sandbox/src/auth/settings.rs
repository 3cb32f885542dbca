//! Settings of the accounts server.

/// The party that consents when a program requests access at `/oauth/v2/auth`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Consent {
    /// The user of the page, which has a button to accept and one to reject.
    #[default]
    Ask,
    /// The sandbox, immediately, without showing a page. For tests of programs that open a browser.
    Immediate,
}

/// The settings of the accounts server.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AccountsSettings {
    pub(crate) consent: Consent,
    /// Whether the number of tokens and the rate of token requests are limited.
    pub(crate) limits: bool,
}
