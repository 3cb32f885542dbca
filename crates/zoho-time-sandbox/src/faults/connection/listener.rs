//! A listener whose connections can be reset.

use std::io;
use std::net::SocketAddr;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::TcpListener;

use super::handle::ResetHandle;
use super::stream::ResettableStream;

/// Listens for connections that can be reset. Pass it to [`axum::serve()`] with [`ResetHandle`] as connection
/// information.
#[derive(Debug)]
pub struct ResettableListener(TcpListener);

impl ResettableListener {
    /// Accepts connections from a listener.
    #[must_use]
    pub const fn new(tcp: TcpListener) -> Self {
        Self(tcp)
    }
}

impl From<TcpListener> for ResettableListener {
    fn from(tcp: TcpListener) -> Self {
        Self::new(tcp)
    }
}

impl Listener for ResettableListener {
    type Io = ResettableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (ResettableStream, SocketAddr) {
        // In this form, axum handles the errors.
        let (tcp, address) = Listener::accept(&mut self.0).await;
        // Otherwise the pieces of a slow body would be buffered and sent together.
        if let Err(error) = tcp.set_nodelay(true) {
            tracing::debug!(%error, "a connection does not take TCP_NODELAY");
        }
        (ResettableStream::new(tcp), address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, ResettableListener>> for ResetHandle {
    fn connect_info(stream: IncomingStream<'_, ResettableListener>) -> Self {
        stream.io().handle()
    }
}
