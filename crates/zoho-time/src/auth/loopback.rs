//! A listener for the redirect on the user's own machine.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{FuturesUnordered, StreamExt as _};
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use url::{Host, Url};

use super::login::{Login, LoginError, SignInOutcome};
use super::sign_in::SignIn;

/// The number of connections that are served at the same time. Browsers open some that they do not use.
const MAX_CONNECTIONS: usize = 32;

/// How long a browser may take to send its request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait for the browser to receive the last page, once the sign-in has finished.
const LINGER: Duration = Duration::from_secs(2);

/// A listener at the redirect URI of a program on the user's own machine, such as
/// `http://localhost:8000/callback`.
///
/// It listens on the loopback interface only, from [`bind`](Self::bind) until it is dropped. Requests that do not
/// belong to the sign-in are rejected, and do not end it.
///
/// ```
/// use zoho_time::Product;
/// use zoho_time::auth::{Loopback, OAuthApp, OAuthClient, Scopes};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use zoho_time_sandbox::{Consent, Sandbox};
/// # let sandbox = Sandbox::builder().consent(Consent::Immediate).start().await?;
/// # let port = 20_000 + std::process::id() % 10_000;
/// # let redirect_uri = &format!("http://localhost:{port}/callback");
/// # let client = sandbox.add_client("Timesheet", &[redirect_uri]).await?;
/// # let (accounts_url, id, secret) = (sandbox.accounts_url(), client.client_id, client.client_secret);
/// let client = OAuthClient {
///     client_id: id,
///     client_secret: secret.into(),
/// };
/// let app = OAuthApp::at(accounts_url, client)?;
/// let loopback = Loopback::bind(redirect_uri).await?;
/// let login = app.login(redirect_uri, &Scopes::all(Product::Books))?;
/// println!("Open {} in your browser.", login.url());
/// # let browser = tokio::spawn(reqwest::get(login.url()));
/// let sign_in = loopback.wait(&login).await?;
/// # assert!(browser.await??.text().await?.contains("signed in"));
/// # let _ = sign_in;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Loopback {
    /// One, or two for `localhost`, because browsers use either address.
    listeners: Vec<TcpListener>,
    path: String,
}

impl Loopback {
    /// Listens at a redirect URI with `http` and the host `localhost`, `127.0.0.1` or `[::1]`.
    ///
    /// # Errors
    ///
    /// Fails with [`LoginError::InvalidAddress`] for any other address, and with [`LoginError::Listen`] if the port is
    /// in use.
    pub async fn bind(redirect_uri: &str) -> Result<Self, LoginError> {
        let unusable = |reason: String| LoginError::InvalidAddress {
            what: "redirect URI",
            reason,
        };
        let url = Url::parse(redirect_uri).map_err(|error| unusable(error.to_string()))?;
        let addresses: &[_] = match url.host() {
            _ if url.scheme() != "http" => &[],
            Some(Host::Domain("localhost")) => {
                &[Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
            }
            Some(Host::Ipv4(Ipv4Addr::LOCALHOST)) => &[Ipv4Addr::LOCALHOST.into()],
            Some(Host::Ipv6(Ipv6Addr::LOCALHOST)) => &[Ipv6Addr::LOCALHOST.into()],
            _ => &[],
        };
        if addresses.is_empty() {
            let reason = "it must start with http://localhost, http://127.0.0.1 or http://[::1]";
            return Err(unusable(reason.to_owned()));
        }
        let port = url.port_or_known_default().unwrap_or(80);
        let (mut listeners, mut failure) = (Vec::new(), None);
        for address in addresses {
            let listen_error =
                |error| LoginError::Listen(format!("{address} port {port}: {error}"));
            match TcpListener::bind(SocketAddr::new(*address, port)).await {
                Ok(listener) => listeners.push(listener),
                // The browser might send the code to the other listener.
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                    return Err(listen_error(error));
                }
                // A machine may have only one of the two addresses.
                Err(error) => failure = Some(listen_error(error)),
            }
        }
        match failure {
            Some(failure) if listeners.is_empty() => Err(failure),
            _ => Ok(Self {
                listeners,
                path: url.path().to_owned(),
            }),
        }
    }

    /// Waits for the redirect, and finishes the sign-in. The browser shows whether it succeeded.
    ///
    /// Browsers may send the redirect several times: they prefetch pages, and users reload them. The code is exchanged
    /// once, and every request shows the same result. Prefetch requests are rejected.
    ///
    /// There is no time limit: add one with `tokio::time::timeout`.
    ///
    /// # Errors
    ///
    /// Fails with [`LoginError::Denied`] if the user denied the consent, and with [`LoginError::Auth`] if the accounts
    /// server does not exchange the code.
    pub async fn wait(self, login: &Login) -> Result<SignIn, LoginError> {
        let (first, mut redirect) = watch::channel(None);
        // Awaited here and not in the connection: the browser may disconnect before the result is known.
        let mut finished = pin!(async move {
            let outcome = redirect.wait_for(Option::is_some).await;
            let outcome: Option<SignInOutcome> = outcome.ok().and_then(|outcome| outcome.clone());
            match outcome {
                Some(outcome) => outcome.await,
                // The sender lives as long as this future.
                None => std::future::pending().await,
            }
        });
        let mut connections = FuturesUnordered::new();
        let outcome = loop {
            tokio::select! {
                stream = self.accept(), if connections.len() < MAX_CONNECTIONS => {
                    connections.push(self.serve(stream, login, &first));
                }
                Some(()) = connections.next() => {}
                outcome = &mut finished => break outcome,
            }
        };
        // Do not wait longer for a browser that does not read.
        let _ = tokio::time::timeout(LINGER, async {
            loop {
                tokio::select! {
                    biased;
                    // Including those that arrived while the code was exchanged.
                    stream = self.accept(), if connections.len() < MAX_CONNECTIONS => {
                        connections.push(self.serve(stream, login, &first));
                    }
                    served = connections.next() => if served.is_none() {
                        break;
                    }
                }
            }
        })
        .await;
        outcome
    }

    async fn accept(&self) -> TcpStream {
        let accepted = self.listeners.iter().map(|listener| {
            Box::pin(async {
                loop {
                    match listener.accept().await {
                        Ok((stream, _)) => return stream,
                        // For example too many open files, which may be temporary.
                        Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                    }
                }
            })
        });
        futures::future::select_all(accepted).await.0
    }

    /// Serves a connection until it ends.
    async fn serve(&self, stream: TcpStream, login: &Login, first: &FirstRedirect) {
        let service = service_fn(async |request: Request<Incoming>| {
            Ok::<_, Infallible>(self.respond(&request, login, first).await)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(REQUEST_TIMEOUT)
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service);
        // A browser that disconnects sends the request again.
        let _ = connection.await;
    }

    async fn respond(
        &self,
        request: &Request<Incoming>,
        login: &Login,
        first: &FirstRedirect,
    ) -> Response<Full<Bytes>> {
        let target = request.uri().path_and_query();
        let target = target.map_or("/", http::uri::PathAndQuery::as_str);
        if request.method() != Method::GET || request.uri().path() != self.path {
            return page(StatusCode::NOT_FOUND, "Not found.");
        }
        if is_prefetch(request.headers()) {
            // The browser sends the request again when the user opens the page.
            return page(
                StatusCode::SERVICE_UNAVAILABLE,
                "Prefetching is not supported.",
            );
        }
        let Ok(returned) = login.read(target) else {
            let message = "This request does not belong to the current sign-in.";
            return page(StatusCode::BAD_REQUEST, message);
        };
        first.send_if_modified(|first| {
            let is_first = first.is_none();
            first.get_or_insert_with(|| login.redeem(returned));
            is_first
        });
        let outcome = first.borrow().clone();
        let is_signed_in = match outcome {
            Some(outcome) => outcome.await.is_ok(),
            None => false,
        };
        let message = if is_signed_in {
            "You are signed in. You can close this window."
        } else {
            "You are not signed in. The program shows the reason."
        };
        page(StatusCode::OK, message)
    }
}

/// The result of the first redirect of the sign-in.
type FirstRedirect = watch::Sender<Option<SignInOutcome>>;

/// Whether a request is a prefetch, by any of the headers that browsers use for it.
fn is_prefetch(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .into_iter()
        .filter_map(|name| headers.get(name)?.to_str().ok())
        .any(|value| value.contains("prefetch") || value.contains("preview"))
}

/// A page with a message, which is not cached.
fn page(status: StatusCode, message: &'static str) -> Response<Full<Bytes>> {
    let text = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Sign-in</title>\
         <p style=\"font: 1.2em sans-serif; margin: 3em\">{message}</p>"
    );
    let mut page = Response::new(Full::new(text.into()));
    *page.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        // The URL contains the code.
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'",
        ),
    ] {
        let value = http::HeaderValue::from_static(value);
        page.headers_mut().insert(name, value);
    }
    page
}
