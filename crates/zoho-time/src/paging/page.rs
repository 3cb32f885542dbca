//! One page of a list.

use zoho_time_client::types::PageContext;

use super::checkpoint::Checkpoint;

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The number of the page, counted from 1. [`List::starting_at`](crate::List::starting_at) takes it up
    /// again from here.
    pub number: u32,
    /// The records of the page.
    pub items: Vec<T>,
    /// Where the page stands in its list, as far as the server said.
    pub context: Option<PageContext>,
    checkpoint: Checkpoint,
}

impl<T> Page<T> {
    pub(super) fn new(
        number: u32,
        items: Vec<T>,
        context: Option<PageContext>,
        checkpoint: Checkpoint,
    ) -> Self {
        Self {
            number,
            items,
            context,
            checkpoint,
        }
    }

    /// Whether another page follows. A server that says nothing has no more.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.context
            .as_ref()
            .and_then(|context| context.has_more_page)
            .unwrap_or(false)
    }

    /// The place behind this page, for a later run to go on from.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// How many records a page holds, as the server says.
    pub(super) fn told(&self) -> Option<u32> {
        let told = self.context.as_ref()?.per_page?.get();
        u32::try_from(told).ok().filter(|&size| size > 0)
    }

    pub(super) fn set_checkpoint(&mut self, checkpoint: Checkpoint) {
        self.checkpoint = checkpoint;
    }
}
