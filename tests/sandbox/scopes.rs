//! Every operation of every product with every kind of token is accepted or refused as the spec requires.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use zoho_time::Product;
use zoho_time_sandbox::Sandbox;
use zoho_time_tests::raw::Raw;
use zoho_time_tests::spec::{Operation, Spec};

/// The kinds of tokens: what they are called, and the scopes that they have.
fn tokens(spec: &Spec, product: Product) -> Vec<(&'static str, Vec<String>)> {
    let own = spec.scope_stem(product);
    let others = Product::ALL.into_iter().filter(|other| *other != product);
    let others = others.map(|other| format!("{}.ALL", spec.scope_stem(other)));
    let with = |what: &str| vec![format!("{own}.{what}")];
    vec![
        ("no scope", Vec::new()),
        ("READ", with("READ")),
        ("CREATE", with("CREATE")),
        ("UPDATE", with("UPDATE")),
        ("DELETE", with("DELETE")),
        ("all", with("ALL")),
        ("other product", others.collect()),
    ]
}

/// Whether the spec allows a token with these scopes to use an operation: it has every required scope, by
/// itself or as part of `ALL`.
fn is_allowed(operation: &Operation, product: Product, scopes: &[String]) -> bool {
    let needed: BTreeSet<String> = operation.scopes(product);
    assert!(!needed.is_empty(), "{} asks for no scope", operation.id);
    needed.iter().all(|needed| {
        let (stem, _) = needed.rsplit_once('.').unwrap();
        scopes.contains(needed) || scopes.contains(&format!("{stem}.ALL"))
    })
}

async fn decide(product: Product) {
    let spec = Spec::load();
    let sandbox = Sandbox::start().await.unwrap();
    let raw = Raw::new(spec, &sandbox, product);
    let organization = sandbox.demo().organization_id.as_str();
    let (mut decisions, mut wrong) = (0, Vec::new());
    for (kind, scopes) in tokens(spec, product) {
        let token = raw.mint(&scopes).await;
        for operation in spec.operations(product) {
            // The id does not exist, so an accepted request has no effect.
            let path = operation.path_with(|_| "77".to_owned());
            let request = raw.request(operation, &path, &token, organization);
            let (status, body) = Raw::send(request.json(&json!({}))).await;
            let expected = is_allowed(operation, product, &scopes);
            let decided = match (status, &body["code"]) {
                (401, Value::Number(code)) if code.as_i64() == Some(57) => Some(false),
                (401, _) => None,
                _ => Some(true),
            };
            decisions += 1;
            if decided != Some(expected) {
                wrong.push(format!("{} with {kind}: {status} {body}", operation.id));
            }
        }
    }
    let right = decisions - wrong.len();
    println!("{product}: {right} of {decisions} scope decisions");
    assert_eq!(decisions, spec.operations(product).count() * 7);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn books() {
    decide(Product::Books).await;
}

#[tokio::test]
async fn billing() {
    decide(Product::Billing).await;
}

#[tokio::test]
async fn invoice() {
    decide(Product::Invoice).await;
}
