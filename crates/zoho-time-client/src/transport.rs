use std::future::Future;

use crate::{Envelope, InvalidRequest, Request};

/// Sends the requests of a [`Client`](crate::Client) and decodes their responses: tokens, retries, limits and
/// errors are its business.
///
/// ```
/// use http::Method;
/// use zoho_time_client::{Client, Envelope, InvalidRequest, Request, Transport};
///
/// /// Responds to every request alike.
/// struct Canned(&'static str);
///
/// #[derive(Debug)]
/// enum Failed {
///     Request(InvalidRequest),
///     Response(serde_json::Error),
///     Refused(i64, String),
/// }
///
/// impl From<InvalidRequest> for Failed {
///     fn from(error: InvalidRequest) -> Self {
///         Self::Request(error)
///     }
/// }
///
/// impl Transport for Canned {
///     type Error = Failed;
///
///     async fn call<R: Envelope>(&self, request: Request) -> Result<R, Failed> {
///         assert_eq!(request.method(), Method::GET);
///         assert_eq!(request.url("https://www.zohoapis.eu/books/v3"), "https://www.zohoapis.eu/books/v3/projects/7");
///         let body = R::from_json(self.0.as_bytes()).map_err(Failed::Response)?;
///         match body.code() {
///             0 => Ok(body),
///             code => Err(Failed::Refused(code, body.message().to_owned())),
///         }
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Failed> {
/// let client = Client::new(Canned(r#"{"code": 0, "message": "success", "project": {"project_id": "7"}}"#));
/// let response = client.get_project(&7.into()).await?;
/// assert_eq!(response.project.project_id.as_str(), "7");
/// # Ok(())
/// # }
/// ```
pub trait Transport: Send + Sync {
    /// The error of a failed call.
    type Error: From<InvalidRequest> + Send;

    /// Sends a request and decodes the body of its response.
    ///
    /// # Errors
    ///
    /// Fails as the transport defines it. A body with a [`code`](Envelope::code) other than 0 is a refusal,
    /// whatever the HTTP status.
    fn call<R: Envelope>(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<R, Self::Error>> + Send;
}
