//! The whole API, through the facade, over TCP, against the sandbox: every operation of every product
//! in both wire styles. The calls are counted from the traffic, and the operations
//! come from the spec.

use std::collections::BTreeSet;

use zoho_time::Product;
use zoho_time_client::operations::OPERATIONS;
use zoho_time_sandbox::WireStyle;
use zoho_time_tests::spec::Spec;
use zoho_time_tests::walk::walk;

async fn covers(product: Product, style: WireStyle) {
    let spec = Spec::load();
    let wanted = spec.operations_of(product);
    let done = spec.called(&walk(product, style).await);
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
fn the_generated_table_has_the_operations_of_every_product() {
    let spec = Spec::load();
    let wanted: BTreeSet<_> = Product::ALL
        .into_iter()
        .flat_map(|product| {
            let operations = spec.operations(product);
            operations.map(move |operation| {
                let scopes = operation.scopes(product).into_iter().collect::<Vec<_>>();
                let (method, path) = (operation.method.to_string(), operation.path.clone());
                (product.name(), operation.id.clone(), method, path, scopes)
            })
        })
        .collect();
    let generated: BTreeSet<_> = OPERATIONS
        .iter()
        .flat_map(|operation| {
            operation.scopes.iter().map(|(product, scope)| {
                let id = operation.id.to_owned();
                let (method, path) = (operation.method.to_owned(), operation.path.to_owned());
                (*product, id, method, path, vec![(*scope).to_owned()])
            })
        })
        .collect();
    assert_eq!(generated, wanted, "run `cargo xtask regen`");
}
