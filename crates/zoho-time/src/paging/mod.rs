//! Lists that come page by page, as streams.

mod checkpoint;
mod course;
mod error;
mod guard;
mod list;
#[cfg(test)]
mod moving_list_tests;
mod page;
mod place;
mod progress;
mod query;
mod reader;
mod reading;
mod record;
mod seen;
mod window;

use std::sync::Arc;

use futures::future::BoxFuture;

use crate::error::Result;
pub use checkpoint::Checkpoint;
pub use error::{ListError, ListProblem};
pub use list::List;
pub use page::Page;
pub use progress::Progress;
pub(crate) use query::{PageQuery, page_query};
pub(crate) use record::{Record, listed};
pub(crate) use window::Window;

type Fetch<T> = Arc<dyn Fn(Window) -> BoxFuture<'static, Result<Page<T>>> + Send + Sync>;
