//! Dispatch of every API request after the [middleware](crate::server::middleware): authentication,
//! organization and scope; then the operation; then its response in the wire style.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawPathParams, Request};
use axum::http::{Method, StatusCode};
use axum::response::Response;

use crate::auth::{self, Caller, Credentials};
use crate::contract;
use crate::http::body::{self, RequestBody};
use crate::http::parameters::Parameters;
use crate::http::refusal::Refusal;
use crate::http::remarks::Remarks;
use crate::http::respond;
use crate::model::data_center::DataCenter;
use crate::model::operation::Operation;
use crate::model::product::Product;
use crate::resources::{Call, Handler, RequestParts};
use crate::state::Shared;
use crate::store::Transaction;
use crate::wire::{self, RenderContext};

/// Serves a request to an operation under a product.
pub(crate) async fn serve(
    shared: Shared,
    product: Product,
    operation: &'static Operation,
    handler: Handler,
    params: RawPathParams,
    request: Request,
) -> Response {
    let path = params
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let (mut head, body) = request.into_parts();
    let known = head.extensions.remove::<Caller>();
    let center = DataCenter::of(&head.headers);
    let body = read_body(operation, &head, body).await;
    let remarks = Remarks::default();
    let sent = Arc::new(RequestParts {
        query: Parameters::of_request(&head.uri, &body),
        body,
        headers: head.headers,
        path,
        remarks: remarks.clone(),
    });
    let request = Arc::clone(&sent);
    let may_be_default = shared.has_default_organization();
    let strict = shared.strict;
    let style = shared.style;
    let clock = shared.clock.clone();
    let status = operation.success();
    let work = move |transaction: &Transaction<'_>| {
        let now = clock.now();
        let admit = || {
            auth::admit(
                *transaction,
                product,
                operation.scope,
                Credentials {
                    headers: &sent.headers,
                    parameters: &sent.query,
                    center,
                },
                may_be_default,
                now,
            )
        };
        let Caller {
            user,
            organization,
            is_default,
        } = known.map_or_else(admit, Ok)?;
        if is_default {
            sent.remarks.warn(format!(
                "no organization is named, so the user's default one is used: name it in {}",
                product.organization_place()
            ));
        }
        let call = Call {
            ledger: transaction.ledger(organization, now),
            caller: user,
            product,
            style,
            query: &sent.query,
            request: &sent,
        };
        if strict {
            check(operation, &call)?;
        }
        let answer = handler(&call)?;
        if let Some(page) = answer.page() {
            sent.remarks.page(page.number, page.has_more);
        }
        let view = RenderContext {
            style,
            product,
            caller: user,
            now,
            today: call.ledger.today(),
        };
        // Before anything is committed: an operation with an invalid response has no effect.
        let rendered = strict.then(|| wire::body(&answer, view)).transpose()?;
        if let Some(body) = &rendered {
            faithful(operation, status, body)?;
        }
        Ok::<_, Refusal>((answer, view, rendered))
    };
    let outcome = if operation.method == Method::GET {
        shared.store.read(work).await
    } else {
        shared.store.write(work).await
    };
    let outcome = outcome.and_then(|(answer, view, rendered)| {
        let body = match rendered {
            Some(body) => body,
            // Here, where it does not delay other requests.
            None => wire::body(&answer, view)?,
        };
        Ok((wire::headers(operation, &answer, &view), body))
    });
    let mut response = match outcome {
        Ok((headers, body)) => {
            tracing::info!(
                operation = operation.id,
                product = product.name(),
                status = status.as_u16(),
                "answered",
            );
            if remarks.has_unread() {
                suggest(operation, &request);
            }
            let mut response = respond::bytes(status, body);
            response.headers_mut().extend(headers);
            response
        }
        Err(refusal) => {
            tracing::info!(
                operation = operation.id,
                product = product.name(),
                status = refusal.status().as_u16(),
                code = refusal.code(),
                %refusal,
                "refused",
            );
            let unknown = suggest(operation, &request);
            remarks.only_unread(unknown);
            respond::refusal(&refusal)
        }
    };
    response.extensions_mut().insert(remarks);
    response
}

/// Finds the fields of the body that the operation does not have, and warns of those with a name similar to a
/// known one.
fn suggest(operation: &Operation, request: &RequestParts) -> Vec<String> {
    let Some(body) = request.body.value() else {
        return Vec::new();
    };
    let unknown = contract::unknown_fields(operation.id, &body);
    for field in &unknown {
        if let Some(near) = field.near.first() {
            request.remarks.warn(format!(
                "the operation has no field `{}`; did you mean `{near}`?",
                field.name.escape_debug()
            ));
        }
    }
    unknown.into_iter().map(|field| field.name).collect()
}

/// Fails if the response violates the spec.
fn faithful(operation: &Operation, status: StatusCode, body: &[u8]) -> Result<(), Refusal> {
    let violations = contract::response(operation.id, status, body);
    if violations.is_empty() {
        return Ok(());
    }
    let messages: Vec<String> = violations.iter().map(ToString::to_string).collect();
    Err(Refusal::Unfaithful(messages.join("; ")))
}

async fn read_body(
    operation: &Operation,
    head: &axum::http::request::Parts,
    body: Body,
) -> RequestBody {
    if !body::is_read(&operation.method) {
        return RequestBody::Nothing;
    }
    body::read(&head.uri, &head.headers, body).await
}

/// Rejects a request that violates the spec.
fn check(operation: &Operation, call: &Call<'_>) -> Result<(), Refusal> {
    let violations = contract::request(operation.id, call.query, &call.request.body);
    match violations.into_iter().next() {
        None => Ok(()),
        Some(violation) => Err(violation.into()),
    }
}

#[cfg(all(test, feature = "contract"))]
mod tests {
    use axum::http::StatusCode;

    use super::faithful;
    use crate::model::operation;

    #[test]
    fn a_response_that_violates_the_spec_is_a_failure_of_the_sandbox() {
        let get = operation::all().find(|operation| operation.id == "get_project");
        let get = get.unwrap();
        let wrong = br#"{"code":0,"message":"success","project":{"project_id":[]}}"#;
        let refusal = faithful(get, StatusCode::OK, wrong).unwrap_err();
        assert_eq!((refusal.status().as_u16(), refusal.code()), (500, 1000));
        let message = refusal.to_string();
        assert!(message.contains("project.project_id"), "{message}");
        assert!(faithful(get, StatusCode::CREATED, wrong).is_err());
    }
}
