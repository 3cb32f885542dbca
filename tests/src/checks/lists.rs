//! Pages make up the list, the last one is the only one that says so, and filters filter.

use http::Method;
use serde_json::Value;

use super::Target;

pub(super) async fn check(target: &Target) -> Vec<String> {
    let project = target.sandbox.demo().projects[0].as_str();
    let mut found = pages(target, "/projects", "projects", "project_id").await;
    found.extend(
        pages(
            target,
            &format!("/projects/{project}/tasks"),
            "tasks",
            "task_id",
        )
        .await,
    );
    found.extend(
        pages(
            target,
            "/projects/timeentries",
            "time_entries",
            "time_entry_id",
        )
        .await,
    );

    let inactivate = target.request(Method::POST, &format!("/projects/{project}/inactive"));
    target.send(inactivate).await;
    for (filter, is_there) in [
        ("Status.All", true),
        ("Status.Active", false),
        ("Status.Inactive", true),
    ] {
        let answer = target.get("/projects", &[("filter_by", filter)]).await;
        let ids = ids(&answer.body, "projects", "project_id");
        if ids.iter().any(|id| id == project) != is_there {
            found.push(format!(
                "an inactive project and filter_by={filter}: {ids:?}"
            ));
        }
    }
    found
}

/// Compares a list with its pages of one record.
async fn pages(target: &Target, path: &str, list: &str, id: &str) -> Vec<String> {
    let whole = ids(&target.get(path, &[]).await.body, list, id);
    let mut found = Vec::new();
    if whole.len() < 2 {
        found.push(format!("{path}: {} records instead of a list", whole.len()));
    }
    for (index, wanted) in whole.iter().enumerate() {
        let number = (index + 1).to_string();
        let answer = target
            .get(path, &[("page", &number), ("per_page", "1")])
            .await;
        let page = ids(&answer.body, list, id);
        if page != [wanted.clone()] {
            found.push(format!("{path}: page {number} has {page:?}, not {wanted}"));
        }
        let more = &answer.body["page_context"]["has_more_page"];
        if *more != (index + 1 < whole.len()) {
            found.push(format!("{path}: page {number}: has_more_page is {more}"));
        }
    }
    found
}

fn ids(body: &Value, list: &str, id: &str) -> Vec<String> {
    let items = body[list].as_array().into_iter().flatten();
    items
        .map(|item| item[id].as_str().unwrap_or_default().to_owned())
        .collect()
}
