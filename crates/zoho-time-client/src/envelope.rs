/// What the body of every response has: the outcome, as a number and in words.
///
/// The service can refuse a request with a status of success, so it is the code that counts.
pub trait Envelope {
    /// 0 for success.
    fn code(&self) -> i64;

    /// The outcome in words, for people.
    fn message(&self) -> &str;
}
