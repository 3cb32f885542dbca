//! The program that drives the browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use zoho_time_harness::run::skip_without_tool;

/// A running `chromedriver`. It and its browsers end when this is dropped.
pub(crate) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts it on a free port. `None` if this machine has no browser or no driver for it.
    pub(crate) fn start() -> Option<Self> {
        if !(is_there("chromium") && is_there("chromedriver")) {
            skip_without_tool(
                "chromium or chromedriver is missing (Debian: chromium, chromium-driver)",
            );
            return None;
        }
        // It picks a port for IPv6, needs the same one for IPv4, and ends if it is in use.
        let driver = (0..10).find_map(|_| Self::launch());
        Some(driver.expect("chromedriver finds a port to listen at"))
    }

    /// Starts it, unless it ends before it says where it listens.
    fn launch() -> Option<Self> {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let port = output.lines().find_map(|line| {
            let line = line.unwrap();
            let (_, port) = line.split_once("successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        if port.is_none() {
            process.wait().unwrap();
        }
        Some(Self {
            process,
            port: port?,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to end its browsers and itself. Just killing it would leave the browsers behind.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream
            .write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.shut_down().is_err() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

fn is_there(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null());
    command.stderr(Stdio::null()).status().is_ok()
}
