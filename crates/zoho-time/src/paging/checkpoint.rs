//! Where a reading ended, to be kept and taken up again.

use serde::{Deserialize, Serialize};

/// The place in a list after a page: a small value to keep (in a file, in a row of a database), with which
/// a later run goes on behind the last record that this one had.
///
/// Had from [`Page::checkpoint`](crate::Page::checkpoint), taken up again by
/// [`List::resume_after`](crate::List::resume_after). It names the list by product, organisation, filters
/// and order, so that a checkpoint of another list is refused, and up to 64 of the records before the
/// place, by which it is found again when the list has changed meanwhile. There is no secret in it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let demo = sandbox.demo();
/// # let zoho = zoho_time::Client::builder()
/// #     .organization(demo.organization_id.clone())
/// #     .access_token(demo.access_token.clone())
/// #     .base_url(sandbox.base_url())
/// #     .build()?;
/// # let mut saved: Option<String> = None;
/// # for _ in 0..2 {
/// use futures::TryStreamExt;
/// use zoho_time::Checkpoint;
/// use zoho_time::models::ListTimeEntriesQuery;
///
/// let mut list = zoho.time_entries().list(ListTimeEntriesQuery::new());
/// if let Some(text) = &saved {
///     let checkpoint: Checkpoint = serde_json::from_str(text)?;
///     list = list.resume_after(&checkpoint)?;
/// }
/// let mut pages = std::pin::pin!(list.pages());
/// while let Some(page) = pages.try_next().await? {
///     // Work on `page.items`, and then keep the place:
///     saved = Some(serde_json::to_string(page.checkpoint())?);
/// }
/// # }
/// # let place = serde_json::from_str::<zoho_time::Checkpoint>(&saved.unwrap_or_default())?;
/// # assert_eq!(place.offset(), u64::try_from(demo.time_entries.len())?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// What the list is of, in words.
    list: String,
    /// How many records stood before the place.
    offset: u64,
    /// How many records a page held.
    page_size: u32,
    /// The ids of the records right before the place, in the order of the list.
    last: Vec<String>,
}

impl Checkpoint {
    /// The beginning of a list.
    pub(super) fn start(list: &str) -> Self {
        Self::at(list, 0, 0, Vec::new())
    }

    /// A place in a list.
    pub(super) fn at(list: &str, offset: u64, page_size: u32, last: Vec<String>) -> Self {
        Self {
            list: list.to_owned(),
            offset,
            page_size,
            last,
        }
    }

    /// What the list is of, for people: the operation, the product and the organisation, and the
    /// parameters.
    #[must_use]
    pub fn list(&self) -> &str {
        &self.list
    }

    /// How many records stood before the place when the checkpoint was made.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The size of the pages, if it is known.
    pub(super) fn page_size(&self) -> Option<u32> {
        (self.page_size > 0).then_some(self.page_size)
    }

    pub(super) fn last(&self) -> &[String] {
        &self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_small_and_survives_being_written() {
        let last = vec!["982000000023001".to_owned(); 64];
        let checkpoint = Checkpoint::at("list_time_entries of books 10234695", 12_345, 200, last);
        let text = serde_json::to_string(&checkpoint).unwrap();
        assert!(text.len() < 1500, "{} bytes", text.len());
        assert_eq!(
            serde_json::from_str::<Checkpoint>(&text).unwrap(),
            checkpoint
        );
    }
}
