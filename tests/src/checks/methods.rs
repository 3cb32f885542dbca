//! A method that a path does not have is refused with 405, and `Allow` names those that it has.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;

use super::Target;

pub(super) async fn check(target: &Target) -> Vec<String> {
    let mut paths: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for operation in target.spec.operations(target.product) {
        let methods = paths.entry(&operation.path).or_default();
        methods.insert(operation.method.as_str());
    }
    let mut found = Vec::new();
    for (path, wanted) in &paths {
        for method in [
            Method::GET,
            Method::PUT,
            Method::POST,
            Method::DELETE,
            Method::PATCH,
        ] {
            // A path that is spelled out hides one with a parameter, but not for its other methods.
            if wanted.contains(method.as_str()) {
                continue;
            }
            let place = format!("{method} {path}");
            let request = target.request(method, &target.path(path, true));
            let answer = target.send(request).await;
            if answer.status != 405 {
                found.push(format!("{place}: {}, not 405", answer.status));
                continue;
            }
            let allow = answer.headers.get(http::header::ALLOW);
            let allow = allow.and_then(|value| value.to_str().ok()).unwrap_or("");
            let named: BTreeSet<_> = allow
                .split(',')
                .map(str::trim)
                // A path with GET also has HEAD.
                .filter(|method| !method.is_empty() && *method != "HEAD")
                .collect();
            if named != *wanted {
                found.push(format!("{place}: Allow is {allow:?}, not {wanted:?}"));
            }
        }
    }
    found
}
