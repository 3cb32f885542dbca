/// What the body of every response has: the outcome, as a number and in words.
///
/// The service can refuse a request with a status of success, so it is the code that counts.
pub trait Envelope {
    /// 0 for success.
    fn code(&self) -> i64;

    /// The outcome in words, for people.
    fn message(&self) -> &str;
}

/// Implements [`Envelope`] for a type of which the code and the message are always there.
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
