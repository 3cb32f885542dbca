//! The options of `serve` and `run` about the sandbox itself.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use zoho_time_sandbox::limits::Plan;
use zoho_time_sandbox::{Consent, Durability, Sandbox, SandboxBuilder, WireStyle};

#[derive(Debug, Args)]
pub(crate) struct SandboxOptions {
    /// Keep the data in this file; without it, the data is in memory.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// What a commit to the file outlives: a crash (normal), or power loss too (full).
    #[arg(long, value_enum, default_value_t)]
    durability: DurabilityName,
    /// The style of the answers.
    #[arg(long, value_enum, default_value_t)]
    style: StyleName,
    /// Begin without sample data.
    #[arg(long)]
    no_demo: bool,
    /// Begin with what stands in this file of YAML or JSON.
    #[arg(long, value_name = "FILE", conflicts_with = "no_demo")]
    seed_file: Option<PathBuf>,
    /// What ids and tokens follow from; without it, tokens are random.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Who consents when a program asks for access: whoever looks at the page, or the sandbox.
    #[arg(long, value_enum, default_value_t)]
    consent: ConsentName,
    /// Give as many tokens, and as often, as Zoho does, and no more.
    #[arg(long)]
    token_limits: bool,
    /// The plan of the organisations, which limits how much they may ask for: off, free, standard,
    /// professional, premium, elite or ultimate.
    #[arg(long, default_value_t)]
    plan: Plan,
    /// How many calls a day may go beyond the plan, with a negative `X-Rate-Limit-Remaining`, before
    /// they are refused.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "plan")]
    overdraft: u32,
    /// Refuse requests that violate the specification, and fail rather than send such a response.
    #[arg(long)]
    strict: bool,
    /// How many exchanges /_sandbox/log keeps.
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
    /// Whether the sandbox keeps a log.
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
