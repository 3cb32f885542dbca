//! Amounts in JSON: exact wherever `serde_json` reads text, sensible everywhere else.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, MapDeserializer};
use zoho_time_types::{Amount, wire};

/// JSON values and what they must print as; none of the fractions survives an `f64`.
const EXACT: &[(&str, &str)] = &[
    ("500", "500"),
    ("500.0", "500.0"),
    ("-12.50", "-12.50"),
    ("1e3", "1000"),
    ("12345678901234567.89", "12345678901234567.89"),
    (
        "0.1234567890123456789012345678",
        "0.1234567890123456789012345678",
    ),
    (
        "9999999999999999999999999999",
        "9999999999999999999999999999",
    ),
    (r#""1000.00""#, "1000.00"),
    (r#""100.000""#, "100.000"),
    (r#""\u0031\u00300.50""#, "100.50"),
    (r#""12345678901234567.890""#, "12345678901234567.890"),
];

#[derive(Debug, Deserialize)]
struct Task {
    rate: Amount,
    budget: Option<Amount>,
    history: Vec<Amount>,
    #[serde(default, deserialize_with = "wire::option")]
    cost: Option<Amount>,
}

fn task_json(value: &str) -> String {
    format!(
        r#"{{ "rate" : {value} , "budget":{value},"history":[ {value}, {value} ],"cost": {value} }}"#
    )
}

fn assert_task(task: &Task, printed: &str) {
    assert_eq!(task.rate.to_string(), printed);
    assert_eq!(task.budget.unwrap().to_string(), printed);
    assert_eq!(task.cost.unwrap().to_string(), printed);
    assert_eq!(task.history.len(), 2);
    for amount in &task.history {
        assert_eq!(amount.to_string(), printed);
    }
}

#[test]
fn alone() {
    for (json, printed) in EXACT {
        let padded = format!(" {json} ");
        for amount in [
            serde_json::from_str::<Amount>(&padded).unwrap(),
            serde_json::from_slice(padded.as_bytes()).unwrap(),
            serde_json::from_reader(padded.as_bytes()).unwrap(),
        ] {
            assert_eq!(&amount.to_string(), printed);
        }
    }
}

#[test]
fn in_structs_options_and_lists() {
    for (value, printed) in EXACT {
        let json = task_json(value);
        assert_task(&serde_json::from_str(&json).unwrap(), printed);
        assert_task(&serde_json::from_slice(json.as_bytes()).unwrap(), printed);
        assert_task(&serde_json::from_reader(json.as_bytes()).unwrap(), printed);
    }
}

#[test]
fn through_a_wrapping_deserializer() {
    for (value, printed) in EXACT {
        let json = task_json(value);
        let mut text = serde_json::Deserializer::from_str(&json);
        assert_task(
            &serde_path_to_error::deserialize(&mut text).unwrap(),
            printed,
        );
        let mut reader = serde_json::Deserializer::from_reader(json.as_bytes());
        assert_task(
            &serde_path_to_error::deserialize(&mut reader).unwrap(),
            printed,
        );
    }
}

#[test]
fn errors_have_the_path_of_the_value() {
    for (json, path, message) in [
        (
            r#"{"rate": "x", "history": []}"#,
            "rate",
            r#"expected an amount such as 500.0 or "1000.00", found "x""#,
        ),
        (
            r#"{"rate": 1, "history": [1, {}]}"#,
            "history[1]",
            r#"expected an amount such as 500.0 or "1000.00", found an object"#,
        ),
        (
            r#"{"rate": 1, "history": [], "cost": [1]}"#,
            "cost",
            r#"expected an amount such as 500.0 or "1000.00", found an array"#,
        ),
        (
            r#"{"rate": "", "history": []}"#,
            "rate",
            r#"expected an amount such as 500.0 or "1000.00", found nothing"#,
        ),
    ] {
        let mut text = serde_json::Deserializer::from_str(json);
        let error = serde_path_to_error::deserialize::<_, Task>(&mut text).unwrap_err();
        assert_eq!(error.path().to_string(), path);
        assert!(error.inner().to_string().starts_with(message), "{error}");
    }
}

#[test]
fn too_many_digits_are_refused_not_rounded() {
    for json in [
        "1.23456789012345678901234567890",
        r#""123456789012345678901234567890""#,
    ] {
        let error = serde_json::from_str::<Amount>(json).unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("expected an amount of at most 28 digits"),
            "{message}"
        );
    }
}

#[test]
fn broken_json_is_an_error() {
    for json in ["", "-", "1.", "\"1", "\"\\ud800\"", "[1", "nul", "\"1\\\""] {
        assert!(serde_json::from_str::<Amount>(json).is_err(), "{json}");
        assert!(
            serde_json::from_reader::<_, Amount>(json.as_bytes()).is_err(),
            "{json}"
        );
    }
    assert!(serde_json::from_slice::<Amount>(b"\"\xff\"").is_err());
}

#[derive(Debug, Deserialize)]
struct Flat {
    rate: Amount,
    #[serde(flatten)]
    rest: BTreeMap<String, Amount>,
    #[serde(flatten)]
    budget: Budget,
}

#[derive(Debug, Deserialize)]
struct Budget {
    #[serde(default, deserialize_with = "wire::option")]
    budget: Option<Amount>,
}

#[test]
fn flattened_structs() {
    let json = r#"{"rate": 12345678901234567.89, "cost": 500.25, "fee": "1000.00", "budget": 7}"#;
    let flat: Flat = serde_json::from_str(json).unwrap();
    // A field of the struct itself is not buffered.
    assert_eq!(flat.rate.to_string(), "12345678901234567.89");
    assert_eq!(flat.rest["cost"].to_string(), "500.25");
    assert_eq!(flat.rest["fee"].to_string(), "1000.00");
    assert_eq!(flat.budget.budget.unwrap().to_string(), "7");
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Rate { rate: Amount },
    Plain(Amount),
}

#[test]
fn untagged_enums() {
    for (json, printed) in [
        ("-3", "-3"),
        ("500.0", "500.0"),
        ("0.1", "0.1"),
        ("1e20", "100000000000000000000"),
        (r#""100.000""#, "100.000"),
    ] {
        let Untagged::Plain(amount) = serde_json::from_str(json).unwrap() else {
            panic!("{json} is not an object");
        };
        assert_eq!(amount.to_string(), printed);
        let object = format!(r#"{{"rate": {json}}}"#);
        let Untagged::Rate { rate } = serde_json::from_str(&object).unwrap() else {
            panic!("{object} is an object");
        };
        assert_eq!(rate.to_string(), printed);
    }
    assert!(serde_json::from_str::<Untagged>("1e300").is_err());
    assert!(serde_json::from_str::<Untagged>("null").is_err());
}

#[test]
fn values_in_memory() {
    for (json, printed) in [
        ("500", "500"),
        ("500.5", "500.5"),
        ("-3", "-3"),
        (r#""100.000""#, "100.000"),
    ] {
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(Amount::deserialize(&value).unwrap().to_string(), printed);
        let amount: Amount = serde_json::from_value(value).unwrap();
        assert_eq!(amount.to_string(), printed);
    }
}

#[test]
fn other_deserializers() {
    let text = IntoDeserializer::<ValueError>::into_deserializer("1000.00");
    assert_eq!(Amount::deserialize(text).unwrap().to_string(), "1000.00");
    let float = IntoDeserializer::<ValueError>::into_deserializer(0.1_f64);
    assert_eq!(Amount::deserialize(float).unwrap().to_string(), "0.1");
    let wide = IntoDeserializer::<ValueError>::into_deserializer(u128::MAX);
    assert!(Amount::deserialize(wide).is_err());
    let nan = IntoDeserializer::<ValueError>::into_deserializer(f64::NAN);
    assert!(Amount::deserialize(nan).is_err());
    let unit = IntoDeserializer::<ValueError>::into_deserializer(());
    assert!(wire::option::<_, Amount>(unit).unwrap().is_none());
}

#[test]
fn numbers_of_arbitrary_precision() {
    // What serde_json hands out when its feature of that name is on somewhere in the build.
    let entry = [("$serde_json::private::Number", "12345678901234567.890")];
    let number = MapDeserializer::<_, ValueError>::new(entry.into_iter());
    assert_eq!(
        Amount::deserialize(number).unwrap().to_string(),
        "12345678901234567.890"
    );
}

#[test]
fn written_as_text() {
    let amount: Amount = "1000.00".parse().unwrap();
    assert_eq!(serde_json::to_string(&amount).unwrap(), r#""1000.00""#);
}
