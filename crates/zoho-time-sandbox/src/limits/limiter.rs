//! The rate limiter: accepts calls, and counts concurrent ones.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use chrono::{DateTime, Utc};

use super::exceeded::LimitExceeded;
use super::plan::Limits;
use super::quota::{Headers, Quota};
use super::tally::Tally;
use crate::model::time_zone::TimeZone;

/// Decides which calls are accepted.
///
/// ```
/// use chrono::Utc;
/// use zoho_time_sandbox::TimeZone;
/// use zoho_time_sandbox::limits::{Decision, Limiter, Plan};
///
/// let limiter = Limiter::new(Plan::Free.limits());
/// let paris: TimeZone = "Europe/Paris".parse().unwrap();
/// match limiter.admit("10234695", Utc::now(), paris) {
///     Decision::Admitted(_permit, _headers) => { /* serve the call, then drop the permit */ }
///     Decision::Rejected(refusal) => panic!("{refusal}"),
/// }
/// ```
#[derive(Debug, Default)]
pub struct Limiter(RwLock<Books>);

#[derive(Debug, Default)]
struct Books {
    /// `None` if nothing is limited.
    limits: Option<Limits>,
    organizations: HashMap<Box<str>, Arc<Organization>>,
}

#[derive(Debug, Default)]
struct Organization {
    tally: Mutex<Tally>,
    /// Number of calls being served. Increases only under the lock of the tally.
    in_process: AtomicU32,
}

/// The decision about a call.
#[derive(Debug)]
pub enum Decision {
    /// Accepted. Keep the permit until the call has been served; add the headers to the response.
    Admitted(Permit, Headers),
    /// It is over a limit.
    Rejected(LimitExceeded),
}

/// A permit for a call that is being served, released on drop.
#[derive(Debug)]
#[must_use = "the call counts as served as soon as its permit is dropped"]
pub struct Permit(Option<Arc<Organization>>);

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(organization) = &self.0 {
            organization.in_process.fetch_sub(1, Ordering::Release);
        }
    }
}

impl Limiter {
    /// A limiter with these limits per organization, or without limits.
    #[must_use]
    pub fn new(limits: Option<Limits>) -> Self {
        Self(RwLock::new(Books {
            limits,
            organizations: HashMap::new(),
        }))
    }

    /// A limiter that limits nothing.
    #[must_use]
    pub fn off() -> Self {
        Self::default()
    }

    /// The limits, if any.
    #[must_use]
    pub fn limits(&self) -> Option<Limits> {
        self.books().limits
    }

    /// Changes the limits and resets the counters, even if the limits are the same. A call that is being served
    /// no longer counts.
    pub fn set(&self, limits: Option<Limits>) {
        let mut books = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *books = Books {
            limits,
            organizations: HashMap::new(),
        };
    }

    /// Decides about a call of an organization in this time zone, and counts it.
    ///
    /// The organization must exist: its counters are kept in memory.
    pub fn admit(
        &self,
        organization: &str,
        now: DateTime<Utc>,
        zone: impl Into<TimeZone>,
    ) -> Decision {
        let books = self.books();
        let Some(limits) = books.limits else {
            return Decision::Admitted(Permit(None), Headers::NONE);
        };
        let known = books.organizations.get(organization).cloned();
        drop(books);
        let known = known.unwrap_or_else(|| self.enter(organization));
        let mut tally = known.tally();
        match tally.decide(&limits, now, zone.into(), known.in_process()) {
            Ok(headers) => {
                known.in_process.fetch_add(1, Ordering::Relaxed);
                drop(tally);
                Decision::Admitted(Permit(Some(known)), headers)
            }
            Err(refusal) => Decision::Rejected(refusal),
        }
    }

    /// The quota of an organization in this time zone, if anything is limited. Counts nothing.
    #[must_use]
    pub fn quota(
        &self,
        organization: &str,
        now: DateTime<Utc>,
        zone: impl Into<TimeZone>,
    ) -> Option<Quota> {
        let books = self.books();
        let limits = books.limits?;
        let (tally, in_process) = match books.organizations.get(organization) {
            Some(known) => (known.tally().clone(), known.in_process()),
            None => (Tally::default(), 0),
        };
        Some(tally.quota(&limits, now, zone.into(), in_process))
    }

    fn enter(&self, organization: &str) -> Arc<Organization> {
        let mut books = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let entry = books.organizations.entry(organization.into());
        Arc::clone(entry.or_default())
    }

    fn books(&self) -> RwLockReadGuard<'_, Books> {
        // No code that holds a lock here can leave the state inconsistent.
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Organization {
    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn in_process(&self) -> u32 {
        self.in_process.load(Ordering::Acquire)
    }
}
