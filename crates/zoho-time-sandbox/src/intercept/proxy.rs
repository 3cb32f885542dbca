//! A connection of a program to the proxy, and its tunnel.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::uri::{Authority as Target, Scheme};
use axum::http::{Method, Request, Response};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tracing::debug;

use super::forward;
use super::hosts::Host;
use super::rejection::Rejection;
use super::tls::Tls;
use crate::net::{self, Connection, Stop, Timeouts};

/// State shared by all connections.
#[derive(Debug)]
pub(super) struct Proxy {
    tls: Tls,
    router: Router,
    timeouts: Timeouts,
    stop: Stop,
}

/// An accepted CONNECT: the next data on the connection is TLS to this host.
struct Tunnel {
    host: Host,
    tls: TlsAcceptor,
    stream: OnUpgrade,
}

impl Proxy {
    pub(super) const fn new(tls: Tls, router: Router, timeouts: Timeouts, stop: Stop) -> Self {
        Self {
            tls,
            router,
            timeouts,
            stop,
        }
    }

    /// Serves a connection until its end, or until shortly after the stop.
    pub(super) async fn serve(self: Arc<Self>, stream: TcpStream, connection: Arc<Connection>) {
        let opened = OnceLock::new();
        let answer = |request| self.answer(request, &opened);
        let stop = self.stop.clone();
        if let Err(error) = net::serve(stream, &connection, self.timeouts, stop, answer).await {
            debug!(%error, "a connection to the interceptor failed");
        }
        if let Some(tunnel) = opened.into_inner() {
            self.enter(tunnel, &connection).await;
        }
    }

    async fn answer(
        &self,
        mut request: Request<Body>,
        opened: &OnceLock<Tunnel>,
    ) -> Response<Body> {
        let answer = if request.method() == Method::CONNECT {
            self.connect(&mut request, opened)
        } else {
            match absolute(&request) {
                Ok(host) => return forward::forward(host, &self.router, request).await,
                Err(rejection) => Err(rejection),
            }
        };
        answer.unwrap_or_else(|rejection| {
            debug!(%rejection, "the interceptor refused a request");
            rejection.into()
        })
    }

    fn connect(
        &self,
        request: &mut Request<Body>,
        opened: &OnceLock<Tunnel>,
    ) -> Result<Response<Body>, Rejection> {
        let target = request.uri().authority().ok_or(Rejection::NotAsProxy)?;
        let host = known(target)?;
        if target.port_u16() != Some(443) {
            return Err(Rejection::OtherPort(host));
        }
        let tls = self.tls.server(host).map_err(|error| {
            debug!(%error, %host, "no certificate");
            Rejection::NoCertificate(host)
        })?;
        let stream = hyper::upgrade::on(request);
        // This is the first one: hyper reads no other request after an accepted CONNECT.
        let _ = opened.set(Tunnel { host, tls, stream });
        Ok(Response::new(Body::empty()))
    }

    /// Serves the content of a tunnel.
    async fn enter(&self, tunnel: Tunnel, connection: &Arc<Connection>) {
        let mut stop = self.stop.clone();
        let Tunnel { host, tls, stream } = tunnel;
        let handshake = async {
            let stream = stream.await.map_err(std::io::Error::other)?;
            tls.accept(TokioIo::new(stream)).await
        };
        let handshake = tokio::select! {
            handshake = tokio::time::timeout(self.timeouts.head, handshake) => handshake,
            () = stop.requested() => return,
        };
        let stream = match handshake {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                debug!(%host, %error, "the TLS handshake failed; does the program trust the authority?");
                return;
            }
            Err(_) => {
                debug!(%host, "the program did not start TLS in time");
                return;
            }
        };
        let answer = |request| forward::forward(host, &self.router, request);
        if let Err(error) = net::serve(stream, connection, self.timeouts, stop, answer).await {
            debug!(%host, %error, "a connection inside the interceptor failed");
        }
    }
}

/// The host of a request with an absolute URI, `GET https://host/path`.
///
/// Some programs ask an HTTP proxy so instead of with CONNECT, even for an encrypted address.
fn absolute(request: &Request<Body>) -> Result<Host, Rejection> {
    let target = request.uri().authority().ok_or(Rejection::NotAsProxy)?;
    let host = known(target)?;
    if request.uri().scheme() != Some(&Scheme::HTTPS) {
        return Err(Rejection::NotEncrypted(host));
    }
    if target.port_u16().is_some_and(|port| port != 443) {
        return Err(Rejection::OtherPort(host));
    }
    Ok(host)
}

fn known(target: &Target) -> Result<Host, Rejection> {
    Host::named(target.host()).ok_or_else(|| Rejection::OtherHost(target.host().to_owned()))
}
