//! The overlapping strategy: no record is skipped between pages.

use super::seen::Seen;
use super::window::Window;
use super::{PageResult, PageUse, USUAL_SIZE};
use crate::list_error::ListProblem;

/// Requests pages that start before the end of the pages before, and accepts a page only if it has a known record.
///
/// No record is skipped. Proof: take all records that are present throughout, while others are added and removed. Each
/// page is a part of the list at one time, and the order of any two records never changes. Let *the front* be the last
/// record, by that order, of all accepted ones. Claim: each record that is present throughout and not after the front
/// has been read.
///
/// The first page starts the list, so it has all records up to its end. Take a later page that has a known record `k`.
/// By the claim, all records up to the front were read, and `k` is not after the front. The records between `k` and the
/// end of the page were on the page. So all records up to the end of the page have been read as well, and the claim
/// holds again, wherever the front is now. When such a page is the last one of the list at its time, no record follows
/// it. A page without a known record proves nothing, and is not accepted: another one that starts earlier is requested;
/// at worst the first one, which proves itself.
///
/// The ids before a checkpoint are not all known. Then only the last records before it are known at first, a page
/// counts only if it has one of those, and only the records after the last of them are yielded.
#[derive(Clone, Debug)]
pub(in crate::paging) struct Overlapping {
    first: Window,
    /// The number of records up to the end of the pages before, in the latest state of the list.
    covered: u64,
    /// The largest size of a page.
    largest: Option<u32>,
    /// The number of records by which the next page overlaps with the pages before.
    overlap: u64,
    /// The number of consecutive pages that were not accepted.
    misses: u32,
    known: Known,
    /// Whether a page was shorter than its size although more pages follow.
    had_short_page: bool,
    ended: bool,
}

/// The known records up to the front.
#[derive(Clone, Debug)]
enum Known {
    /// All of them.
    All,
    /// The last ones.
    Last(Option<Search>),
}

/// The search for the position in a list of which only the last records before it are known: page by page in
/// both directions, the nearest first.
#[derive(Clone, Debug)]
struct Search {
    size: u32,
    /// The next page before the position, down to the first.
    before: u32,
    /// The next page behind the position; nothing behind the last.
    behind: Option<u32>,
    /// Whether a page before the position is next.
    back: bool,
}

impl Search {
    fn around(offset: u64, size: u32) -> Self {
        let page = u32::try_from(offset.saturating_sub(1) / u64::from(size) + 1).unwrap_or(1);
        Self {
            size,
            before: page.saturating_sub(1),
            behind: Some(page),
            back: false,
        }
    }

    /// The next page of the search; `None` after the last one.
    fn window(&self) -> Option<Window> {
        let before = (self.before > 0).then_some(self.before);
        let page = if self.back {
            before.or(self.behind)
        } else {
            self.behind.or(before)
        };
        page.map(|page| Window {
            page,
            per_page: Some(self.size),
        })
    }

    /// Leaves a page on which the position is not.
    fn leave(&mut self, page: u32, more: bool) {
        if self.behind == Some(page) {
            self.behind = page.checked_add(1).filter(|_| more);
        } else {
            self.before = page.saturating_sub(1);
        }
        self.back = !self.back;
    }
}

impl Overlapping {
    /// Starts at a page, usually the first one of the list.
    pub(in crate::paging) fn from_page(first: Window) -> Self {
        let first = Window {
            per_page: first.per_page.map(|size| size.max(SMALLEST)),
            ..first
        };
        Self {
            first,
            covered: 0,
            largest: first.per_page,
            overlap: base_overlap(first.per_page.unwrap_or(USUAL_SIZE)),
            misses: 0,
            known: Known::All,
            had_short_page: false,
            ended: false,
        }
    }

    /// Starts after known records, which end near `offset`.
    pub(in crate::paging) fn from_known(offset: u64, size: Option<u32>) -> Self {
        let size = size.unwrap_or(USUAL_SIZE).max(SMALLEST);
        let first = Window {
            page: 1,
            per_page: Some(size),
        };
        Self {
            covered: offset,
            known: Known::Last(Some(Search::around(offset, size))),
            ..Self::from_page(first)
        }
    }

    pub(super) fn covered(&self) -> u64 {
        self.covered
    }

    pub(super) fn size(&self) -> Option<u32> {
        self.largest
    }

    pub(super) fn is_searching(&self) -> bool {
        matches!(self.known, Known::Last(Some(_)))
    }

    pub(super) fn upcoming(&self, under_way: usize) -> Option<Window> {
        if self.ended {
            return None;
        }
        if let Known::Last(Some(search)) = &self.known {
            return search.window().filter(|_| under_way == 0);
        }
        let mut window = self.window(self.covered)?;
        for _ in 0..under_way {
            // The next pages depend on the size, which the first page reports.
            self.largest?;
            window = self.window(window.end())?;
        }
        Some(window)
    }

    /// The page to request after `covered` records.
    fn window(&self, covered: u64) -> Option<Window> {
        let Some(largest) = self.largest.filter(|_| covered > 0) else {
            return Some(self.first);
        };
        // Each page that is not accepted doubles the step back.
        let back = self.overlap.saturating_mul(1 << self.misses.min(40));
        let from = covered.saturating_sub(back);
        if from <= Window::offset(self.first.page, largest) {
            return Some(Window {
                per_page: Some(largest),
                ..self.first
            });
        }
        Window::starting_by(from, largest)
    }

    pub(super) fn take(
        &mut self,
        result: PageResult<'_>,
        seen: &Seen,
    ) -> Result<PageUse, ListProblem> {
        let len = result.len();
        let mut size = result.size().unwrap_or(USUAL_SIZE.max(len));
        if result.more && (FEWEST..size).contains(&len) && !self.had_short_page {
            // The server may return fewer records than it reports.
            self.had_short_page = true;
            size = len;
        }
        if let Some(asked) = result.window.per_page {
            let reported = size.max(len);
            if reported > asked || (size < asked && size < FEWEST && result.more) {
                return Err(ListProblem::FixedPages { asked, reported });
            }
        }
        if self.largest.is_none_or(|largest| {
            // Lowered, or reported for the first time.
            result.window.per_page.is_some_and(|asked| size < asked) && size < largest
        }) {
            self.largest = Some(size);
            self.overlap = self.overlap.min(base_overlap(size));
        }
        let start = Window::offset(result.window.page, size);
        let known = |&key: &u64| seen.has(key);
        let last_known = result.keys.iter().rposition(known);
        let proved = match self.known {
            Known::All if start <= Window::offset(self.first.page, size) => true,
            Known::All => {
                // Of the records that should be known by now, one is. To look no further makes it harder
                // for a record that was moved to pass for one that stayed.
                let expected = self.covered.saturating_sub(start);
                let expected = usize::try_from(expected).unwrap_or(usize::MAX);
                result.keys.iter().take(expected).any(known)
            }
            Known::Last(_) => last_known.is_some(),
        };
        if !proved {
            return self.miss(result, size);
        }
        let advances = match last_known {
            Some(index) => index + 1 < result.keys.len(),
            None => self.covered == 0 && !result.keys.is_empty(),
        };
        self.misses = 0;
        self.overlap = (self.overlap - self.overlap / 8).max(base_overlap(size));
        self.covered = start + u64::from(len);
        self.ended = !result.more;
        let from = match &mut self.known {
            Known::All => 0,
            Known::Last(search) => {
                *search = None;
                last_known.map_or(0, |index| index + 1)
            }
        };
        Ok(PageUse::Give { from, advances })
    }

    /// Handles a page that is not known to follow the pages before.
    fn miss(&mut self, result: PageResult<'_>, size: u32) -> Result<PageUse, ListProblem> {
        match &mut self.known {
            Known::All => {
                self.misses += 1;
                self.overlap = (self.overlap * 2).min(u64::from(size / 4).max(1));
            }
            Known::Last(Some(search)) => {
                search.leave(result.window.page, result.more);
                if search.window().is_none() {
                    return Err(ListProblem::PlaceLost);
                }
            }
            Known::Last(search) => {
                *search = Some(Search::around(self.covered, self.largest.unwrap_or(size)));
            }
        }
        Ok(PageUse::Skip)
    }
}

/// The smallest size of a page that is asked for, where the largest is to be found. A multiple of all sizes
/// up to the largest is the end of a page of every size, so that none reaches over it; those of 20 have one at
/// 232,792,560, beyond any list that can be read.
const SMALLEST: u32 = 20;

/// The fewest records that a server may lower a page to: those of 16 have such an end at 720,720.
const FEWEST: u32 = 16;

/// The number of records by which pages overlap while all are accepted.
fn base_overlap(size: u32) -> u64 {
    u64::from(size / 16).clamp(1, 16)
}
