use std::{fmt, sync::Arc};

use futures::future::BoxFuture;
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};

use crate::{Client, Operation};

/// The header in which the generator sends the version of the description. It means nothing to
/// the service.
const VERSION_HEADER: &str = "api-version";

/// What happens between a request and its response: tokens, retries, limits, logs.
///
/// Every call of the client goes through [`execute`](Self::execute). A transport can only fail
/// with an error of `reqwest`; one that has more to say puts it into the extensions of a response it
/// makes up, with a status that no operation answers with, and finds it again in
/// [`Error::UnexpectedResponse`](crate::Error::UnexpectedResponse).
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends the request of an operation, with `http` or otherwise.
    fn execute<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: reqwest::Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>>;
}

/// Sends requests as they are.
///
/// For those who have put the token into the default headers of their `reqwest::Client`, and for
/// servers that ask for none. Set the redirect policy of that client to
/// [`none`](reqwest::redirect::Policy::none): a redirect that is followed turns a write into a read, or
/// repeats it at another address.
#[derive(Clone, Copy, Debug, Default)]
pub struct Direct;

impl Transport for Direct {
    fn execute<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: reqwest::Request,
        _operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        Box::pin(http.execute(request))
    }
}

/// The [`Transport`] of a client. Cloning a client shares it.
#[derive(Clone, Debug)]
pub struct Inner(Arc<dyn Transport>);

impl Inner {
    /// Takes the transport that the client shall use.
    #[must_use]
    pub fn new(transport: impl Transport) -> Self {
        Self(Arc::new(transport))
    }
}

impl ClientHooks<Inner> for Client {
    async fn exec(
        &self,
        mut request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        static UNKNOWN: Operation = Operation::UNKNOWN;
        request.headers_mut().remove(VERSION_HEADER);
        let operation = Operation::by_id(info.operation_id).unwrap_or(&UNKNOWN);
        let Inner(transport) = self.inner();
        transport.execute(self.client(), request, operation).await
    }
}
