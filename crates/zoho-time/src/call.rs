//! The pipeline of every call: name the organization, get a token, wait for the limits, send, classify, and
//! start again if the retry policy says so.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures::poll;
use http::StatusCode;
use http::header::AUTHORIZATION;
use tokio::time::{Instant, sleep};
use tracing::Instrument;
use url::Url;
use zoho_time_client::{Envelope, Operation, Request, Transport};
use zoho_time_types::OrganizationId;

use crate::auth::{AccessToken, AuthError, TokenSource};
use crate::classify::classify;
use crate::data_center::DataCenter;
use crate::decode::{Success, bytes_without_bom};
use crate::error::{Error, RateLimitError};
use crate::limits::{NoPermit, Pacer, Permit, RateLimited};
use crate::observe;
use crate::options::CallOptions;
use crate::prepared::{DryRun, PreparedRequest};
use crate::product::Product;
use crate::retry::{RetryBudget, Verdict};
use crate::sender::{Bounds, OutgoingRequest, Sender};

/// The state that all clones of a client share, regardless of their options.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) product: Product,
    /// The address of the API, without the product's path.
    pub(crate) api: Url,
    pub(crate) organization: OrganizationId,
    pub(crate) tokens: TokenSource,
    /// Whether the API is at the address in the token response, rather than at `api`.
    pub(crate) follow_api_domain: bool,
    pub(crate) retries: RetryBudget,
    pub(crate) pacer: Pacer,
    pub(crate) sender: Sender,
}

impl Core {
    /// The address of the API for a request with this token.
    fn api_for<'a>(&'a self, token: &'a AccessToken) -> &'a Url {
        match token.api_domain() {
            Some(domain) if self.follow_api_domain => domain,
            _ => &self.api,
        }
    }
}

/// The transport of the generated client.
#[derive(Clone, Debug)]
pub(crate) struct Pipeline {
    pub(crate) core: Arc<Core>,
    pub(crate) options: CallOptions,
}

impl Transport for Pipeline {
    type Error = Error;

    async fn call<R: Envelope>(&self, request: Request) -> Result<R, Error> {
        let operation = request.operation();
        let success = self.send(request).await?;
        success.decode(operation).map_err(|error| {
            error.with_data_center(|| DataCenter::of_api(self.core.api_for(&success.token)))
        })
    }
}

impl Pipeline {
    async fn send(&self, request: Request) -> Result<Success, Error> {
        let operation = request.operation();
        let call = Call {
            core: &self.core,
            options: &self.options,
            operation,
            deadline: Instant::now().checked_add(self.options.total_timeout),
        };
        let span = observe::call(operation.id);
        let outcome = call.run(request).instrument(span).await;
        observe::ended(operation.id, outcome.is_ok());
        outcome
    }
}

/// One call, with all its attempts.
#[derive(Clone, Copy)]
struct Call<'a> {
    core: &'a Core,
    options: &'a CallOptions,
    operation: &'static Operation,
    /// Absent when it is later than a clock can represent.
    deadline: Option<Instant>,
}

impl Call<'_> {
    /// Completes a request and sends it, unless this is a dry run.
    async fn run(self, request: Request) -> Result<Success, Error> {
        let core = self.core;
        let request = core
            .product
            .name_organization(request, &core.organization)?;
        if let Some(dry_run) = &self.options.dry_run {
            let request = self.outgoing(&request, &core.api)?;
            dry_run.store(|| PreparedRequest {
                operation: self.operation.id,
                method: request.method,
                url: request.url,
                headers: request.headers,
                body: request.body,
            });
            return Err(self.invalid(DryRun::REASON));
        }
        let mut in_doubt = None;
        let outcome = self.attempts(&request, &mut in_doubt).await;
        outcome.map_err(|error| match in_doubt {
            // Even if the last attempt was not sent, an earlier one may have been processed.
            Some(before) if leaves_open(&error) => before,
            _ => error,
        })
    }

    /// The request to the API at this address, without the token.
    fn outgoing(self, request: &Request, api: &Url) -> Result<OutgoingRequest, Error> {
        let base = api.as_str().trim_end_matches('/');
        let address = [base, self.core.product.base_path(), request.target()].concat();
        let url = Url::parse(&address).map_err(|error| self.invalid(&error.to_string()))?;
        let mut headers = request.headers();
        for (name, value) in &self.options.headers {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        Ok(OutgoingRequest {
            method: request.method(),
            url,
            headers,
            body: request.body().clone(),
        })
    }

    fn invalid(self, reason: &str) -> Error {
        Error::InvalidRequest {
            operation: self.operation.id,
            reason: reason.to_owned(),
        }
    }

    /// Sends a request until it succeeds or the policy gives up. A token that is refused is replaced
    /// once, beside what the policy allows. `in_doubt` is the failure of an attempt to write after which
    /// it was sent again, although it may have been done.
    async fn attempts(
        self,
        request: &Request,
        in_doubt: &mut Option<Error>,
    ) -> Result<Success, Error> {
        let mut attempt = 1;
        let mut refused: Option<AccessToken> = None;
        let mut sent = 0;
        loop {
            let (token, permit) = self.turn(refused.as_ref()).await?;
            sent += 1;
            let span = observe::attempt(sent);
            let outcome = self.attempt(request, &token).instrument(span).await;
            let error = match outcome {
                Ok((status, body)) => {
                    self.core.retries.earn();
                    self.core.tokens.accept(self.scope());
                    return Ok(Success {
                        status,
                        body,
                        token,
                    });
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
                // An earlier attempt has deleted it, and the response was lost.
                return Ok(Success {
                    status: StatusCode::OK,
                    body: Bytes::from_static(ALREADY_DELETED),
                    token,
                });
            }
            let failure = error.failure();
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

    /// Sends a request once and receives the whole response, so that one that breaks off counts as a failure of
    /// the attempt.
    async fn attempt(
        self,
        request: &Request,
        token: &AccessToken,
    ) -> Result<(StatusCode, Bytes), Error> {
        let api = self.core.api_for(token);
        let mut request = self.outgoing(request, api)?;
        let header = token.header().ok_or_else(|| {
            self.invalid("the access token has characters that a header must not have")
        })?;
        request.headers.insert(AUTHORIZATION, header);
        let start = Instant::now();
        let bounds = Bounds {
            time: self.options.attempt_timeout.min(self.left(start)),
            bytes: self.options.response_limit,
            secrets: &[token.secret()],
        };
        let response = self.core.sender.send(request, bounds).await;
        observe::answered(self.operation.id, &response, start.elapsed());
        let (head, body) = response
            .map_err(|source| Error::Transport {
                operation: self.operation.id,
                source: Box::new(source),
            })?
            .into_parts();
        self.core
            .pacer
            .learn_from_headers(&head.headers, self.deadline)
            .await;
        let body = bytes_without_bom(body);
        if !head.status.is_success() {
            return Err(classify(
                self.operation,
                self.core.product,
                head.status,
                &head.headers,
                &body,
                &|text| token.shown(text),
            )
            .with_data_center(|| DataCenter::of_api(api)));
        }
        let inspect = &self.options.inspect;
        if inspect.is_wanted() {
            Ok((head.status, inspect.at(self.operation, body, token).await))
        } else {
            Ok((head.status, body))
        }
    }
}

/// Whether an error leaves the outcome of earlier attempts unknown: there was no response, or it was a redirect.
fn leaves_open(error: &Error) -> bool {
    let is_response = error
        .status()
        .is_some_and(|status| !status.is_redirection());
    !is_response && !error.may_have_been_sent()
}

/// The body of the response to a request that deletes.
const ALREADY_DELETED: &[u8] = br#"{"code":0,"message":"It was deleted already."}"#;
