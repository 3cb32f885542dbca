//! Fault injection in tests.

use crate::controls;
use crate::faults::{ArmError, Armed, Rule, RuleId};
use crate::state::Shared;

/// The armed faults of a sandbox.
#[derive(Debug, Clone, Copy)]
pub struct ArmedFaults<'s>(&'s Shared);

impl<'s> ArmedFaults<'s> {
    pub(crate) const fn of(shared: &'s Shared) -> Self {
        Self(shared)
    }

    /// Arms a rule after those that are armed already.
    ///
    /// # Errors
    ///
    /// Fails if the rule names an unknown operation or product, or is invalid.
    pub fn arm(self, rule: Rule) -> Result<RuleId, ArmError> {
        controls::arm_rule(self.0, rule)
    }

    /// The armed rules, including exhausted ones.
    #[must_use]
    pub fn list(self) -> Vec<Armed> {
        self.0.faults.list()
    }

    /// Disarms a rule and returns it, or `None` if it is not armed.
    pub fn disarm(self, id: RuleId) -> Option<Armed> {
        self.0.faults.disarm(id)
    }

    /// Disarms all rules.
    pub fn clear(self) {
        self.0.faults.clear();
    }
}
