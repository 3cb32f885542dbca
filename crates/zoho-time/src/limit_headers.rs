//! Response headers with waits and quotas: `Retry-After` and `X-Rate-Limit-*`. Implausible values are ignored.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderName};

/// The longest day, on which clocks are set back.
pub(crate) const LONGEST_DAY: Duration = Duration::from_secs(25 * 3600);

/// The wait that a response requests with `Retry-After`: a number of seconds, or a date (RFC 9110
/// §10.2.3). Fractions are accepted. A wait of more than 25 hours is ignored.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, &RETRY_AFTER)?;
    let wait = match seconds(text) {
        Some(wait) => wait,
        None => {
            let date = httpdate::parse_http_date(text).ok()?;
            date.duration_since(now(headers)).unwrap_or_default()
        }
    };
    plausible("retry-after", wait)
}

/// The time until the quota is reset. The header has seconds, or the Unix time of the reset.
pub(crate) fn reset(headers: &HeaderMap) -> Option<Duration> {
    const NAME: HeaderName = HeaderName::from_static("x-rate-limit-reset");
    let wait = seconds(text(headers, &NAME)?)?;
    let moment = UNIX_EPOCH.checked_add(wait);
    let until = moment.and_then(|moment| moment.duration_since(now(headers)).ok());
    match until.filter(|until| *until <= LONGEST_DAY) {
        Some(until) if wait > LONGEST_DAY => Some(until),
        _ => plausible("x-rate-limit-reset", wait),
    }
}

/// An integer header, saturated to the range of an `i64`.
pub(crate) fn number(headers: &HeaderMap, name: &'static str) -> Option<i64> {
    let text = text(headers, &HeaderName::from_static(name))?;
    match text.parse::<i64>() {
        Ok(number) => Some(number),
        Err(error) => match error.kind() {
            std::num::IntErrorKind::PosOverflow => Some(i64::MAX),
            std::num::IntErrorKind::NegOverflow => Some(i64::MIN),
            _ => None,
        },
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

/// A number of seconds, perhaps with a fraction, saturated to the range of a `Duration`.
fn seconds(text: &str) -> Option<Duration> {
    let is_number = text.starts_with(|first: char| first.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let seconds: f64 = is_number.then(|| text.parse().ok())??;
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// The time of the server if the response has it, because the local clock may be wrong.
fn now(headers: &HeaderMap) -> SystemTime {
    text(headers, &DATE)
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .unwrap_or_else(SystemTime::now)
}

fn plausible(header: &'static str, wait: Duration) -> Option<Duration> {
    if wait > LONGEST_DAY {
        tracing::warn!(
            header,
            seconds = wait.as_secs(),
            "ignored an implausibly long wait"
        );
        return None;
    }
    Some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    /// Noon of 2026-03-04.
    const DATE: (&str, &str) = ("date", "Wed, 04 Mar 2026 12:00:00 GMT");
    const NOON: u64 = 1_772_625_600;

    #[test]
    fn a_wait_is_a_number_of_seconds_or_a_date() {
        let cases = [
            ("0", Some(0.0)),
            ("7", Some(7.0)),
            (" 7 ", Some(7.0)),
            ("1.5", Some(1.5)),
            ("0.25", Some(0.25)),
            ("90000", Some(90_000.0)),
            ("90001", None),
            ("3155760000", None),
            ("99999999999999999999999999999999", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            ("inf", None),
            ("NaN", None),
            ("1.2.3", None),
            (".", None),
            ("", None),
            ("soon", None),
            ("7, 8", None),
            // The three forms of a date.
            ("Wed, 04 Mar 2026 12:00:30 GMT", Some(30.0)),
            ("Wednesday, 04-Mar-26 12:01:00 GMT", Some(60.0)),
            ("Wed Mar  4 12:02:00 2026", Some(120.0)),
            // In the past.
            ("Wed, 04 Mar 2026 11:00:00 GMT", Some(0.0)),
            // Too far in the future.
            ("Thu, 04 Mar 2027 12:00:00 GMT", None),
            ("Wed, 04 Mar 2026 25:00:00 GMT", None),
        ];
        for (value, expected) in cases {
            let found = retry_after(&headers(&[DATE, ("retry-after", value)]));
            let found = found.map(|wait| wait.as_secs_f64());
            assert_eq!(found, expected, "{value:?}");
        }
        // Without the time of the server, a date is compared with the local clock.
        let later = SystemTime::now() + Duration::from_secs(3600);
        let date = httpdate::fmt_http_date(later);
        let wait = retry_after(&headers(&[("retry-after", &date)])).unwrap();
        assert!((3590..=3600).contains(&wait.as_secs()), "{wait:?}");
    }

    #[test]
    fn the_reset_of_the_quota_is_a_duration_or_a_time() {
        let unix_time = |seconds: u64| (NOON + seconds).to_string();
        let cases = [
            ("3600".to_owned(), Some(3600)),
            ("0".to_owned(), Some(0)),
            ("90000".to_owned(), Some(90_000)),
            ("90001".to_owned(), None),
            (unix_time(3600), Some(3600)),
            (unix_time(90_000), Some(90_000)),
            // In the past, too far in the future, in milliseconds, and not a number.
            ((NOON - 1).to_string(), None),
            (unix_time(90_001), None),
            (format!("{NOON}000"), None),
            (u64::MAX.to_string(), None),
            ("-3600".to_owned(), None),
            ("midnight".to_owned(), None),
        ];
        for (value, expected) in cases {
            let found = reset(&headers(&[DATE, ("x-rate-limit-reset", &value)]));
            assert_eq!(found.map(|wait| wait.as_secs()), expected, "{value:?}");
        }
    }
}
