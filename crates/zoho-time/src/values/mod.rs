//! What becomes of values that are not as the specification says: fields of unknown form, and unknown
//! fields. See the methods of [`CallOptions`].

mod collected;
mod extra;
mod lenient;
mod path;

use bytes::Bytes;
use serde_json::Value;
use zoho_time_client::{Operation, responses};

use crate::options::CallOptions;
pub use collected::Collected;
pub use extra::ExtraField;
use extra::FindExtra;
pub use lenient::DroppedField;
use lenient::Repair;
use path::Path;

/// What to look for in answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Look {
    dropped: Option<Collected<DroppedField>>,
    extra: Option<Collected<ExtraField>>,
}

impl CallOptions {
    /// Leaves out fields of records whose values have a form that nobody knows, instead of failing, and
    /// puts them into `dropped`; each is logged as a warning, too.
    ///
    /// Without this, one such value makes the call fail with [`Error::Decode`](crate::Error::Decode), which
    /// names operation, record and field: nothing is ever left out in silence. With this, the field of the
    /// record is absent, and all else is there. A record's own id, the records themselves and what says
    /// whether another page follows are never left out: without those, the call fails as before.
    ///
    /// An answer is read once more for this, and as often as it takes if something is wrong with it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let demo = sandbox.demo();
    /// # let zoho = zoho_time::ZohoTime::builder()
    /// #     .organization(demo.organization_id.clone())
    /// #     .access_token(demo.access_token.clone())
    /// #     .base_url(sandbox.base_url())
    /// #     .build()?;
    /// use zoho_time::Collected;
    /// use zoho_time::models::ListTimeEntriesQuery;
    ///
    /// let dropped = Collected::new();
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
    pub fn lenient(mut self, dropped: &Collected<DroppedField>) -> Self {
        self.look.dropped = Some(dropped.clone());
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
    /// # let zoho = zoho_time::ZohoTime::builder()
    /// #     .organization(demo.organization_id.clone())
    /// #     .access_token(demo.access_token.clone())
    /// #     .base_url(sandbox.base_url())
    /// #     .build()?;
    /// use zoho_time::Collected;
    /// use zoho_time::models::ListProjectsQuery;
    ///
    /// let extra = Collected::new();
    /// let zoho = zoho.with_options(zoho.options().clone().extra(&extra));
    /// for project in zoho.projects().list(ListProjectsQuery::new()).all().await? {
    ///     println!("{:?}: {:?}", project.project_name, extra.take_of(&project.project_id));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn extra(mut self, extra: &Collected<ExtraField>) -> Self {
        self.look.extra = Some(extra.clone());
        self
    }
}

impl Look {
    /// Whether there is something to look for.
    pub(crate) fn is_wanted(&self) -> bool {
        self.dropped.is_some() || self.extra.is_some()
    }

    /// Looks at the body of a successful answer, and returns it without what was left out.
    pub(crate) fn at(&self, operation: &'static Operation, body: Bytes) -> Bytes {
        let mut whole = body;
        if let Some(dropped) = &self.dropped {
            let repair = Repair {
                operation,
                body: &whole,
            };
            if let Some((repaired, fields)) = responses::visit(operation, repair).flatten() {
                for field in &fields {
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

/// The id of the record that the value at this place of a body is part of.
pub(crate) fn record_at(path: &serde_path_to_error::Path, body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    Path::from(path).record(&body)
}
