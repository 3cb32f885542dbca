//! Checkpoints: positions in a list, to be stored and resumed from.

use serde::{Deserialize, Serialize};

/// The position in a list after a page: a small value to store (in a file, in a database row), with which a
/// later run resumes after the last record that this one read.
///
/// Returned by [`Page::checkpoint`](crate::Page::checkpoint) and consumed by
/// [`List::resume_after`](crate::List::resume_after). It names the list by product, organization, filters and
/// order, so that a checkpoint of another list is rejected, and up to 64 of the records before the position, by
/// which the position is found again when the list has changed. It holds no secret.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let demo = sandbox.demo();
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let mut saved: Option<String> = None;
/// # for _ in 0..2 {
/// use zoho_time::Checkpoint;
/// use zoho_time::models::ListTimeEntriesQuery;
///
/// let mut list = zoho.time_entries().list(ListTimeEntriesQuery::new());
/// if let Some(text) = &saved {
///     let checkpoint: Checkpoint = serde_json::from_str(text)?;
///     list = list.resume_after(&checkpoint)?;
/// }
/// let mut pages = list.pages();
/// while let Some(page) = pages.try_next().await? {
///     // Process `page.items`, and then store the position:
///     saved = Some(serde_json::to_string(page.checkpoint())?);
/// }
/// # }
/// # let position = serde_json::from_str::<zoho_time::Checkpoint>(&saved.unwrap_or_default())?;
/// # assert_eq!(position.offset(), u64::try_from(demo.time_entries.len())?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The name of the list, for people.
    list: String,
    /// The number of records before the position.
    offset: u64,
    /// The number of records per page.
    page_size: u32,
    /// The ids of the last records before the position, in the order of the list.
    last: Vec<String>,
}

impl Checkpoint {
    /// The start of a list.
    pub(super) fn start(list: &str) -> Self {
        Self::at(list, 0, 0, Vec::new())
    }

    /// A position in a list.
    pub(super) fn at(list: &str, offset: u64, page_size: u32, last: Vec<String>) -> Self {
        Self {
            list: list.to_owned(),
            offset,
            page_size,
            last,
        }
    }

    /// The name of the list, for people: the operation, the product, the organization and the parameters.
    #[must_use]
    pub fn list(&self) -> &str {
        &self.list
    }

    /// The number of records before the position when the checkpoint was created.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The number of records per page, if it is known.
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
    fn it_stays_small_and_can_be_read_again() {
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
