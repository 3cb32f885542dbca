//! Pagination: lists as streams of records or pages.

mod checkpoint;
mod guard;
mod list;
#[cfg(test)]
mod moving_list_tests;
mod page;
mod position;
mod progress;
mod query;
mod reader;
mod reading;
mod record;
mod seen;
mod strategy;
mod stream;
mod window;

use std::sync::Arc;

use futures::future::BoxFuture;

use crate::error::Result;
pub use checkpoint::Checkpoint;
pub use list::List;
pub use page::Page;
pub use progress::ListProgress;
pub(crate) use query::{PageQuery, Unpaged, page_query};
pub(crate) use record::{Record, listed};
pub use stream::ListStream;
pub(crate) use window::Window;

type Fetch<T> = Arc<dyn Fn(Window) -> BoxFuture<'static, Result<Page<T>>> + Send + Sync>;
