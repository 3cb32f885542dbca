//! Measures the sandbox: how fast it starts, how much memory it takes, and how many requests it
//! answers beside what the machine does without it. `cargo xtask load` runs this.
//!
//! All traffic is on the loopback interface, and all files are in a temporary folder.

mod baseline;
mod data;
mod generator;
mod others;
mod process;
mod report;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use clap::Parser;
use zoho_time_harness::{Program, Request, Running};

use crate::baseline::BareServer;
use crate::data::{Data, Server};
use crate::generator::{Sample, Until};
use crate::others::{Other, Others};
use crate::report::{Figures, Speed};

/// How often the start is measured.
const STARTS: usize = 20;

/// Measures the sandbox on this machine.
#[derive(Debug, Parser)]
struct Options {
    /// How often to measure everything; the middle one of each figure is told.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// How long to keep up each load, in seconds.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// How many time entries there are to begin with.
    #[arg(long, default_value_t = 100_000)]
    entries: usize,
    /// Where the files go; by default the temporary folder of the system. Its disk is the one that
    /// is measured.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// The program to measure; by default it is built.
    #[arg(long)]
    program: Option<PathBuf>,
    /// Measure Prism and json-server beside it, too, which are fetched with npm.
    #[arg(long)]
    others: bool,
    /// Be the server that only answers.
    #[arg(long, hide = true)]
    bare_server: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let outcome = if options.bare_server {
        baseline::serve()
    } else {
        measure(&options).and_then(|figures| figures.write(&mut io::stdout().lock()))
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = io::Write::write_fmt(&mut io::stderr(), format_args!("error: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> io::Result<Figures> {
    let program = match &options.program {
        Some(executable) => Program::at(executable),
        None => Program::build_release()?,
    };
    let folder = match &options.folder {
        Some(folder) => tempfile::tempdir_in(folder)?,
        None => tempfile::tempdir()?,
    };
    let bench = Bench {
        filled: folder.path().join("books.db.snapshots/filled.db"),
        database: folder.path().join("books.db"),
        log: folder.path().join("log"),
        others: options.others.then(Others::install).transpose()?,
        span: Duration::from_secs_f64(options.seconds),
        program,
    };
    let mut figures = Figures {
        entries: options.entries,
        binary: fs::metadata(bench.program.executable())?.len(),
        ..Figures::default()
    };
    for _ in 0..STARTS {
        let (sandbox, time) = bench.cold_start(None)?;
        figures.start.push(time);
        figures
            .memory
            .extend(process::resident_mebibytes(sandbox.id()));
    }

    let sandbox = bench.start(Some(&bench.database), "normal")?;
    let data = Data::fill(&sandbox, options.entries)?;
    sandbox.control("PUT", "snapshots/filled", &serde_json::json!({}))?;
    drop(sandbox);
    for _ in 0..options.runs {
        bench.run(folder.path(), &data, &mut figures)?;
    }
    Ok(figures)
}

/// What is needed to measure.
struct Bench {
    program: Program,
    /// The snapshot with the entries that there are to begin with.
    filled: PathBuf,
    /// A copy of it, which is written to.
    database: PathBuf,
    log: PathBuf,
    /// What is measured beside it.
    others: Option<Others>,
    /// How long each load is kept up.
    span: Duration,
}

impl Bench {
    /// Measures everything that is measured more than once.
    fn run(&self, folder: &Path, data: &Data, figures: &mut Figures) -> io::Result<()> {
        let syncs = baseline::syncs_per_second(folder, self.span)?;
        figures.syncs.push(syncs);
        let bare = BareServer::start()?;
        let get = vec![Request::new("GET", "/", "", None); generator::CONNECTIONS];
        let speed = self.speed(bare.address, bare.id(), &get)?;
        figures.bare.push(speed);

        self.begin_anew()?;
        let (sandbox, time) = self.cold_start(Some(&self.database))?;
        figures.start_with_data.push(time);
        let (address, process) = (sandbox.address, sandbox.id());
        let speed = |requests: &[Request]| self.speed(address, process, requests);
        let authorization = format!("Zoho-oauthtoken {}", sandbox.token);
        let ours = Server::ours(&authorization);
        figures.get.push(speed(&data.gets(&ours))?);
        figures.list.push(speed(&data.lists(&ours, 25))?);
        if self.others.is_some() {
            figures.list_of_one.push(speed(&data.lists(&ours, 1))?);
        }
        figures.create_normal.push(speed(&data.creates(&ours))?);
        drop(sandbox);

        self.begin_anew()?;
        let sandbox = self.start(Some(&self.database), "full")?;
        let authorization = format!("Zoho-oauthtoken {}", sandbox.token);
        let creates = data.creates(&Server::ours(&authorization));
        let speed = self.speed(sandbox.address, sandbox.id(), &creates)?;
        figures.create_full.push(speed);

        if let Some(others) = &self.others {
            self.beside(others, data, figures)?;
        }
        Ok(())
    }

    /// Measures the same requests with other servers.
    fn beside(&self, others: &Others, data: &Data, figures: &mut Figures) -> io::Result<()> {
        let speed =
            |other: &Other, requests: &[Request]| self.speed(other.address, other.id(), requests);
        // Prism takes a token in no other form.
        let here = Server {
            base: "",
            authorization: "Bearer token",
        };
        let prism = others.prism()?;
        let speeds = &mut figures.prism;
        speeds.get.push(speed(&prism, &data.gets(&here))?);
        speeds
            .list_of_one
            .push(speed(&prism, &data.lists(&here, 1))?);
        speeds.create.push(speed(&prism, &data.creates(&here))?);
        drop(prism);
        let json_server = others.json_server(data, figures.entries)?;
        let speeds = &mut figures.json_server;
        speeds.get.push(speed(&json_server, &others::gets(data))?);
        speeds
            .list_of_one
            .push(speed(&json_server, &others::lists())?);
        Ok(())
    }

    /// Makes the data what it was to begin with.
    fn begin_anew(&self) -> io::Result<()> {
        for log in ["-wal", "-shm"] {
            let mut file = self.database.clone().into_os_string();
            file.push(log);
            match fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::copy(&self.filled, &self.database)?;
        // What is still to be written by the system is not to be measured.
        File::open(&self.database)?.sync_all()
    }

    fn speed(
        &self,
        address: std::net::SocketAddr,
        process: u32,
        requests: &[Request],
    ) -> io::Result<Speed> {
        let before = process::processor_time(process);
        let sample: Sample = generator::load(address, requests, Until::Passed(self.span))?;
        let spent = process::processor_time(process)
            .zip(before)
            .and_then(|(after, before)| after.checked_sub(before));
        Ok(Speed::of(sample, spent))
    }

    /// Starts the sandbox with its log in a file, as somebody would who wants it.
    fn start(&self, database: Option<&Path>, durability: &str) -> io::Result<Running> {
        let mut command = Command::new(self.program.executable());
        command
            .args(Program::arguments(database))
            .args(["--durability", durability])
            .env_remove("RUST_LOG")
            .stderr(File::create(&self.log)?);
        Running::of(&mut command).map_err(io::Error::other)
    }

    /// Starts the sandbox and asks it something, and tells how long that took.
    fn cold_start(&self, database: Option<&Path>) -> io::Result<(Running, Duration)> {
        let begin = Instant::now();
        let sandbox = self.start(database, "normal")?;
        let answer = sandbox.connect()?.send(&Data::first(&sandbox))?;
        let time = begin.elapsed();
        match answer.status {
            200 => Ok((sandbox, time)),
            status => Err(io::Error::other(format!("the first answer was {status}"))),
        }
    }
}
