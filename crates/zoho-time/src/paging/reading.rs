//! Ways to read a list: page by page, record by record, all records or some.

use futures::stream::{self, Stream, TryStreamExt};

use super::checkpoint::Checkpoint;
use super::list::{List, Mode};
use super::page::Page;
use super::position::{Named, Position};
use super::reader::{Reader, Start};
use super::record::Record;
use super::strategy::seen::Seen;
use super::strategy::window::Window;
use super::strategy::{Overlapping, Sequential, Strategy};
use super::stream::ListStream;
use crate::error::Result;

impl<T: Record> List<T> {
    /// Fetches one page, counted from 1.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// use zoho_time::models::ListProjectsQuery;
    ///
    /// let list = zoho.projects().list(ListProjectsQuery::new().per_page(1));
    /// let second = list.page(2).await?;
    /// assert_eq!((second.number, second.items.len()), (2, 1));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with the errors of the operation that lists the records.
    pub async fn page(&self, number: u32) -> Result<Page<T>> {
        let window = Window {
            page: number.max(1),
            ..self.first
        };
        let mut page = (self.fetch)(window).await?;
        let seen = Seen::default();
        let ids = page.items.iter().map(T::id);
        let named: Vec<Named<'_>> = ids.map(|id| (seen.key(id), id)).collect();
        let size = page.reported_size().or(window.per_page).unwrap_or_default();
        let len = u64::try_from(named.len()).unwrap_or(u64::MAX);
        let mut position = Position::of(page.checkpoint(), |id| seen.key(id));
        position.advance(
            Window::offset(window.page, size) + len,
            size,
            &named,
            |_| false,
        );
        page.set_checkpoint(position.checkpoint());
        Ok(page)
    }

    /// Returns a stream of the pages. A page does not repeat the records of an earlier page.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// use zoho_time::models::ListTimeEntriesQuery;
    ///
    /// let query = ListTimeEntriesQuery::new().per_page(100);
    /// let mut pages = zoho.time_entries().list(query).pages();
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("page {} has {} entries", page.number, page.items.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self) -> ListStream<Page<T>> {
        ListStream::new(self.read(None))
    }

    /// Returns a stream of the records.
    pub fn items(self) -> ListStream<T> {
        ListStream::new(
            self.read(None)
                .map_ok(|page| stream::iter(page.items.into_iter().map(Ok)))
                .try_flatten(),
        )
    }

    /// Fetches all records.
    ///
    /// # Errors
    ///
    /// Fails with the errors of the operation that lists the records, and with
    /// [`Error::List`](crate::Error::List). The records read before the error are lost, so prefer
    /// [`items`](Self::items) for long lists.
    pub async fn all(self) -> Result<Vec<T>> {
        self.items().try_collect().await
    }

    /// Fetches up to `records` records from the start of the list, with no more pages than necessary.
    ///
    /// # Errors
    ///
    /// Those of [`all`](Self::all).
    pub async fn at_most(self, records: usize) -> Result<Vec<T>> {
        self.read(Some(records))
            .try_fold(Vec::new(), async |mut all, page| {
                all.extend(page.items);
                Ok(all)
            })
            .await
    }

    /// Fetches the first record of the list, on a page of one record; `None` if the list is empty.
    ///
    /// # Errors
    ///
    /// Those of [`all`](Self::all).
    pub async fn first(mut self) -> Result<Option<T>> {
        if matches!(self.mode, Mode::Plain) && self.first.page == 1 {
            self.first.per_page = Some(1);
        }
        Ok(self.at_most(1).await?.pop())
    }

    fn read(self, wanted: Option<usize>) -> impl Stream<Item = Result<Page<T>>> + Send + 'static {
        let mut position = Checkpoint::start(&self.name);
        let strategy = match self.mode {
            Mode::Plain => Strategy::Sequential(Sequential::new(self.first)),
            Mode::Consistent => Strategy::Overlapping(Overlapping::from_page(self.first)),
            Mode::From(checkpoint) => {
                let size = self.first.per_page.or(checkpoint.page_size());
                let strategy = Overlapping::from_known(checkpoint.offset(), size);
                position = checkpoint;
                Strategy::Overlapping(strategy)
            }
        };
        let reader = Reader::new(Start {
            fetch: self.fetch,
            strategy,
            ahead: self.ahead,
            wanted,
            position,
            progress: self.progress,
        });
        stream::try_unfold(reader, async |mut reader| {
            Ok(reader.next().await?.map(|page| (page, reader)))
        })
    }
}
