//! Taking the body of a request off the wire.

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::{HeaderMap, Uri, header};
use futures::{future, stream};

use crate::input::Fields;
use crate::query::Parameters;
use crate::refusal::Refusal;

/// How long a body may be, in bytes.
pub(crate) const LIMIT: usize = 1 << 20;

/// What a request brought with it.
#[derive(Debug, Clone, Default)]
pub(crate) enum Brought {
    /// Nothing.
    #[default]
    Nothing,
    /// A JSON text, plain or as the field `JSONString` of a form.
    Json(String),
    /// A form without such a field.
    Form(Vec<(String, String)>),
    /// Something that cannot be used.
    Unusable(Unusable),
}

/// Why a body cannot be used.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unusable {
    TooLarge,
    BrokenOff,
    UnsupportedType,
    NotText,
}

impl From<Unusable> for Refusal {
    fn from(reason: Unusable) -> Self {
        match reason {
            Unusable::TooLarge => Self::BodyTooLarge(LIMIT),
            Unusable::BrokenOff => Self::UnreadableBody,
            Unusable::UnsupportedType => Self::UnsupportedContentType,
            Unusable::NotText => Self::MalformedJson,
        }
    }
}

/// Takes a body into memory: gives its bytes, and a body that reads the same, also if it breaks
/// off. One that announces that it is too long is left where it is.
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

/// Reads a body. Whatever is wrong with it is only told when somebody asks for its fields, because
/// a caller without a token should not learn more than that.
pub(crate) async fn read(uri: &Uri, headers: &HeaderMap, body: Body) -> Brought {
    if announces_too_much(headers) {
        return Brought::Unusable(Unusable::TooLarge);
    }
    let bytes = match to_bytes(body, LIMIT).await {
        Ok(bytes) => bytes,
        Err(error) => return Brought::Unusable(broken(&error)),
    };
    if bytes.is_empty() {
        let in_query = Parameters::of(uri).text(JSON_FIELD).map(str::to_owned);
        return in_query.map_or(Brought::Nothing, Brought::Json);
    }
    let Ok(text) = String::from_utf8(bytes.into()) else {
        return Brought::Unusable(Unusable::NotText);
    };
    match media_type(headers) {
        MediaType::Json => Brought::Json(text),
        MediaType::Form => form(&text),
        MediaType::Other => Brought::Unusable(Unusable::UnsupportedType),
    }
}

/// The field of a form that older clients put the JSON in.
const JSON_FIELD: &str = "JSONString";

fn form(text: &str) -> Brought {
    let fields: Vec<_> = form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect();
    match fields.iter().find(|(name, _)| name == JSON_FIELD) {
        Some((_, json)) => Brought::Json(json.clone()),
        None => Brought::Form(fields),
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

enum MediaType {
    Json,
    Form,
    Other,
}

fn media_type(headers: &HeaderMap) -> MediaType {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    match essence.map(str::to_ascii_lowercase).as_deref() {
        Some("application/json") => MediaType::Json,
        Some("application/x-www-form-urlencoded") => MediaType::Form,
        _ => MediaType::Other,
    }
}

impl Brought {
    /// The fields of the JSON object, which has to be there.
    pub(crate) fn fields(&self) -> Result<Fields, Refusal> {
        match self {
            Self::Json(json) => Fields::parse(json).ok_or(Refusal::MalformedJson),
            Self::Nothing | Self::Form(_) => Err(Refusal::MalformedJson),
            Self::Unusable(reason) => Err((*reason).into()),
        }
    }

    /// The fields of the JSON object, or none if there is no body.
    pub(crate) fn fields_if_any(&self) -> Result<Fields, Refusal> {
        match self {
            Self::Nothing => Ok(Fields::default()),
            _ => self.fields(),
        }
    }

    /// The fields of the form.
    pub(crate) fn into_form(self) -> Vec<(String, String)> {
        match self {
            Self::Form(fields) => fields,
            Self::Nothing | Self::Json(_) | Self::Unusable(_) => Vec::new(),
        }
    }
}
