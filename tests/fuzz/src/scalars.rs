//! Scalars: a text that can be parsed prints to one that parses to the same value, and every reader of
//! JSON reads the same value.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Deserializer;
use zoho_time_types::wire::{self, Scalar};
use zoho_time_types::{
    Amount, Count, DisplayDate, Hours, OrganizationId, ProjectId, TimeEntryIds, TimeOfDay,
    Timestamp, open_enum,
};

open_enum! {
    /// A status.
    enum Status {
        /// Work can be logged.
        Active = "active",
        /// No work can be logged.
        Inactive = "inactive",
    }
}

pub(crate) fn run(data: &[u8]) -> bool {
    let text = String::from_utf8_lossy(data);
    let parsed = [
        prints::<OrganizationId>(&text),
        prints::<ProjectId>(&text),
        prints::<TimeEntryIds>(&text),
        prints::<Hours>(&text),
        prints::<Amount>(&text),
        prints::<Count>(&text),
        prints::<TimeOfDay>(&text),
        prints::<Timestamp>(&text),
        date(&text),
    ];
    let quoted = serde_json::to_vec(&text).expect("a text as JSON");
    let read = [reads_all(data), reads_all(&quoted)];
    parsed.contains(&true) || read.contains(&true)
}

/// Whether the text is a value, which then survives being printed as text and as JSON.
fn prints<T>(text: &str) -> bool
where
    T: FromStr + Display + PartialEq + Debug + Serialize + DeserializeOwned,
{
    let Ok(value) = text.parse::<T>() else {
        return false;
    };
    let printed = value.to_string();
    let Ok(again) = printed.parse::<T>() else {
        panic!("{value:?} prints {printed:?}, which cannot be parsed");
    };
    assert_eq!(again, value, "{printed:?}");
    assert_eq!(again.to_string(), printed, "the same value, printed twice");
    let json = serde_json::to_string(&value).expect("a scalar as JSON");
    let read = serde_json::from_str::<T>(&json);
    assert_eq!(read.ok().as_ref(), Some(&value), "{json}");
    true
}

fn date(text: &str) -> bool {
    let Ok(date) = NaiveDate::from_text(text) else {
        return false;
    };
    let printed = date.to_string();
    assert_eq!(NaiveDate::from_text(&printed), Ok(date), "{printed:?}");
    true
}

/// Whether the JSON is a value of a type that does not accept every text.
fn reads_all(json: &[u8]) -> bool {
    reads::<DisplayDate>(json);
    reads::<Status>(json);
    reads::<String>(json);
    let read = [
        reads::<ProjectId>(json),
        reads::<TimeEntryIds>(json),
        reads::<Hours>(json),
        reads::<Amount>(json),
        reads::<Count>(json),
        reads::<TimeOfDay>(json),
        reads::<Timestamp>(json),
        reads::<NaiveDate>(json),
        reads::<i64>(json),
        reads::<bool>(json),
    ];
    read.contains(&true)
}

/// Whether the JSON is a value, which then is the same for every reader and survives being written.
fn reads<T: Scalar + PartialEq + Debug + Serialize>(json: &[u8]) -> bool {
    let slice = wire::option::<_, T>(&mut Deserializer::from_slice(json)).ok();
    let stream = wire::option::<_, T>(&mut Deserializer::from_reader(json)).ok();
    assert_eq!(slice, stream, "a slice and a stream");
    if let Ok(text) = std::str::from_utf8(json) {
        let text = wire::option::<_, T>(&mut Deserializer::from_str(text)).ok();
        assert_eq!(slice, text, "a slice and a text");
    }
    let Some(Some(value)) = slice else {
        return false;
    };
    let written = serde_json::to_string(&value).expect("a scalar as JSON");
    let again = wire::required::<_, T>(&mut Deserializer::from_str(&written));
    assert_eq!(again.ok().as_ref(), Some(&value), "{written}");
    true
}
