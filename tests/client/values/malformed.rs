//! Values that are not well-formed JSON: an error that says where, or left out on demand, without the rest of
//! the page.

use zoho_time::lenient::Collector;
use zoho_time::models::ListTimeEntriesQuery;
use zoho_time::{Client, Error};

use crate::values::answers::Server;
use crate::values::unknown_forms::lenient;

/// A kind of value, and whether the page can be read without leniency.
const MALFORMED: [(&str, &[u8]); 16] = [
    ("half a surrogate pair", br#""boats \ud83d""#),
    ("the other half", br#""\ude00 boats""#),
    ("two first halves", br#""\ud83d\ud83d""#),
    ("a cut-off escape", br#""\u12""#),
    ("an unknown escape", br#""\q""#),
    ("a tab", b"\"a\tb\""),
    ("a line feed", b"\"a\nb\""),
    ("a NUL", b"\"a\0b\""),
    ("Latin-1", b"\"caf\xe9\""),
    ("half a character", b"\"\xf0\x9f\x98\""),
    ("an overlong NUL", b"\"\xc0\x80\""),
    ("an encoded surrogate", b"\"\xed\xa0\xbd\""),
    ("not a number", b"NaN"),
    ("a number with a plus", b"+1"),
    ("a number with a leading zero", b"01"),
    ("half a word", b"tru"),
];

/// A page of three entries. The second one has these bytes as its notes.
fn page(notes: &[u8]) -> Vec<u8> {
    let start = br#"{"code":0,"message":"success","time_entries":[
        {"time_entry_id":"1","notes":"first","log_time":"01:00"},
        {"notes":"#;
    let end = br#","log_time":"02:00","time_entry_id":"2","user_name":"Ada"},
        {"time_entry_id":"3","notes":"third","log_time":"03:00"}],
        "page_context":{"page":1,"has_more_page":false}}"#;
    [&start[..], notes, &end[..]].concat()
}

async fn read(zoho: &Client) -> Result<Vec<(String, Option<String>, String)>, Error> {
    let list = zoho.time_entries().list(ListTimeEntriesQuery::new());
    let entries = list.all().await?.into_iter();
    Ok(entries
        .map(|entry| {
            let hours = entry.log_time.map(|hours| hours.to_string());
            let id = entry.time_entry_id.to_string();
            (id, entry.notes, hours.unwrap_or_default())
        })
        .collect())
}

#[tokio::test]
async fn a_malformed_value_is_an_error_that_says_where_and_costs_one_field_on_demand() {
    let server = Server::start().await;
    let zoho = server.client();
    let (lenient, dropped) = lenient(&zoho);
    for (what, bytes) in MALFORMED {
        server.say(&page(bytes));
        let error = read(&zoho).await.unwrap_err();
        let Error::Decode(place) = &error else {
            panic!("{what}: {error}")
        };
        assert_eq!(place.path, "time_entries[1].notes", "{what}: {error}");
        assert_eq!(place.record.as_deref(), Some("2"), "{what}: {error}");
        for part in ["list_time_entries", "time_entries[1].notes", "record 2"] {
            assert!(error.to_string().contains(part), "{what}: {error}");
        }

        let entries = read(&lenient)
            .await
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        let entry = |id: &str, notes: Option<&str>, hours: &str| {
            (id.to_owned(), notes.map(str::to_owned), hours.to_owned())
        };
        assert_eq!(
            entries,
            [
                entry("1", Some("first"), "01:00"),
                entry("2", None, "02:00"),
                entry("3", Some("third"), "03:00"),
            ],
            "{what}"
        );
        let left_out = dropped.take();
        assert_eq!(left_out.len(), 1, "{what}: {left_out:?}");
        assert_eq!(left_out[0].record, "2", "{what}");
        assert_eq!(left_out[0].path, "time_entries[1].notes", "{what}");
        assert!(!left_out[0].reason.is_empty(), "{what}");
    }
    println!(
        "{} malformed values: each an error with its place, and left out on demand",
        MALFORMED.len()
    );
}

/// Its name, the bytes, the omitted records and paths, and the notes.
type Case = (
    &'static str,
    &'static [u8],
    &'static [(&'static str, &'static str)],
    Option<&'static str>,
);

#[tokio::test]
async fn what_is_malformed_in_other_places_costs_as_little() {
    let server = Server::start().await;
    let (lenient, dropped) = lenient(&server.client());
    // The second entry's notes and what follows them, what is left out, and the notes that are read.
    let cases: [Case; 9] = [
        (
            "a name",
            b"\"sea\",\"caf\xe9\":1",
            &[("2", "time_entries[1].caf\u{fffd}")],
            Some("sea"),
        ),
        (
            "an unknown field",
            b"\"sea\",\"cf\":{\"a\":[\"\t\"]}",
            &[("2", "time_entries[1].cf.a[0]")],
            Some("sea"),
        ),
        (
            "a field that is there twice",
            br#""sea","notes":"lake""#,
            &[("2", "time_entries[1].notes")],
            Some("sea"),
        ),
        (
            "and three times, malformed",
            br#""sea","notes":"\ud83d","notes":"pond""#,
            &[
                ("2", "time_entries[1].notes"),
                ("2", "time_entries[1].notes"),
            ],
            Some("sea"),
        ),
        (
            "the first of two",
            br#""\ud83d","notes":"lake""#,
            &[
                ("2", "time_entries[1].notes"),
                ("2", "time_entries[1].notes"),
            ],
            None,
        ),
        (
            "a number beyond all",
            br#""sea","cost_rate":1e999"#,
            &[("2", "time_entries[1].cost_rate")],
            Some("sea"),
        ),
        (
            "a number beyond all in an unknown field",
            br#""sea","cf":1e999"#,
            &[],
            Some("sea"),
        ),
        (
            "several at once",
            b"\"\\ud83d\",\"user_id\":{\"\xff\":[\"\\q\"]},\"cost_rate\":\"\x01\"",
            &[
                ("2", "time_entries[1].notes"),
                ("2", "time_entries[1].user_id"),
                ("2", "time_entries[1].cost_rate"),
            ],
            None,
        ),
        ("nothing", br#""sea""#, &[], Some("sea")),
    ];
    for (what, bytes, expected, notes) in cases {
        server.say(&page(bytes));
        let entries = read(&lenient)
            .await
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(entries.len(), 3, "{what}");
        assert_eq!(entries[1].1.as_deref(), notes, "{what}");
        let left_out = dropped.take();
        let left_out: Vec<_> = left_out
            .iter()
            .map(|field| (field.record.as_str(), field.path.as_str()))
            .collect();
        assert_eq!(left_out, expected, "{what}");
    }
}

#[tokio::test]
async fn deep_nesting_and_byte_order_marks_do_no_harm() {
    let server = Server::start().await;
    let zoho = server.client();
    let (lenient, dropped) = lenient(&zoho);
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    server.say(&page(format!(r#""sea","cf":{deep}"#).as_bytes()));
    for zoho in [&zoho, &lenient] {
        assert_eq!(read(zoho).await.unwrap().len(), 3);
    }
    for field in ["user_name", "cost_rate", "user_id", "log_time"] {
        let bytes = format!(r#""sea","{field}_":1,"{field}":{deep}"#);
        let body = String::from_utf8(page(bytes.as_bytes())).unwrap();
        let body = body.replacen(r#""log_time":"02:00","#, "", 1);
        let body = body.replacen(r#","user_name":"Ada""#, "", 1);
        server.say(&body);
        let error = read(&zoho).await.unwrap_err().to_string();
        assert!(
            error.contains(&format!("time_entries[1].{field}")),
            "{error}"
        );
        assert_eq!(read(&lenient).await.unwrap().len(), 3, "{field}");
        assert_eq!(dropped.take().len(), 1, "{field}");
    }
    let marked = [&b"\xef\xbb\xbf"[..], &page(b"\"sea\"")].concat();
    server.say(&marked);
    assert_eq!(read(&zoho).await.unwrap().len(), 3);
    assert_eq!(dropped.len(), 0);
}

#[tokio::test]
async fn ids_and_what_says_that_more_follows_are_never_replaced() {
    let server = Server::start().await;
    let (lenient, dropped) = lenient(&server.client());
    let good = String::from_utf8(page(b"\"sea\"")).unwrap();
    let mut refused = 0;
    for (from, to) in [
        (r#""time_entry_id":"2""#, r#""time_entry_id":"\ud83d""#),
        (
            r#""time_entry_id":"2""#,
            r#""time_entry_id":"2","time_entry_id":"3""#,
        ),
        (r#""has_more_page":false"#, r#""has_more_page":"\ud83d""#),
        (r#""has_more_page":false"#, r#""has_more_page":NaN"#),
        (r#""code":0"#, r#""code":0,"code":1"#),
        (r#""page_context":"#, r#""time_entries":[],"page_context":"#),
    ] {
        let body = good.replacen(from, to, 1);
        assert_ne!(body, good);
        server.say(&body);
        let error = read(&lenient).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{to}: {error}");
        refused += 1;
    }
    assert_eq!(dropped.len(), 0);
    println!("{refused} pages with malformed ids or contexts refused, in lenient mode too");
}

#[tokio::test]
async fn a_malformed_message_does_not_cost_the_page() {
    let server = Server::start().await;
    let (lenient, dropped) = lenient(&server.client());
    let body = String::from_utf8(page(b"\"sea\"")).unwrap();
    server.say(&body.replace("\"success\"", r#""done \ud83d""#));
    assert_eq!(read(&lenient).await.unwrap().len(), 3);
    let left_out = dropped.take();
    let [message] = &left_out[..] else {
        panic!("{left_out:?}")
    };
    assert_eq!(
        (message.record.as_str(), message.path.as_str()),
        ("", "message")
    );
    assert!(
        message.to_string().contains("message is malformed"),
        "{message}"
    );
    let _: &Collector<_> = &dropped;
}
