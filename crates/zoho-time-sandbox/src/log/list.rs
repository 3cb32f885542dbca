//! Identification of lists and pages, to find lists that were not read to the end.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::Uri;

use crate::http::parameters::Parameters;

/// A page of a list.
#[derive(Debug)]
pub(super) struct ListPage {
    /// Identifies the path and the parameters other than the page.
    list: u64,
    number: i64,
    has_more: bool,
    /// Whether the next page was read.
    is_continued: AtomicBool,
}

impl ListPage {
    pub(super) fn new(uri: &Uri, number: i64, has_more: bool) -> Self {
        let mut parameters = Parameters::of(uri).without("page");
        parameters.sort_unstable();
        let mut list = DefaultHasher::new();
        (uri.path().trim_end_matches('/'), parameters).hash(&mut list);
        Self {
            list: list.finish(),
            number,
            has_more,
            is_continued: AtomicBool::new(false),
        }
    }

    /// Whether another page is the next or the previous one of the same list.
    pub(super) const fn is_one_of_several(&self) -> bool {
        self.has_more || self.number > 1
    }

    /// Records that another page of a list was read, before or after this one.
    pub(super) fn note(&self, other: &Self) {
        for (page, next) in [(self, other), (other, self)] {
            if page.number.checked_add(1) == Some(next.number) && page.list == next.list {
                page.is_continued.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Whether this is the first of several pages, and the second one was not read yet.
    pub(super) fn is_abandoned(&self) -> bool {
        self.number == 1 && self.has_more && !self.is_continued.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::ListPage;

    fn page(uri: &str, number: i64, has_more: bool) -> ListPage {
        ListPage::new(&uri.parse().unwrap(), number, has_more)
    }

    #[test]
    fn a_first_page_is_abandoned_until_the_second_one_of_its_list_is_read() {
        let first = page("/projects?per_page=1&page=1", 1, true);
        assert!(first.is_abandoned());
        for other in [
            page("/projects?per_page=2&page=2", 2, true),
            page("/tasks?per_page=1&page=2", 2, true),
            page("/projects?per_page=1&page=3", 3, false),
            page("/projects?per_page=1", 1, true),
        ] {
            first.note(&other);
            assert!(first.is_abandoned(), "{other:?}");
        }
        page("/projects/?page=2&per_page=1", 2, false).note(&first);
        assert!(!first.is_abandoned());
        assert!(!page("/projects", 1, false).is_abandoned());
    }
}
