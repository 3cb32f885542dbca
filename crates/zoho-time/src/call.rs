//! The one place through which every call goes: name the organization, get a token, wait for its turn,
//! send, read, classify, and start again if the policy says so.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::poll;
use http::header::AUTHORIZATION;
use reqwest::ResponseBuilderExt as _;
use tokio::time::{Instant, sleep};
use tracing::Instrument;
use zoho_time_client::{Operation, Transport};
use zoho_time_types::OrganizationId;

use crate::address::below;
use crate::answer::{bytes_without_bom, error_with_token};
use crate::auth::{AccessToken, AuthError, TokenSource};
use crate::classify::classify;
use crate::data_center::DataCenter;
use crate::error::{Error, RateLimitError};
use crate::failure;
use crate::limits::{NoPermit, Pacer, Permit, RateLimited};
use crate::observe;
use crate::options::CallOptions;
use crate::prepared::{DryRun, PreparedRequest};
use crate::product::Product;
use crate::retry::{Failure, RetryBudget, Verdict};
use crate::sender::{Bounds, Sender};

/// What all clones of a client share, whatever their options.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) product: Product,
    pub(crate) organization: OrganizationId,
    pub(crate) tokens: TokenSource,
    /// Whether the API is where the token's answer said, and not at a fixed address.
    pub(crate) follow_api_domain: bool,
    pub(crate) retries: RetryBudget,
    pub(crate) pacer: Pacer,
    pub(crate) sender: Sender,
}

/// How requests are sent: the generated client hands each one over here.
#[derive(Debug)]
pub(crate) struct CallPath {
    pub(crate) core: Arc<Core>,
    pub(crate) options: CallOptions,
}

impl Transport for CallPath {
    fn execute<'a>(
        &'a self,
        _http: &'a reqwest::Client,
        request: reqwest::Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        Box::pin(async move {
            let call = Call {
                core: &self.core,
                options: &self.options,
                operation,
                deadline: Instant::now().checked_add(self.options.total_timeout),
            };
            let span = observe::call(operation.id);
            let outcome = call.run(request).instrument(span).await;
            observe::ended(operation.id, outcome.is_ok());
            Ok(outcome.unwrap_or_else(failure::pack))
        })
    }
}

/// One call, with all its attempts.
#[derive(Clone, Copy)]
struct Call<'a> {
    core: &'a Core,
    options: &'a CallOptions,
    operation: &'static Operation,
    /// Absent when it is beyond what a clock can tell.
    deadline: Option<Instant>,
}

impl Call<'_> {
    /// Completes a request and sends it, unless this is a dry run.
    async fn run(self, mut request: reqwest::Request) -> Result<reqwest::Response, Error> {
        self.core
            .product
            .name_organization(&mut request, &self.core.organization);
        for (name, value) in &self.options.headers {
            request
                .headers_mut()
                .entry(name)
                .or_insert_with(|| value.clone());
        }
        if let Some(dry_run) = &self.options.dry_run {
            dry_run.store(|| PreparedRequest::of(self.operation.id, &request));
            return Err(Error::InvalidRequest {
                operation: self.operation.id,
                reason: DryRun::REASON.to_owned(),
            });
        }
        let mut in_doubt = None;
        let outcome = self.attempts(&request, &mut in_doubt).await;
        outcome.map_err(|error| match in_doubt {
            // That the last attempt was not sent says nothing about the one before, which counts.
            Some(before) if says_nothing(&error) => before,
            _ => error,
        })
    }

    /// Sends a request until it succeeds or the policy gives up. A token that is refused is replaced
    /// once, beside what the policy allows. `in_doubt` is the failure of an attempt to write after which
    /// it was sent again, although it may have been done.
    async fn attempts(
        self,
        request: &reqwest::Request,
        in_doubt: &mut Option<Error>,
    ) -> Result<reqwest::Response, Error> {
        let mut attempt = 1;
        let mut refused: Option<AccessToken> = None;
        let mut sent = 0;
        loop {
            let (token, permit) = self.turn(refused.as_ref()).await?;
            sent += 1;
            let span = observe::attempt(sent);
            let outcome = self.attempt(request, &token).instrument(span).await;
            let error = match outcome {
                Ok(response) => {
                    self.core.retries.earn();
                    self.core.tokens.accept(self.scope());
                    return Ok(response);
                }
                Err(error) => error,
            };
            drop(permit);
            self.core
                .pacer
                .learn_from_error(&error, self.deadline)
                .await;
            if let Error::Permission(_) = &error {
                match &refused {
                    None if self.core.tokens.refuse(&token, self.scope()) => {
                        refused = Some(token);
                        continue;
                    }
                    Some(first) if !first.is(&token) => self.core.tokens.refuse_again(self.scope()),
                    _ => {}
                }
            }
            if in_doubt.is_some() && self.deletes_one() && error.is_not_found() {
                // An attempt before this one has deleted it, and its answer was lost.
                return Ok(already_deleted(request.url().clone()));
            }
            let failure = Failure::of(&error);
            let verdict = self.options.retry.decide(
                failure,
                self.operation.idempotent,
                attempt,
                fastrand::f64(),
            );
            match verdict {
                Verdict::SendAgain { after } if self.fits(after) && self.core.retries.spend() => {
                    observe::sending_again(self.operation.id, attempt, after, &error);
                    if failure.may_have_been_done() && self.operation.method != "GET" {
                        *in_doubt = Some(error);
                    }
                    attempt += 1;
                    sleep(after).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// Whether the operation deletes the one thing that its path names. Of several, some may be left
    /// when one does not exist.
    fn deletes_one(self) -> bool {
        self.operation.method == "DELETE" && self.operation.path.ends_with('}')
    }

    /// Whether an attempt after this wait still falls into the time that the call has.
    fn fits(self, wait: Duration) -> bool {
        self.left(Instant::now()) > wait
    }

    /// The time that the call still has.
    fn left(self, now: Instant) -> Duration {
        self.deadline.map_or(Duration::MAX, |deadline| {
            deadline.saturating_duration_since(now)
        })
    }

    /// Waits until an attempt can be sent: for a token first, because an attempt counts against the limits
    /// from the moment in which it gets its permit.
    async fn turn(self, refused: Option<&AccessToken>) -> Result<(AccessToken, Permit), Error> {
        loop {
            let token = self.token(refused).await?;
            let mut permit = pin!(self.permit());
            let permit = match poll!(permit.as_mut()) {
                Poll::Ready(permit) => return Ok((token, permit?)),
                Poll::Pending => permit.await?,
            };
            // The token may have expired, or have been replaced, while the limits were waited for.
            if let Some(token) = self.core.tokens.current(&token).await {
                return Ok((token, permit));
            }
        }
    }

    /// Waits for the turn of an attempt; each one counts against the limits.
    async fn permit(self) -> Result<Permit, Error> {
        let operation = self.operation.id;
        let waiting = self
            .core
            .pacer
            .permit(self.deadline, self.options.wait_for_limits);
        waiting.await.map_err(|none| match none {
            NoPermit::RateLimited(RateLimited { code, wait }) => {
                Error::RateLimited(Box::new(RateLimitError {
                    operation,
                    status: None,
                    code: Some(code),
                    message: "the limits of the organization leave no room for it in time"
                        .to_owned(),
                    retry_after: wait,
                }))
            }
            NoPermit::Budget(how) => Error::RateBudget { operation, how },
        })
    }

    /// A token to send with. While the accounts server fails, waits until it may be asked again, if the
    /// policy says so and the call has time.
    async fn token(self, refused: Option<&AccessToken>) -> Result<AccessToken, Error> {
        let mut failures = 0;
        loop {
            let source = match self.token_now(refused).await {
                Ok(token) => return Ok(token),
                Err(source) => source,
            };
            failures += 1;
            match source.retry_after() {
                Some(wait)
                    if source.is_of_the_moment()
                        && self.options.retry.waits_for_token(failures, wait)
                        && self.fits(wait) =>
                {
                    tracing::debug!(%source, "waiting for the accounts server");
                    sleep(wait).await;
                }
                _ => {
                    return Err(Error::Auth {
                        operation: self.operation.id,
                        source: Box::new(source),
                    });
                }
            }
        }
    }

    /// The token in hand, or what the next renewal comes to.
    async fn token_now(self, refused: Option<&AccessToken>) -> Result<AccessToken, AuthError> {
        let mut token = pin!(self.core.tokens.token(&self.core.sender, refused));
        match poll!(token.as_mut()) {
            // Nearly always there is one, and no need for a timer.
            Poll::Ready(token) => token,
            Poll::Pending => tokio::time::timeout(self.left(Instant::now()), token)
                .await
                .unwrap_or(Err(AuthError::NotInTime)),
        }
    }

    /// The scope that the operation needs.
    fn scope(self) -> &'static str {
        let scope = self.operation.scope(self.core.product.name());
        scope.unwrap_or(self.operation.id)
    }

    /// Sends a request once and reads the whole answer, so that one that breaks off counts as a failure
    /// of the attempt.
    async fn attempt(
        self,
        request: &reqwest::Request,
        token: &AccessToken,
    ) -> Result<reqwest::Response, Error> {
        let invalid = |reason: &str| Error::InvalidRequest {
            operation: self.operation.id,
            reason: reason.to_owned(),
        };
        let mut request = request
            .try_clone()
            .ok_or_else(|| invalid("its body cannot be sent twice"))?;
        let header = token
            .header()
            .ok_or_else(|| invalid("the access token has characters that a header may not have"))?;
        request.headers_mut().insert(AUTHORIZATION, header);
        if let (Some(domain), true) = (token.api_domain(), self.core.follow_api_domain) {
            move_to(request.url_mut(), domain);
        }
        let url = request.url().clone();
        let begin = Instant::now();
        let bounds = Bounds {
            time: self.options.attempt_timeout.min(self.left(begin)),
            bytes: self.options.response_limit,
            secrets: &[token.secret()],
        };
        let answer = self.core.sender.send(request, bounds).await;
        observe::answered(self.operation.id, &answer, begin.elapsed());
        let (head, body) = answer
            .map_err(|source| Error::Transport {
                operation: self.operation.id,
                source: Box::new(source),
            })?
            .into_parts();
        let (status, headers) = (head.status, head.headers);
        self.core
            .pacer
            .learn_from_headers(&headers, self.deadline)
            .await;
        let body = bytes_without_bom(body);
        if status.is_success() {
            let inspect = &self.options.inspect;
            let body = if inspect.is_wanted() {
                inspect.at(self.operation, body, token).await
            } else {
                body
            };
            match error_with_token(self.operation, status, &body, token) {
                Some(error) => Err(error.with_data_center(DataCenter::of_api(&url))),
                None => Ok(whole(url, status, headers, body)),
            }
        } else {
            Err(classify(
                self.operation,
                self.core.product,
                status,
                &headers,
                &body,
                &|text| token.shown(text),
            )
            .with_data_center(DataCenter::of_api(&url)))
        }
    }
}

/// Whether an error leaves open what became of earlier attempts: no answer came, or a redirect.
fn says_nothing(error: &Error) -> bool {
    let is_answer = error
        .status()
        .is_some_and(|status| !status.is_redirection());
    !is_answer && !error.may_have_been_sent()
}

/// A response of which everything has arrived, from this address.
fn whole(
    url: url::Url,
    status: http::StatusCode,
    headers: http::HeaderMap,
    body: Bytes,
) -> reqwest::Response {
    // What a builder could refuse, a status or a header, it has not been given yet.
    let mut response = http::Response::builder()
        .url(url)
        .body(())
        .unwrap_or_default();
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response.map(|()| body).into()
}

/// What deleting answers with.
fn already_deleted(url: url::Url) -> reqwest::Response {
    let body = Bytes::from_static(br#"{"code":0,"message":"It was deleted already."}"#);
    whole(url, http::StatusCode::OK, http::HeaderMap::new(), body)
}

/// Puts an address onto another server, below the path of that server.
fn move_to(url: &mut url::Url, server: &url::Url) {
    let mut moved = below(server, url.path());
    moved.set_query(url.query());
    *url = moved;
}
