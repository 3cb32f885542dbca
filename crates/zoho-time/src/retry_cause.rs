//! The consequences of an error: whether the call can be sent again, and whether the request may have been processed.

use http::StatusCode;

use crate::error::{Error, ErrorCode};
use crate::retry::{Failure, RetryCause};
use crate::transport::TransportErrorKind;

impl Error {
    /// Whether the service may have applied the request in spite of the error: it was sent, and the response
    /// was lost or does not say. Check before repeating a write.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        matches!(self, Self::Decode(_)) || self.failure().may_have_been_done()
    }

    /// Whether the same call may succeed later, without any change: the network, the service or the accounts
    /// server failed, or a limit was reached. [`retry_after`](Self::retry_after) says how long to wait, if
    /// that is known.
    ///
    /// By then the client has already retried as its [`RetryPolicy`](crate::RetryPolicy) allows. Before
    /// repeating a write, see [`may_have_been_sent`](Self::may_have_been_sent).
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::RateLimited(_) => true,
            Self::Api(error) => {
                matches!(
                    error.status,
                    StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY
                ) || self.failure().cause == RetryCause::ServerError
            }
            Self::Transport { source, .. } => source.is_of_the_network(),
            Self::Auth { source, .. } => source.is_transient(),
            Self::RateBudget { .. }
            | Self::Permission(_)
            | Self::Organization(_)
            | Self::Decode(_)
            | Self::List(_)
            | Self::InvalidRequest { .. } => false,
        }
    }

    /// The error as the retry policy sees it.
    pub(crate) fn failure(&self) -> Failure {
        let cause = match self {
            Self::Transport { source, .. } => match source.kind() {
                TransportErrorKind::NotConnected => RetryCause::NotConnected,
                TransportErrorKind::Interrupted | TransportErrorKind::TimedOut => {
                    RetryCause::Interrupted
                }
                _ if source.may_have_been_done() => RetryCause::Unusable,
                _ => RetryCause::Final,
            },
            Self::RateLimited(limited) => match limited.code.and_then(ErrorCode::from_number) {
                Some(ErrorCode::Blocked | ErrorCode::TooManyToday) => RetryCause::Final,
                _ => RetryCause::Refused,
            },
            // 520 to 530 are those of a proxy. What is not implemented will not be.
            Self::Api(api)
                if api.status.is_server_error() && api.status != StatusCode::NOT_IMPLEMENTED =>
            {
                RetryCause::ServerError
            }
            // Not the status of this operation, so what was done is not what was asked for.
            Self::Api(api) if api.status.is_success() && api.code.is_none() => RetryCause::Unusable,
            _ => RetryCause::Final,
        };
        Failure {
            cause,
            retry_after: self.retry_after().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::error::{ApiError, RateLimitError};
    use crate::redirect::Redirect;
    use crate::retry::{RetryPolicy, Verdict};
    use crate::transport::TransportError;

    fn api(status: u16) -> Error {
        Error::Api(Box::new(ApiError {
            operation: "get_project",
            status: StatusCode::from_u16(status).unwrap(),
            code: None,
            message: String::new(),
            retry_after: None,
        }))
    }

    fn limited(code: i64, seconds: Option<u64>) -> Error {
        Error::RateLimited(Box::new(RateLimitError {
            operation: "get_project",
            status: Some(StatusCode::TOO_MANY_REQUESTS),
            code: Some(code),
            message: String::new(),
            retry_after: seconds.map(Duration::from_secs),
        }))
    }

    fn transport(source: TransportError) -> Error {
        Error::Transport {
            operation: "get_project",
            source: Box::new(source),
        }
    }

    fn redirected(status: u16) -> Error {
        let requested = "https://www.zohoapis.eu".parse().unwrap();
        let status = StatusCode::from_u16(status).unwrap();
        let redirect =
            Redirect::find(status, &http::HeaderMap::new(), &requested, None, &[]).unwrap();
        transport(redirect.into())
    }

    #[test]
    fn whether_it_may_have_been_done_depends_on_the_cause() {
        use TransportErrorKind::{Interrupted, NotConnected, Redirected, TimedOut, TooLarge};

        let failed = |kind| transport(TransportError::new(kind, "text"));
        for (error, expected) in [
            (failed(NotConnected), false),
            (failed(Interrupted), true),
            (failed(TimedOut), true),
            (failed(TooLarge), true),
            (failed(Redirected), true),
            (redirected(301), true),
            (redirected(302), true),
            (redirected(303), true),
            (redirected(307), false),
            (redirected(308), false),
            (api(200), true),
            (api(204), true),
            (api(400), false),
            (api(500), true),
            (limited(44, None), false),
        ] {
            assert_eq!(error.failure().may_have_been_done(), expected, "{error}");
        }
    }

    #[test]
    fn what_is_sent_again_depends_on_the_cause() {
        // The error, and whether it is sent again when repeatable and when not.
        let cases = [
            (api(500), true, false),
            (api(502), true, false),
            (api(503), true, false),
            (api(504), true, false),
            (api(522), true, false),
            (api(501), false, false),
            (api(400), false, false),
            (api(404), false, false),
            (api(501), false, false),
            (limited(44, None), true, true),
            (limited(1070, None), true, true),
            (limited(44, Some(5)), true, true),
            (limited(44, Some(21)), false, false),
            (limited(43, Some(1)), false, false),
            (limited(45, None), false, false),
            (redirected(302), false, false),
            (redirected(308), false, false),
            (
                transport(TransportError::new(TransportErrorKind::TooLarge, "text")),
                false,
                false,
            ),
            (
                transport(TransportError::new(TransportErrorKind::Interrupted, "text")),
                true,
                false,
            ),
            (api(200), false, false),
        ];
        let policy = RetryPolicy::default();
        for (error, repeatable, single) in cases {
            for (expected, may_repeat) in [(repeatable, true), (single, false)] {
                let verdict = policy.decide(error.failure(), may_repeat, 1, 1.0);
                assert_eq!(
                    verdict != Verdict::GiveUp,
                    expected,
                    "{error}, repeatable: {may_repeat}"
                );
            }
        }
    }
}
