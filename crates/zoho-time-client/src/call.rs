//! What all methods of the client do: make the request of an operation, send it, read the answer.
//!
//! The generated methods only name the operation and its arguments. So there is one piece of code to build and to
//! read, and not one for each operation.

use std::fmt::Display;

use progenitor_client::{ClientHooks, OperationInfo, QueryParam, encode_path};
use reqwest::{
    Method, RequestBuilder, Response,
    header::{ACCEPT, HeaderMap, HeaderName, HeaderValue},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Client, Error, Operation, ResponseValue};

/// A call in the making.
pub(crate) struct Call<'c> {
    client: &'c Client,
    operation: &'static Operation,
    request: RequestBuilder,
    headers: Result<HeaderMap, Error<()>>,
}

impl<'c> Call<'c> {
    /// The call of an operation. The arguments stand for the parameters in its path, in their order there.
    pub(crate) fn new(
        client: &'c Client,
        operation: &'static Operation,
        arguments: &[&dyn Display],
    ) -> Self {
        let url = url(&client.baseurl, operation.path, arguments);
        let request = client.client.request(method(operation), url);
        Self {
            client,
            operation,
            request,
            headers: Ok(HeaderMap::new()),
        }
    }

    /// Sends a value in the query, or each of its values if it is a list; nothing if it is absent.
    pub(crate) fn query<T: Serialize>(mut self, name: &str, value: &T) -> Self {
        self.request = self.request.query(&QueryParam::new(name, value));
        self
    }

    /// Sends a value as a header; nothing if it is absent.
    pub(crate) fn header<T: Display>(mut self, name: &'static str, value: Option<T>) -> Self {
        if let (Ok(headers), Some(value)) = (&mut self.headers, value) {
            let name = HeaderName::from_bytes(name.as_bytes());
            match (name, HeaderValue::try_from(value.to_string())) {
                (Ok(name), Ok(value)) => drop(headers.append(name, value)),
                (Err(error), _) => self.headers = Err(Error::InvalidRequest(error.to_string())),
                (_, Err(error)) => self.headers = Err(error.into()),
            }
        }
        self
    }

    /// Sends a body.
    pub(crate) fn body<T: Serialize>(mut self, body: &T) -> Self {
        self.request = self.request.json(body);
        self
    }

    /// Sends the request, and reads the body of the answer.
    pub(crate) async fn send<T: DeserializeOwned>(mut self) -> Result<ResponseValue<T>, Error<()>> {
        let accepted = HeaderValue::from_static("application/json");
        self.request = self.request.header(ACCEPT, accepted);
        ResponseValue::from_response(self.response().await?).await
    }

    /// Sends the request of an operation that answers without a body.
    #[allow(
        dead_code,
        reason = "the description may have no such operation at the time"
    )]
    pub(crate) async fn send_for_nothing(self) -> Result<ResponseValue<()>, Error<()>> {
        Ok(ResponseValue::empty(self.response().await?))
    }

    async fn response(self) -> Result<Response, Error<()>> {
        let request = self.request.headers(self.headers?).build()?;
        let info = OperationInfo {
            operation_id: self.operation.id,
        };
        let response = self.client.exec(request, &info).await?;
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(Error::UnexpectedResponse(response))
        }
    }
}

/// The address of an operation, with the arguments where the template of its path has names in braces.
fn url(base: &str, path: &str, arguments: &[&dyn Display]) -> String {
    let mut url = base.to_owned();
    let mut arguments = arguments.iter();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        url += before;
        if let Some(argument) = arguments.next() {
            url += &encode_path(&argument.to_string());
        }
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    url + rest
}

fn method(operation: &Operation) -> Method {
    // The table has the methods of HTTP, none of which fails.
    Method::from_bytes(operation.method.as_bytes()).unwrap_or(Method::GET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_take_the_places_of_names_and_cannot_leave_them() {
        let task = "/projects/{project_id}/tasks/{task_id}/close";
        for (path, arguments, expected) in [
            ("/projects", &[] as &[&dyn Display], "http://a/b/projects"),
            (
                task,
                &[&7, &"a b/c?"],
                "http://a/b/projects/7/tasks/a%20b%2Fc%3F/close",
            ),
        ] {
            assert_eq!(url("http://a/b", path, arguments), expected);
        }
    }
}
