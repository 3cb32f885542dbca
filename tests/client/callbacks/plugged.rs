//! Plugged-in code that behaves until its switch is armed, and a client that has all of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use futures::future::{BoxFuture, FutureExt as _};
use http::{Request, Response, StatusCode};
use tokio::runtime::Handle;
use tokio::time::Instant;
use zoho_time::auth::{
    LockedTokens, MemoryTokenStore, TokenKey, TokenRecord, TokenStore, TokenStoreError,
};
use zoho_time::chrono::{DateTime, TimeDelta, Utc};
use zoho_time::limits::{LocalBudget, RateBudget, Wait};
use zoho_time::models::ListProjectsQuery;
use zoho_time::transport::{HttpTransport, TransportError, TransportErrorKind};
use zoho_time::{Client, ClientBuilder, Clock, Credentials, Error, Pacing};

use crate::callbacks::switch::{Fault, Place, Switch};

#[derive(Debug)]
struct Store {
    kept: MemoryTokenStore,
    switch: Switch,
}

fn failed() -> TokenStoreError {
    TokenStoreError::other("planted")
}

impl TokenStore for Store {
    fn load<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<TokenRecord>, TokenStoreError>> {
        async move {
            if self.switch.pass(Place::StoreLoad).await {
                return Err(failed());
            }
            self.kept.load(key).await
        }
        .boxed()
    }

    fn lock<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Box<dyn LockedTokens>, TokenStoreError>> {
        async move {
            if self.switch.pass(Place::StoreLock).await {
                return Err(failed());
            }
            Ok(Box::new(Locked {
                inner: self.kept.lock(key).await?,
                switch: self.switch.clone(),
                saves: 0,
            }) as Box<dyn LockedTokens>)
        }
        .boxed()
    }
}

struct Locked {
    inner: Box<dyn LockedTokens>,
    switch: Switch,
    saves: usize,
}

impl LockedTokens for Locked {
    fn load(&mut self) -> BoxFuture<'_, Result<TokenRecord, TokenStoreError>> {
        async move {
            if self.switch.pass(Place::LockedLoad).await {
                return Err(failed());
            }
            self.inner.load().await
        }
        .boxed()
    }

    fn save<'a>(
        &'a mut self,
        record: &'a TokenRecord,
    ) -> BoxFuture<'a, Result<(), TokenStoreError>> {
        async move {
            self.saves += 1;
            let place = if self.saves == 1 {
                Place::FirstSave
            } else {
                Place::SecondSave
            };
            if self.switch.pass(place).await {
                return Err(failed());
            }
            self.inner.save(record).await
        }
        .boxed()
    }

    fn remove(&mut self) -> BoxFuture<'_, Result<(), TokenStoreError>> {
        self.inner.remove()
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        // A second panic while one is under way would end the program.
        if !std::thread::panicking() && self.switch.reach(Place::Unlock).is_some() {
            panic!("planted in the end of the lock");
        }
    }
}

#[derive(Debug)]
struct Budget {
    usual: LocalBudget,
    switch: Switch,
}

impl RateBudget for Budget {
    fn take(&self, per_minute: Option<usize>) -> BoxFuture<'_, Result<(), Wait>> {
        async move {
            if self.switch.pass(Place::BudgetTake).await {
                // A century.
                let mut wait = Wait::new(45, Duration::ZERO);
                wait.duration = Duration::from_secs(3_155_760_000);
                return Err(wait);
            }
            self.usual.take(per_minute).await
        }
        .boxed()
    }

    fn block(&self, wait: Wait) -> BoxFuture<'_, ()> {
        async move {
            self.switch.pass(Place::BudgetHold).await;
            // The hold has no effect here.
            let _ = wait;
        }
        .boxed()
    }
}

/// Answers everything, without a socket. Every response says that the day is used up.
#[derive(Debug)]
struct Transport {
    switch: Switch,
    calls: Arc<AtomicUsize>,
}

impl HttpTransport for Transport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        async move {
            let is_token = request.uri().path() == "/oauth/v2/token";
            let place = if is_token {
                Place::SendTokenRequest
            } else {
                Place::SendCall
            };
            if self.switch.pass(place).await {
                let kind = TransportErrorKind::NotConnected;
                return Err(TransportError::new(kind, "planted"));
            }
            if is_token {
                let body = r#"{"access_token":"1000.fresh","expires_in":3600}"#;
                return Ok(Response::new(body.into()));
            }
            self.calls.fetch_add(1, Ordering::SeqCst);
            let body = r#"{"code":0,"message":"success","projects":[]}"#;
            Ok(Response::builder()
                .status(StatusCode::OK)
                .header("x-rate-limit-remaining", "0")
                .header("x-rate-limit-reset", "60")
                .body(body.into())
                .unwrap())
        }
        .boxed()
    }
}

/// A client of all the plugged-in code.
pub(crate) struct Plugged {
    pub(crate) switch: Switch,
    /// How many calls the service has answered.
    pub(crate) calls: Arc<AtomicUsize>,
    begin: Instant,
}

impl Plugged {
    pub(crate) fn new() -> Self {
        Self {
            switch: Switch::default(),
            calls: Arc::default(),
            begin: Instant::now(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().clock(self.clock()).build().unwrap()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        let switch = &self.switch;
        Client::builder()
            .organization(10_234_695.into())
            .credentials(Credentials {
                client_id: "1000.CLIENT".to_owned(),
                client_secret: "client secret".into(),
                refresh_token: "1000.refresh.token".into(),
            })
            .token_store(Store {
                kept: MemoryTokenStore::new(),
                switch: switch.clone(),
            })
            .rate_budget(Arc::new(Budget {
                usual: LocalBudget::default(),
                switch: switch.clone(),
            }))
            .pacing(Pacing::default().stop_at_quota(true))
            .with_transport(Transport {
                switch: switch.clone(),
                calls: Arc::clone(&self.calls),
            })
    }

    /// A clock that follows the time of the runtime.
    fn clock(&self) -> Clock {
        let (runtime, begin, switch) = (Handle::current(), self.begin, self.switch.clone());
        let noon: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
        Clock::from_fn(move || {
            match switch.reach(Place::Clock) {
                Some(Fault::Panic) => panic!("planted in the clock"),
                Some(Fault::Error) => return DateTime::<Utc>::MAX_UTC,
                _ => {}
            }
            let _inside = runtime.enter();
            noon + TimeDelta::from_std(begin.elapsed()).unwrap()
        })
    }
}

pub(crate) async fn call(zoho: &Client) -> Result<(), Error> {
    let list = zoho.projects().list(ListProjectsQuery::new());
    list.page(1).await.map(drop)
}
