//! The sequential strategy: page by page.

use super::window::Window;
use super::{PageResult, PageUse};

/// Requests one page after the other, each once.
///
/// The number and the size of a page determine where it starts. So when the server changes the size, which it may do
/// at any page, the number of the next page changes too: it is the last page of the new size that starts at the end of
/// the pages before, or earlier.
#[derive(Clone, Debug)]
pub(in crate::paging) struct Sequential {
    /// The page to request next; `None` after the last one.
    next: Option<Window>,
    /// The number of records up to the end of the pages before.
    covered: u64,
    /// The page size that the server uses.
    size: Option<u32>,
    /// Whether a page was shorter than its size although more pages follow.
    had_short_page: bool,
}

/// The whole page, whose records may be new or not.
const ALL: PageUse = PageUse::Give {
    from: 0,
    advances: true,
};

impl Sequential {
    pub(in crate::paging) fn new(first: Window) -> Self {
        Self {
            next: Some(first),
            covered: 0,
            size: first.per_page,
            had_short_page: false,
        }
    }

    pub(super) fn upcoming(&self, under_way: usize) -> Option<Window> {
        let Window { page, per_page } = self.next?;
        let page = page.checked_add(u32::try_from(under_way).ok()?)?;
        Some(Window { page, per_page })
    }

    pub(super) fn covered(&self) -> u64 {
        self.covered
    }

    pub(super) fn size(&self) -> Option<u32> {
        self.size
    }

    pub(super) fn take(&mut self, result: PageResult<'_>) -> PageUse {
        let Window { page, per_page } = result.window;
        let is_first = self.covered == 0;
        let len = result.len();
        let Some(size) = result.size() else {
            // The server does not report the size of its pages.
            self.covered += u64::from(len);
            self.next = self.after(result.more, page.checked_add(1), per_page);
            return ALL;
        };
        let start = Window::offset(page, size);
        if start > self.covered && !is_first && self.size != Some(size) {
            // The pages have grown, so this one starts after the end of the pages before.
            self.turn_to(size);
            return PageUse::Skip;
        }
        self.covered = self.covered.max(start + u64::from(len));
        let is_short = result.more && (1..size).contains(&len);
        if is_short && !self.had_short_page {
            // The server may return fewer records than it reports, and count by the requested size. Requesting the
            // size that it returns is right in either case.
            self.had_short_page = true;
            self.turn_to(len);
        } else if result.more && self.size.is_some_and(|before| before != size) {
            self.turn_to(size);
        } else {
            self.size = Some(size);
            self.next = self.after(result.more, page.checked_add(1), per_page);
        }
        ALL
    }

    fn after(&self, more: bool, page: Option<u32>, per_page: Option<u32>) -> Option<Window> {
        page.filter(|_| more).map(|page| Window { page, per_page })
    }

    /// Continues with pages of another size.
    fn turn_to(&mut self, size: u32) {
        self.size = Some(size);
        let page = u32::try_from(self.covered / u64::from(size) + 1).ok();
        self.next = self.after(true, page, Some(size));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a list of `records` from a server that returns, for a window, its real page size, the start of the page,
    /// and the size that it reports.
    fn read(
        records: u64,
        asked: Option<u32>,
        server: impl Fn(usize, Window) -> (u32, u64, Option<u32>),
    ) -> (Vec<Window>, Vec<u64>) {
        let mut strategy = Sequential::new(Window {
            page: 1,
            per_page: asked,
        });
        let (mut windows, mut given) = (Vec::new(), Vec::new());
        while let Some(window) = strategy.upcoming(0) {
            assert!(windows.len() < 1000, "it does not end");
            let (size, start, reported) = server(windows.len(), window);
            windows.push(window);
            let end = (start + u64::from(size)).min(records);
            let keys: Vec<_> = (start..end).collect();
            let step = strategy.take(PageResult {
                window,
                keys: &keys,
                reported,
                more: end < records,
            });
            if step == ALL {
                given.extend(keys);
            }
        }
        given.sort_unstable();
        given.dedup();
        (windows, given)
    }

    fn fixed(size: u32, window: Window) -> (u32, u64) {
        (size, Window::offset(window.page, size))
    }

    #[test]
    fn no_record_is_skipped_whatever_the_server_makes_of_the_size() {
        type Server = fn(usize, Window) -> (u32, u64, Option<u32>);
        let cases: [(&str, Option<u32>, Server, usize); 10] = [
            (
                "as asked",
                Some(100),
                |_, window| {
                    let (size, start) = fixed(100, window);
                    (size, start, Some(100))
                },
                10,
            ),
            (
                "its own, and says so",
                None,
                |_, window| {
                    let (size, start) = fixed(100, window);
                    (size, start, Some(100))
                },
                10,
            ),
            (
                "its own, and says nothing",
                None,
                |_, window| {
                    let (size, start) = fixed(100, window);
                    (size, start, None)
                },
                10,
            ),
            (
                "lowered, and says so",
                Some(500),
                |_, window| {
                    let size = window.per_page.unwrap().min(100);
                    let (size, start) = fixed(size, window);
                    (size, start, Some(size))
                },
                10,
            ),
            (
                "lowered, and says nothing",
                Some(500),
                |_, window| {
                    let size = window.per_page.unwrap().min(100);
                    let (size, start) = fixed(size, window);
                    (size, start, None)
                },
                10,
            ),
            (
                "lowered, but pages are counted by what was asked for",
                Some(500),
                |_, window| {
                    let asked = window.per_page.unwrap();
                    let start = Window::offset(window.page, asked);
                    (asked.min(100), start, Some(asked))
                },
                10,
            ),
            (
                "lowered on the way",
                Some(100),
                |sent, window| {
                    let most = if sent < 3 { 100 } else { 40 };
                    let size = window.per_page.unwrap().min(most);
                    let (size, start) = fixed(size, window);
                    (size, start, Some(size))
                },
                25,
            ),
            (
                "lowered for one page",
                Some(100),
                |sent, window| {
                    let most = if sent == 3 { 40 } else { 100 };
                    let size = window.per_page.unwrap().min(most);
                    let (size, start) = fixed(size, window);
                    (size, start, Some(size))
                },
                26,
            ),
            (
                "its own, and another one on the way",
                None,
                |sent, window| {
                    let size = window.per_page.unwrap_or(match sent {
                        3 => 40,
                        4 => 300,
                        _ => 100,
                    });
                    let (size, start) = fixed(size, window);
                    (size, start, Some(size))
                },
                30,
            ),
            (
                "its own, whatever it is asked for, and a larger one on the way",
                Some(50),
                |sent, window| {
                    let (size, start) = fixed(if sent < 3 { 50 } else { 100 }, window);
                    (size, start, Some(size))
                },
                14,
            ),
        ];
        for (name, asked, server, most) in cases {
            let (windows, given) = read(1000, asked, server);
            assert!(given.iter().copied().eq(0..1000), "{name}: {windows:?}");
            assert!(windows.len() <= most, "{name}: {windows:?}");
        }
    }

    #[test]
    fn pages_that_are_thinned_out_after_they_were_cut_are_read_too() {
        let mut strategy = Sequential::new(Window {
            page: 1,
            per_page: None,
        });
        let mut windows = Vec::new();
        while let Some(window) = strategy.upcoming(0) {
            windows.push(window);
            assert!(windows.len() < 20, "{windows:?}");
            let size = window.per_page.unwrap_or(200);
            let start = Window::offset(window.page, size);
            let end = (start + u64::from(size)).min(1000);
            let keys: Vec<_> = (start..end).filter(|record| record % 4 != 0).collect();
            strategy.take(PageResult {
                window,
                keys: &keys,
                reported: Some(size),
                more: end < 1000,
            });
        }
        assert!(windows.len() <= 8, "{windows:?}");
    }
}
