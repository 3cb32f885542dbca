//! Where a reading ended, to be kept and taken up again.

use serde::{Deserialize, Serialize};

/// How many of the last records a checkpoint names.
const KEPT: usize = 64;

/// The place in a list after a page: a small value to keep (in a file, in a row of a database), with which
/// a later run goes on behind the last record that this one had.
///
/// Had from [`Page::checkpoint`](crate::Page::checkpoint), taken up again by
/// [`List::resume_after`](crate::List::resume_after). It names the list by product, organisation, filters
/// and order, so that a checkpoint of another list is refused, and up to 64 of the records before the
/// place, by which it is found again when the list has changed meanwhile. There is no secret in it.
///
/// ```
/// # async fn example(zoho: zoho_time::ZohoTime, saved: Option<String>) -> Result<(), Box<dyn std::error::Error>> {
/// use futures::TryStreamExt;
/// use zoho_time::Checkpoint;
/// use zoho_time::models::ListTimeEntriesQuery;
///
/// let mut list = zoho.time_entries().list(ListTimeEntriesQuery::new());
/// if let Some(text) = saved {
///     let checkpoint: Checkpoint = serde_json::from_str(&text)?;
///     list = list.resume_after(&checkpoint)?;
/// }
/// let mut pages = std::pin::pin!(list.pages());
/// while let Some(page) = pages.try_next().await? {
///     // Work on `page.items`, and then keep the place:
///     let saved = serde_json::to_string(page.checkpoint())?;
///     # let _ = saved;
/// }
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
        Self {
            list: list.to_owned(),
            offset: 0,
            page_size: 0,
            last: Vec::new(),
        }
    }

    /// Moves behind the records of a page, unless that page is known to end before the place: `known` tells
    /// whether a record has come by earlier.
    ///
    /// The last records stand without gaps before the place. So a page that has known records, and none of
    /// the last ones, has not come so far. What stands on the page behind one of the last records stands in
    /// the list right behind it. If others of the last records follow in our memory and not on the page,
    /// either they are not in the list any more, or they stand behind the page, and what is on it was added.
    /// So much as half a page is not taken for added.
    pub(super) fn advance<'a>(
        &mut self,
        offset: u64,
        page_size: u32,
        ids: &[&'a str],
        known: impl Fn(&'a str) -> bool,
    ) {
        self.offset = offset;
        self.page_size = page_size;
        let passed = self
            .last
            .iter()
            .rposition(|last| ids.contains(&last.as_str()));
        let (at, behind) = match passed.and_then(|at| Some((at, self.last.get(at)?))) {
            Some((at, last)) => {
                let place = ids.iter().rposition(|id| id == last);
                (at + 1, place.map_or(0, |place| place + 1))
            }
            None if ids.iter().any(|&id| known(id)) => return,
            None => (self.last.len(), 0),
        };
        let is_added =
            ids.len() - behind < usize::try_from(page_size / 2).unwrap_or(KEPT).min(KEPT);
        let follow = self.last.split_off(at);
        self.last
            .extend(ids.iter().skip(behind).map(|&id| id.to_owned()));
        if is_added {
            self.last.extend(follow);
        }
        let surplus = self.last.len().saturating_sub(KEPT);
        self.last.drain(..surplus);
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

    fn ids(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
        numbers.into_iter().map(|id| id.to_string()).collect()
    }

    #[test]
    fn the_last_records_are_kept_in_their_order_and_no_more_than_needed() {
        let mut checkpoint = Checkpoint::start("list");
        let mut after = |page: Vec<String>, known: &[&str]| {
            let page: Vec<_> = page.iter().map(String::as_str).collect();
            checkpoint.advance(0, 200, &page, |id| known.contains(&id));
            checkpoint.last().to_vec()
        };
        assert_eq!(after(ids(0..40), &[]), ids(0..40));
        assert_eq!(after(ids(30..70), &["30"]), ids(6..70), "ten moved");
        assert_eq!(after(ids(100..300), &[]), ids(236..300));
        assert_eq!(after(ids([]), &[]), ids(236..300));
        // All on it moved, and one was added among them: the place is still behind it.
        assert_eq!(after(ids([120, 400, 121]), &["120"]), ids(236..300));
        assert_eq!(
            after(ids([298, 401]), &["298"]),
            ids((237..299).chain([401, 299])),
            "one was added before the last"
        );
    }

    #[test]
    fn it_stays_small_and_survives_being_written() {
        let mut checkpoint = Checkpoint::start("list_time_entries of books 10234695");
        let long = vec!["982000000023001"; 200];
        checkpoint.advance(12_345, 200, &long, |_| false);
        let text = serde_json::to_string(&checkpoint).unwrap();
        assert!(text.len() < 1500, "{} bytes", text.len());
        assert_eq!(
            serde_json::from_str::<Checkpoint>(&text).unwrap(),
            checkpoint
        );
    }
}
