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
mod strategy;
mod stream;

use std::sync::Arc;

use futures::future::BoxFuture;

use crate::error::Result;
pub use checkpoint::Checkpoint;
pub use list::List;
pub use page::Page;
pub use progress::ListProgress;
pub(crate) use query::{PageQuery, Unpaged, check_page, page_query};
pub(crate) use record::{Record, listed};
pub(crate) use strategy::window::Window;
pub use stream::ListStream;

type Fetch<T> = Arc<dyn Fn(Window) -> BoxFuture<'static, Result<Page<T>>> + Send + Sync>;
