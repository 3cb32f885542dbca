use serde::{Serialize, de::DeserializeOwned};

/// Code that is written once for the answers of all operations.
///
/// ```
/// use zoho_time_client::{ResponseVisitor, operations, responses};
///
/// /// Whether a body can be read as the answer of an operation.
/// struct IsReadable<'a>(&'a str);
///
/// impl ResponseVisitor for IsReadable<'_> {
///     type Output = bool;
///
///     fn visit<T: serde::Serialize + serde::de::DeserializeOwned>(self) -> bool {
///         serde_json::from_str::<T>(self.0).is_ok()
///     }
/// }
///
/// let body = IsReadable(r#"{"code": 0, "message": "The task has been deleted."}"#);
/// assert_eq!(responses::visit(&operations::DELETE_TASK, body), Some(true));
/// ```
pub trait ResponseVisitor {
    /// The result of a visit.
    type Output;

    /// Called with the type of the body.
    fn visit<T: Serialize + DeserializeOwned>(self) -> Self::Output;
}
