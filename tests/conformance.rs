//! Every answer of the sandbox, and every request of the facade, against the published specification,
//! judged by a JSON Schema validator that neither of them uses.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, reason = "tests")]

use zoho_time::Product;
use zoho_time_sandbox::WireStyle;
use zoho_time_tests::specification::Specification;
use zoho_time_tests::walk::walk;

async fn conforms(style: WireStyle) {
    let specification = Specification::load();
    let (mut answers, mut requests, mut deviations) = (0, 0, Vec::new());
    for product in Product::ALL {
        for exchange in walk(product, style).await {
            answers += 1;
            deviations.extend(specification.deviations(&exchange));
            // The 405 of a product that lacks the operation is no request of the specification.
            if exchange.sent.is_some() && exchange.status.is_success() {
                requests += 1;
                deviations.extend(specification.request_deviations(&exchange));
            }
        }
    }
    println!("{style:?}: {answers} answers and {requests} requests, {} deviations", deviations.len());
    assert!(deviations.is_empty(), "{}", deviations.join("\n"));
}

#[tokio::test]
async fn the_documented_style_fits_the_specification() {
    conforms(WireStyle::Documented).await;
}

#[tokio::test]
async fn the_observed_style_fits_the_specification() {
    conforms(WireStyle::Observed).await;
}
