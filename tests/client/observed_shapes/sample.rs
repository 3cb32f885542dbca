//! The files with the shapes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use zoho_time::Product;

/// Where a shape comes from, which says how much of it is known.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// All of it.
    Recorded,
    /// The fields that a client reads.
    Client,
    /// A response that the sandbox does not have.
    ReadOnly,
}

/// A response of a live server in shape, with values of our own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sample {
    #[serde(skip)]
    pub(crate) name: String,
    pub(crate) operation: String,
    #[serde(deserialize_with = "product")]
    pub(crate) product: Product,
    pub(crate) kind: Kind,
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
}

impl Sample {
    /// All of them, by name.
    pub(crate) fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/live_shapes");
        let files = std::fs::read_dir(folder).unwrap();
        let mut samples: Vec<Self> = files
            .map(|file| {
                let path = file.unwrap().path();
                let text = std::fs::read_to_string(&path).unwrap();
                let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
                let sample: Self =
                    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
                Self { name, ..sample }
            })
            .collect();
        samples.sort_by(|one, other| one.name.cmp(&other.name));
        assert!(samples.len() >= 15, "some shapes are missing");
        samples
    }

    /// The name and the value of the id of its record, or of the first one in its list.
    pub(crate) fn first_record(&self) -> (&'static str, &Value) {
        let mut members = self.body.as_object().unwrap().iter();
        let (_, record) = members
            .find(|(key, value)| *key != "page_context" && (value.is_object() || value.is_array()))
            .unwrap();
        let record = record.get(0).unwrap_or(record);
        const IDS: [&str; 6] = [
            "time_entry_id",
            "comment_id",
            "invoice_id",
            "task_id",
            "user_id",
            "project_id",
        ];
        let id = IDS.into_iter().find(|id| record.get(*id).is_some());
        let id = id.unwrap();
        (id, &record[id])
    }
}

fn product<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Product, D::Error> {
    let name = String::deserialize(deserializer)?;
    let product = Product::ALL
        .into_iter()
        .find(|product| product.name() == name);
    product.ok_or_else(|| serde::de::Error::custom(format!("no product {name}")))
}
