//! Lists and objects of several shapes, and the forms of request bodies.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

use serde::{Deserialize, Serialize};
use serde_json::Deserializer;
use zoho_time_types::{Amount, Hours, UserId, wire};

#[derive(Debug, PartialEq, Deserialize)]
struct Page {
    page: i64,
    total: Amount,
}

fn page(number: i64) -> Page {
    Page {
        page: number,
        total: "12345678901234567.89".parse().unwrap(),
    }
}

const PAGE_1: &str = r#"{"page": 1, "total": 12345678901234567.89}"#;
const PAGE_2: &str = r#"{"page": 2, "total": 12345678901234567.89}"#;
const ABSENT: [&str; 3] = ["null", r#""""#, r#"" ""#];

fn list(json: &str) -> serde_json::Result<Vec<Page>> {
    wire::list(&mut Deserializer::from_str(json))
}

fn one_or_many(json: &str) -> serde_json::Result<Vec<Page>> {
    wire::one_or_many(&mut Deserializer::from_str(json))
}

fn object(json: &str) -> serde_json::Result<Option<Page>> {
    wire::object(&mut Deserializer::from_str(json))
}

#[test]
fn lists() {
    let both = format!("[{PAGE_1},{PAGE_2}]");
    assert_eq!(list(&both).unwrap(), [page(1), page(2)]);
    assert_eq!(list("[]").unwrap(), []);
    for absent in ABSENT {
        assert_eq!(list(absent).unwrap(), []);
    }
    let error = list(PAGE_1).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("invalid type: map, expected an array")
    );
    for wrong in ["3", "true", r#""x""#, "[null]", "[1]", "[", "[{}"] {
        assert!(list(wrong).is_err(), "{wrong}");
    }
    let mut ids = Deserializer::from_str(r#"["1", 2]"#);
    assert_eq!(
        wire::list::<_, UserId>(&mut ids).unwrap(),
        [1.into(), 2.into()]
    );
}

#[test]
fn one_or_many_objects() {
    let both = format!("[{PAGE_1},{PAGE_2}]");
    assert_eq!(one_or_many(&both).unwrap(), [page(1), page(2)]);
    assert_eq!(one_or_many(PAGE_1).unwrap(), [page(1)]);
    for absent in ABSENT {
        assert_eq!(one_or_many(absent).unwrap(), []);
    }
    for wrong in ["3", r#""x""#, "{}", "[{}]"] {
        assert!(one_or_many(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn objects() {
    assert_eq!(object(PAGE_1).unwrap(), Some(page(1)));
    assert_eq!(object(&format!("[{PAGE_1}]")).unwrap(), Some(page(1)));
    assert_eq!(object("[]").unwrap(), None);
    for absent in ABSENT {
        assert_eq!(object(absent).unwrap(), None);
    }
    let error = object(&format!("[{PAGE_1},{PAGE_2}]")).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("found an array of more than one"),
        "{error}"
    );
    for wrong in ["3", r#""x""#, "{}", "[[]]", "[1]", "[null]"] {
        assert!(object(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn errors_have_the_path_of_the_value() {
    #[derive(Debug, Deserialize)]
    struct Wrapper {
        #[serde(default, deserialize_with = "wire::object")]
        _page_context: Option<Page>,
        #[serde(default, deserialize_with = "wire::list")]
        _pages: Vec<Page>,
    }
    for (json, path) in [
        (
            r#"{"_page_context": {"page": 1, "total": "x"}}"#,
            "_page_context.total",
        ),
        (
            r#"{"_page_context": [{"page": 1, "total": {}}]}"#,
            "_page_context[0].total",
        ),
        (
            r#"{"_pages": [{"page": 1, "total": []}]}"#,
            "_pages[0].total",
        ),
    ] {
        let mut text = Deserializer::from_str(json);
        let error = serde_path_to_error::deserialize::<_, Wrapper>(&mut text).unwrap_err();
        assert_eq!(error.path().to_string(), path, "{error}");
    }
}

#[derive(Serialize)]
struct Body {
    #[serde(serialize_with = "wire::as_number")]
    rate: Amount,
    #[serde(
        serialize_with = "wire::as_number",
        skip_serializing_if = "Option::is_none"
    )]
    cost: Option<Amount>,
    #[serde(serialize_with = "wire::budget_hours")]
    budget: Option<Hours>,
    #[serde(serialize_with = "wire::budget_hours")]
    hours: Hours,
}

#[test]
fn bodies() {
    let mut body = Body {
        rate: "12345678901234567.890".parse().unwrap(),
        cost: None,
        budget: None,
        hours: Hours::from_hours(10),
    };
    assert_eq!(
        serde_json::to_string(&body).unwrap(),
        r#"{"rate":12345678901234567.890,"budget":null,"hours":"10"}"#
    );
    body.rate = "-0.50".parse().unwrap();
    body.cost = Some("100.00".parse().unwrap());
    body.budget = Some(Hours::from_minutes(630));
    body.hours = Hours::from_minutes(-90);
    assert_eq!(
        serde_json::to_string(&body).unwrap(),
        r#"{"rate":-0.50,"cost":100.00,"budget":"10:30","hours":"-01:30"}"#
    );
    assert_eq!(
        serde_json::to_value(&body).unwrap()["cost"],
        serde_json::json!(100.0)
    );
}
