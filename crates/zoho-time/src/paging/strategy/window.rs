//! Which page to ask for, and of which size.

use std::cmp::Reverse;

/// A page to ask for: its number, counted from 1, and how many records a page is to hold. Without a
/// size, the caller leaves it to us, and the usual one is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) page: u32,
    pub(crate) per_page: Option<u32>,
}

impl Window {
    /// How many records stand before a page, when pages are of this size.
    pub(in crate::paging) fn offset(page: u32, size: u32) -> u64 {
        u64::from(page.saturating_sub(1)) * u64::from(size)
    }

    /// The page that gets on furthest among those of at most `largest` records that begin at `from` or
    /// before. Nothing if it had a number that no page has.
    ///
    /// A server counts pages, not records, so not every beginning can be had: the sizes from the half of
    /// the largest on are tried for one that makes a page begin shortly before `from`.
    pub(in crate::paging) fn beginning_by(from: u64, largest: u32) -> Option<Self> {
        let smallest = (largest / 2).max(1);
        let size = (smallest..=largest.max(1)).max_by_key(|&size| {
            let size = u64::from(size);
            // Where the page ends; of those that end at the same place, the smaller one.
            ((from / size + 1) * size, Reverse(size))
        })?;
        Some(Self {
            page: u32::try_from(from / u64::from(size) + 1).ok()?,
            per_page: Some(size),
        })
    }

    /// Where the page ends, when it is full and of the size that was asked for.
    pub(in crate::paging) fn end(self) -> u64 {
        Self::offset(self.page, 1).saturating_add(1) * u64::from(self.per_page.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_where_it_was_asked_to_or_shortly_before() {
        // From where, the largest size, the page, its size.
        let cases = [
            (0, 200, 1, 200),
            (150, 200, 2, 150),
            (188, 200, 2, 188),
            (199, 200, 2, 199),
            (200, 200, 2, 200),
            (10, 200, 1, 200),
            (0, 1, 1, 1),
            (7, 1, 8, 1),
        ];
        for (from, largest, page, size) in cases {
            let window = Window::beginning_by(from, largest).unwrap();
            assert_eq!(
                window,
                Window {
                    page,
                    per_page: Some(size)
                },
                "{from}, {largest}"
            );
        }
        for largest in [2, 16, 25, 200] {
            for from in 0..20_000_u64 {
                let window = Window::beginning_by(from, largest).unwrap();
                let size = window.per_page.unwrap();
                assert!(Window::offset(window.page, size) <= from);
                assert!(size <= largest);
                assert!(window.end() > from, "it gets on");
            }
        }
    }

    #[test]
    fn overlapping_costs_few_more_pages() {
        // The largest size, the overlap, the records, and the most that may be needed in percent of pages
        // that do not overlap.
        for (largest, overlap, records, percent) in [
            (200, 12, 10_000_u64, 125),
            (200, 12, 1_000_000, 125),
            (200, 1, 10_000, 115),
            (50, 3, 10_000, 140),
            (16, 1, 10_000, 160),
        ] {
            let (mut covered, mut pages) = (0_u64, 0_u64);
            while covered < records {
                let window =
                    Window::beginning_by(covered.saturating_sub(overlap), largest).unwrap();
                assert!(window.end() > covered, "{covered} of {largest}");
                covered = window.end();
                pages += 1;
            }
            let without = records.div_ceil(u64::from(largest));
            assert!(
                pages * 100 <= without * percent,
                "{largest}, {overlap}, {records}: {pages} instead of {without}"
            );
        }
    }
}
