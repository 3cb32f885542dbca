//! Every operation is refused without a token, with a token that is unknown or lacks the scope, and for an
//! organization that the user does not belong to.

use serde_json::json;

use super::Target;

const FOREIGN: &str = "ZohoCRM.modules.ALL";

pub(super) async fn check(target: &Target) -> Vec<String> {
    let demo = target.sandbox.demo();
    let own = demo.organization_id.as_str();
    let foreign = target.sandbox.mint_token(FOREIGN).await.unwrap();
    let other = target.sandbox.add_organization("Other").await.unwrap();
    let cases = [
        ("without a token", None, own, (401, 14)),
        (
            "with a malformed token",
            Some("1234.unknown"),
            own,
            (401, 14),
        ),
        (
            "with an unknown token",
            Some("1000.no.body"),
            own,
            (401, 57),
        ),
        ("without a scope", Some(foreign.as_str()), own, (401, 57)),
        (
            "for another organization",
            Some(demo.access_token.as_str()),
            other.organization_id.as_str(),
            (400, 6041),
        ),
    ];
    let mut found = Vec::new();
    for operation in target.spec.operations(target.product) {
        for (case, token, organization, expected) in &cases {
            let path = target.path(&operation.path, false);
            let mut request = target.anonymous(operation.method.clone(), &path, organization);
            if operation.method == http::Method::POST || operation.method == http::Method::PUT {
                request = request.json(&json!({}));
            }
            if let Some(token) = token {
                request = request.header("Authorization", format!("Zoho-oauthtoken {token}"));
            }
            let answer = target.send(request).await;
            let refusal = (answer.status, answer.body["code"].as_i64().unwrap_or(-1));
            if refusal != *expected {
                let id = &operation.id;
                found.push(format!("{id} {case}: {refusal:?}, not {expected:?}"));
            }
        }
    }
    found
}
