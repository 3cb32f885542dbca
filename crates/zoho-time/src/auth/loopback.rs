//! Waiting for the browser on the user's own machine.

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

/// How many connections are served at once. Browsers open some that they do not use.
const MOST: usize = 32;

/// How long a browser may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long is waited, once it is over, until the browser has taken the last page.
const FAREWELL: Duration = Duration::from_secs(2);

/// A listener at the redirect URI of a program on the user's own machine, such as
/// `http://localhost:8000/callback`.
///
/// It listens on the loopback interface alone, from [`bind`](Self::bind) until it is dropped. What
/// does not belong to the sign-in is turned away, and does not end it.
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
/// let client = OAuthClient { client_id: id.into(), client_secret: secret.into() };
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
    /// One, or for `localhost` two, because browsers take either for it.
    listeners: Vec<TcpListener>,
    path: String,
}

impl Loopback {
    /// Listens at a redirect URI: `http` and `localhost`, `127.0.0.1` or `[::1]`.
    ///
    /// # Errors
    ///
    /// Fails when the address is another one, or its port is taken.
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
            let reason = "it must begin with http://localhost, http://127.0.0.1 or http://[::1]";
            return Err(unusable(reason.to_owned()));
        }
        let port = url.port_or_known_default().unwrap_or(80);
        let (mut listeners, mut failure) = (Vec::new(), None);
        for address in addresses {
            let told = |error| LoginError::Listen(format!("{address} port {port}: {error}"));
            match TcpListener::bind(SocketAddr::new(*address, port)).await {
                Ok(listener) => listeners.push(listener),
                // The browser might bring the code to whoever else listens there.
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(told(error)),
                // A machine may have only one of the two.
                Err(error) => failure = Some(told(error)),
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

    /// Waits until the browser has come back, and signs the user in. The browser is shown whether that
    /// went well.
    ///
    /// Browsers come more than once: they fetch pages ahead, and users reload them. The code is exchanged
    /// for tokens once, and every request is shown the same outcome. Requests to fetch ahead are refused.
    ///
    /// It waits as long as the user takes: give it a limit with `tokio::time::timeout`.
    ///
    /// # Errors
    ///
    /// Fails when the user said no, or the accounts server does not exchange the code.
    pub async fn wait(self, login: &Login) -> Result<SignIn, LoginError> {
        let (first, mut brought) = watch::channel(None);
        // Watched here, and not where it was brought: the browser may be gone before it is known.
        let mut over = pin!(async move {
            let outcome = brought.wait_for(Option::is_some).await;
            let outcome: Option<SignInOutcome> = outcome.ok().and_then(|outcome| outcome.clone());
            match outcome {
                Some(outcome) => outcome.await,
                // The sender lives as long as this.
                None => std::future::pending().await,
            }
        });
        let mut connections = FuturesUnordered::new();
        let outcome = loop {
            tokio::select! {
                stream = self.accept(), if connections.len() < MOST => {
                    connections.push(self.serve(stream, login, &first));
                }
                Some(()) = connections.next() => {}
                outcome = &mut over => break outcome,
            }
        };
        // A browser that does not read is no reason to wait longer.
        let _ = tokio::time::timeout(FAREWELL, async {
            loop {
                tokio::select! {
                    biased;
                    // Also those that have come while the code was exchanged.
                    stream = self.accept(), if connections.len() < MOST => {
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
                        // Too many open files, for example; that may pass.
                        Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                    }
                }
            })
        });
        futures::future::select_all(accepted).await.0
    }

    /// Serves a connection until it ends.
    async fn serve(&self, stream: TcpStream, login: &Login, first: &FirstRedirect) {
        let answer = service_fn(async |request: Request<Incoming>| {
            Ok::<_, Infallible>(self.answer(&request, login, first).await)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(PATIENCE)
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), answer);
        // A browser that breaks off comes again.
        let _ = connection.await;
    }

    async fn answer(
        &self,
        request: &Request<Incoming>,
        login: &Login,
        first: &FirstRedirect,
    ) -> Response<Full<Bytes>> {
        let target = request.uri().path_and_query();
        let target = target.map_or("/", http::uri::PathAndQuery::as_str);
        if request.method() != Method::GET || request.uri().path() != self.path {
            return page(StatusCode::NOT_FOUND, "There is nothing here.");
        }
        if is_ahead(request.headers()) {
            // The browser asks again when the user really comes.
            return page(StatusCode::SERVICE_UNAVAILABLE, "Not ahead of time.");
        }
        let Ok(returned) = login.read(target) else {
            let said = "This does not belong to the sign-in under way.";
            return page(StatusCode::BAD_REQUEST, said);
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
        let said = if is_signed_in {
            "You are signed in. You can close this window."
        } else {
            "You are not signed in. The program says why."
        };
        page(StatusCode::OK, said)
    }
}

/// The outcome of the first redirect that belongs to the sign-in.
type FirstRedirect = watch::Sender<Option<SignInOutcome>>;

/// Whether a request is made before the user wants the page, by any of the headers that say so.
fn is_ahead(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .into_iter()
        .filter_map(|name| headers.get(name)?.to_str().ok())
        .any(|value| value.contains("prefetch") || value.contains("preview"))
}

/// A page that says something, and that nobody keeps.
fn page(status: StatusCode, said: &'static str) -> Response<Full<Bytes>> {
    let text = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Sign-in</title>\
         <p style=\"font: 1.2em sans-serif; margin: 3em\">{said}</p>"
    );
    let mut page = Response::new(Full::new(text.into()));
    *page.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        // The address has the code in it.
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
