//! One page of a list.

use zoho_time_client::types::PageContext;

use super::checkpoint::Checkpoint;

/// One page of a list. Returned by [`List::page`](crate::List::page) and yielded by
/// [`List::pages`](crate::List::pages), which has an example.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The number of the page, counted from 1; can be passed to
    /// [`List::starting_at`](crate::List::starting_at).
    pub number: u32,
    /// The records of the page.
    pub items: Vec<T>,
    /// The position of the page in its list, if the response has it.
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

    /// Whether another page follows; false if the response does not say.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.context
            .as_ref()
            .and_then(|context| context.has_more_page)
            .unwrap_or(false)
    }

    /// The position after this page, at which a later run can resume with
    /// [`List::resume_after`](crate::List::resume_after).
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The number of records per page that the server reports.
    pub(super) fn reported_size(&self) -> Option<u32> {
        let reported = self.context.as_ref()?.per_page?.get();
        u32::try_from(reported).ok().filter(|&size| size > 0)
    }

    pub(super) fn set_checkpoint(&mut self, checkpoint: Checkpoint) {
        self.checkpoint = checkpoint;
    }
}
