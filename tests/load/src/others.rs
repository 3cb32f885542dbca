//! Servers that the sandbox is compared with: Prism, which responds with the examples of a spec, and json-server,
//! which keeps a JSON file. Both run on Node.js and are installed with npm.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use zoho_time_harness::{Connection, Request};

use crate::data::Data;

/// How long one may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// The programs, in a folder of their own.
#[derive(Debug)]
pub(crate) struct Others {
    folder: TempDir,
}

impl Others {
    /// Installs the versions in `package-lock.json`.
    pub(crate) fn install() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("others");
        for file in ["package.json", "package-lock.json"] {
            fs::copy(own.join(file), folder.path().join(file))?;
        }
        let mut npm = Command::new("npm");
        npm.args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel",
            "error",
        ])
        .current_dir(folder.path())
        .stdout(Stdio::null());
        let status = npm.status().map_err(|error| {
            io::Error::new(error.kind(), format!("npm, which --others needs: {error}"))
        })?;
        if status.success() {
            Ok(Self { folder })
        } else {
            Err(io::Error::other(
                "npm could not install the servers to measure beside",
            ))
        }
    }

    /// Starts Prism with the spec.
    pub(crate) fn prism(&self) -> io::Result<Other> {
        let description = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/openapi.yaml");
        // It does not start with its log in a process of its own, and without one there is no need.
        let arguments = [
            "mock",
            "--multiprocess",
            "false",
            "--verboseLevel",
            "silent",
        ];
        self.start(
            "@stoplight/prism-cli/dist/index.js",
            arguments.map(OsStr::new),
            description.as_os_str(),
            &Request::new("GET", "/", "", None),
        )
    }

    /// Starts json-server with `entries` time entries, the first of which have the ids of ours.
    pub(crate) fn json_server(&self, data: &Data, entries: usize) -> io::Result<Other> {
        let file = self.folder.path().join("entries.json");
        let known = data.entries().map(str::to_owned);
        let more = (0..).map(|number: usize| format!("more-{number}"));
        let all: Vec<_> = known.chain(more).take(entries).map(entry).collect();
        fs::write(&file, json!({ "timeentries": all }).to_string())?;
        self.start(
            "json-server/lib/cli/bin.js",
            ["--quiet"].map(OsStr::new),
            file.as_os_str(),
            &Request::new("GET", "/db-is-there", "", None),
        )
    }

    /// Starts one, and waits until it answers.
    fn start<const N: usize>(
        &self,
        program: &str,
        arguments: [&OsStr; N],
        file: &OsStr,
        first: &Request,
    ) -> io::Result<Other> {
        // Neither reports its port.
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let child = Command::new("node")
            .arg(self.folder.path().join("node_modules").join(program))
            .args(arguments)
            .args(["--port", &address.port().to_string()])
            .arg(file)
            .env("NODE_ENV", "production")
            .stdout(Stdio::null())
            .spawn()?;
        let mut other = Other { child, address };
        let start = Instant::now();
        while Connection::open(address)
            .and_then(|mut open| open.send(first))
            .is_err()
        {
            if other.child.try_wait()?.is_some() || start.elapsed() > PATIENCE {
                return Err(io::Error::other(format!("{program} did not start")));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(other)
    }
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(crate) struct Other {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Other {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Requests to json-server that each get one time entry.
pub(crate) fn gets(data: &Data) -> Vec<Request> {
    let requests = data.entries().map(|id| {
        let target = format!("/timeentries/{id}");
        Request::new("GET", &target, "", None)
    });
    requests.collect()
}

/// Requests to json-server that each list one time entry, in the order in which ours are listed.
pub(crate) fn lists() -> Vec<Request> {
    let requests = (1..=40).map(|page| {
        let target = format!("/timeentries?_page={page}&_limit=1&_sort=log_date&_order=desc");
        Request::new("GET", &target, "", None)
    });
    requests.collect()
}

/// A time entry as the sandbox answers with.
fn entry(id: String) -> serde_json::Value {
    json!({
        "id": id,
        "project_id": "982000000000100003",
        "project_name": "Project 7",
        "customer_id": "982000000000017001",
        "customer_name": "Northquay Marine Ltd",
        "task_id": "982000000000100005",
        "task_name": "Task 3",
        "user_id": "982000000000018001",
        "user_name": "Ada Keller",
        "is_current_user": true,
        "log_date": "2026-01-15",
        "begin_time": "",
        "end_time": "",
        "log_time": "01:15",
        "is_billable": true,
        "billed_status": "unbilled",
        "invoice_id": "",
        "notes": "Replaced the gasket of the aft pump.",
        "created_time": "2026-03-04T15:10:00+0100",
    })
}
