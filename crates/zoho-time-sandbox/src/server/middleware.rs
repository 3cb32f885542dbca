//! The one place through which every request goes, but for those to the page and `/_sandbox`: it is logged, it
//! meets the faults that are armed, and it counts against the limits. What it asks for is looked
//! at further in: by [`dispatch`](super::dispatch) if it is for an operation of the API.

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

/// Lets a request through to what serves it.
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
    // The decision holds the permit, so a request that a fault holds up counts as being served.
    let decision = match target {
        Some(target) if shared.limiter.limits().is_some() => {
            let parsed = if body::is_read(request.method()) {
                body::parse(request.uri(), request.headers(), &bytes)
            } else {
                RequestBody::Nothing
            };
            let parameters = Parameters::of_request(request.uri(), &parsed);
            let center = DataCenter::of(request.extensions(), request.headers());
            let headers = request.headers().clone();
            match decide(&shared, target, headers, parameters, center).await {
                Some((caller, decision)) => {
                    // Who has been let in here is not asked again.
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
        // What a fault made up is at hand; what it sends bit by bit must not be waited for.
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

/// Who asks, and what the limits say to it, if the request is for an organisation that it may ask
/// for. Any other one is refused further in.
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

/// The answer to a request that no fault keeps from being served.
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

/// Notes an answer that is complete.
async fn record(response: Response, draft: Option<&mut PendingExchange<'_>>) -> Response {
    let Some(draft) = draft else { return response };
    let (mut head, body) = response.into_parts();
    // What is in memory neither has to be waited for nor can it fail.
    let bytes = axum::body::to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default();
    let remarks = head.extensions.remove::<Remarks>();
    let part = Part::new(&head.headers, &bytes);
    draft.answered(head.status, part, remarks.as_ref());
    Response::from_parts(head, Body::from(bytes))
}
