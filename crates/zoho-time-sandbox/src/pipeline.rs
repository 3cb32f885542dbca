//! The way of every request of the API once the [`gate`](crate::gate) lets it in: who asks, for which organisation, with which
//! scope; then the operation; then its answer in the wire style.

use axum::body::Body;
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;

use crate::auth::{self, Caller};
use crate::body::{self, Brought};
use crate::contract;
use crate::data_center::DataCenter;
use crate::input::{Fields, Unread};
use crate::keys::{Key, ProjectKey, UserKey};
use crate::log;
use crate::model::Project;
use crate::product::{Product, WireStyle};
use crate::query::Parameters;
use crate::refusal::{Kind, Refusal};
use crate::respond;
use crate::routes::{self, Operation};
use crate::state::Shared;
use crate::store::{Ledger, Transaction};
use crate::wire::{self, View};

/// What came over the wire, apart from who sent it.
#[derive(Debug)]
struct Sent {
    headers: HeaderMap,
    path: Vec<(String, String)>,
    query: Parameters,
    body: Brought,
    /// The fields of the body that the operation has no use for.
    unread: Unread,
}

/// A request that was let through, as an operation sees it.
#[derive(Debug)]
pub(crate) struct Call<'c> {
    /// The records of the organisation that the request is for.
    pub(crate) ledger: Ledger<'c>,
    /// The user who sends the request.
    pub(crate) caller: UserKey,
    pub(crate) product: Product,
    pub(crate) style: WireStyle,
    pub(crate) query: &'c Parameters,
    sent: &'c Sent,
}

/// Serves a request to an operation under a product.
pub(crate) async fn serve(
    shared: Shared,
    product: Product,
    operation: &'static Operation,
    params: RawPathParams,
    request: Request,
) -> Response {
    let path = params
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let (mut head, body) = request.into_parts();
    let known = head.extensions.remove::<Caller>();
    let center = DataCenter::of(&head.extensions, &head.headers);
    let sent = Sent {
        query: Parameters::of(&head.uri),
        body: read_body(operation, &head, body).await,
        headers: head.headers,
        path,
        unread: Unread::default(),
    };
    let unread = sent.unread.clone();
    let strict = shared.strict;
    let style = shared.style;
    let clock = shared.clock.clone();
    let work = move |transaction: &Transaction<'_>| {
        let now = clock.now();
        let admit = || {
            auth::admit(
                *transaction,
                product,
                operation.scope,
                &sent.headers,
                &sent.query,
                center,
                now,
            )
        };
        let Caller { user, organization } = known.map_or_else(admit, Ok)?;
        let call = Call {
            ledger: transaction.ledger(organization, now),
            caller: user,
            product,
            style,
            query: &sent.query,
            sent: &sent,
        };
        if strict {
            call.check(operation)?;
        }
        let answer = (operation.run)(&call)?;
        let view = View {
            style,
            product,
            caller: user,
            now,
            today: call.ledger.today(),
        };
        let status = answer.success().status();
        // Before anything is committed: an operation that answers wrongly has not happened.
        let judged = strict.then(|| wire::body(&answer, view)).transpose()?;
        if let Some(body) = &judged {
            faithful(operation, status, body)?;
        }
        Ok::<_, Refusal>((answer, view, judged))
    };
    let outcome = if operation.method == Method::GET {
        shared.store.read(work).await
    } else {
        shared.store.write(work).await
    };
    let outcome = outcome.and_then(|(answer, view, judged)| {
        let body = match judged {
            Some(body) => body,
            // Here, where it keeps no other request from being served.
            None => wire::body(&answer, view)?,
        };
        let headers = wire::headers(&answer, &view, &routes::methods(product, operation.path));
        Ok((answer.success().status(), headers, body))
    });
    match outcome {
        Ok((status, headers, body)) => {
            tracing::info!(
                operation = operation.id,
                product = product.name(),
                status = status.as_u16(),
                "answered",
            );
            let mut response = respond::bytes(status, body);
            response.headers_mut().extend(headers);
            let unread = unread.names();
            if !unread.is_empty() {
                response.extensions_mut().insert(log::Unread(unread));
            }
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
            respond::refusal(&refusal)
        }
    }
}

/// Refuses an answer that is not as the specification has it.
fn faithful(operation: &Operation, status: StatusCode, body: &[u8]) -> Result<(), Refusal> {
    let violations = contract::response(operation.id, status, body);
    if violations.is_empty() {
        return Ok(());
    }
    let told: Vec<String> = violations.iter().map(ToString::to_string).collect();
    Err(Refusal::Unfaithful(told.join("; ")))
}

async fn read_body(
    operation: &Operation,
    head: &axum::http::request::Parts,
    body: Body,
) -> Brought {
    if operation.method == Method::GET || operation.method == Method::DELETE {
        return Brought::Nothing;
    }
    body::read(&head.uri, &head.headers, body).await
}

impl Call<'_> {
    /// The fields of the body.
    pub(crate) fn body(&self) -> Result<Fields, Refusal> {
        let fields = self.sent.body.fields()?;
        Ok(fields.reporting(&self.sent.unread))
    }

    /// Refuses a request that is not as the specification has it.
    fn check(&self, operation: &Operation) -> Result<(), Refusal> {
        let body = match &self.sent.body {
            Brought::Json(json) => serde_json::from_str(json).ok(),
            _ => None,
        };
        let violations = contract::request(operation.id, self.query, body.as_ref());
        match violations.into_iter().next() {
            None => Ok(()),
            Some(violation) => Err(violation.into()),
        }
    }

    /// A header, if it has a value. Unlike HTTP, the API has text of any language in some.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let value = self.sent.headers.get(name)?.as_bytes();
        let text = std::str::from_utf8(value).ok()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The id in the path; what is no id at all names nothing.
    pub(crate) fn id<K: Key>(&self, name: &str, kind: Kind) -> Result<K, Refusal> {
        let found = self.sent.path.iter().find(|(key, _)| key == name);
        found
            .and_then(|(_, value)| K::parse(value))
            .ok_or(Refusal::NotFound(kind))
    }

    /// The project in the path.
    pub(crate) fn project(&self) -> Result<Project, Refusal> {
        let id: ProjectKey = self.id("project_id", Kind::Project)?;
        self.ledger
            .project(id)?
            .ok_or(Refusal::NotFound(Kind::Project))
    }
}

#[cfg(all(test, feature = "contract"))]
mod tests {
    use axum::http::StatusCode;

    use super::faithful;
    use crate::product::Product;
    use crate::routes;

    #[test]
    fn an_answer_that_departs_from_the_specification_is_a_failure_of_the_sandbox() {
        let mut operations = routes::operations(Product::Books);
        let get = operations.find(|operation| operation.id == "get_project");
        let get = get.unwrap();
        let wrong = br#"{"code":0,"message":"success","project":{"project_id":[]}}"#;
        let refusal = faithful(get, StatusCode::OK, wrong).unwrap_err();
        assert_eq!((refusal.status().as_u16(), refusal.code()), (500, 1000));
        let message = refusal.to_string();
        assert!(message.contains("project.project_id"), "{message}");
        assert!(faithful(get, StatusCode::CREATED, wrong).is_err());
    }
}
