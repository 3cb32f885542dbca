//! What can go wrong.

use serde::{Deserialize, Serialize};

use crate::limits;

/// What goes wrong with a request.
///
/// In JSON an action is an object with its name as `type`, beside what it takes:
/// `{"type": "commit_then_reset"}`, `{"type": "delay", "ms": 500}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// An answer in Zoho's form of error.
    Status {
        /// The HTTP status.
        status: u16,
        /// Zoho's code.
        code: i64,
        /// Zoho's message.
        message: String,
    },
    /// An error page in HTML, as a proxy in between sends it.
    Html {
        /// The HTTP status.
        status: u16,
    },
    /// A refusal by a rate limit that was not reached.
    RateLimited {
        /// Which limit.
        code: limits::Code,
        /// The value of `Retry-After` in seconds; without it there is no such header.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// The right answer, later.
    Delay {
        /// How many milliseconds.
        ms: u64,
    },
    /// No answer at all. The connection stays open until the client gives up.
    StallBefore {
        /// After how many milliseconds the connection is closed, if the client has not given up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
    },
    /// The head of the answer and the beginning of its body, and then nothing more. The connection
    /// stays open until the client gives up.
    StallBody {
        /// How many bytes of the body are sent.
        after_bytes: usize,
        /// After how many milliseconds the connection is closed, if the client has not given up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
    },
    /// The head of the answer and the beginning of its body, and then the end of the connection.
    Truncate {
        /// How many bytes of the body are sent.
        bytes: usize,
    },
    /// The whole answer, but slowly.
    SlowDrip {
        /// How many bytes are sent at a time.
        bytes: usize,
        /// How many milliseconds lie between them.
        every_ms: u64,
    },
    /// An answer that ends properly, with a body that is no JSON.
    MalformedJson,
    /// The right body, said to be HTML.
    WrongContentType,
    /// The right answer with `page_context.has_more_page` set to this. An answer without one is
    /// left as it is.
    LieHasMorePage {
        /// What it says.
        value: bool,
    },
    /// The connection is reset before a byte of an answer, and nothing is done.
    ResetBeforeHeaders,
    /// The connection is reset after the head of the answer and the beginning of its body.
    ResetAfterHeaders {
        /// How many bytes of the body are sent.
        bytes: usize,
    },
    /// What was asked for is done, and then the connection is reset before a byte of the answer.
    CommitThenReset,
}

/// When an action comes in, and so whether the request is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// In the place of the handler, which does not run.
    Instead,
    /// Before the handler, which runs and whose answer is sent as it is.
    Before,
    /// After the handler, which has run and whose answer is spoiled.
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
    /// When it comes in.
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
