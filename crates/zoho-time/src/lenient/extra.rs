//! Fields that the specification does not know.

use serde::Serialize;
use serde::de::{Deserialize as _, DeserializeOwned};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use zoho_time_client::{Operation, ResponseVisitor};

use super::collector::Collector;
use super::path::{Path, PathSegment, RecordScope, find};

/// A field of an answer that the specification does not know, so that no type has it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExtraField {
    /// The operation, by its id in the specification.
    pub operation: &'static str,
    /// The id of the record that has the field; absent for the body itself and what stands around records.
    pub record: Option<String>,
    /// Where in the answer it is, such as `projects[3].project_code`.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its value. Whole numbers up to 64 bits are exact, others as exact as an `f64`, and what has no value
    /// in JSON, such as a number beyond those, is its text.
    pub value: Value,
}

impl Collector<ExtraField> {
    /// Takes out the fields of the record of this id, by their names.
    ///
    /// It looks through all that was gathered: read a long list page by page, or [`take`](Self::take) all
    /// fields at once.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let demo = sandbox.demo();
    /// # let zoho = zoho_time::Client::builder()
    /// #     .organization(demo.organization_id.clone())
    /// #     .access_token(demo.access_token.clone())
    /// #     .base_url(sandbox.base_url())
    /// #     .build()?;
    /// # let id = demo.projects[0].clone();
    /// use zoho_time::lenient::Collector;
    ///
    /// let extra = Collector::new();
    /// let zoho = zoho.with(|options| options.extra(&extra));
    /// let project = zoho.projects().get(&id).await?;
    /// let fields = extra.take_of(&project.project_id);
    /// println!("{:?}", fields.get("project_head_name"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn take_of(&self, id: impl AsRef<str>) -> Map<String, Value> {
        let id = Some(id.as_ref());
        self.take_if(|field| field.record.as_deref() == id)
            .into_iter()
            .map(|field| (field.name, field.value))
            .collect()
    }
}

/// Looks for the fields of a body that its type does not have.
pub(super) struct FindExtra<'a> {
    pub(super) operation: &'static Operation,
    pub(super) body: &'a [u8],
}

impl ResponseVisitor for FindExtra<'_> {
    type Output = Vec<ExtraField>;

    fn visit<T: Serialize + DeserializeOwned>(self) -> Vec<ExtraField> {
        let mut paths = Vec::new();
        let mut json = serde_json::Deserializer::from_slice(self.body);
        let read =
            serde_ignored::deserialize::<_, _, T>(&mut json, |path| paths.push(steps(&path)));
        if read.is_err() || paths.is_empty() {
            return Vec::new();
        }
        // Both passes come to the fields in the order of the body.
        let mut wanted = paths.into_iter().map(Path).peekable();
        let found = find(self.body, RecordScope::Enclosing, |_, place| {
            wanted.next_if(|path| place.is(path)).is_some()
        });
        let fields = found.into_iter().filter_map(|found| {
            let name = match found.path.0.last()? {
                PathSegment::Key(key) => key.clone(),
                PathSegment::Index(_) => return None,
            };
            Some(ExtraField {
                operation: self.operation.id,
                record: found.record,
                path: found.path.to_string(),
                name,
                value: value(self.body.get(found.start..)?),
            })
        });
        fields.collect()
    }
}

/// The value that a text starts with. The text itself if it is none, such as a number that is too large.
fn value(text: &[u8]) -> Value {
    Value::deserialize(&mut serde_json::Deserializer::from_slice(text)).unwrap_or_else(|_| {
        let text = <&RawValue>::deserialize(&mut serde_json::Deserializer::from_slice(text));
        text.map_or(Value::Null, |text| text.get().into())
    })
}

fn steps(path: &serde_ignored::Path<'_>) -> Vec<PathSegment> {
    use serde_ignored::Path as Ignored;

    let (parent, step) = match path {
        Ignored::Root => return Vec::new(),
        Ignored::Seq { parent, index } => (parent, Some(PathSegment::Index(*index))),
        Ignored::Map { parent, key } => (parent, Some(PathSegment::Key(key.clone()))),
        Ignored::Some { parent }
        | Ignored::NewtypeStruct { parent }
        | Ignored::NewtypeVariant { parent } => (parent, None),
    };
    let mut steps = steps(parent);
    steps.extend(step);
    steps
}
