//! One connection of a program: what it may ask of the proxy, and the tunnel it opens.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::uri::{Authority as Target, Scheme};
use axum::http::{Method, Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tracing::debug;

use super::hosts::Host;
use super::inside;
use super::refusal::Refusal;
use super::stop::Stop;
use super::tls::Tls;

/// How long a program may take for the head of a request, and for opening TLS.
const PATIENCE: Duration = Duration::from_secs(10);

/// What all connections share.
#[derive(Debug)]
pub(super) struct Proxy {
    tls: Tls,
    router: Router,
}

/// What a program has been promised: the next thing on its connection is TLS to this host.
struct Tunnel {
    host: Host,
    tls: TlsAcceptor,
    stream: OnUpgrade,
}

impl Proxy {
    pub(super) const fn new(tls: Tls, router: Router) -> Self {
        Self { tls, router }
    }

    /// Serves a connection until its end, or soon after the stop.
    pub(super) async fn serve(&self, stream: TcpStream, mut stop: Stop) {
        let opened = OnceLock::new();
        let service = service_fn(|request| self.answer(request, &opened));
        let connection = server()
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        {
            let mut connection = pin!(connection);
            let served = tokio::select! {
                served = connection.as_mut() => served,
                () = stop.requested() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = served {
                debug!(%error, "a connection to the stand-in failed");
            }
        }
        if let Some(tunnel) = opened.into_inner() {
            self.enter(tunnel, stop).await;
        }
    }

    async fn answer(
        &self,
        mut request: Request<Incoming>,
        opened: &OnceLock<Tunnel>,
    ) -> Result<Response<Body>, Infallible> {
        let answer = if request.method() == Method::CONNECT {
            self.connect(&mut request, opened)
        } else {
            match absolute(&request) {
                Ok(host) => return Ok(inside::answer(host, &self.router, request).await),
                Err(refusal) => Err(refusal),
            }
        };
        Ok(answer.unwrap_or_else(|refusal| {
            debug!(%refusal, "the stand-in refused a request");
            refusal.into()
        }))
    }

    fn connect(
        &self,
        request: &mut Request<Incoming>,
        opened: &OnceLock<Tunnel>,
    ) -> Result<Response<Body>, Refusal> {
        let target = request.uri().authority().ok_or(Refusal::NotAsProxy)?;
        let host = known(target)?;
        if target.port_u16() != Some(443) {
            return Err(Refusal::OtherPort(host));
        }
        let tls = self.tls.server(host).map_err(|error| {
            debug!(%error, %host, "no certificate");
            Refusal::NoCertificate(host)
        })?;
        let stream = hyper::upgrade::on(request);
        // It is the first: hyper reads no other request after an accepted CONNECT.
        let _ = opened.set(Tunnel { host, tls, stream });
        Ok(Response::new(Body::empty()))
    }

    /// Serves what is inside a tunnel.
    async fn enter(&self, tunnel: Tunnel, mut stop: Stop) {
        let Tunnel { host, tls, stream } = tunnel;
        let handshake = async {
            let stream = stream.await.map_err(std::io::Error::other)?;
            tls.accept(TokioIo::new(stream)).await
        };
        let handshake = tokio::select! {
            handshake = tokio::time::timeout(PATIENCE, handshake) => handshake,
            () = stop.requested() => return,
        };
        let stream = match handshake {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                debug!(%host, %error, "the TLS handshake failed; does the program trust the authority?");
                return;
            }
            Err(_) => {
                debug!(%host, "the program did not begin TLS in time");
                return;
            }
        };
        let service = service_fn(async |request| {
            Ok::<_, Infallible>(inside::answer(host, &self.router, request).await)
        });
        let mut connection = pin!(server().serve_connection(TokioIo::new(stream), service));
        let served = tokio::select! {
            served = connection.as_mut() => served,
            () = stop.requested() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = served {
            debug!(%host, %error, "a connection inside the stand-in failed");
        }
    }
}

fn server() -> http1::Builder {
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE);
    server
}

/// The host of a request that names its whole address, `GET https://host/path`.
///
/// Some programs ask an HTTP proxy so instead of with CONNECT, even for an encrypted address.
fn absolute(request: &Request<Incoming>) -> Result<Host, Refusal> {
    let target = request.uri().authority().ok_or(Refusal::NotAsProxy)?;
    let host = known(target)?;
    if request.uri().scheme() != Some(&Scheme::HTTPS) {
        return Err(Refusal::NotEncrypted(host));
    }
    if target.port_u16().is_some_and(|port| port != 443) {
        return Err(Refusal::OtherPort(host));
    }
    Ok(host)
}

fn known(target: &Target) -> Result<Host, Refusal> {
    Host::named(target.host()).ok_or_else(|| Refusal::OtherHost(target.host().to_owned()))
}
