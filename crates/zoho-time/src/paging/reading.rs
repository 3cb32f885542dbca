//! Reading a list: its pages, its records, all of them or some.

use futures::stream::{self, Stream, TryStreamExt};

use super::checkpoint::Checkpoint;
use super::course::{Course, Disjoint, Overlapping};
use super::list::{List, Mode};
use super::page::Page;
use super::place::{Named, Place};
use super::reader::{Reader, Start};
use super::record::Record;
use super::seen::Seen;
use super::window::Window;
use crate::error::Result;

impl<T: Record> List<T> {
    /// Fetches one page, counted from 1.
    ///
    /// # Errors
    ///
    /// Any of [`Error`](crate::Error).
    pub async fn page(&self, number: u32) -> Result<Page<T>> {
        let window = Window {
            page: number.max(1),
            ..self.first
        };
        let mut page = (self.fetch)(window).await?;
        let seen = Seen::default();
        let ids = page.items.iter().map(T::id);
        let named: Vec<Named<'_>> = ids.map(|id| (seen.key(id), id)).collect();
        let size = page.told().or(window.per_page).unwrap_or_default();
        let len = u64::try_from(named.len()).unwrap_or(u64::MAX);
        let mut place = Place::of(page.checkpoint(), |id| seen.key(id));
        place.advance(
            Window::offset(window.page, size) + len,
            size,
            &named,
            |_| false,
        );
        page.set_checkpoint(place.checkpoint());
        Ok(page)
    }

    /// The pages, one after the other, to the last, without the records that a page before had. After an
    /// error the stream ends.
    pub fn pages(self) -> impl Stream<Item = Result<Page<T>>> + Send + 'static {
        self.read(None)
    }

    /// The records, one after the other, to the last. After an error the stream ends.
    pub fn items(self) -> impl Stream<Item = Result<T>> + Send + 'static {
        self.pages()
            .map_ok(|page| stream::iter(page.items.into_iter().map(Ok)))
            .try_flatten()
    }

    /// All records at once, to the last.
    ///
    /// # Errors
    ///
    /// Any of [`Error`](crate::Error); what was read before it is lost, so prefer
    /// [`items`](Self::items) for long lists.
    pub async fn all(self) -> Result<Vec<T>> {
        self.items().try_collect().await
    }

    /// The first records of the list, so many at the most. No page is asked for that is not needed for them.
    ///
    /// # Errors
    ///
    /// Any of [`Error`](crate::Error).
    pub async fn at_most(self, records: usize) -> Result<Vec<T>> {
        self.read(Some(records))
            .try_fold(Vec::new(), async |mut all, page| {
                all.extend(page.items);
                Ok(all)
            })
            .await
    }

    /// The first record of the list, if there is one. It is asked for alone, on a page of one.
    ///
    /// # Errors
    ///
    /// Any of [`Error`](crate::Error).
    pub async fn first(mut self) -> Result<Option<T>> {
        if matches!(self.mode, Mode::Plain) && self.first.page == 1 {
            self.first.per_page = Some(1);
        }
        Ok(self.at_most(1).await?.pop())
    }

    fn read(self, wanted: Option<usize>) -> impl Stream<Item = Result<Page<T>>> + Send + 'static {
        let mut place = Checkpoint::start(&self.name);
        let course = match self.mode {
            Mode::Plain => Course::Disjoint(Disjoint::new(self.first)),
            Mode::Consistent => Course::Overlapping(Overlapping::from_page(self.first)),
            Mode::From(checkpoint) => {
                let size = self.first.per_page.or(checkpoint.page_size());
                let course = Overlapping::from_known(checkpoint.offset(), size);
                place = checkpoint;
                Course::Overlapping(course)
            }
        };
        let reader = Reader::new(Start {
            fetch: self.fetch,
            course,
            ahead: self.ahead,
            wanted,
            place,
            progress: self.progress,
        });
        stream::try_unfold(reader, async |mut reader| {
            Ok(reader.next().await?.map(|page| (page, reader)))
        })
    }
}
