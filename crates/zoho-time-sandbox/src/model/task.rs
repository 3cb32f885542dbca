//! A task of a project.

use zoho_time_types::{Amount, Hours};

use super::columns::columns;
use super::keys::TaskKey;
use super::{TaskStatus, Worked};

columns! {
    /// A task of a project.
    #[derive(Debug, Clone, Default)]
    pub(crate) struct Task {
        id: TaskKey = "task_id",
        name: String = "name",
        description: String = "description",
        rate: Option<Amount> = "rate",
        budget_hours: Option<Hours> = "budget_minutes",
        status: TaskStatus = "status",
        is_billable: bool = "is_billable",
    }
    computed {
        worked: Worked,
    }
}

impl Task {
    /// An active and billable task with nothing but a name.
    pub(crate) fn new(id: TaskKey, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            is_billable: true,
            ..Self::default()
        }
    }
}
