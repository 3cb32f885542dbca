//! The body of a request: plain JSON, or the field `JSONString` of a form, a multipart form or the query.

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::{HeaderMap, Method, Uri, header};
use futures::{FutureExt as _, future, stream};
use serde_json::Value;

use crate::http::fields::Fields;
use crate::http::parameters::Parameters;
use crate::http::refusal::Refusal;

/// Maximum length of a body, in bytes.
pub(crate) const LIMIT: usize = 1 << 20;

/// The content of a request's body.
#[derive(Debug, Clone, Default)]
pub(crate) enum RequestBody {
    /// Nothing.
    #[default]
    Nothing,
    /// A JSON text.
    Json(String),
    /// A form, with or without JSON in its field `JSONString`.
    Form {
        json: Option<String>,
        /// The other fields, with the same meaning as in the query.
        fields: Vec<(String, String)>,
    },
    /// An unusable body.
    Unusable(Unusable),
}

/// Errors of an unusable body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unusable {
    TooLarge,
    BrokenOff,
    UnsupportedType,
    NotText,
    BrokenForm,
}

impl From<Unusable> for Refusal {
    fn from(reason: Unusable) -> Self {
        match reason {
            Unusable::TooLarge => Self::BodyTooLarge(LIMIT),
            Unusable::BrokenOff | Unusable::BrokenForm => Self::UnreadableBody,
            Unusable::UnsupportedType => Self::UnsupportedContentType,
            Unusable::NotText => Self::MalformedJson,
        }
    }
}

/// Reads a body into memory: returns its bytes, and a body that reads the same, even if it ends prematurely. A
/// body whose announced length is too large is not read.
pub(crate) async fn keep(headers: &HeaderMap, body: Body) -> (Body, Bytes) {
    if body.is_end_stream() || announces_too_much(headers) {
        return (body, Bytes::new());
    }
    match to_bytes(body, LIMIT).await {
        Ok(bytes) => (Body::from(bytes.clone()), bytes),
        Err(error) => {
            let broken = stream::once(future::ready(Err::<Bytes, _>(error)));
            (Body::from_stream(broken), Bytes::new())
        }
    }
}

fn announces_too_much(headers: &HeaderMap) -> bool {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    announced.is_some_and(|length| length > LIMIT as u64)
}

/// Whether the body of a request with this method is read.
pub(crate) fn is_read(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::DELETE)
}

/// Parses a body. Errors are reported only when its fields are accessed, because a caller without a token must
/// not learn more than that.
pub(crate) async fn read(uri: &Uri, headers: &HeaderMap, body: Body) -> RequestBody {
    if announces_too_much(headers) {
        return RequestBody::Unusable(Unusable::TooLarge);
    }
    match to_bytes(body, LIMIT).await {
        Ok(bytes) => parse(uri, headers, &bytes),
        Err(error) => RequestBody::Unusable(broken(&error)),
    }
}

/// Parses a body in memory. The operations, the log and the contract checks all use this.
pub(crate) fn parse(uri: &Uri, headers: &HeaderMap, bytes: &Bytes) -> RequestBody {
    let in_query = || Parameters::of(uri).text(JSON_FIELD).map(str::to_owned);
    if bytes.is_empty() {
        return in_query().map_or(RequestBody::Nothing, RequestBody::Json);
    }
    let fields = match media_type(headers) {
        MediaType::Json => {
            return match std::str::from_utf8(bytes) {
                Ok(text) => RequestBody::Json(text.to_owned()),
                Err(_) => RequestBody::Unusable(Unusable::NotText),
            };
        }
        MediaType::Form => Ok(form_urlencoded::parse(bytes).into_owned().collect()),
        MediaType::Multipart => multipart(headers, bytes),
        MediaType::Other => Err(Unusable::UnsupportedType),
    };
    let mut fields: Vec<(String, String)> = match fields {
        Ok(fields) => fields,
        Err(unusable) => return RequestBody::Unusable(unusable),
    };
    let mut json = None;
    fields.retain(|(name, value)| {
        let is_json = name == JSON_FIELD;
        if is_json && json.is_none() {
            json = Some(value.clone());
        }
        !is_json
    });
    let json = json.or_else(in_query);
    RequestBody::Form { json, fields }
}

/// The form field in which older clients send the JSON.
pub(crate) const JSON_FIELD: &str = "JSONString";

/// The fields of a multipart form. Files are omitted: no operation accepts one.
pub(crate) fn multipart(
    headers: &HeaderMap,
    bytes: &Bytes,
) -> Result<Vec<(String, String)>, Unusable> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(|_| Unusable::UnsupportedType)?;
    let whole = stream::once(future::ready(Ok::<_, std::convert::Infallible>(
        bytes.clone(),
    )));
    let mut parts = multer::Multipart::new(whole, boundary);
    let reading = async {
        let mut fields = Vec::new();
        while let Some(part) = parts.next_field().await? {
            if part.file_name().is_some() {
                continue;
            }
            let name = part.name().unwrap_or_default().to_owned();
            let value = String::from_utf8_lossy(&part.bytes().await?).into_owned();
            fields.push((name, value));
        }
        Ok::<_, multer::Error>(fields)
    };
    // The whole body is in memory, so this never waits.
    match reading.now_or_never() {
        Some(Ok(fields)) => Ok(fields),
        Some(Err(_)) | None => Err(Unusable::BrokenForm),
    }
}

fn broken(error: &axum::Error) -> Unusable {
    let mut source: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = source {
        if error.to_string().contains("length limit exceeded") {
            return Unusable::TooLarge;
        }
        source = error.source();
    }
    Unusable::BrokenOff
}

/// The announced type of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaType {
    Json,
    Form,
    Multipart,
    Other,
}

/// The type that the headers announce.
pub(crate) fn media_type(headers: &HeaderMap) -> MediaType {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    match essence.map(str::to_ascii_lowercase).as_deref() {
        Some("application/json") => MediaType::Json,
        Some("application/x-www-form-urlencoded") => MediaType::Form,
        Some("multipart/form-data") => MediaType::Multipart,
        _ => MediaType::Other,
    }
}

impl RequestBody {
    /// The JSON text, if there is one.
    fn json(&self) -> Option<&str> {
        match self {
            Self::Json(json) => Some(json),
            Self::Form { json, .. } => json.as_deref(),
            Self::Nothing | Self::Unusable(_) => None,
        }
    }

    /// The JSON value, if there is one.
    pub(crate) fn value(&self) -> Option<Value> {
        serde_json::from_str(self.json()?).ok()
    }

    /// The fields of the JSON object; fails if there is none.
    pub(crate) fn fields(&self) -> Result<Fields, Refusal> {
        if let Self::Unusable(reason) = self {
            return Err((*reason).into());
        }
        let json = self.json().filter(|json| !json.trim().is_empty());
        Fields::parse(json.ok_or(Refusal::NoBody)?)
    }

    /// The fields of the JSON object, or none if there is no body.
    pub(crate) fn fields_if_any(&self) -> Result<Fields, Refusal> {
        match self {
            Self::Nothing => Ok(Fields::default()),
            _ => self.fields(),
        }
    }

    /// The form fields other than the JSON.
    pub(crate) fn form(&self) -> &[(String, String)] {
        match self {
            Self::Form { fields, .. } => fields,
            Self::Nothing | Self::Json(_) | Self::Unusable(_) => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::{HeaderMap, Uri, header};

    use super::{RequestBody, Unusable, parse};

    fn read(uri: &'static str, content_type: &'static str, body: &[u8]) -> RequestBody {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
        parse(
            &Uri::from_static(uri),
            &headers,
            &Bytes::copy_from_slice(body),
        )
    }

    const MULTIPART: &str = "multipart/form-data; boundary=x";

    #[test]
    fn the_json_is_found_wherever_clients_put_it() {
        let multipart =
            b"--x\r\nContent-Disposition: form-data; name=\"organization_id\"\r\n\r\n7\r\n\
            --x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\n\r\n\xff\r\n\
            --x\r\nContent-Disposition: form-data; name=\"JSONString\"\r\n\
            Content-Type: application/json\r\n\r\n{\"a\":1}\r\n--x--\r\n";
        let form = b"organization_id=7&JSONString=%7B%22a%22%3A1%7D&JSONString=%7B%7D";
        let url_encoded = "application/x-www-form-urlencoded; charset=UTF-8";
        for (uri, content_type, body) in [
            ("/", "Application/JSON", b"{\"a\":1}".as_slice()),
            ("/", MULTIPART, multipart),
            ("/", url_encoded, form),
            (
                "/?JSONString=%7B%22a%22%3A1%7D",
                url_encoded,
                b"organization_id=7",
            ),
            ("/?JSONString=%7B%22a%22%3A1%7D", "text/plain", b""),
        ] {
            let brought = read(uri, content_type, body);
            assert_eq!(brought.value().unwrap()["a"], 1, "{content_type}");
            if !brought.form().is_empty() {
                let expected = [("organization_id".to_owned(), "7".to_owned())];
                assert_eq!(brought.form(), expected, "{content_type}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let code = |brought: RequestBody| brought.fields().unwrap_err().code();
        assert_eq!(code(read("/", "application/json", b"")), 11);
        assert_eq!(code(read("/", "application/json", b"{")), 1038);
        assert_eq!(code(read("/", "application/json", b"[]")), 2);
        assert_eq!(
            code(read("/", "application/x-www-form-urlencoded", b"a=1")),
            11
        );
        assert_eq!(code(read("/", MULTIPART, b"--x--\r\n")), 11);
        for (content_type, body) in [
            ("multipart/form-data", b"{}".as_slice()),
            ("text/plain", b"{}"),
        ] {
            let brought = read("/", content_type, body);
            assert!(
                matches!(brought, RequestBody::Unusable(Unusable::UnsupportedType)),
                "{brought:?}"
            );
        }
        for body in [b"--x\r\nContent-Disp".as_slice(), b"{}"] {
            let brought = read("/", MULTIPART, body);
            assert!(
                matches!(brought, RequestBody::Unusable(Unusable::BrokenForm)),
                "{brought:?}"
            );
        }
    }
}
