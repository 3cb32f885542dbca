//! Reading a response body up to a limit.

use bytes::Bytes;

use crate::transport::{TransportError, TransportErrorKind};

/// A body that is larger than the limit.
#[derive(Debug, thiserror::Error)]
#[error(
    "the limit is {limit} bytes{unit}; `CallOptions::response_limit` sets that of API calls",
    unit = in_words(*limit)
)]
pub(crate) struct TooLarge {
    limit: usize,
}

/// The limit in the largest unit that divides it.
fn in_words(limit: usize) -> String {
    const MIB: usize = 1024 * 1024;
    match limit {
        limit if limit >= MIB && limit.is_multiple_of(MIB) => format!(" ({} MiB)", limit / MIB),
        limit if limit >= 1024 && limit.is_multiple_of(1024) => format!(" ({} KiB)", limit / 1024),
        _ => String::new(),
    }
}

/// The error for a body that is larger than the limit.
pub(crate) fn too_large(limit: usize) -> TransportError {
    TransportError::new(TransportErrorKind::TooLarge, TooLarge { limit })
}

/// Reads the body of a response, and stops as soon as it is known to be larger than the limit. What counts
/// is the size after decompression, if the client decompresses.
pub(crate) async fn read(
    mut response: reqwest::Response,
    limit: usize,
) -> Result<Bytes, TransportError> {
    let announced = response.content_length();
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit))
    {
        return Err(too_large(limit));
    }
    let Some(first) = response.chunk().await? else {
        return Ok(Bytes::new());
    };
    if first.len() > limit {
        return Err(too_large(limit));
    }
    let mut whole = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if whole.is_empty() {
            append(&mut whole, &first, limit)?;
        }
        append(&mut whole, &chunk, limit)?;
    }
    // Nearly every body comes in one piece, which is not copied.
    Ok(if whole.is_empty() {
        first
    } else {
        whole.into()
    })
}

/// Appends to a buffer. Its capacity is a power of two or the limit, so that growing never takes twice the
/// limit.
fn append(whole: &mut Vec<u8>, chunk: &[u8], limit: usize) -> Result<(), TransportError> {
    let length = whole
        .len()
        .checked_add(chunk.len())
        .filter(|length| *length <= limit)
        .ok_or_else(|| too_large(limit))?;
    if length > whole.capacity() {
        let capacity = length
            .checked_next_power_of_two()
            .map_or(limit, |capacity| capacity.min(limit));
        whole
            .try_reserve_exact(capacity - whole.len())
            .map_err(|error| TransportError::new(TransportErrorKind::Interrupted, error))?;
    }
    whole.extend_from_slice(chunk);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_grows_up_to_the_limit_and_never_beyond() {
        let limit = 3000;
        let mut whole = Vec::new();
        for _ in 0..30 {
            append(&mut whole, &[7; 100], limit).unwrap();
            let capacity = whole.capacity();
            assert!(
                capacity.is_power_of_two() || capacity == limit,
                "{capacity}"
            );
        }
        assert_eq!(whole.len(), limit);
        let error = append(&mut whole, b"x", limit).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::TooLarge);
        assert_eq!(whole.len(), limit);
    }

    #[test]
    fn the_error_names_the_limit() {
        for (limit, expected) in [
            (32 * 1024 * 1024, "33554432 bytes (32 MiB)"),
            (64 * 1024, "65536 bytes (64 KiB)"),
            (1000, "1000 bytes;"),
            (0, "0 bytes;"),
        ] {
            let text = too_large(limit).to_string();
            assert!(text.contains(expected), "{text}");
        }
    }
}
