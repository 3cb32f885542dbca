//! Bugs that are put in on purpose, to see that the tests find them. Each is one that servers have
//! had, and each makes the sandbox wrong in one respect only.

mod lenient;

use http::{Method, StatusCode, header};
use serde_json::json;

use crate::faulty::{Reply, Sent};

/// The effect of a bug.
#[derive(Clone, Copy, Debug)]
pub struct Mutant {
    /// Its name.
    pub name: &'static str,
    /// The check of [`checks`](crate::checks) that has to find it.
    pub found_by: &'static str,
    /// Whether a test that only uses the spec must detect it too.
    pub from_outside: bool,
    /// Changes a request, or answers it instead of the sandbox.
    pub before: fn(&mut Sent) -> Option<Reply>,
    /// Changes the answer to a request.
    pub after: fn(&Sent, &mut Reply),
}

/// The well-known token and organization of a sandbox.
const TOKEN: &str = "Zoho-oauthtoken 1000.sandbox-demo.access-token";
const ORGANIZATION: &str = "10234695";

const fn before(
    name: &'static str,
    found_by: &'static str,
    from_outside: bool,
    before: fn(&mut Sent) -> Option<Reply>,
) -> Mutant {
    Mutant {
        name,
        found_by,
        from_outside,
        before,
        after: |_, _| (),
    }
}

const fn after(
    name: &'static str,
    found_by: &'static str,
    from_outside: bool,
    after: fn(&Sent, &mut Reply),
) -> Mutant {
    Mutant {
        name,
        found_by,
        from_outside,
        before: |_| None,
        after,
    }
}

/// All of them.
pub static MUTANTS: [Mutant; 25] = [
    // Who may do what.
    before("no token is needed", "access", true, any_token),
    before("scopes are ignored", "access", false, any_scope),
    before(
        "the organization is ignored",
        "access",
        false,
        any_organization,
    ),
    // The protocol.
    after("200 instead of 405", "methods", true, always_allowed),
    after("405 without Allow", "methods", true, no_allow_header),
    after("HTML instead of JSON", "conformance", true, html),
    after(
        "a status that is not described",
        "conformance",
        true,
        accepted,
    ),
    before(
        "malformed JSON is taken",
        "refusals",
        true,
        lenient::malformed_is_empty,
    ),
    before(
        "500 on a letter outside ASCII",
        "refusals",
        true,
        ascii_only,
    ),
    // What answers say.
    after("a required field is missing", "conformance", true, no_id),
    after(
        "a field has the wrong type",
        "conformance",
        true,
        wrong_type,
    ),
    after("errors have no code", "conformance", true, no_code),
    after(
        "what is missing is a bad request",
        "refusals",
        false,
        missing_is_bad,
    ),
    // What is stored.
    after("create stores nothing", "walk", true, create_nothing),
    before("delete deletes nothing", "walk", true, delete_nothing),
    before("update stores nothing", "walk", false, update_nothing),
    // What is taken.
    before(
        "a name that is too long is cut",
        "refusals",
        true,
        lenient::cut_name,
    ),
    before(
        "any sort column is taken",
        "refusals",
        true,
        lenient::no_sort_column,
    ),
    before("any page is taken", "refusals", true, lenient::any_page),
    before("any day is taken", "refusals", true, lenient::any_day),
    before(
        "a needed field may be missing",
        "refusals",
        true,
        lenient::default_day,
    ),
    before(
        "a needed header may be missing",
        "refusals",
        true,
        lenient::default_header,
    ),
    // What lists show.
    after("there is never another page", "lists", false, last_page),
    before("every page is the first", "lists", false, first_page),
    before("filters are ignored", "lists", false, no_filter),
];

fn any_token(sent: &mut Sent) -> Option<Reply> {
    sent.headers
        .insert(header::AUTHORIZATION, TOKEN.parse().unwrap());
    None
}

fn any_scope(sent: &mut Sent) -> Option<Reply> {
    let token = sent.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let is_issued = token.split(' ').nth(1)?.starts_with("1000.");
    is_issued.then(|| any_token(sent)).flatten()
}

fn any_organization(sent: &mut Sent) -> Option<Reply> {
    if sent.query.contains("organization_id=") {
        sent.drop_parameters(&["organization_id"]);
        sent.query = format!("{}&organization_id={ORGANIZATION}", sent.query);
    }
    None
}

fn always_allowed(_: &Sent, reply: &mut Reply) {
    if reply.status == StatusCode::METHOD_NOT_ALLOWED {
        *reply = Reply::new(StatusCode::OK, &json!({ "code": 0, "message": "success" }));
    }
}

fn no_allow_header(_: &Sent, reply: &mut Reply) {
    reply.headers.remove(header::ALLOW);
}

fn html(sent: &Sent, reply: &mut Reply) {
    if sent.method == Method::GET {
        let html = header::HeaderValue::from_static("text/html");
        reply.headers.insert(header::CONTENT_TYPE, html);
    }
}

fn accepted(_: &Sent, reply: &mut Reply) {
    if reply.status == StatusCode::CREATED {
        reply.status = StatusCode::ACCEPTED;
    }
}

fn ascii_only(sent: &mut Sent) -> Option<Reply> {
    let text = sent.json().map(|body| body.to_string());
    let is_odd = text.is_some_and(|text| !text.is_ascii());
    is_odd.then(|| {
        let error = json!({ "code": 1000, "message": "Internal error" });
        Reply::new(StatusCode::INTERNAL_SERVER_ERROR, &error)
    })
}

fn no_id(_: &Sent, reply: &mut Reply) {
    reply.edit(|body| {
        for project in body["projects"].as_array_mut().into_iter().flatten() {
            project.as_object_mut().unwrap().remove("project_id");
        }
        if body["projects"].is_null() {
            body.as_object_mut().unwrap().remove("projects");
        }
    });
}

fn wrong_type(_: &Sent, reply: &mut Reply) {
    reply.edit(|body| {
        if let Some(hours) = body.pointer_mut("/project/total_hours") {
            *hours = json!(true);
        }
    });
}

fn no_code(_: &Sent, reply: &mut Reply) {
    if reply.status.is_client_error() {
        reply.edit(|body| drop(body.as_object_mut().unwrap().remove("code")));
    }
}

fn missing_is_bad(_: &Sent, reply: &mut Reply) {
    if reply.status == StatusCode::NOT_FOUND {
        reply.status = StatusCode::BAD_REQUEST;
    }
}

fn create_nothing(sent: &Sent, reply: &mut Reply) {
    // The id in the response does not exist.
    if sent.method == Method::POST && sent.operation() == "/projects" {
        reply.edit(|body| {
            if let Some(id) = body.pointer_mut("/project/project_id") {
                *id = json!("982000000000999001");
            }
        });
    }
}

fn delete_nothing(sent: &mut Sent) -> Option<Reply> {
    let id = sent.operation().strip_prefix("/projects/");
    let is_project = id.is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    // What is not there must still be refused, so the sandbox is asked whether it is.
    if sent.method == Method::DELETE && is_project {
        sent.method = Method::GET;
    }
    None
}

fn update_nothing(sent: &mut Sent) -> Option<Reply> {
    if sent.method == Method::PUT && sent.operation().starts_with("/projects/") {
        sent.method = Method::GET;
        sent.body.clear();
    }
    None
}

fn last_page(_: &Sent, reply: &mut Reply) {
    reply.edit(|body| {
        if let Some(more) = body.pointer_mut("/page_context/has_more_page") {
            *more = json!(false);
        }
    });
}

fn first_page(sent: &mut Sent) -> Option<Reply> {
    sent.drop_parameters(&["page"]);
    None
}

fn no_filter(sent: &mut Sent) -> Option<Reply> {
    sent.drop_parameters(&["filter_by"]);
    None
}
