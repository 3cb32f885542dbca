//! Middleware that every request passes, except for those to the page and `/_sandbox`: logging, faults and rate
//! limits. [`dispatch`](super::dispatch) then handles operations of the API.

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

use super::routes;
use crate::auth;
use crate::auth::{Caller, Credentials};
use crate::faults::connection::ResetHandle;
use crate::faults::{Action, Incoming};
use crate::guard::is_control;
use crate::http::body;
use crate::http::body::RequestBody;
use crate::http::parameters::Parameters;
use crate::http::remarks::Remarks;
use crate::http::respond;
use crate::limits::Decision;
use crate::log::{Part, PendingExchange};
use crate::model::data_center::DataCenter;
use crate::model::operation::Target;
use crate::net::BodyDeadline;
use crate::state::Shared;
use crate::store::Transaction;

/// Passes a request on to its handler.
pub(super) async fn handle(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let deadline = request.extensions().get::<BodyDeadline>().cloned();
    if is_control(request.uri().path()) {
        let response = next.run(request).await;
        return BodyDeadline::or_late(deadline.as_ref(), response);
    }
    let target = routes::target(&request);
    let (head, body) = request.into_parts();
    let (body, bytes) = body::keep(&head.headers, body).await;
    let mut request = Request::from_parts(head, body);
    let mut draft = shared
        .log
        .is_on()
        .then(|| begin(&shared, target, &request, &bytes));

    let injection = shared.faults.next(Incoming {
        operation: target.map(|target| target.operation.id),
        product: target.map(|target| target.product.slug()),
        method: request.method(),
        path: request.uri().path(),
    });
    // The decision holds the permit, so a request delayed by a fault counts as being served.
    let decision = match target {
        Some(target) if shared.limiter.limits().is_some() => {
            let parsed = if body::is_read(request.method()) {
                body::parse(request.uri(), request.headers(), &bytes)
            } else {
                RequestBody::Nothing
            };
            let parameters = Parameters::of_request(request.uri(), &parsed);
            let center = DataCenter::of(request.headers());
            let headers = request.headers().clone();
            match decide(&shared, target, headers, parameters, center).await {
                Some((caller, decision)) => {
                    // The caller has been authenticated here, and is not authenticated again.
                    request.extensions_mut().insert(caller);
                    Some(decision)
                }
                None => None,
            }
        }
        _ => None,
    };
    let Some(injection) = injection else {
        return answer(request, next, &decision, draft.as_mut()).await;
    };

    if let Some(draft) = &mut draft {
        draft.injected(&injection);
    }
    let connection = request
        .extensions()
        .get::<ConnectInfo<ResetHandle>>()
        .map(|ConnectInfo(handle)| handle.clone())
        .unwrap_or_default();
    let handler = |request| answer(request, next, &decision, draft.as_mut());
    let response = injection.around(request, &connection, handler).await;
    match (&mut draft, injection.action()) {
        (
            Some(draft),
            Action::StallBefore { .. } | Action::ResetBeforeHeaders | Action::CommitThenReset,
        ) => {
            draft.unsent();
            response
        }
        // The body of an artificial response is available; a streamed body must not be waited for.
        (Some(draft), _) if response.body().size_hint().exact().is_some() => {
            record(response, Some(draft)).await
        }
        _ => response,
    }
}

fn begin<'s>(
    shared: &'s Shared,
    target: Option<Target>,
    request: &Request,
    body: &Bytes,
) -> PendingExchange<'s> {
    PendingExchange::begin(
        &shared.log,
        shared.clock.now(),
        target,
        request.method().clone(),
        request.uri(),
        Part::new(request.headers(), body),
    )
}

/// The caller and the decision of the rate limiter, if the request has a valid organization. All other requests
/// are refused later.
async fn decide(
    shared: &Shared,
    Target { product, operation }: Target,
    headers: HeaderMap,
    parameters: Parameters,
    center: Option<DataCenter>,
) -> Option<(Caller, Decision)> {
    let now = shared.clock.now();
    let may_be_default = shared.has_default_organization();
    let work = move |transaction: &Transaction<'_>| {
        auth::admit(
            *transaction,
            product,
            operation.scope,
            Credentials {
                headers: &headers,
                parameters: &parameters,
                center,
            },
            may_be_default,
            now,
        )
    };
    let caller = shared.store.read(work).await.ok()?;
    let organization = &caller.organization;
    let id = organization.id.to_string();
    let decision = shared.limiter.admit(&id, now, organization.time_zone);
    Some((caller, decision))
}

/// The response to a request without a fault.
async fn answer(
    request: Request,
    next: Next,
    decision: &Option<Decision>,
    draft: Option<&mut PendingExchange<'_>>,
) -> Response {
    let deadline = request.extensions().get::<BodyDeadline>().cloned();
    let response = match decision {
        None => next.run(request).await,
        Some(Decision::Rejected(refusal)) => respond::limited(refusal),
        Some(Decision::Admitted(_, headers)) => {
            let mut response = next.run(request).await;
            headers.write_to(response.headers_mut());
            response
        }
    };
    let response = BodyDeadline::or_late(deadline.as_ref(), response);
    record(response, draft).await
}

/// Records a complete response.
async fn record(response: Response, draft: Option<&mut PendingExchange<'_>>) -> Response {
    let Some(draft) = draft else { return response };
    let (mut head, body) = response.into_parts();
    // Data in memory is available immediately and cannot fail.
    let bytes = axum::body::to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default();
    let remarks = head.extensions.remove::<Remarks>();
    let part = Part::new(&head.headers, &bytes);
    draft.answered(head.status, part, remarks.as_ref());
    Response::from_parts(head, Body::from(bytes))
}
