//! The armed fault rules.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::chance;
use super::check::{self, ArmError};
use super::injection::Injection;
use super::rule::{Incoming, Rule};

/// Id of an armed rule, unique within a [`Faults`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(u64);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for RuleId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// An armed rule, and its counters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Armed {
    /// The id.
    pub id: RuleId,
    /// The rule.
    pub rule: Rule,
    /// Number of requests that matched it, excluding those that an earlier rule made fail.
    pub matched: u64,
    /// Number of requests that it made fail.
    pub fired: u64,
}

/// The armed rules, in the order of arming.
///
/// For each request, rules are tried in order until one fires. Two rules for one operation, each with `times`,
/// therefore make it fail first in one way and then in the other.
#[derive(Debug, Default)]
pub struct Faults {
    rules: Mutex<Rules>,
    /// Whether there are rules; avoids the lock for most requests.
    any: AtomicBool,
}

#[derive(Debug, Default)]
struct Rules {
    /// Number of rules armed so far.
    count: u64,
    armed: Vec<Armed>,
}

impl Faults {
    /// No faults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Arms a rule after those that are armed already.
    ///
    /// # Errors
    ///
    /// Fails if the rule names an unknown operation or product, or is invalid.
    pub fn arm(&self, rule: Rule) -> Result<RuleId, ArmError> {
        check::check(&rule)?;
        let mut rules = self.rules();
        rules.count += 1;
        let id = RuleId(rules.count);
        rules.armed.push(Armed {
            id,
            rule,
            matched: 0,
            fired: 0,
        });
        self.any.store(true, Ordering::Release);
        Ok(id)
    }

    /// The armed rules, including exhausted ones.
    #[must_use]
    pub fn list(&self) -> Vec<Armed> {
        self.rules().armed.clone()
    }

    /// Disarms a rule and returns it, or `None` if it is not armed.
    pub fn disarm(&self, id: RuleId) -> Option<Armed> {
        let mut rules = self.rules();
        let place = rules.armed.iter().position(|armed| armed.id == id)?;
        let armed = rules.armed.remove(place);
        self.any.store(!rules.armed.is_empty(), Ordering::Release);
        Some(armed)
    }

    /// Disarms all rules.
    pub fn clear(&self) {
        let mut rules = self.rules();
        rules.armed.clear();
        self.any.store(false, Ordering::Release);
    }

    /// Counts a request, and returns its fault, if any.
    #[must_use]
    pub fn next(&self, incoming: Incoming<'_>) -> Option<Injection> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let mut rules = self.rules();
        let armed = rules
            .armed
            .iter_mut()
            .find_map(|armed| armed.fires(incoming).then_some(&*armed))?;
        Some(Injection::new(armed.id, armed.rule.action.clone()))
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        // No code that holds the lock can leave the rules inconsistent.
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Armed {
    /// Counts a request, and returns whether it fails.
    fn fires(&mut self, incoming: Incoming<'_>) -> bool {
        if !self.rule.matches(incoming) {
            return false;
        }
        self.matched += 1;
        let Some(nth) = self.matched.checked_sub(u64::from(self.rule.after) + 1) else {
            return false;
        };
        let spent = self
            .rule
            .times
            .is_some_and(|times| self.fired >= u64::from(times));
        let hit = self
            .rule
            .probability
            .is_none_or(|p| chance::draw(self.rule.seed.unwrap_or_default(), nth) < p);
        let fires = hit && !spent;
        self.fired += u64::from(fires);
        fires
    }
}
