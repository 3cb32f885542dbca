//! Every response of the walk, and every error of a request for an unknown record, conforms to the spec.

use http::Method;
use serde_json::json;
use zoho_time::Product;

use super::Target;
use crate::mutants::Mutant;
use crate::recorder::Exchange;

pub(super) async fn check(product: Product, bug: Option<Mutant>) -> Vec<String> {
    let target = Target::start(product, bug).await;
    let (mut exchanges, _) = super::take_walk(product, bug).await;
    for operation in target.spec.operations(product) {
        let path = target.path(&operation.path, false);
        let mut request = target
            .request(operation.method.clone(), &path)
            .query(&[("time_entry_ids", "17")])
            .header("X-Unique-Identifier-Key", "cf_contract_number")
            .header("X-Unique-Identifier-Value", "none has this");
        if !matches!(operation.method, Method::GET | Method::DELETE) {
            request = request.json(&json!({}));
        }
        let answer = target.send(request).await;
        let content_type = answer.headers.get(http::header::CONTENT_TYPE);
        exchanges.push(Exchange {
            method: operation.method.clone(),
            path: format!("{}{path}", product.base_path()),
            query: String::new(),
            sent: None,
            status: http::StatusCode::from_u16(answer.status).unwrap(),
            content_type: content_type
                .map(|value| value.to_str().unwrap().to_owned())
                .unwrap_or_default(),
            received: Some(answer.body),
        });
    }
    exchanges
        .iter()
        .flat_map(|exchange| target.spec.deviations(exchange))
        .collect()
}
