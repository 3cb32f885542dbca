//! Every operation is refused without a token, with one that has no scope for it, and for the
//! organisation of somebody else.

use serde_json::json;

use super::Target;

const FOREIGN: &str = "ZohoCRM.modules.ALL";

pub(super) async fn check(target: &Target) -> Vec<String> {
    let demo = target.sandbox.demo();
    let own = demo.organization_id.as_str();
    let foreign = target.sandbox.mint_token(FOREIGN).await.unwrap();
    let other = target.sandbox.add_organization("Other").await.unwrap();
    let cases = [
        ("without a token", None, own),
        ("with an unknown token", Some("1234.nobody"), own),
        ("without a scope", Some(foreign.as_str()), own),
        (
            "for another organization",
            Some(demo.access_token.as_str()),
            other.organization_id.as_str(),
        ),
    ];
    let mut found = Vec::new();
    for operation in target.specification.operations(target.product) {
        for (case, token, organization) in &cases {
            let path = target.path(&operation.path, false);
            let mut request = target.anonymous(operation.method.clone(), &path, organization);
            if operation.method == http::Method::POST || operation.method == http::Method::PUT {
                request = request.json(&json!({}));
            }
            if let Some(token) = token {
                request = request.header("Authorization", format!("Zoho-oauthtoken {token}"));
            }
            let status = target.send(request).await.status;
            if status != 401 {
                found.push(format!("{} {case}: {status}, not 401", operation.id));
            }
        }
    }
    found
}
