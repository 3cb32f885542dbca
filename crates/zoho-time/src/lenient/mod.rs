//! What becomes of values that are not as the specification says: fields of unknown form, and unknown
//! fields. See the methods of [`CallOptions`].

mod collector;
mod extra;
mod malformed;
mod path;
mod repair;
mod scan;

use bytes::Bytes;
use zoho_time_client::{Operation, responses};

use crate::auth::AccessToken;
use crate::options::CallOptions;
pub use collector::Collector;
pub use extra::ExtraField;
use extra::FindExtra;
use path::{Path, RecordScope, find};
pub use repair::DroppedField;
use repair::Repair;

/// The length of a body in bytes up to which it is read at once, which takes about a millisecond.
const SHORT: usize = 256 << 10;

/// What to look for in answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inspect {
    dropped: Option<Collector<DroppedField>>,
    extra: Option<Collector<ExtraField>>,
}

impl CallOptions {
    /// Leaves out fields of records whose values have an unknown form or are not well-formed JSON, such as
    /// half a surrogate pair, instead of failing, and puts them into `dropped`; each is logged as a warning,
    /// too. Of a field that is there twice, the first one counts.
    ///
    /// Without this, one such value makes the call fail with [`Error::Decode`](crate::Error::Decode), which
    /// names operation, record and field: nothing is ever left out in silence. With this, the field of the
    /// record is absent, and all else is there. A record's own id, the records themselves and what says
    /// whether another page follows are never left out: without those, the call fails as before.
    ///
    /// A response is read once more for this, and a fixed number of times if something is wrong with it; one
    /// of more than 256 KiB on a thread of its own.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let demo = sandbox.demo();
    /// # let zoho = zoho_time::Client::builder()
    /// #     .organization(demo.organization_id.clone())
    /// #     .access_token(demo.access_token.clone())
    /// #     .base_url(sandbox.base_url())
    /// #     .build()?;
    /// use zoho_time::lenient::Collector;
    /// use zoho_time::models::ListTimeEntriesQuery;
    ///
    /// let dropped = Collector::new();
    /// let lenient = zoho.with_options(zoho.options().clone().lenient(&dropped));
    /// let entries = lenient.time_entries().list(ListTimeEntriesQuery::new()).all().await?;
    /// for field in dropped.take() {
    ///     println!("entry {} came without {}: {}", field.record, field.path, field.reason);
    /// }
    /// # assert_eq!(entries.len(), demo.time_entries.len());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn lenient(mut self, dropped: &Collector<DroppedField>) -> Self {
        self.inspect.dropped = Some(dropped.clone());
        self
    }

    /// Puts the fields of answers that the specification does not know into `extra`. They are skipped
    /// otherwise, at no cost.
    ///
    /// An answer is read once more for this.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let demo = sandbox.demo();
    /// # let zoho = zoho_time::Client::builder()
    /// #     .organization(demo.organization_id.clone())
    /// #     .access_token(demo.access_token.clone())
    /// #     .base_url(sandbox.base_url())
    /// #     .build()?;
    /// use zoho_time::lenient::Collector;
    /// use zoho_time::models::ListProjectsQuery;
    ///
    /// let extra = Collector::new();
    /// let zoho = zoho.with_options(zoho.options().clone().extra(&extra));
    /// for project in zoho.projects().list(ListProjectsQuery::new()).all().await? {
    ///     println!("{:?}: {:?}", project.project_name, extra.take_of(&project.project_id));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn extra(mut self, extra: &Collector<ExtraField>) -> Self {
        self.inspect.extra = Some(extra.clone());
        self
    }
}

impl Inspect {
    /// Whether there is something to look for.
    pub(crate) fn is_wanted(&self) -> bool {
        self.dropped.is_some() || self.extra.is_some()
    }

    /// Looks at the body of a successful answer, and returns it without what was left out. A long body is
    /// read on a thread where that may take time.
    pub(crate) async fn at(
        &self,
        operation: &'static Operation,
        body: Bytes,
        token: &AccessToken,
    ) -> Bytes {
        if body.len() <= SHORT {
            return self.read(operation, body, token);
        }
        let (inspect, token, unread) = (self.clone(), token.clone(), body.clone());
        let span = tracing::Span::current();
        let read = move || span.in_scope(|| inspect.read(operation, body, &token));
        let read = tokio::task::spawn_blocking(read).await;
        // Without a thread, the call says what is wrong with the body.
        read.unwrap_or(unread)
    }

    fn read(&self, operation: &'static Operation, body: Bytes, token: &AccessToken) -> Bytes {
        let mut whole = body;
        if let Some(dropped) = &self.dropped {
            let repair = Repair {
                operation,
                body: &whole,
            };
            if let Some((repaired, mut fields)) = responses::visit(operation, repair).flatten() {
                for field in &mut fields {
                    for text in [&mut field.record, &mut field.path, &mut field.reason] {
                        *text = token.shown(text);
                    }
                    tracing::warn!(
                        operation = field.operation,
                        record = field.record,
                        path = field.path,
                        reason = field.reason,
                        "a field was left out of an answer"
                    );
                }
                dropped.add(fields);
                whole = repaired.into();
            }
        }
        if let Some(extra) = &self.extra {
            let find = FindExtra {
                operation,
                body: &whole,
            };
            extra.add(responses::visit(operation, find).unwrap_or_default());
        }
        whole
    }
}

/// The id of the record that the value at this place of a body is, or is part of.
pub(crate) fn record_at(path: &serde_path_to_error::Path, body: &[u8]) -> Option<String> {
    let path = Path::from(path);
    let found = find(body, RecordScope::EnclosingOrSelf, |_, place| {
        place.is(&path)
    });
    found.into_iter().next()?.record
}
