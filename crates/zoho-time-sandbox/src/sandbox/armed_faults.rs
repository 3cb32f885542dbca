//! The faults of a sandbox, for tests that arm some.

use crate::controls;
use crate::faults::{ArmError, Armed, Rule, RuleId};
use crate::state::Shared;

/// The faults of a sandbox: what goes wrong on purpose.
#[derive(Debug, Clone, Copy)]
pub struct ArmedFaults<'s>(&'s Shared);

impl<'s> ArmedFaults<'s> {
    pub(crate) const fn of(shared: &'s Shared) -> Self {
        Self(shared)
    }

    /// Arms a rule behind those that are armed already.
    ///
    /// # Errors
    ///
    /// The rule names an operation or a product that there is not, or makes no sense.
    pub fn arm(self, rule: Rule) -> Result<RuleId, ArmError> {
        controls::arm_rule(self.0, rule)
    }

    /// The rules that are armed, also those that are spent.
    #[must_use]
    pub fn list(self) -> Vec<Armed> {
        self.0.faults.list()
    }

    /// Disarms a rule; what it was, unless it is not armed.
    pub fn disarm(self, id: RuleId) -> Option<Armed> {
        self.0.faults.disarm(id)
    }

    /// Disarms all rules.
    pub fn clear(self) {
        self.0.faults.clear();
    }
}
