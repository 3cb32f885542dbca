//! The document as a whole: its version, its references, its structure.

use openapiv3::OpenAPI;

use crate::{
    problem::{Location, Problem},
    spec::{Spec, text},
    visit,
};

/// The version must be one that the generator takes.
pub(super) fn version(spec: &Spec) -> Vec<Problem> {
    match text(&spec.root, "openapi") {
        Some(version) if version.starts_with("3.0.") => Vec::new(),
        Some(version) => vec![Location::root().child("openapi").problem(format!(
            "the version is `{version}`, but the generator takes OpenAPI 3.0.x only"
        ))],
        None => vec![
            Location::root()
                .problem("this is not an OpenAPI document: `openapi: 3.0.3` is missing at the top"),
        ],
    }
}

/// Checks the version of the spec: the generated client sends it in a header, and would panic if it were not valid
/// there.
pub(super) fn own_version(spec: &Spec) -> Vec<Problem> {
    let version = spec.root.get("info").and_then(|info| text(info, "version"));
    let location = Location::root().child("info").child("version");
    match version {
        None => vec![location.problem("the version of the spec is missing")],
        Some(version) if version.bytes().all(|byte| byte.is_ascii_graphic()) => Vec::new(),
        Some(_) => vec![
            location.problem("the generator sends this as a header, so it must be printable ASCII"),
        ],
    }
}

/// Every reference must lead to something.
pub(super) fn references(spec: &Spec) -> Vec<Problem> {
    visit::references(spec)
        .into_iter()
        .filter_map(|(location, target)| spec.target(target, &location).err())
        .collect()
}

/// The rest must be as OpenAPI says: fields with the right types where they belong.
pub(super) fn structure(spec: &Spec) -> Vec<Problem> {
    match serde_path_to_error::deserialize::<_, OpenAPI>(&spec.root) {
        Ok(_) => Vec::new(),
        Err(error) => {
            let location = match error.path().to_string().as_str() {
                "." => Location::root(),
                path => Location::root().child(path),
            };
            let inner = error.into_inner();
            vec![location.problem(format!("this is not as OpenAPI 3.0 has it: {inner}"))]
        }
    }
}
