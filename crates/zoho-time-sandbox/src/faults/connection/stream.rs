//! A connection that can be ended through its handle.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::handle::{Ending, ResetHandle};

/// A TCP connection that fails to read and write once its [`ResetHandle`] says so, and is then
/// reset or closed when it is dropped.
#[derive(Debug)]
pub struct ResettableStream {
    tcp: TcpStream,
    handle: ResetHandle,
}

impl ResettableStream {
    /// Wraps a connection.
    #[must_use]
    pub fn new(tcp: TcpStream) -> Self {
        Self {
            tcp,
            handle: ResetHandle::default(),
        }
    }

    /// The handle that ends it.
    #[must_use]
    pub fn handle(&self) -> ResetHandle {
        self.handle.clone()
    }

    /// The connection, unless it has been ended.
    fn open(self: Pin<&mut Self>) -> io::Result<Pin<&mut TcpStream>> {
        let this = self.get_mut();
        match this.handle.ending() {
            None => Ok(Pin::new(&mut this.tcp)),
            Some(Ending::Closed) => Err(io::ErrorKind::ConnectionAborted.into()),
            Some(Ending::Reset) => Err(io::ErrorKind::ConnectionReset.into()),
        }
    }
}

impl Drop for ResettableStream {
    fn drop(&mut self) {
        // Closing a socket with a linger time of zero sends an RST.
        if self.handle.ending() == Some(Ending::Reset)
            && let Err(error) = self.tcp.set_zero_linger()
        {
            tracing::warn!(%error, "a connection is closed because it could not be reset");
        }
    }
}

impl AsyncRead for ResettableStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.open()?.poll_read(cx, buf)
    }
}

impl AsyncWrite for ResettableStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.open()?.poll_write(cx, buf)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.open()?.poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.open()?.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.open()?.poll_shutdown(cx)
    }
}
