//! Bugs that take what has to be refused.

use http::{HeaderValue, Method};
use serde_json::{Value, json};

use crate::faulty::{Reply, Sent};

/// Treats a body that is not a JSON object as an empty one.
pub(super) fn malformed_is_empty(sent: &mut Sent) -> Option<Reply> {
    if !sent.body.is_empty() && sent.json().is_none_or(|body| !body.is_object()) {
        sent.body = b"{}".to_vec();
    }
    None
}

/// Cuts the name of a project where it has to end.
pub(super) fn cut_name(sent: &mut Sent) -> Option<Reply> {
    edit(sent, |body| {
        let name = body.get("project_name").and_then(Value::as_str)?;
        let is_long = name.chars().count() > 100;
        let cut: String = name.chars().take(100).collect();
        is_long.then(|| body["project_name"] = json!(cut))
    });
    None
}

/// Looks at no sort column.
pub(super) fn no_sort_column(sent: &mut Sent) -> Option<Reply> {
    sent.drop_parameters(&["sort_column"]);
    None
}

/// Treats an invalid page number as the first page.
pub(super) fn any_page(sent: &mut Sent) -> Option<Reply> {
    let page = sent
        .query
        .split('&')
        .find_map(|pair| pair.strip_prefix("page="));
    let is_page = |page: &str| page.parse::<i32>().is_ok_and(|page| page > 0);
    if page.is_some_and(|page| !is_page(page)) {
        sent.drop_parameters(&["page"]);
    }
    None
}

/// Knows by which field to find a project if the request does not say.
pub(super) fn default_header(sent: &mut Sent) -> Option<Reply> {
    if sent.method == Method::PUT && sent.operation() == "/projects" {
        let name = HeaderValue::from_static("cf_contract_number");
        let headers = &mut sent.headers;
        headers.entry("X-Unique-Identifier-Key").or_insert(name);
    }
    None
}

/// Logs time on a day of its own choice if the request names none.
pub(super) fn default_day(sent: &mut Sent) -> Option<Reply> {
    edit(sent, |body| {
        let body = body.as_object_mut()?;
        let is_entry = body.contains_key("task_id") && !body.contains_key("log_date");
        is_entry.then(|| body.insert("log_date".to_owned(), json!("2026-03-04")))
    });
    None
}

/// Takes what is not the text of a day for another day.
pub(super) fn any_day(sent: &mut Sent) -> Option<Reply> {
    edit(sent, |body| {
        let day = body.get_mut("log_date")?;
        let is_day = |day: &str| day.parse::<zoho_time::chrono::NaiveDate>().is_ok();
        let is_day = day.as_str().is_some_and(is_day);
        (!is_day).then(|| *day = json!("2026-03-04"))
    });
    None
}

/// Changes the body if it is JSON and there is something to change.
fn edit<T>(sent: &mut Sent, change: impl FnOnce(&mut Value) -> Option<T>) {
    let Some(mut body) = sent.json() else {
        return;
    };
    if change(&mut body).is_some() {
        sent.body = body.to_string().into_bytes();
    }
}
