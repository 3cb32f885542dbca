//! Page windows: a page number and a page size.

use std::cmp::Reverse;

/// A page to request: its number, counted from 1, and the number of records per page. Without a size, the usual one
/// is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) page: u32,
    pub(crate) per_page: Option<u32>,
}

impl Window {
    /// The number of records before a page, for pages of this size.
    pub(in crate::paging) fn offset(page: u32, size: u32) -> u64 {
        u64::from(page.saturating_sub(1)) * u64::from(size)
    }

    /// The page that ends last among those of at most `largest` records that start at `from` or before; `None` if its
    /// number is too large.
    ///
    /// A server counts pages, not records, so a page cannot start everywhere: the sizes from half of the largest up are
    /// tried for one with which a page starts shortly before `from`.
    pub(in crate::paging) fn starting_by(from: u64, largest: u32) -> Option<Self> {
        let smallest = (largest / 2).max(1);
        let size = (smallest..=largest.max(1)).max_by_key(|&size| {
            let size = u64::from(size);
            // The end of the page; of those with the same end, the smaller one.
            ((from / size + 1) * size, Reverse(size))
        })?;
        Some(Self {
            page: u32::try_from(from / u64::from(size) + 1).ok()?,
            per_page: Some(size),
        })
    }

    /// The end of the page, if it is full and has the requested size.
    pub(in crate::paging) fn end(self) -> u64 {
        Self::offset(self.page, 1).saturating_add(1) * u64::from(self.per_page.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_starts_where_requested_or_shortly_before() {
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
            let window = Window::starting_by(from, largest).unwrap();
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
                let window = Window::starting_by(from, largest).unwrap();
                let size = window.per_page.unwrap();
                assert!(Window::offset(window.page, size) <= from);
                assert!(size <= largest);
                assert!(window.end() > from, "it advances");
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
                let window = Window::starting_by(covered.saturating_sub(overlap), largest).unwrap();
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
