//! A sandbox and a client that go by one clock, with a token gate before the accounts server.

use zoho_time::chrono::{DateTime, TimeDelta, Utc};
use zoho_time::models::ListProjectsQuery;
use zoho_time::{Client, ClientBuilder, Clock, Error};
use zoho_time_sandbox::{Consent, Sandbox};
use zoho_time_tests::token_gate::TokenGate;
use zoho_time_tests::walk::client_of;

pub(crate) struct Fixture {
    pub(crate) sandbox: Sandbox,
    pub(crate) accounts: TokenGate,
}

impl Fixture {
    pub(crate) async fn set() -> Self {
        let noon: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
        let sandbox = Sandbox::builder()
            .clock(zoho_time_sandbox::Clock::frozen_at(noon))
            .consent(Consent::Immediate)
            .token_limits(true)
            .start()
            .await
            .unwrap();
        let accounts = TokenGate::start(sandbox.accounts_url()).await;
        Self { sandbox, accounts }
    }

    /// The clock of the sandbox.
    pub(crate) fn clock(&self) -> Clock {
        let clock = self.sandbox.clock().clone();
        Clock::from_fn(move || clock.now())
    }

    /// A client with the refresh token that every sandbox knows, that goes by the sandbox's clock.
    pub(crate) fn client(&self) -> ClientBuilder {
        client_of(self.sandbox.demo())
            .base_url(self.sandbox.base_url())
            .accounts_url(self.accounts.url())
            .clock(self.clock())
    }

    pub(crate) fn wait(&self, span: TimeDelta) {
        self.sandbox.clock().advance(span);
    }

    /// How many tokens were asked for.
    pub(crate) fn token_requests(&self) -> usize {
        self.accounts.counted()
    }
}

/// One call, which needs a token.
pub(crate) async fn call(zoho: &Client) -> Result<(), Error> {
    let list = zoho.projects().list(ListProjectsQuery::new());
    list.page(1).await.map(drop)
}
