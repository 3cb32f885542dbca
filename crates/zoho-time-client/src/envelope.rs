use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The body of a response: the outcome, as a number and in words, and the records beside it.
///
/// The service can refuse a request with a successful HTTP status, so the code is what counts.
pub trait Envelope: DeserializeOwned + Send + 'static {
    /// 0 for success.
    fn code(&self) -> i64;

    /// The outcome in words, for people.
    fn message(&self) -> &str;

    /// Decodes a body.
    ///
    /// # Errors
    ///
    /// Fails if the text is not JSON or not of this type.
    fn from_json(body: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(body)
    }
}

/// The response of an operation that has no response body. Whatever body there is, is ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoContent;

impl Envelope for NoContent {
    fn code(&self) -> i64 {
        0
    }

    fn message(&self) -> &str {
        ""
    }

    fn from_json(_: &[u8]) -> serde_json::Result<Self> {
        Ok(Self)
    }
}

/// Implements [`Envelope`] for a type that always has `code` and `message`.
macro_rules! envelope {
    ($body:ident) => {
        impl $crate::Envelope for $crate::types::$body {
            fn code(&self) -> i64 {
                self.code
            }

            fn message(&self) -> &str {
                &self.message
            }
        }
    };
}

pub(crate) use envelope;
