//! A request to every route, with real ids and a body that the route accepts.

use zoho_time_sandbox::Sandbox;

/// A method, a path without parameters in it, and a body.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: String,
    pub(crate) content_type: &'static str,
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A target for every route, for HEAD where there is GET, for OPTIONS, and for paths without a route.
pub(crate) fn all(sandbox: &Sandbox) -> Vec<Target> {
    let mut targets = Vec::new();
    for route in sandbox.routes() {
        let path = filled(sandbox, &route.path);
        let (content_type, body) = body(sandbox, &route.path);
        let mut add = |method: &str| {
            targets.push(Target {
                method: method.to_owned(),
                path: path.clone(),
                body: body.clone(),
                content_type,
            });
        };
        add(route.method.as_str());
        add("OPTIONS");
        if route.method == "GET" {
            add("HEAD");
        }
    }
    for (method, path) in [
        ("GET", "/no/such/path"),
        ("POST", "/_sandbox/nothing"),
        ("PATCH", "/_sandbox/demo"),
        ("TRACE", "/"),
    ] {
        targets.push(Target {
            method: method.to_owned(),
            path: path.to_owned(),
            body: "{}".to_owned(),
            content_type: JSON,
        });
    }
    targets
}

/// A path whose parameters are ids of the sample data.
fn filled(sandbox: &Sandbox, pattern: &str) -> String {
    let demo = sandbox.demo();
    let segments: Vec<String> = pattern
        .split('/')
        .map(|segment| match segment {
            "{project_id}" => demo.projects[0].to_string(),
            "{task_id}" => demo.tasks[0].to_string(),
            "{user_id}" => demo.users[1].to_string(),
            "{time_entry_id}" => demo.time_entries[0].to_string(),
            "{comment_id}" | "{id}" => "1".to_owned(),
            "{name}" => "kept".to_owned(),
            "{table}" => "projects".to_owned(),
            "{*path}" => "app.js".to_owned(),
            fixed if fixed.contains('{') => panic!("there is no value for {fixed} of {pattern}"),
            fixed => fixed.to_owned(),
        })
        .collect();
    let query = format!("?organization_id={}", demo.organization_id);
    segments.join("/") + &query
}

fn body(sandbox: &Sandbox, pattern: &str) -> (&'static str, String) {
    let demo = sandbox.demo();
    let project = &demo.projects[0];
    match pattern {
        "/oauth/v2/token" => (
            FORM,
            format!(
                "grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={}",
                demo.client_id, demo.client_secret, demo.refresh_token
            ),
        ),
        "/oauth/v2/token/revoke" => (FORM, format!("token={}", demo.refresh_token)),
        "/oauth/v2/auth" => (FORM, "ticket=1&decision=accept".to_owned()),
        "/_sandbox/clock" => (JSON, r#"{"advance_seconds": 86400}"#.to_owned()),
        "/_sandbox/faults" => (JSON, r#"{"action": {"type": "malformed_json"}}"#.to_owned()),
        "/_sandbox/limits" => (JSON, r#"{"plan": "free"}"#.to_owned()),
        "/_sandbox/expenses" | "/_sandbox/invoices" => {
            (JSON, format!(r#"{{"project_id": "{project}"}}"#))
        }
        _ => (
            JSON,
            r#"{"name": "Foreign", "task_name": "Foreign"}"#.to_owned(),
        ),
    }
}
