//! How a typed error travels through generated code.
//!
//! The generated client can only be given a response or a `reqwest::Error`, which nobody else can make.
//! So an error is packed into a response that no server sends, and unpacked on the other side.

use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Error;

/// A status outside of what HTTP servers use.
const STATUS: u16 = 599;

/// Holds the error until it is taken out; extensions must be `Clone`.
#[derive(Clone)]
struct Parcel(Arc<Mutex<Option<Error>>>);

/// Packs an error into a response.
pub(crate) fn pack(error: Error) -> reqwest::Response {
    let mut response = http::Response::new("");
    *response.status_mut() = http::StatusCode::from_u16(STATUS).unwrap_or_default();
    response
        .extensions_mut()
        .insert(Parcel(Arc::new(Mutex::new(Some(error)))));
    response.into()
}

/// Takes the error out of a response, if there is one in it.
pub(crate) fn unpack(response: &reqwest::Response) -> Option<Error> {
    let Parcel(parcel) = response.extensions().get()?;
    parcel.lock().unwrap_or_else(PoisonError::into_inner).take()
}
