use std::time::Duration;

use chrono::TimeDelta;
use thiserror::Error;

use super::Hours;

/// An error for a duration that the other type cannot represent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ConvertHoursError {
    /// The duration has seconds, which [`Hours`] cannot represent.
    #[error("the duration is not a whole number of minutes")]
    NotWholeMinutes,
    /// The duration is too long, or negative where the type allows no negative one.
    #[error("the duration is out of range")]
    OutOfRange,
}

/// Fails if the duration is not a whole number of minutes.
///
/// ```
/// use chrono::TimeDelta;
/// use zoho_time_types::Hours;
///
/// assert_eq!(Hours::try_from(TimeDelta::hours(2))?.to_string(), "02:00");
/// assert!(Hours::try_from(TimeDelta::seconds(61)).is_err());
/// # Ok::<(), zoho_time_types::ConvertHoursError>(())
/// ```
impl TryFrom<TimeDelta> for Hours {
    type Error = ConvertHoursError;

    fn try_from(length: TimeDelta) -> Result<Self, ConvertHoursError> {
        if length.num_seconds() % 60 == 0 && length.subsec_nanos() == 0 {
            Ok(Self::from_minutes(length.num_minutes()))
        } else {
            Err(ConvertHoursError::NotWholeMinutes)
        }
    }
}

/// Fails only for durations of millions of years.
impl TryFrom<Hours> for TimeDelta {
    type Error = ConvertHoursError;

    fn try_from(hours: Hours) -> Result<Self, ConvertHoursError> {
        Self::try_minutes(hours.minutes()).ok_or(ConvertHoursError::OutOfRange)
    }
}

/// Fails if the duration is not a whole number of minutes.
impl TryFrom<Duration> for Hours {
    type Error = ConvertHoursError;

    fn try_from(length: Duration) -> Result<Self, ConvertHoursError> {
        if !length.as_secs().is_multiple_of(60) || length.subsec_nanos() != 0 {
            return Err(ConvertHoursError::NotWholeMinutes);
        }
        i64::try_from(length.as_secs() / 60)
            .map(Self::from_minutes)
            .map_err(|_| ConvertHoursError::OutOfRange)
    }
}

/// Fails for negative durations, which a [`Duration`] cannot represent.
impl TryFrom<Hours> for Duration {
    type Error = ConvertHoursError;

    fn try_from(hours: Hours) -> Result<Self, ConvertHoursError> {
        u64::try_from(hours.minutes())
            .ok()
            .and_then(|minutes| minutes.checked_mul(60))
            .map(Self::from_secs)
            .ok_or(ConvertHoursError::OutOfRange)
    }
}
