//! The operations of the API, and where they are mounted.

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{MatchedPath, RawPathParams, Request};
use axum::http::{Method, Uri};
use axum::middleware;
use axum::response::Response;

use crate::auth::{self, Scope};
use crate::pipeline::{self, Call};
use crate::product::Product;
use crate::refusal::Refusal;
use crate::resources::{comments, invoices, projects, tasks, time_entries, timers, users};
use crate::route_table::{Route, RouteTable};
use crate::state::Shared;
use crate::wire::Answer;
use crate::{controls, gate, introduction, page, respond};

/// An operation of the API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Its name in the specification.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// Its path below the base path of a product.
    pub(crate) path: &'static str,
    /// What a token has to allow.
    pub(crate) scope: Scope,
    /// What it does.
    pub(crate) run: fn(&Call<'_>) -> Result<Answer, Refusal>,
}

const fn operation(
    id: &'static str,
    method: Method,
    path: &'static str,
    scope: Scope,
    run: fn(&Call<'_>) -> Result<Answer, Refusal>,
) -> Operation {
    Operation {
        id,
        method,
        path,
        scope,
        run,
    }
}

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PUT: Method = Method::PUT;
const DELETE: Method = Method::DELETE;

/// All operations. A path that is spelled out wins over one with a parameter in the same place, so
/// `/projects/timeentries` is not the project of that name.
#[rustfmt::skip]
static OPERATIONS: [Operation; 33] = {
    use Scope::{Create, Delete, Read, Update};
    [
        operation("create_project", POST, "/projects", Create, projects::create),
        operation("list_projects", GET, "/projects", Read, projects::list),
        operation("update_project_by_custom_field", PUT, "/projects", Update, projects::update_by_custom_field),
        operation("get_project", GET, "/projects/{project_id}", Read, projects::get),
        operation("update_project", PUT, "/projects/{project_id}", Update, projects::update),
        operation("delete_project", DELETE, "/projects/{project_id}", Delete, projects::delete),
        operation("activate_project", POST, "/projects/{project_id}/active", Create, projects::activate),
        operation("inactivate_project", POST, "/projects/{project_id}/inactive", Create, projects::inactivate),
        operation("clone_project", POST, "/projects/{project_id}/clone", Create, projects::clone),
        operation("assign_users", POST, "/projects/{project_id}/users", Create, users::assign),
        operation("list_users", GET, "/projects/{project_id}/users", Read, users::list),
        operation("invite_user", POST, "/projects/{project_id}/users/invite", Create, users::invite),
        operation("get_user", GET, "/projects/{project_id}/users/{user_id}", Read, users::get),
        operation("update_user", PUT, "/projects/{project_id}/users/{user_id}", Update, users::update),
        operation("delete_user", DELETE, "/projects/{project_id}/users/{user_id}", Delete, users::delete),
        operation("post_comment", POST, "/projects/{project_id}/comments", Create, comments::post),
        operation("list_comments", GET, "/projects/{project_id}/comments", Read, comments::list),
        operation("delete_comment", DELETE, "/projects/{project_id}/comments/{comment_id}", Delete, comments::delete),
        operation("list_invoices", GET, "/projects/{project_id}/invoices", Read, invoices::list),
        operation("add_task", POST, "/projects/{project_id}/tasks", Create, tasks::add),
        operation("list_tasks", GET, "/projects/{project_id}/tasks", Read, tasks::list),
        operation("get_task", GET, "/projects/{project_id}/tasks/{task_id}", Read, tasks::get),
        operation("update_task", PUT, "/projects/{project_id}/tasks/{task_id}", Update, tasks::update),
        operation("delete_task", DELETE, "/projects/{project_id}/tasks/{task_id}", Delete, tasks::delete),
        operation("log_time_entry", POST, "/projects/timeentries", Create, time_entries::log),
        operation("list_time_entries", GET, "/projects/timeentries", Read, time_entries::list),
        operation("delete_time_entries", DELETE, "/projects/timeentries", Delete, time_entries::delete_several),
        operation("get_time_entry", GET, "/projects/timeentries/{time_entry_id}", Read, time_entries::get),
        operation("update_time_entry", PUT, "/projects/timeentries/{time_entry_id}", Update, time_entries::update),
        operation("delete_time_entry", DELETE, "/projects/timeentries/{time_entry_id}", Delete, time_entries::delete),
        operation("start_timer", POST, "/projects/timeentries/{time_entry_id}/timer/start", Create, timers::start),
        operation("stop_timer", POST, "/projects/timeentries/timer/stop", Create, timers::stop),
        operation("get_running_timer", GET, "/projects/timeentries/runningtimer/me", Read, timers::running),
    ]
};

/// The parameters in a path, unless they are no text.
type PathParams = Result<RawPathParams, RawPathParamsRejection>;

impl Operation {
    /// Whether a product has it.
    fn is_in(&self, product: Product) -> bool {
        product == Product::Books || self.id != "update_project_by_custom_field"
    }
}

/// What a request is for: an operation by way of a product.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) product: Product,
    pub(crate) operation: &'static Operation,
}

/// What a request is for, if any operation has its path and method.
pub(crate) fn target(request: &Request) -> Option<Target> {
    let pattern = request.extensions().get::<MatchedPath>()?.as_str();
    // What answers a GET answers a HEAD too.
    let method = match request.method() {
        &Method::HEAD => &Method::GET,
        method => method,
    };
    Product::ALL.into_iter().find_map(|product| {
        let path = pattern.strip_prefix(product.base_path())?;
        let mut found = operations(product);
        let operation = found.find(|found| found.path == path && found.method == *method)?;
        Some(Target { product, operation })
    })
}

/// The operations that a product has.
pub(crate) fn operations(product: Product) -> impl Iterator<Item = &'static Operation> {
    OPERATIONS
        .iter()
        .filter(move |operation| operation.is_in(product))
}

/// The methods that a product has for a path.
pub(crate) fn methods(product: Product, path: &str) -> Vec<Method> {
    let same_path = operations(product).filter(|operation| operation.path == path);
    same_path
        .map(|operation| operation.method.clone())
        .collect()
}

/// Everything that a sandbox serves, and the list of it.
pub(crate) fn router(shared: Shared) -> (Router, Vec<Route>) {
    let mut table = RouteTable::default();
    for product in Product::ALL {
        for operation in operations(product) {
            let path = format!("{}{}", product.base_path(), operation.path);
            let state = shared.clone();
            let handler = async move |params: PathParams, request: Request| match params {
                Ok(params) => pipeline::serve(state, product, operation, params, request).await,
                Err(_) => respond::refusal(&Refusal::UnknownPath),
            };
            table = table.on(operation.method.clone(), &path, handler);
        }
    }
    let (router, routes) = table
        .get(auth::AUTHORIZE, auth::ask)
        .post(auth::AUTHORIZE, auth::answer)
        .get("/oauth/serverinfo", auth::server_info)
        .post("/oauth/v2/token", auth::issue)
        .post("/oauth/v2/token/revoke", auth::revoke)
        .get(introduction::PATH, introduction::show)
        .merge(controls::routes())
        .merge(page::routes())
        .into_parts();
    let router = router
        .fallback(unknown_path)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn_with_state(shared.clone(), gate::pass))
        .with_state(shared);
    (router, routes)
}

async fn unknown_path(uri: Uri) -> Response {
    tracing::info!(path = uri.path(), "no operation has this path");
    respond::refusal(&Refusal::UnknownPath)
}

async fn method_not_allowed(method: Method) -> Response {
    respond::refusal(&Refusal::MethodNotAllowed(method.to_string()))
}
