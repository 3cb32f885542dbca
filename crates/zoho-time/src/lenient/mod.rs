//! What becomes of values that are not as the specification says: fields of unknown form, and unknown
//! fields. See the methods of [`CallOptions`](crate::CallOptions).

mod collector;
mod extra;
mod malformed;
mod path;
mod repair;
mod scan;

use bytes::Bytes;
use zoho_time_client::{Operation, responses};

use crate::auth::AccessToken;
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
    pub(crate) dropped: Option<Collector<DroppedField>>,
    pub(crate) extra: Option<Collector<ExtraField>>,
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
