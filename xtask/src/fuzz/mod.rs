//! `cargo xtask fuzz-api`: tests the sandbox against the spec from outside, with Schemathesis.
//!
//! A clean run proves little by itself: a fuzzer that never authenticates finds nothing either. So
//! a run must also have followed the links between operations, and `--planted` shows that injected
//! bugs are found.

mod description;
mod planted;
mod report;
mod sample_data;
mod schemathesis;
mod server;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::fuzz::report::Outcome;
use crate::fuzz::schemathesis::Schemathesis;
use crate::fuzz::server::Server;

/// Options of `cargo xtask fuzz-api`.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Test this sandbox; by default, one is built and started for each run.
    #[arg(long, conflicts_with = "planted")]
    url: Option<String>,
    /// Seeds, separated by commas; there is one run for each.
    #[arg(long, value_delimiter = ',', default_value = "1")]
    seeds: Vec<u64>,
    /// Largest number of generated requests per operation and phase.
    #[arg(long, default_value_t = 50)]
    examples: u32,
    /// Percentage of the links that a run has to follow.
    #[arg(long, default_value_t = 95)]
    links: usize,
    /// Product to test.
    #[arg(long, value_enum, default_value_t)]
    product: Choice,
    /// Inject one bug after the other, and report which of them are found.
    #[arg(long)]
    planted: bool,
}

/// Which products to test.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Choice {
    Books,
    Billing,
    Invoice,
    #[default]
    All,
}

/// A product of the API.
#[derive(Clone, Copy, Debug)]
struct Product {
    /// The prefix of its security schemes.
    name: &'static str,
    base_path: &'static str,
    /// Whether a request names the organization in its query, and not in a header.
    organization_in_query: bool,
}

const PRODUCTS: [Product; 3] = [
    Product {
        name: "books",
        base_path: "/books/v3",
        organization_in_query: true,
    },
    Product {
        name: "billing",
        base_path: "/billing/v1",
        organization_in_query: false,
    },
    Product {
        name: "invoice",
        base_path: "/invoice/v3",
        organization_in_query: false,
    },
];

impl Choice {
    fn products(self) -> &'static [Product] {
        match self {
            Self::Books => &PRODUCTS[..1],
            Self::Billing => &PRODUCTS[1..2],
            Self::Invoice => &PRODUCTS[2..],
            Self::All => &PRODUCTS,
        }
    }
}

/// Paths.
#[derive(Debug)]
struct Folders {
    root: PathBuf,
    /// The settings of the test.
    settings: PathBuf,
    /// The output of the runs.
    work: PathBuf,
}

/// The test failed or could not be run.
#[derive(Debug, thiserror::Error)]
pub enum FuzzError {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// The error.
        source: std::io::Error,
    },
    /// A file has invalid content.
    #[error("{path}: {reason}")]
    Content {
        /// The file.
        path: PathBuf,
        /// The problem.
        reason: String,
    },
    /// A program could not be run, or failed.
    #[error("{program}: {reason}")]
    Program {
        /// The program.
        program: String,
        /// The error.
        reason: String,
    },
    /// The sandbox could not be set up for the test.
    #[error("the sandbox at {url} could not be set up for the test: {reason}")]
    SampleData {
        /// Where the sandbox is.
        url: String,
        /// The error.
        reason: String,
    },
    /// The sandbox violates the spec, or too little was tested.
    #[error("{failed} of {runs} runs failed; the reports are in {work}")]
    Failed {
        /// How many runs failed.
        failed: usize,
        /// How many there were.
        runs: usize,
        /// Where the reports are.
        work: PathBuf,
    },
    /// The results could not be printed.
    #[error("cannot print the results: {0}")]
    Output(#[from] io::Error),
    /// Injected bugs were not found.
    #[error("not found: {}", .0.join(", "))]
    NotFound(Vec<String>),
}

/// Runs the test and prints the results.
///
/// # Errors
///
/// Fails if the sandbox violates the spec, if too little was tested, or if a
/// planted bug was not found.
pub fn run(root: &Path, options: &Options, out: &mut impl Write) -> Result<(), FuzzError> {
    let folders = Folders {
        root: root.to_owned(),
        settings: root.join("xtask/fuzz"),
        work: crate::programs::target_folder(root).join("fuzz-api"),
    };
    let schemathesis = Schemathesis::install(&folders)?;
    if options.planted {
        return planted::run(&folders, &schemathesis, options, out);
    }
    if options.url.is_none() {
        server::build(root, "zoho-time-sandbox", "zoho-time-sandbox")?;
    }
    let (mut runs, mut failed) = (0, 0);
    writeln!(out, "{}", Outcome::HEADER)?;
    for product in options.product.products() {
        for seed in &options.seeds {
            // Each run has a sandbox of its own, so that a seed gives the same run every time.
            let server = match &options.url {
                Some(url) => Server::running(url),
                None => Server::start(root)?,
            };
            let outcome = schemathesis.run(
                &folders,
                &schemathesis::Run {
                    url: server.url(),
                    product: *product,
                    seed: *seed,
                    examples: options.examples,
                    links: options.links,
                    stops_early: false,
                    name: format!("{}-{seed}", product.name),
                },
            )?;
            writeln!(out, "{outcome}")?;
            runs += 1;
            failed += usize::from(!outcome.is_success());
        }
    }
    if failed > 0 {
        return Err(FuzzError::Failed {
            failed,
            runs,
            work: folders.work,
        });
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, FuzzError> {
    std::fs::read_to_string(path).map_err(|source| FuzzError::File {
        path: path.to_owned(),
        source,
    })
}

fn write(path: &Path, text: &str) -> Result<(), FuzzError> {
    std::fs::write(path, text).map_err(|source| FuzzError::File {
        path: path.to_owned(),
        source,
    })
}
