//! Absent values, and every scalar in the field of a struct.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Deserializer;
use zoho_time_types::{
    Amount, Count, DisplayDate, Hours, ProjectId, TimeEntryIds, TimeOfDay, Timestamp, wire,
};

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Everything {
    #[serde(deserialize_with = "wire::option")]
    id: Option<ProjectId>,
    #[serde(deserialize_with = "wire::option")]
    ids: Option<TimeEntryIds>,
    #[serde(deserialize_with = "wire::option")]
    hours: Option<Hours>,
    #[serde(deserialize_with = "wire::option")]
    amount: Option<Amount>,
    #[serde(deserialize_with = "wire::option")]
    time: Option<TimeOfDay>,
    #[serde(deserialize_with = "wire::option")]
    date: Option<NaiveDate>,
    #[serde(deserialize_with = "wire::option")]
    timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "wire::option")]
    count: Option<Count>,
    #[serde(deserialize_with = "wire::option")]
    display: Option<DisplayDate>,
    #[serde(deserialize_with = "wire::option")]
    flag: Option<bool>,
    #[serde(deserialize_with = "wire::option")]
    number: Option<i64>,
    #[serde(deserialize_with = "wire::option")]
    string: Option<String>,
    #[serde(deserialize_with = "wire::text")]
    text: Option<String>,
}

const FIELDS: [&str; 13] = [
    "id",
    "ids",
    "hours",
    "amount",
    "time",
    "date",
    "timestamp",
    "count",
    "display",
    "flag",
    "number",
    "string",
    "text",
];

#[test]
fn absent_values() {
    for absent in ["null", r#""""#, r#"" ""#, r#""\t\u0020""#] {
        let fields = FIELDS.map(|field| format!("{field:?}: {absent}")).join(",");
        let json = format!("{{{fields}}}");
        let absent = Everything::default();
        assert_eq!(serde_json::from_str::<Everything>(&json).unwrap(), absent);
        assert_eq!(
            serde_json::from_reader::<_, Everything>(json.as_bytes()).unwrap(),
            absent
        );
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::from_value::<Everything>(value).unwrap(), absent);
    }
    assert_eq!(
        serde_json::from_str::<Everything>("{}").unwrap(),
        Everything::default()
    );
}

#[test]
fn present_values() {
    let json = r#"{
        "id": 7, "ids": "1,2", "hours": 0, "amount": 500.0, "time": "3:00",
        "date": "2013-09-17", "timestamp": "2013-09-18T18:05:27+0530", "count": "3",
        "display": "6:52 PM", "flag": "true", "number": "4", "string": "a \"b\"", "text": 500.00
    }"#;
    let expected = Everything {
        id: Some(7.into()),
        ids: Some("1,2".parse().unwrap()),
        hours: Some(Hours::ZERO),
        amount: Some(500.into()),
        time: Some(TimeOfDay::new(3, 0).unwrap()),
        date: NaiveDate::from_ymd_opt(2013, 9, 17),
        timestamp: Some("2013-09-18T12:35:27Z".parse().unwrap()),
        count: Some(3.into()),
        display: Some("6:52 PM".into()),
        flag: Some(true),
        number: Some(4),
        string: Some(r#"a "b""#.into()),
        text: Some("500.00".into()),
    };
    assert_eq!(serde_json::from_str::<Everything>(json).unwrap(), expected);
    assert_eq!(
        serde_json::from_reader::<_, Everything>(json.as_bytes()).unwrap(),
        expected
    );
}

#[test]
fn wrong_values_name_the_form_and_the_field() {
    for field in FIELDS {
        for wrong in ["{}", r#"{"a": 1}"#, "[]", "[1]"] {
            let json = format!("{{{field:?}: {wrong}}}");
            let mut text = Deserializer::from_str(&json);
            let error = serde_path_to_error::deserialize::<_, Everything>(&mut text).unwrap_err();
            assert_eq!(error.path().to_string(), field, "{json}: {error}");
            assert!(error.to_string().contains("expected"), "{json}: {error}");
        }
    }
    let error = serde_json::from_str::<Everything>(r#"{"date": "17/09/2013"}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"expected a date such as "2013-09-17", found "17/09/2013" at line 1 column 21"#
    );
    let error = serde_json::from_str::<Everything>(r#"{"flag": 1}"#).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with(r#"expected true or false, found "1""#)
    );
}

#[test]
fn texts() {
    for (json, text) in [
        (r#"" kept ""#, Some(" kept ")),
        (r#""a\nb\u00e9""#, Some("a\nbé")),
        (r#""\"quoted\"""#, Some("\"quoted\"")),
        (r#""null""#, Some("null")),
        ("12345678901234567.890", Some("12345678901234567.890")),
        ("true", Some("true")),
        ("false", Some("false")),
        ("null", None),
        (r#""""#, None),
        (r#"" \n""#, None),
    ] {
        let mut json = Deserializer::from_str(json);
        assert_eq!(wire::text(&mut json).unwrap().as_deref(), text);
    }
}

#[test]
fn required_values() {
    let mut json = Deserializer::from_str(r#""2013-09-17""#);
    let date: NaiveDate = wire::required(&mut json).unwrap();
    assert_eq!(date.to_string(), "2013-09-17");
    let mut json = Deserializer::from_str("null");
    let error = wire::required::<_, NaiveDate>(&mut json).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"expected a date such as "2013-09-17", found nothing"#
    );
}
