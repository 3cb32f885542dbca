//! Captures everything that this process logs, through `tracing` and `log`, at every level.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

/// The log so far.
#[derive(Clone, Default)]
pub(crate) struct Captured {
    events: Buffer,
    records: Buffer,
}

impl Captured {
    /// Captures from now on. Can be done once in a process.
    pub(crate) fn begin() -> Self {
        let captured = Self::default();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_span_events(FmtSpan::FULL)
            .with_writer(captured.events.clone())
            .init();
        let logger = Box::new(Records(captured.records.clone()));
        log::set_boxed_logger(logger).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
        captured
    }

    /// Events of `tracing`.
    pub(crate) fn events(&self) -> String {
        self.events.text()
    }

    /// Records of `log`.
    pub(crate) fn records(&self) -> String {
        self.records.text()
    }
}

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Buffer {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

struct Records(Buffer);

impl log::Log for Records {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let (level, target) = (record.level(), record.target());
        let mut buffer = self.0.clone();
        writeln!(buffer, "{level} {target}: {}", record.args()).unwrap();
    }

    fn flush(&self) {}
}
