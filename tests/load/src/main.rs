//! Measures the sandbox: the time of its start, its memory, and the requests it answers per second, beside
//! the limits of the machine. `cargo xtask load` runs this.
//!
//! All traffic is on the loopback interface, and all files are in a temporary folder.
//!
//! oha and wrk are not used for the load: each request here is another record, both need an installation, and
//! they report nothing about the processor time and memory of the server.

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

/// Number of starts that are measured.
const STARTS: usize = 20;

/// Measures the speed of the sandbox.
#[derive(Debug, Parser)]
struct Options {
    /// Number of measurements of each figure; the median is printed.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Duration of each measurement, in seconds.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Number of time entries in the database at the start.
    #[arg(long, default_value_t = 100_000)]
    entries: usize,
    /// Folder for the database, on the disk to be measured; defaults to the temporary folder of the system.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Program to measure; by default, it is built.
    #[arg(long)]
    program: Option<PathBuf>,
    /// Also measure Prism and json-server, which are installed with npm.
    #[arg(long)]
    others: bool,
    /// Run the bare server.
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

/// The paths and programs of a run.
struct Bench {
    program: Program,
    /// The snapshot with the entries of the start.
    filled: PathBuf,
    /// A copy of it, which is written to.
    database: PathBuf,
    log: PathBuf,
    /// The servers that it is compared with.
    others: Option<Others>,
    /// Duration of each measurement.
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

        self.restore()?;
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

        self.restore()?;
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

    /// Restores the data of the start.
    fn restore(&self) -> io::Result<()> {
        for log in ["-wal", "-shm"] {
            let mut file = self.database.clone().into_os_string();
            file.push(log);
            match fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::copy(&self.filled, &self.database)?;
        // Pending writes of the system must not be measured.
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

    /// Starts the sandbox with its log in a file.
    fn start(&self, database: Option<&Path>, durability: &str) -> io::Result<Running> {
        let mut command = Command::new(self.program.executable());
        command
            .args(Program::arguments(database))
            .args(["--durability", durability])
            .env_remove("RUST_LOG")
            .stderr(File::create(&self.log)?);
        Running::of(&mut command).map_err(io::Error::other)
    }

    /// Starts the sandbox and sends a request, and returns how long that took.
    fn cold_start(&self, database: Option<&Path>) -> io::Result<(Running, Duration)> {
        let start = Instant::now();
        let sandbox = self.start(database, "normal")?;
        let response = sandbox.connect()?.send(&Data::first(&sandbox))?;
        let time = start.elapsed();
        match response.status {
            200 => Ok((sandbox, time)),
            status => Err(io::Error::other(format!("the first response was {status}"))),
        }
    }
}
