//! Suggestions for unknown paths and methods.

use axum::http::Method;

use super::known_paths;
use crate::model::operation::operations;
use crate::model::product::Product;
use crate::model::suggest;

/// The operations that a request may have been meant for, the best match first.
pub(super) fn find(method: &Method, path: &str) -> Vec<String> {
    let path = path.trim_end_matches('/');
    let known = known_paths::find(method, path);
    if !known.is_empty() {
        return known;
    }
    let asked: Vec<&str> = path.split('/').collect();
    let mut candidates = Vec::new();
    for product in Product::ALL {
        for operation in operations(product) {
            let pattern = format!("{}{}", product.base_path(), operation.path);
            let whole = filled(&pattern, &asked);
            let shown = format!("{} {pattern} ({})", operation.method, operation.id);
            if whole == path {
                candidates.push((0, whole, shown));
            } else if operation.method == *method {
                candidates.push((1, whole, shown));
            }
        }
    }
    if candidates.iter().any(|(rank, ..)| *rank == 0) {
        // The path is correct, only the method is not.
        candidates.retain(|(rank, ..)| *rank == 0);
        return candidates.into_iter().map(|(.., shown)| shown).collect();
    }
    let paths: Vec<&str> = candidates.iter().map(|(_, path, _)| &**path).collect();
    let mut found = Vec::new();
    for near in suggest::matches(path, &paths) {
        let shown = candidates
            .iter()
            .filter(|(_, path, _)| *path == near)
            .map(|(.., shown)| shown);
        for shown in shown {
            if !found.contains(shown) {
                found.push(shown.clone());
            }
        }
    }
    found
}

/// A path with the requested ids as parameters.
fn filled(pattern: &str, asked: &[&str]) -> String {
    let segments: Vec<&str> = pattern
        .split('/')
        .enumerate()
        .map(|(place, segment)| match asked.get(place) {
            Some(id) if segment.starts_with('{') && !id.is_empty() => id,
            _ => segment,
        })
        .collect();
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::find;

    #[test]
    fn a_path_that_is_almost_right_finds_its_operation() {
        for (method, path, expected) in [
            (
                Method::GET,
                "/books/v3/project",
                "GET /books/v3/projects (list_projects)",
            ),
            (
                Method::POST,
                "/books/v3/projects/77/task",
                "POST /books/v3/projects/{project_id}/tasks (add_task)",
            ),
            (
                Method::PATCH,
                "/billing/v1/projects/77/tasks/78",
                "PUT /billing/v1/projects/{project_id}/tasks/{task_id} (update_task)",
            ),
        ] {
            let found = find(&method, path);
            assert!(
                found.iter().any(|near| near == expected),
                "{path}: {found:?}"
            );
        }
        assert!(find(&Method::GET, "/favicon.ico").is_empty());
        assert_eq!(
            find(&Method::GET, "/books/v3/projects/77/timeentries/"),
            ["GET /books/v3/projects/timeentries?project_id=77 (list_time_entries)"]
        );
    }
}
