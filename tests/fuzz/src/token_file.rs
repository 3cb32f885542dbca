//! Token files: one that cannot be read is left alone, and one that can keeps everything in it that a
//! change is not about.

use std::fs;

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use url::Url;
use zoho_time::auth::{FileTokenStore, TokenKey, TokenRecord, TokenStore as _};

use crate::support;

pub(crate) fn run(data: &[u8]) -> bool {
    let record = std::str::from_utf8(data).is_ok_and(record);
    record | support::block_on(file(data))
}

/// Whether the text is a record, which then is written without loss.
fn record(text: &str) -> bool {
    let Ok(record) = TokenRecord::from_json(text) else {
        return false;
    };
    let written = record.to_json();
    let again = TokenRecord::from_json(written.expose_secret()).expect("a record that was written");
    assert_eq!(json(&again), json(&record));
    let (before, after) = (
        parse(text.as_bytes()),
        parse(written.expose_secret().as_bytes()),
    );
    assert_eq!(lost(&before, &after), None, "in the record");
    true
}

/// Whether the data is a file of tokens, which then loses nothing when a sign-in is saved and removed.
async fn file(data: &[u8]) -> bool {
    let path = support::path("tokens.json");
    support::write(&path, data);
    let store = FileTokenStore::new(&path);
    let new = TokenKey::named("https://accounts.zoho.example", "1000.FUZZ", "another");
    if store.load(&new).await.is_err() {
        let mut locked = store.lock(&new).await.expect("the lock of a token file");
        let saved = locked.save(&TokenRecord::default()).await;
        assert!(saved.is_err(), "saved into a file that cannot be read");
        let left = fs::read(&path).expect("the token file");
        assert_eq!(left, data, "a file that cannot be read was changed");
        return false;
    }
    let before = parse(data);
    let keys: Vec<TokenKey> = keys(&before).collect();
    for key in &keys {
        let loaded = store.load(key).await.expect("a file that was read before");
        let record = loaded.expect("a record that is in the file");
        save(&store, key, &record).await;
        let again = store.load(key).await.expect("a file that was written");
        assert_eq!(again.as_ref().map(json), Some(json(&record)), "{key}");
    }
    save(&store, &new, &TokenRecord::default()).await;
    let written = fs::read(&path).expect("the token file");
    assert_eq!(lost(&before, &parse(&written)), None, "in the file");

    save(&store, &new, &TokenRecord::default()).await;
    let again = fs::read(&path).expect("the token file");
    assert!(written == again, "the same record, saved twice");
    let mut locked = store.lock(&new).await.expect("the lock of a token file");
    locked
        .remove()
        .await
        .expect("a sign-in that can be removed");
    drop(locked);
    assert!(matches!(store.load(&new).await, Ok(None)));
    true
}

async fn save(store: &FileTokenStore, key: &TokenKey, record: &TokenRecord) {
    let mut locked = store.lock(key).await.expect("the lock of a token file");
    locked.save(record).await.expect("a record that is saved");
}

fn json(record: &TokenRecord) -> String {
    record.to_json().expose_secret().to_owned()
}

fn parse(data: &[u8]) -> Value {
    serde_json::from_slice(data).expect("JSON")
}

/// The keys of a file that a program can name.
fn keys(file: &Value) -> impl Iterator<Item = TokenKey> {
    let keys = file["sign_ins"].as_object().into_iter().flatten();
    keys.filter_map(|(text, _)| {
        let mut parts = text.splitn(3, ' ');
        let (server, client, user) = (parts.next()?, parts.next()?, parts.next()?);
        let key = TokenKey::named(server, client, user.strip_prefix("name:")?);
        (key.as_str() == text).then_some(key)
    })
}

/// The parts of a value that are missing in another one, which may have more.
fn lost(before: &Value, after: &Value) -> Option<String> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            let mut fields = before
                .iter()
                .filter(|(name, value)| !value.is_null() && !is_unusable(name, value));
            fields.find_map(|(name, value)| match after.get(name) {
                Some(left) => lost(value, left).map(|lost| format!("{name}.{lost}")),
                None => Some(name.clone()),
            })
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            let mut values = before.iter().zip(after);
            values.find_map(|(value, left)| lost(value, left))
        }
        (Value::String(before), Value::String(after)) if same(before, after) => None,
        _ => (before != after).then(|| before.to_string()),
    }
}

/// Whether a field holds the API's address in a form that is none. It is not kept: the token is then used
/// at the address of the data center, and the next one brings an address of its own.
fn is_unusable(name: &str, value: &Value) -> bool {
    name == "api_domain" && value.as_str().is_some_and(|text| Url::parse(text).is_err())
}

/// Whether two texts are forms of one moment or one address.
fn same(left: &str, right: &str) -> bool {
    let moment = |text: &str| text.parse::<DateTime<Utc>>().ok();
    let address = |text: &str| Url::parse(text).ok();
    moment(left).is_some_and(|left| moment(right) == Some(left))
        || address(left).is_some_and(|left| address(right) == Some(left))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_loss_is_noticed() {
        let before = json!({"a": {"b": "2026-03-04T13:00:00+01:00", "c": null}, "d": [1]});
        let kept = json!({"a": {"b": "2026-03-04T12:00:00Z"}, "d": [1], "e": 2});
        assert_eq!(lost(&before, &kept), None);
        for (after, missing) in [
            (json!({"a": {}, "d": [1]}), "a.b"),
            (
                json!({"a": {"b": "2026-03-04T13:00:01+01:00"}, "d": [1]}),
                "a.b.\"2026-03-04T13:00:00+01:00\"",
            ),
            (
                json!({"a": {"b": "2026-03-04T13:00:00+01:00"}, "d": []}),
                "d.[1]",
            ),
        ] {
            assert_eq!(lost(&before, &after).as_deref(), Some(missing));
        }
    }
}
