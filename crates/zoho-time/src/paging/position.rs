//! The position of a listing.

use super::checkpoint::Checkpoint;

/// How many of the last records before the position are stored.
const KEPT: usize = 64;

/// The position of a listing: the last records before it, and their number.
#[derive(Debug)]
pub(super) struct Position {
    list: String,
    offset: u64,
    page_size: u32,
    /// The last records before the position, in the order of the list: the key of the id, and the id.
    last: Vec<(u64, String)>,
}

/// A record on a page: the key of its id, and the id.
pub(super) type Named<'a> = (u64, &'a str);

impl Position {
    /// The position of a checkpoint.
    pub(super) fn of(checkpoint: &Checkpoint, key: impl Fn(&str) -> u64) -> Self {
        let last = checkpoint.last().iter();
        Self {
            list: checkpoint.list().to_owned(),
            offset: checkpoint.offset(),
            page_size: checkpoint.page_size().unwrap_or_default(),
            last: last.map(|id| (key(id), id.clone())).collect(),
        }
    }

    /// The checkpoint of the position.
    pub(super) fn checkpoint(&self) -> Checkpoint {
        let last = self.last.iter().map(|(_, id)| id.clone()).collect();
        Checkpoint::at(&self.list, self.offset, self.page_size, last)
    }

    /// Moves after the records of a page, unless that page is known to end before the position. `known` returns
    /// whether a record was seen before.
    ///
    /// There are no gaps between the last records before the position. So a page that has known records, and none
    /// of the last ones, ends before the position. A record that follows one of the last records on the page also
    /// follows it in the list. If the stored records continue differently, either they are not in the list any
    /// more, or they follow after the page, and the records on the page were added. Half a page or more is not
    /// considered added.
    pub(super) fn advance(
        &mut self,
        offset: u64,
        page_size: u32,
        page: &[Named<'_>],
        known: impl Fn(u64) -> bool,
    ) {
        self.offset = offset;
        self.page_size = page_size;
        let on_page = |wanted: u64| page.iter().rposition(|(key, _)| *key == wanted);
        let passed = self.last.iter().enumerate().rev();
        let passed = passed
            .map(|(at, (key, _))| (at, on_page(*key)))
            .find_map(|(at, position)| Some((at, position?)));
        let (at, behind) = match passed {
            Some((at, position)) => (at + 1, position + 1),
            None if page.iter().any(|(key, _)| known(*key)) => return,
            None => (self.last.len(), 0),
        };
        let new = page.get(behind..).unwrap_or_default();
        let is_added = new.len() < usize::try_from(page_size / 2).unwrap_or(KEPT).min(KEPT);
        let follow = self.last.split_off(at);
        let new = new.get(new.len().saturating_sub(KEPT)..).unwrap_or(new);
        self.last
            .extend(new.iter().map(|(key, id)| (*key, (*id).to_owned())));
        if is_added {
            self.last.extend(follow);
        }
        let surplus = self.last.len().saturating_sub(KEPT);
        self.last.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: impl IntoIterator<Item = u64>) -> Vec<String> {
        numbers.into_iter().map(|id| id.to_string()).collect()
    }

    #[test]
    fn the_last_records_are_kept_in_their_order_and_no_more_than_needed() {
        let mut position = Position::of(&Checkpoint::start("list"), |_| 0);
        let mut after = |page: Vec<String>, known: &[u64]| {
            let page: Vec<Named<'_>> = page
                .iter()
                .map(|id| (id.parse().unwrap(), id.as_str()))
                .collect();
            position.advance(0, 200, &page, |key| known.contains(&key));
            position.checkpoint().last().to_vec()
        };
        assert_eq!(after(ids(0..40), &[]), ids(0..40));
        assert_eq!(after(ids(30..70), &[30]), ids(6..70), "ten moved");
        assert_eq!(after(ids(100..300), &[]), ids(236..300));
        assert_eq!(after(ids([]), &[]), ids(236..300));
        // All on it moved, and one was added among them: the position is still behind it.
        assert_eq!(after(ids([120, 400, 121]), &[120]), ids(236..300));
        assert_eq!(
            after(ids([298, 401]), &[298]),
            ids((237..299).chain([401, 299])),
            "one was added before the last"
        );
        assert_eq!(
            after(ids([401].into_iter().chain(500..600)), &[401]),
            ids(536..600),
            "half a page is not taken for added: 299 is gone"
        );
    }
}
