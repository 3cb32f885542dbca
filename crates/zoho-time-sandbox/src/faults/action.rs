//! Fault actions.

use serde::{Deserialize, Serialize};

use crate::limits;

/// The effect of a fault on a request.
///
/// In JSON an action is an object with its name as `type` and its parameters:
/// `{"type": "commit_then_reset"}`, `{"type": "delay", "ms": 500}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// A Zoho error response.
    Status {
        /// The HTTP status.
        status: u16,
        /// Zoho's code.
        code: i64,
        /// Zoho's message.
        message: String,
    },
    /// An HTML error page, as sent by a proxy.
    Html {
        /// The HTTP status.
        status: u16,
    },
    /// A rate-limit error although no limit was reached.
    RateLimited {
        /// Which limit.
        code: limits::Code,
        /// The value of `Retry-After` in seconds; without it, the header is absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// The correct response, delayed.
    Delay {
        /// Delay in milliseconds.
        ms: u64,
    },
    /// No response. The connection stays open until the client closes it.
    StallBefore {
        /// Milliseconds after which the connection is closed, if the client has not closed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
    },
    /// The head of the response and the first part of its body, then a stall. The connection stays open until
    /// the client closes it.
    StallBody {
        /// Number of bytes of the body to send.
        after_bytes: usize,
        /// Milliseconds after which the connection is closed, if the client has not closed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
    },
    /// The head of the response and the first part of its body, then the end of the connection.
    Truncate {
        /// Number of bytes of the body to send.
        bytes: usize,
    },
    /// The whole response, in small pieces.
    SlowDrip {
        /// Number of bytes per piece.
        bytes: usize,
        /// Milliseconds between pieces.
        every_ms: u64,
    },
    /// A complete response whose body is not valid JSON.
    MalformedJson,
    /// The correct body, labeled as HTML.
    WrongContentType,
    /// The correct response with `page_context.has_more_page` set to this value. A response without the field
    /// remains unchanged.
    LieHasMorePage {
        /// The value.
        value: bool,
    },
    /// Resets the connection before any byte of a response, without processing the request.
    ResetBeforeHeaders,
    /// Resets the connection after the head of the response and the first part of its body.
    ResetAfterHeaders {
        /// Number of bytes of the body to send.
        bytes: usize,
    },
    /// Processes the request, then resets the connection before any byte of the response.
    CommitThenReset,
}

/// When an action takes effect, and therefore whether the handler runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Instead of the handler, which does not run.
    Instead,
    /// Before the handler, which runs and whose response is sent unchanged.
    Before,
    /// After the handler, which has run and whose response is modified.
    After,
}

impl Phase {
    /// Whether the handler runs.
    #[must_use]
    pub const fn handler_runs(self) -> bool {
        matches!(self, Self::Before | Self::After)
    }
}

impl Action {
    /// When it takes effect.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        match self {
            Self::Status { .. }
            | Self::Html { .. }
            | Self::RateLimited { .. }
            | Self::StallBefore { .. }
            | Self::ResetBeforeHeaders => Phase::Instead,
            Self::Delay { .. } => Phase::Before,
            Self::StallBody { .. }
            | Self::Truncate { .. }
            | Self::SlowDrip { .. }
            | Self::MalformedJson
            | Self::WrongContentType
            | Self::LieHasMorePage { .. }
            | Self::ResetAfterHeaders { .. }
            | Self::CommitThenReset => Phase::After,
        }
    }

    /// Its name, as in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Html { .. } => "html",
            Self::RateLimited { .. } => "rate_limited",
            Self::Delay { .. } => "delay",
            Self::StallBefore { .. } => "stall_before",
            Self::StallBody { .. } => "stall_body",
            Self::Truncate { .. } => "truncate",
            Self::SlowDrip { .. } => "slow_drip",
            Self::MalformedJson => "malformed_json",
            Self::WrongContentType => "wrong_content_type",
            Self::LieHasMorePage { .. } => "lie_has_more_page",
            Self::ResetBeforeHeaders => "reset_before_headers",
            Self::ResetAfterHeaders { .. } => "reset_after_headers",
            Self::CommitThenReset => "commit_then_reset",
        }
    }
}
