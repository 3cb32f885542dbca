//! Decoding bodies with the client, and finding out whether anything was lost on the way.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zoho_time::{Amount, Hours, Product};
use zoho_time_client::{Operation, ResponseVisitor, responses};

use crate::spec::Spec;

/// Decodes a body and returns what was understood of it, as JSON again.
pub type Decoder = fn(&str) -> Result<Value, String>;

/// Decodes a body and returns what was understood of it, as JSON again.
fn decoder<T: DeserializeOwned + Serialize>(body: &str) -> Result<Value, String> {
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let value: T =
        serde_path_to_error::deserialize(&mut deserializer).map_err(|error| error.to_string())?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// Chooses the decoder for the type of a response.
struct ChooseDecoder;

impl ResponseVisitor for ChooseDecoder {
    type Output = Decoder;

    fn visit<T: DeserializeOwned + Serialize>(self) -> Decoder {
        decoder::<T>
    }
}

/// The decoder of an operation's successful response.
pub fn decoder_for(operation: &str) -> Decoder {
    let found = Operation::by_id(operation);
    let found = found.unwrap_or_else(|| panic!("the spec has no operation {operation}"));
    responses::visit(found, ChooseDecoder).unwrap()
}

/// The decoder for a body whose operation is unknown: that of an operation whose response has the keys of the
/// body, which the spec lists under every name that servers use.
pub fn decoder_of(spec: &Spec, body: &Value) -> Decoder {
    let keys = body.as_object().unwrap().iter();
    let record =
        keys.filter(|(key, _)| !matches!(key.as_str(), "code" | "message" | "page_context"));
    let mut operations = spec.operations(Product::Books);
    let fits = |operation: &&crate::spec::Operation| {
        spec.has_record(operation) != record.clone().next().is_none()
            && record.clone().all(|(key, value)| {
                let property = spec.property_of_response(operation, key);
                property.is_some_and(|property| {
                    let takes_both = property.get("oneOf").is_some();
                    takes_both || (property["type"] == "array") == value.is_array()
                })
            })
    };
    let found = operations.find(fits).map(|operation| operation.id.as_str());
    decoder_for(found.unwrap_or("delete_task"))
}

/// Decodes a body and compares what it says with what was understood. Returns how many values counted.
pub fn check(name: &str, body: &str, decode: Decoder) -> usize {
    let decoded = decode(body).unwrap_or_else(|error| panic!("{name}: {error}"));
    compare(name, &serde_json::from_str(body).unwrap(), &decoded)
}

/// Fields that the spec omits deliberately; unknown fields are allowed.
const LEFT_OUT: [&str; 6] = [
    "line_items",
    "template_id",
    "unprocessed_payment_amount",
    "zcrm_potential_id",
    "zohopeople_project_id",
    "zohoworkerly_project_id",
];

/// Compares each value that must be kept exactly. Both sides are walked by key.
fn compare(place: &str, sent: &Value, understood: &Value) -> usize {
    match sent {
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| !LEFT_OUT.contains(&key.as_str()))
            .map(|(key, value)| {
                let place = format!("{place}.{key}");
                let found = &understood[understood_key(key, understood)];
                // One object where a list belongs is understood as a list of one, and the other way round.
                let (value, found) = match (value, found) {
                    (Value::Object(_), Value::Array(list)) => (value, &list[0]),
                    (Value::Array(list), Value::Object(_)) => (&list[0], found),
                    both => both,
                };
                match Kind::of(key) {
                    Some(kind) if !value.is_array() => kind.compare(&place, value, found),
                    _ => compare(&place, value, found),
                }
            })
            .sum(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| compare(&format!("{place}[{index}]"), item, &understood[index]))
            .sum(),
        _ => 0,
    }
}

/// The key under which a value is understood: some lists have two names.
fn understood_key<'a>(key: &'a str, understood: &Value) -> &'a str {
    match key {
        "user" | "comment" | "task" if understood.get(key).is_none() => match key {
            "user" => "users",
            "comment" => "comments",
            _ => "tasks",
        },
        _ => key,
    }
}

/// Values that must be preserved exactly.
#[derive(Clone, Copy)]
enum Kind {
    Id,
    Amount,
    Hours,
    Count,
}

impl Kind {
    fn of(key: &str) -> Option<Self> {
        match key {
            key if key.ends_with("_id") => Some(Self::Id),
            "rate" | "cost_rate" | "total" | "balance" | "budget_threshold" | "exchange_rate" => {
                Some(Self::Amount)
            }
            "unused_retainer_payments" | "total_amount_expense_inclusive" => Some(Self::Amount),
            key if key.ends_with("_amount") => Some(Self::Amount),
            "log_time" | "hours_per_day" | "budget_hours_in_time" => Some(Self::Hours),
            key if key.ends_with("_hours") => Some(Self::Hours),
            "page" | "per_page" | "users_working" => Some(Self::Count),
            key if key.starts_with("timer_duration_in_") => Some(Self::Count),
            _ => None,
        }
    }

    fn compare(self, place: &str, sent: &Value, understood: &Value) -> usize {
        let text = match sent {
            Value::String(text) => text.trim().to_owned(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        if text.is_empty() {
            assert!(
                understood.is_null(),
                "{place}: absent, understood as {understood}"
            );
            return 0;
        }
        match self {
            Self::Id => assert_eq!(understood.as_str(), Some(text.as_str()), "{place}"),
            Self::Amount => assert_eq!(understood.as_str(), Some(text.as_str()), "{place}"),
            Self::Hours => {
                let found: Hours = understood
                    .as_str()
                    .unwrap_or_else(|| panic!("{place}: lost"))
                    .parse()
                    .unwrap();
                assert_eq!(found.minutes(), minutes(&text), "{place}");
            }
            Self::Count => {
                let wanted: Amount = text.parse().unwrap();
                let found: Amount = understood.to_string().parse().unwrap();
                assert_eq!(found, wanted, "{place}");
            }
        }
        1
    }
}

/// Minutes of a span of time, read without the crate under test.
fn minutes(text: &str) -> i64 {
    match text.split_once(':') {
        Some((hours, minutes)) => {
            hours.parse::<i64>().unwrap() * 60 + minutes.parse::<i64>().unwrap()
        }
        None => (text.parse::<f64>().unwrap() * 60.0).round() as i64,
    }
}
