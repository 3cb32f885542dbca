//! Handling of values that violate the spec: malformed fields, and unknown fields. See
//! [`CallOptions::lenient`](crate::CallOptions::lenient) and
//! [`CallOptions::extra`](crate::CallOptions::extra).

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

/// The size of a body, in bytes, up to which it is parsed on the thread of the call: about a millisecond.
const SHORT: usize = 256 << 10;

/// The collectors for malformed and unknown fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inspect {
    pub(crate) dropped: Option<Collector<DroppedField>>,
    pub(crate) extra: Option<Collector<ExtraField>>,
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
