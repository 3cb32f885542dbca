use std::fmt::{self, Display, Write};

use bytes::Bytes;
use http::{
    HeaderMap, Method,
    header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue},
};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;

use crate::Operation;

/// The media type of all bodies.
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The characters that are percent-encoded in an argument in a path.
const RESERVED_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// The request of an operation, without the address of the server and without credentials.
///
/// The methods of [`Client`](crate::Client) build it, and a [`Transport`](crate::Transport) sends it.
///
/// ```
/// use zoho_time_client::{Request, operations};
///
/// let request = Request::new(&operations::LIST_TASKS, &[&7]).query("page", Some(2));
/// assert_eq!(
///     request.url("https://www.zohoapis.eu/books/v3"),
///     "https://www.zohoapis.eu/books/v3/projects/7/tasks?page=2",
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Request {
    operation: &'static Operation,
    target: String,
    parameters: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Request {
    /// A request of an operation. The arguments replace the parameters in its path, in their order there.
    #[must_use]
    pub fn new(operation: &'static Operation, arguments: &[&dyn Display]) -> Self {
        Self {
            operation,
            target: target(operation.path, arguments),
            parameters: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// Adds a parameter to the query, once for each value: none, one or several.
    #[must_use]
    pub fn query<V: Display>(mut self, name: &str, values: impl IntoIterator<Item = V>) -> Self {
        for value in values {
            let separator = if self.target.contains('?') { '&' } else { '?' };
            self.target.push(separator);
            let mut encoded = FormEncoded(&mut self.target);
            // Writing to a string fails only if `Display` does.
            let _ = write!(encoded, "{name}");
            encoded.0.push('=');
            let _ = write!(encoded, "{value}");
        }
        self
    }

    /// Adds a header, unless the value is absent.
    ///
    /// # Errors
    ///
    /// Fails if the name or the value has characters that a header must not have.
    pub fn header<V: Display>(
        mut self,
        name: &str,
        value: Option<V>,
    ) -> Result<Self, InvalidRequest> {
        let Some(value) = value else {
            return Ok(self);
        };
        let invalid = |reason: &dyn Display| InvalidRequest {
            operation: self.operation.id,
            reason: format!("the header {name}: {reason}"),
        };
        let header = HeaderName::try_from(name).map_err(|error| invalid(&error))?;
        let value = HeaderValue::try_from(value.to_string()).map_err(|error| invalid(&error))?;
        self.parameters.push((header, value));
        Ok(self)
    }

    /// Sets the body.
    ///
    /// # Errors
    ///
    /// Fails if the value cannot be written as JSON.
    pub fn json<B: Serialize>(mut self, body: &B) -> Result<Self, InvalidRequest> {
        let body = serde_json::to_vec(body).map_err(|error| InvalidRequest {
            operation: self.operation.id,
            reason: format!("the body: {error}"),
        })?;
        self.body = body.into();
        Ok(self)
    }

    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        // The table has the methods of HTTP, none of which fails.
        Method::from_bytes(self.operation.method.as_bytes()).unwrap_or_default()
    }

    /// The path below the base URL, and the query: `/projects/7/tasks?page=2`, percent-encoded.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The URL below this base, such as `https://www.zohoapis.eu/books/v3`, without a slash at the end.
    #[must_use]
    pub fn url(&self, base: &str) -> String {
        [base, &self.target].concat()
    }

    /// The headers: those of the operation, `Accept`, and `Content-Type` if there is a body.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, JSON);
        if !self.body.is_empty() {
            headers.insert(CONTENT_TYPE, JSON);
        }
        for (name, value) in &self.parameters {
            headers.append(name, value.clone());
        }
        headers
    }

    /// The body, in JSON; empty if there is none.
    #[must_use]
    pub const fn body(&self) -> &Bytes {
        &self.body
    }
}

/// The path of an operation, with the arguments instead of the names in braces.
fn target(path: &str, arguments: &[&dyn Display]) -> String {
    let mut target = String::with_capacity(path.len() + 64);
    let mut arguments = arguments.iter();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        target.push_str(before);
        if let Some(argument) = arguments.next() {
            let _ = write!(PathEncoded(&mut target), "{argument}");
        }
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    target.push_str(rest);
    target
}

/// Writes text as one segment of a path.
struct PathEncoded<'a>(&'a mut String);

impl Write for PathEncoded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend(utf8_percent_encode(text, RESERVED_IN_PATH));
        Ok(())
    }
}

/// Writes text as a name or value of a form.
struct FormEncoded<'a>(&'a mut String);

impl Write for FormEncoded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0
            .extend(form_urlencoded::byte_serialize(text.as_bytes()));
        Ok(())
    }
}

/// A request that cannot be built.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidRequest {
    /// The operation, by its id in the spec.
    pub operation: &'static str,
    /// The reason why the request is invalid.
    pub reason: String,
}

impl Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, reason } = self;
        write!(f, "{operation}: the request cannot be built: {reason}")
    }
}

impl std::error::Error for InvalidRequest {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_replace_names_and_stay_in_their_segment() {
        let task = "/projects/{project_id}/tasks/{task_id}/close";
        for (path, arguments, expected) in [
            ("/projects", &[] as &[&dyn Display], "/projects"),
            (
                task,
                &[&7, &"a b/c?"],
                "/projects/7/tasks/a%20b%2Fc%3F/close",
            ),
        ] {
            assert_eq!(target(path, arguments), expected);
        }
    }
}
