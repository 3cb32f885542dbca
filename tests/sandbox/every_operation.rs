//! The whole API, through the facade, over TCP, against the sandbox: every operation of every product
//! in both wire styles. What was called is counted from what went over the wire, and what there is to
//! call from the specification.

use std::collections::BTreeSet;

use zoho_time::Product;
use zoho_time_sandbox::WireStyle;
use zoho_time_tests::specification::Specification;
use zoho_time_tests::walk::walk;

async fn covers(product: Product, style: WireStyle) {
    let specification = Specification::load();
    let wanted = specification.operations_of(product);
    let done: BTreeSet<_> = walk(product, style)
        .await
        .iter()
        .filter(|exchange| exchange.status.is_success())
        .map(|exchange| {
            specification
                .find(&exchange.method, &exchange.path)
                .unwrap()
                .id
                .clone()
        })
        .collect();
    let missing: Vec<_> = wanted.difference(&done).collect();
    println!(
        "{product}, {style:?}: {} of {} operations",
        done.intersection(&wanted).count(),
        wanted.len()
    );
    assert!(missing.is_empty(), "not called with success: {missing:?}");
    assert!(
        done.is_subset(&wanted),
        "not in this product: {:?}",
        done.difference(&wanted)
    );
}

#[tokio::test]
async fn books_in_the_documented_style() {
    covers(Product::Books, WireStyle::Documented).await;
}

#[tokio::test]
async fn books_in_the_observed_style() {
    covers(Product::Books, WireStyle::Observed).await;
}

#[tokio::test]
async fn billing_in_the_documented_style() {
    covers(Product::Billing, WireStyle::Documented).await;
}

#[tokio::test]
async fn billing_in_the_observed_style() {
    covers(Product::Billing, WireStyle::Observed).await;
}

#[tokio::test]
async fn invoice_in_the_documented_style() {
    covers(Product::Invoice, WireStyle::Documented).await;
}

#[tokio::test]
async fn invoice_in_the_observed_style() {
    covers(Product::Invoice, WireStyle::Observed).await;
}

#[test]
fn the_specification_has_33_operations_and_one_of_them_in_books_only() {
    let specification = Specification::load();
    let counts = Product::ALL.map(|product| specification.operations_of(product).len());
    assert_eq!(counts, [33, 32, 32]);
}
