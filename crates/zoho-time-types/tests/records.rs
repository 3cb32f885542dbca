//! Structs whose `Deserialize` is made by `record!`, beside the same structs with the one that serde derives.

use serde::Deserialize;
use zoho_time_types::{Amount, wire};

#[derive(Debug)]
struct Note {
    id: i64,
    text: Option<String>,
    price: Option<Amount>,
    marks: Vec<i64>,
    lines: Vec<i64>,
    any: Option<serde_json::Value>,
}

zoho_time_types::record! {
    Note {
        id = "id" | "note_id": required,
        text = "text": text,
        price = "type": option,
        marks = "marks": list,
        lines = "lines": plain,
        any = "any": plain,
    }
}

/// What serde makes of the same.
#[derive(Debug, Deserialize)]
struct Derived {
    #[serde(alias = "note_id")]
    id: i64,
    #[serde(default, deserialize_with = "wire::text")]
    text: Option<String>,
    #[serde(rename = "type", default, deserialize_with = "wire::option")]
    price: Option<Amount>,
    #[serde(default, deserialize_with = "wire::list")]
    marks: Vec<i64>,
    #[serde(default)]
    lines: Vec<i64>,
    any: Option<serde_json::Value>,
}

/// What comes of it, value or error, as text.
fn note(json: &str) -> String {
    match serde_json::from_str::<Note>(json) {
        Ok(note) => format!(
            "{:?}",
            (
                note.id, note.text, note.price, note.marks, note.lines, note.any
            )
        ),
        Err(error) => error.to_string(),
    }
}

fn derived(json: &str) -> String {
    match serde_json::from_str::<Derived>(json) {
        Ok(note) => format!(
            "{:?}",
            (
                note.id, note.text, note.price, note.marks, note.lines, note.any
            )
        ),
        Err(error) => error.to_string().replace("struct Derived", "struct Note"),
    }
}

#[test]
fn the_same_is_read_and_refused_as_by_what_serde_derives() {
    let cases = [
        r#"{"id": 1}"#,
        r#"{"note_id": 1, "text": "", "type": "5.00", "marks": "", "lines": [1], "any": null}"#,
        r#"{"any": {"a": [1]}, "more": {"id": [2]}, "id": 3, "marks": [1, 2]}"#,
        r#"{"\u0069d": 4, "text": "a"}"#,
        r#"{"text": "without an id"}"#,
        r#"{"id": 1, "id": 2}"#,
        r#"{"id": 1, "note_id": 2}"#,
        r#"{"id": 1, "type": "much"}"#,
        r#"{"id": "1"}"#,
        r#"{"id": 1, "lines": null}"#,
        r#"{"id": 1, "marks": 5}"#,
        r#"{"id": 1, "#,
        r#""a note""#,
        "null",
    ];
    for json in cases {
        assert_eq!(note(json), derived(json), "{json}");
    }
    println!("{} texts, each read the same both ways", cases.len());
}

#[test]
fn errors_name_the_path_to_a_field() {
    let mut json = serde_json::Deserializer::from_str(r#"[{"id": 1}, {"id": 2, "type": "much"}]"#);
    let error = serde_path_to_error::deserialize::<_, Vec<Note>>(&mut json).unwrap_err();
    assert_eq!(error.path().to_string(), "[1].type");
}

#[test]
fn an_array_is_no_record() {
    let error = serde_json::from_str::<Note>("[1]").unwrap_err().to_string();
    assert!(error.contains("expected struct Note"), "{error}");
}
