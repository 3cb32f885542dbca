//! Handling of values that violate the spec: malformed fields, and unknown fields. See
//! [`CallOptions::lenient`] and [`CallOptions::extra`].

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

/// The size of a body, in bytes, up to which it is parsed on the thread of the call: about a millisecond.
const SHORT: usize = 256 << 10;

/// The collectors for malformed and unknown fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inspect {
    dropped: Option<Collector<DroppedField>>,
    extra: Option<Collector<ExtraField>>,
}

impl CallOptions {
    /// Drops malformed fields of records instead of failing: fields whose value has an unknown format or is not
    /// well-formed JSON, such as half a surrogate pair. Adds them to `dropped`, and logs each as a warning. If a
    /// record has a field twice, the first one counts.
    ///
    /// Without this option, one malformed value fails the call with [`Error::Decode`](crate::Error::Decode), which
    /// names the operation, the record and the field: nothing is dropped silently. With it, the field is absent, and
    /// the rest of the record is present. The id of a record, the records themselves and the information whether
    /// another page follows are never dropped: if those are malformed, the call fails.
    ///
    /// Every response is parsed a second time for this, a malformed one a fixed number of times; responses of more
    /// than 256 KiB on a separate thread.
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

    /// Adds fields of responses that are not in the spec to `extra`. Without this option they are ignored.
    ///
    /// Every response is parsed a second time for this.
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
    /// Whether there is anything to collect.
    pub(crate) fn is_wanted(&self) -> bool {
        self.dropped.is_some() || self.extra.is_some()
    }

    /// Inspects the body of a successful response, and returns it without the dropped fields. A large body is parsed
    /// on a separate thread.
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
        // If the thread fails, decoding reports what is wrong with the body.
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
                        "dropped a malformed field of a response"
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

/// The id of the record that the value at `path` is, or is part of.
pub(crate) fn record_at(path: &serde_path_to_error::Path, body: &[u8]) -> Option<String> {
    let path = Path::from(path);
    let found = find(body, RecordScope::EnclosingOrSelf, |_, cursor| {
        cursor.is(&path)
    });
    found.into_iter().next()?.record
}
