//! Looking for secrets in what was emitted.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use url::form_urlencoded::byte_serialize;

/// A secret, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Secret {
    pub(crate) name: &'static str,
    pub(crate) value: String,
}

impl Secret {
    /// All the ways in which it would be found: whole, in pieces, and written in other ways.
    fn forms(&self) -> Vec<String> {
        let value = self.value.as_str();
        let bytes = value.as_bytes();
        let numbers: Vec<_> = bytes.iter().take(12).map(u8::to_string).collect();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut forms = vec![
            value.to_owned(),
            byte_serialize(bytes).collect(),
            STANDARD.encode(bytes).trim_end_matches('=').to_owned(),
            URL_SAFE_NO_PAD.encode(bytes),
            numbers.join(", "),
            hex,
        ];
        // What an excerpt might have of it.
        if value.len() >= 40 {
            for start in [5, value.len() / 2 - 8, value.len() - 16] {
                forms.push(value[start..start + 16].to_owned());
            }
        }
        forms
    }
}

/// The output, by kind.
#[derive(Default)]
pub(crate) struct Emitted(BTreeMap<String, String>);

impl Emitted {
    pub(crate) fn add(&mut self, kind: &str, text: &str) {
        let all = self.0.entry(kind.to_owned()).or_default();
        all.push_str(text);
        all.push('\n');
    }

    /// All text of an error: its message, its debug form, and those of its sources.
    pub(crate) fn add_error(&mut self, kind: &str, error: &dyn std::error::Error) {
        let mut next = Some(error);
        while let Some(error) = next {
            self.add(kind, &format!("{error}\n{error:#}\n{error:?}\n{error:#?}"));
            next = error.source();
        }
    }

    /// The debug form of something.
    pub(crate) fn add_debug(&mut self, kind: &str, thing: &dyn std::fmt::Debug) {
        self.add(kind, &format!("{thing:?}\n{thing:#?}"));
    }

    pub(crate) fn of(&self, kind: &str) -> &str {
        self.0.get(kind).map_or("", String::as_str)
    }

    pub(crate) fn kinds(&self) -> impl Iterator<Item = (&str, &str)> {
        let kinds = self.0.iter();
        kinds.map(|(kind, text)| (kind.as_str(), text.as_str()))
    }

    pub(crate) fn bytes(&self) -> usize {
        self.0.values().map(String::len).sum()
    }

    /// Every kind in which a secret shows, with the line.
    pub(crate) fn find(&self, secrets: &[Secret]) -> Vec<String> {
        let mut found = Vec::new();
        for (kind, text) in self.kinds() {
            for secret in secrets {
                let form = secret.forms().into_iter().find(|form| text.contains(form));
                if let Some(form) = form {
                    let line = text.lines().find(|line| line.contains(&form));
                    let name = secret.name;
                    found.push(format!(
                        "{kind}: {name} in {:.500}",
                        line.unwrap_or_default()
                    ));
                }
            }
        }
        found
    }
}
