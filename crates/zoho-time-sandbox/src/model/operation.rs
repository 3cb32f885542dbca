//! The operations of the API, as the spec has them.

use axum::http::Method;

use super::product::Product;
use super::scope::Scope;

/// An operation of the API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Its name in the spec.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// Its path below the base path of a product.
    pub(crate) path: &'static str,
    /// The scope that a token needs.
    pub(crate) scope: Scope,
}

const fn operation(
    id: &'static str,
    method: Method,
    path: &'static str,
    scope: Scope,
) -> Operation {
    Operation {
        id,
        method,
        path,
        scope,
    }
}

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PUT: Method = Method::PUT;
const DELETE: Method = Method::DELETE;

/// All operations. A literal path segment takes precedence over a parameter, so
/// `/projects/timeentries` is not the project of that name.
#[rustfmt::skip]
static OPERATIONS: [Operation; 33] = {
    use Scope::{Create, Delete, Read, Update};
    [
        operation("create_project", POST, "/projects", Create),
        operation("list_projects", GET, "/projects", Read),
        operation("update_project_by_custom_field", PUT, "/projects", Update),
        operation("get_project", GET, "/projects/{project_id}", Read),
        operation("update_project", PUT, "/projects/{project_id}", Update),
        operation("delete_project", DELETE, "/projects/{project_id}", Delete),
        operation("activate_project", POST, "/projects/{project_id}/active", Create),
        operation("inactivate_project", POST, "/projects/{project_id}/inactive", Create),
        operation("clone_project", POST, "/projects/{project_id}/clone", Create),
        operation("assign_users", POST, "/projects/{project_id}/users", Create),
        operation("list_users", GET, "/projects/{project_id}/users", Read),
        operation("invite_user", POST, "/projects/{project_id}/users/invite", Create),
        operation("get_user", GET, "/projects/{project_id}/users/{user_id}", Read),
        operation("update_user", PUT, "/projects/{project_id}/users/{user_id}", Update),
        operation("delete_user", DELETE, "/projects/{project_id}/users/{user_id}", Delete),
        operation("post_comment", POST, "/projects/{project_id}/comments", Create),
        operation("list_comments", GET, "/projects/{project_id}/comments", Read),
        operation("delete_comment", DELETE, "/projects/{project_id}/comments/{comment_id}", Delete),
        operation("list_invoices", GET, "/projects/{project_id}/invoices", Read),
        operation("add_task", POST, "/projects/{project_id}/tasks", Create),
        operation("list_tasks", GET, "/projects/{project_id}/tasks", Read),
        operation("get_task", GET, "/projects/{project_id}/tasks/{task_id}", Read),
        operation("update_task", PUT, "/projects/{project_id}/tasks/{task_id}", Update),
        operation("delete_task", DELETE, "/projects/{project_id}/tasks/{task_id}", Delete),
        operation("log_time_entry", POST, "/projects/timeentries", Create),
        operation("list_time_entries", GET, "/projects/timeentries", Read),
        operation("delete_time_entries", DELETE, "/projects/timeentries", Delete),
        operation("get_time_entry", GET, "/projects/timeentries/{time_entry_id}", Read),
        operation("update_time_entry", PUT, "/projects/timeentries/{time_entry_id}", Update),
        operation("delete_time_entry", DELETE, "/projects/timeentries/{time_entry_id}", Delete),
        operation("start_timer", POST, "/projects/timeentries/{time_entry_id}/timer/start", Create),
        operation("stop_timer", POST, "/projects/timeentries/timer/stop", Create),
        operation("get_running_timer", GET, "/projects/timeentries/runningtimer/me", Read),
    ]
};

impl Operation {
    /// Whether a product has it.
    fn is_in(&self, product: Product) -> bool {
        product == Product::Books || self.id != "update_project_by_custom_field"
    }
}

/// An operation of one product.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) product: Product,
    pub(crate) operation: &'static Operation,
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
