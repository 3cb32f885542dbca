//! A sandbox with a plan, and clients of it, all in the paused time of one runtime.

use std::time::Duration;

use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use zoho_time::chrono::{DateTime, TimeDelta, Utc};
use zoho_time::models::ListProjectsQuery;
use zoho_time::{CallOptions, Client, ClientBuilder, Error, Pacing, RetryPolicy};
use zoho_time_sandbox::limits::Plan;
use zoho_time_sandbox::{Clock, Sandbox, TokenRequest};
use zoho_time_tests::paused::ticks;

/// How far paused time moves when nothing is to be done.
const TICK: Duration = Duration::from_millis(20);

/// Longer than any of these tests takes.
const LONG: Duration = Duration::from_secs(48 * 3600);

pub struct Fixture {
    pub sandbox: Sandbox,
    token: String,
    begin: Instant,
    ticks: JoinHandle<()>,
    /// The data is in a file, because reading from one needs no other thread: that would not be seen to
    /// be at work, and time would pass.
    _folder: TempDir,
}

impl Fixture {
    /// Has to be called where the time is paused.
    pub async fn set(plan: Plan, from: DateTime<Utc>) -> Self {
        let (runtime, begin) = (Handle::current(), Instant::now());
        let clock = Clock::following(move || {
            let _inside = runtime.enter();
            from + TimeDelta::from_std(begin.elapsed()).unwrap()
        });
        let folder = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::builder()
            .clock(clock)
            .plan(plan)
            .log_capacity(20_000)
            .database(folder.path().join("books.db"))
            .start()
            .await
            .unwrap();
        let request = TokenRequest::new().expires_in(3 * 24 * 3600);
        let token = sandbox.mint(request).await.unwrap();
        let ticks = ticks(TICK);
        Self {
            sandbox,
            token,
            begin,
            ticks,
            _folder: folder,
        }
    }

    /// A client that sends each call once and has all the time in the world.
    pub fn client(&self) -> ClientBuilder {
        let options = |options: CallOptions| {
            options
                .retry(RetryPolicy::never())
                .attempt_timeout(LONG)
                .total_timeout(LONG)
        };
        Client::builder()
            .organization(self.sandbox.demo().organization_id.clone())
            .access_token(self.token.as_str())
            .base_url(self.sandbox.base_url())
            .options(options)
            .pacing(Pacing::default())
    }

    /// How much time has passed.
    pub fn passed(&self) -> Duration {
        self.begin.elapsed()
    }

    /// How many requests have reached the sandbox, and how many of them were over a limit.
    pub fn served(&self) -> (usize, usize) {
        let exchanges = self.sandbox.log().exchanges();
        let over = exchanges
            .iter()
            .filter(|exchange| exchange.status() == Some(429));
        (exchanges.len(), over.count())
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        self.ticks.abort();
    }
}

pub async fn call(zoho: &Client) -> Result<(), Error> {
    let list = zoho.projects().list(ListProjectsQuery::new());
    list.page(1).await.map(drop)
}
