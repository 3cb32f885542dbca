//! The forms that values come in.

use serde_json::{Value, json};

/// The type of a field's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Id,
    Hours,
    Amount,
    TimeOfDay,
    Date,
    DisplayDate,
    Timestamp,
    Count,
    Boolean,
    Text,
    /// With a known value.
    Enumeration(String),
    List,
    Object,
    /// Anything at all.
    Any,
}

impl Kind {
    /// The kind of value that a schema describes.
    pub(crate) fn of(schemas: &Value, schema: &Value) -> Self {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap();
            return match name {
                "Hours" => Self::Hours,
                "Amount" => Self::Amount,
                "TimeOfDay" => Self::TimeOfDay,
                "Day" => Self::Date,
                "DisplayDate" => Self::DisplayDate,
                "Timestamp" => Self::Timestamp,
                "Count" => Self::Count,
                name if name.ends_with("Id") => Self::Id,
                name => Self::of(schemas, &schemas[name]),
            };
        }
        for alternatives in ["allOf", "anyOf", "oneOf"] {
            if let Some(first) = schema[alternatives].get(0) {
                return Self::of(schemas, first);
            }
        }
        if let Some(value) = schema["enum"].get(0) {
            return Self::Enumeration(value.as_str().unwrap().to_owned());
        }
        match schema["type"].as_str() {
            Some("boolean") => Self::Boolean,
            Some("string") => Self::Text,
            Some("array") => Self::List,
            Some("object") => Self::Object,
            None => Self::Any,
            other => panic!("{other:?}"),
        }
    }

    /// The forms of a value that is there, as JSON, each with what is understood.
    pub(crate) fn present(&self) -> Vec<(String, Value)> {
        let forms: &[(&str, Value)] = match self {
            Self::Id => &[
                (r#""982000000019001""#, json!("982000000019001")),
                ("982000000019001", json!("982000000019001")),
                ("9007199254740993", json!("9007199254740993")),
                (
                    r#""12345678901234567890123""#,
                    json!("12345678901234567890123"),
                ),
            ],
            Self::Hours => &[
                (r#""12:26""#, json!("12:26")),
                (r#""132:05""#, json!("132:05")),
                (r#""0.00""#, json!("00:00")),
                (r#""0""#, json!("00:00")),
                ("0", json!("00:00")),
                ("0.0", json!("00:00")),
            ],
            Self::Amount => &[
                ("500", json!("500")),
                ("500.0", json!("500.0")),
                (r#""1000.00""#, json!("1000.00")),
                (r#""100.000""#, json!("100.000")),
                ("12345678901234567.89", json!("12345678901234567.89")),
                ("-0.10", json!("-0.10")),
            ],
            Self::TimeOfDay => &[
                (r#""03:00""#, json!("03:00")),
                (r#""23:59""#, json!("23:59")),
            ],
            Self::Date => &[(r#""2013-09-17""#, json!("2013-09-17"))],
            Self::DisplayDate => &[
                (r#""2013-09-17""#, json!("2013-09-17")),
                (r#""6:52 PM""#, json!("6:52 PM")),
            ],
            Self::Timestamp => &[
                (
                    r#""2013-09-18T18:05:27+0530""#,
                    json!("2013-09-18T18:05:27+0530"),
                ),
                (
                    r#""2013-09-18T18:05:27+05:30""#,
                    json!("2013-09-18T18:05:27+0530"),
                ),
                (
                    r#""2013-09-18T12:35:27Z""#,
                    json!("2013-09-18T12:35:27+0000"),
                ),
            ],
            Self::Count => &[("3", json!(3)), (r#""3""#, json!(3)), ("0", json!(0))],
            Self::Boolean => &[
                ("true", json!(true)),
                ("false", json!(false)),
                (r#""true""#, json!(true)),
                (r#""false""#, json!(false)),
            ],
            Self::Text => &[
                (r#""Stra\u00dfe""#, json!("Straße")),
                ("1000.00", json!("1000.00")),
                ("false", json!("false")),
            ],
            Self::Enumeration(known) => {
                return vec![
                    (format!("\"{known}\""), json!(known)),
                    (r#""by_the_moon""#.to_owned(), json!("by_the_moon")),
                ];
            }
            Self::List => &[("[]", Value::Null)],
            Self::Object | Self::Any => &[("null", Value::Null)],
        };
        let forms = forms.iter();
        forms
            .map(|(json, value)| ((*json).to_owned(), value.clone()))
            .collect()
    }

    /// An unknown form, if there can be one.
    pub(crate) fn unknown(&self) -> Option<&'static str> {
        Some(match self {
            Self::Id => r#""46-1""#,
            Self::Hours => r#""12 h""#,
            Self::Amount => r#""12,50""#,
            Self::TimeOfDay => r#""24:61""#,
            Self::Date => r#""17.09.2013""#,
            Self::Timestamp => r#""yesterday""#,
            Self::Count => r#""three""#,
            Self::Boolean => r#""perhaps""#,
            Self::DisplayDate | Self::Text | Self::Enumeration(_) => r#"{"text":"x"}"#,
            Self::List => r#""several""#,
            Self::Object => r#""one""#,
            Self::Any => return None,
        })
    }
}

/// The forms of a value that is not there; the empty one is a field that is missing.
pub(crate) const ABSENT: [&str; 4] = ["", "null", r#""""#, r#"" ""#];
