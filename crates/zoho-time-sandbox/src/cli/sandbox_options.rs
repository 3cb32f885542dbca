//! Options of `serve` and `run` for the sandbox itself.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use zoho_time_sandbox::limits::Plan;
use zoho_time_sandbox::{Consent, Durability, Sandbox, SandboxBuilder, WireStyle};

#[derive(Debug, Args)]
pub(crate) struct SandboxOptions {
    /// Store the data in this file; by default, the data is in memory.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Whether commits to the file survive a crash (normal), or power loss as well (full).
    #[arg(long, value_enum, default_value_t)]
    durability: DurabilityName,
    /// The style of the responses.
    #[arg(long, value_enum, default_value_t)]
    style: StyleName,
    /// Start without sample data.
    #[arg(long)]
    no_demo: bool,
    /// Start with the data in this YAML or JSON file.
    #[arg(long, value_name = "FILE", conflicts_with = "no_demo")]
    seed_file: Option<PathBuf>,
    /// Derive ids and tokens from this number; by default, tokens are random.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Consent to access requests by the user of the page, or by the sandbox.
    #[arg(long, value_enum, default_value_t)]
    consent: ConsentName,
    /// Limit the number and rate of tokens, as Zoho does.
    #[arg(long)]
    token_limits: bool,
    /// The plan of the organizations, which sets the rate limits: off, free, standard, professional, premium,
    /// elite or ultimate.
    #[arg(long, default_value_t)]
    plan: Plan,
    /// Number of calls a day beyond the plan, with a negative `X-Rate-Limit-Remaining`, before they are
    /// rejected.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "plan")]
    overdraft: u32,
    /// Reject requests that violate the spec, and fail instead of sending such a response.
    #[arg(long)]
    strict: bool,
    /// Number of exchanges in /_sandbox/log.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    log_size: usize,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum DurabilityName {
    #[default]
    Normal,
    Full,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum StyleName {
    #[default]
    Documented,
    Observed,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum ConsentName {
    #[default]
    Ask,
    Immediate,
}

impl SandboxOptions {
    /// Whether the sandbox has a log.
    pub(crate) const fn has_log(&self) -> bool {
        self.log_size > 0
    }

    /// A builder for a sandbox with these options.
    pub(crate) fn builder(&self) -> SandboxBuilder {
        let mut builder = Sandbox::builder()
            .demo(!self.no_demo)
            .token_limits(self.token_limits)
            .consent(match self.consent {
                ConsentName::Ask => Consent::Ask,
                ConsentName::Immediate => Consent::Immediate,
            })
            .plan(self.plan)
            .overdraft(self.overdraft)
            .strict(self.strict)
            .log_capacity(self.log_size)
            .style(match self.style {
                StyleName::Documented => WireStyle::Documented,
                StyleName::Observed => WireStyle::Observed,
            })
            .durability(match self.durability {
                DurabilityName::Normal => Durability::Normal,
                DurabilityName::Full => Durability::Full,
            });
        if let Some(file) = &self.database {
            builder = builder.database(file);
        }
        if let Some(file) = &self.seed_file {
            builder = builder.seed_file(file);
        }
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        builder
    }
}
