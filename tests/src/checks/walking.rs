//! The walk through every operation comes to its end.

use zoho_time::Product;

use crate::mutants::Mutant;

pub(super) async fn check(product: Product, bug: Option<Mutant>) -> Vec<String> {
    super::take_walk(product, bug).await.1.into_iter().collect()
}
