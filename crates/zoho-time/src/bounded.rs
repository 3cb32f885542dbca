//! Reads a response body up to a limit.

use bytes::Bytes;
use url::Url;

use crate::transport::{TransportError, TransportErrorKind};

/// Reads a response body, and stops as soon as it is known to be larger than the limit. The size after
/// decompression counts, if the client decompresses. `requested` is the address of the request for errors.
pub(crate) async fn read(
    mut response: reqwest::Response,
    limit: usize,
    requested: Option<&Url>,
) -> Result<Bytes, TransportError> {
    let failed = |error| TransportError::of_reqwest(error, requested);
    let announced = response.content_length();
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit))
    {
        return Err(TransportError::too_large(limit));
    }
    let Some(first) = response.chunk().await.map_err(failed)? else {
        return Ok(Bytes::new());
    };
    if first.len() > limit {
        return Err(TransportError::too_large(limit));
    }
    let mut whole = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if whole.is_empty() {
            append(&mut whole, &first, limit)?;
        }
        append(&mut whole, &chunk, limit)?;
    }
    // Nearly every body comes in one chunk, which is not copied.
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
        .ok_or_else(|| TransportError::too_large(limit))?;
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
}
