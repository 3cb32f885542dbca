//! The report: differences without a decision.

use std::{collections::BTreeMap, fmt};

use super::{
    About, Decisions, Difference, Inventory, Product, compare,
    inventory::{self, products},
};
use crate::spec::Spec;

/// More operations than this are only counted.
const MOST_NAMED: usize = 4;

/// The outcome of comparing published files with our spec.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Differences without a decision.
    pub open: Vec<Difference>,
    /// How many differences are decided.
    pub decided: usize,
    /// The decisions that cover no difference any longer, by their number in the file and their reason.
    pub stale: Vec<(usize, String)>,
    /// How many published operations were compared.
    pub operations: usize,
    /// How many published parameters and fields were compared.
    pub facts: usize,
}

impl Report {
    /// Compares the files of one or more products with our spec.
    ///
    /// # Errors
    ///
    /// A file whose product is unknown, with the known products.
    pub fn new(ours: &Spec, files: &[Spec], decisions: &Decisions) -> Result<Self, UnknownProduct> {
        let (products, keys) = (products(ours), inventory::keys(ours));
        let mut published = BTreeMap::<&Product, Inventory>::new();
        for file in files {
            let product = product_of(file, &products)?;
            let inventory = Inventory::of(file, product, &keys);
            published.entry(product).or_default().extend(inventory);
        }
        let mut report = Self::default();
        let mut used = vec![false; decisions.list.len()];
        let mut applied = vec![false; decisions.list.len()];
        for (product, theirs) in published {
            let described = Inventory::of(ours, product, &keys);
            report.operations += theirs.operations.len();
            report.facts += theirs
                .operations
                .values()
                .map(|one| one.facts.len())
                .sum::<usize>();
            for difference in compare::between(&product.name, &theirs, &described) {
                let covers = |(number, decision): (usize, &super::Decision)| {
                    decision.covers(&difference).then_some(number)
                };
                let covering = decisions.list.iter().enumerate().filter_map(covers);
                let covering: Vec<usize> = covering.collect();
                for number in &covering {
                    used[*number] = true;
                }
                if covering.is_empty() {
                    report.open.push(difference);
                } else {
                    report.decided += 1;
                }
            }
            for (applied, decision) in applied.iter_mut().zip(&decisions.list) {
                let mut names = theirs.operations.keys().chain(described.operations.keys());
                let concerned = names
                    .clone()
                    .any(|name| decision.concerns(&product.name, name));
                // A decision about operations of which some were not given may still be needed.
                let given = names.all(|name| {
                    theirs.operations.contains_key(name) || !decision.concerns(&product.name, name)
                });
                *applied |= concerned && given;
            }
        }
        let numbered = decisions.list.iter().enumerate();
        let stale = numbered.filter(|(number, _)| applied[*number] && !used[*number]);
        report.stale = stale
            .map(|(number, decision)| (number + 1, decision.reason.clone()))
            .collect();
        report.open.sort();
        Ok(report)
    }

    /// Whether there is nothing to report.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty() && self.stale.is_empty()
    }
}

/// A file whose product is unknown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{file}: this is of no product that the spec knows: neither a server nor a path has one of \
     {known}"
)]
pub struct UnknownProduct {
    file: String,
    known: String,
}

/// The product that a file describes: by its servers, or by the beginning of its paths.
fn product_of<'a>(file: &Spec, products: &'a [Product]) -> Result<&'a Product, UnknownProduct> {
    let served = inventory::products(file);
    let mut paths = crate::spec::entries(&file.root, "paths");
    let by_server = products
        .iter()
        .find(|product| served.iter().any(|one| one.base == product.base));
    let by_path = || {
        let (path, _) = paths.next()?;
        let mut known = products.iter();
        known.find(|product| path.starts_with(&format!("{}/", product.base)))
    };
    by_server.or_else(by_path).ok_or_else(|| {
        let known: Vec<&str> = products
            .iter()
            .map(|product| product.base.as_str())
            .collect();
        UnknownProduct {
            file: file.file.clone(),
            known: known.join(", "),
        }
    })
}

/// A heading and what belongs under it.
type Title = (&'static str, fn(About) -> bool);

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let titles: [Title; 3] = [
            ("only in the published files", |about| {
                about == About::Missing
            }),
            ("only in our spec", |about| about == About::Extra),
            ("in both, but not the same", |about| {
                !matches!(about, About::Missing | About::Extra)
            }),
        ];
        for (title, belongs) in titles {
            let differences = self.open.iter().filter(|one| belongs(one.about));
            let mut grouped = BTreeMap::<String, Vec<String>>::new();
            for one in differences {
                let operation = format!("{} {}", one.product, one.operation);
                // An operation that is missing as a whole is reported by its name.
                let key = if one.location.is_empty()
                    && matches!(one.about, About::Missing | About::Extra)
                {
                    operation.clone()
                } else {
                    one.to_string()
                };
                grouped.entry(key).or_default().push(operation);
            }
            if !grouped.is_empty() {
                writeln!(f, "{title}:")?;
            }
            for (difference, operations) in grouped {
                write!(f, "  {difference}")?;
                match operations.as_slice() {
                    [one] if *one == difference => writeln!(f)?,
                    few if few.len() <= MOST_NAMED => writeln!(f, " [{}]", few.join(", "))?,
                    many => writeln!(f, " [{} operations]", many.len())?,
                }
            }
        }
        for (number, reason) in &self.stale {
            writeln!(f, "decision {number} no longer applies: {reason}")?;
        }
        write!(
            f,
            "{} operations and {} parameters and fields compared: {} open differences, {} decided; {} \
             decisions no longer apply",
            self.operations,
            self.facts,
            self.open.len(),
            self.decided,
            self.stale.len()
        )
    }
}
