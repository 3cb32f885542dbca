//! The limits of the machine, without the sandbox.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

/// An answer of the length that a time entry has.
const BODY: &str = concat!(
    r#"{"code":0,"message":"success","time_entry":{"notes":""#,
    "................................................................................................",
    "................................................................................................",
    "................................................................................................",
    "................................................................................................",
    "................................................................................................",
    r#""}}"#
);

/// How often a second the disk under a folder takes 4 KiB for good, written over what was there, as
/// the log of a database is.
pub(crate) fn syncs_per_second(folder: &Path, span: Duration) -> io::Result<f64> {
    const PAGES: u32 = 1024;
    let page = [b'.'; 4096];
    let mut file = File::create(folder.join("sync"))?;
    for _ in 0..PAGES {
        file.write_all(&page)?;
    }
    file.sync_all()?;
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < span {
        if count % PAGES == 0 {
            file.rewind()?;
        }
        file.write_all(&page)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}

/// A server that only answers, in a process of its own like the sandbox.
#[derive(Debug)]
pub(crate) struct BareServer {
    child: Child,
    pub(crate) address: std::net::SocketAddr,
}

impl BareServer {
    /// Starts it.
    pub(crate) fn start() -> io::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command
            .arg("--bare-server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        io::BufRead::read_line(&mut io::BufReader::new(stdout), &mut line)?;
        match line.trim().parse() {
            Ok(address) => Ok(Self { child, address }),
            Err(_) => Err(io::Error::other("the bare server did not start")),
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for BareServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Is that server, until its standard input is closed.
pub(crate) fn serve() -> io::Result<()> {
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        writeln!(io::stdout(), "{}", listener.local_addr()?)?;
        io::stdout().flush()?;
        let answer = async || ([(CONTENT_TYPE, "application/json")], BODY);
        let app = Router::new().route("/", get(answer));
        axum::serve(
            axum::serve::ListenerExt::tap_io(listener, |stream| {
                let _ = stream.set_nodelay(true);
            }),
            app,
        )
        .await
    })
}
