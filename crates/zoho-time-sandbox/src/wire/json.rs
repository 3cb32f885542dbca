//! A writer of JSON objects that preserves the order of fields.

use serde::{Serialize, Serializer};
use zoho_time_types::{Amount, wire};

/// A JSON object being written.
pub(super) struct Object<'a> {
    output: &'a mut Output,
    is_empty: bool,
}

/// The text so far, or the first error.
#[derive(Default)]
struct Output {
    bytes: Vec<u8>,
    failed: Option<serde_json::Error>,
}

/// Writes a document that consists of one object.
pub(super) fn document(fill: impl FnOnce(&mut Object<'_>)) -> Result<Vec<u8>, serde_json::Error> {
    let mut output = Output::default();
    Object::write(&mut output, fill);
    match output.failed {
        None => Ok(output.bytes),
        Some(error) => Err(error),
    }
}

impl<'a> Object<'a> {
    fn write(output: &'a mut Output, fill: impl FnOnce(&mut Object<'_>)) {
        output.bytes.push(b'{');
        let mut object = Object {
            output,
            is_empty: true,
        };
        fill(&mut object);
        object.output.bytes.push(b'}');
    }

    /// Adds a field.
    pub(super) fn field(&mut self, name: &str, value: impl Serialize) -> &mut Self {
        self.key(name);
        self.output.value(&value);
        self
    }

    /// Adds a field that is an object.
    pub(super) fn object(&mut self, name: &str, fill: impl FnOnce(&mut Object<'_>)) -> &mut Self {
        self.key(name);
        Object::write(self.output, fill);
        self
    }

    /// Adds a field that is a list of objects.
    pub(super) fn list<T>(
        &mut self,
        name: &str,
        items: &[T],
        fill: impl Fn(&mut Object<'_>, &T),
    ) -> &mut Self {
        self.key(name);
        self.output.bytes.push(b'[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.output.bytes.push(b',');
            }
            Object::write(self.output, |object| fill(object, item));
        }
        self.output.bytes.push(b']');
        self
    }

    fn key(&mut self, name: &str) {
        if !self.is_empty {
            self.output.bytes.push(b',');
        }
        self.is_empty = false;
        self.output.value(&name);
        self.output.bytes.push(b':');
    }
}

impl Output {
    fn value(&mut self, value: &impl Serialize) {
        if let Err(error) = serde_json::to_writer(&mut self.bytes, value) {
            self.failed.get_or_insert(error);
        }
    }
}

/// An amount as a JSON number, with every digit: `80`, `64.5`.
pub(super) struct Number(pub(super) Amount);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plain = Amount::new(self.0.decimal().normalize());
        wire::as_number(&plain, serializer)
    }
}

/// An amount as a JSON number with a fraction, as a float is printed: `80.0`, `64.5`.
pub(super) struct Float(pub(super) Amount);

impl Serialize for Float {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut decimal = self.0.decimal().normalize();
        if decimal.scale() == 0 {
            decimal.rescale(1);
        }
        wire::as_number(&Amount::new(decimal), serializer)
    }
}

/// An amount as text with `n` decimal places: `"9500.50"`.
pub(super) struct Fixed(pub(super) Amount, pub(super) u32);

impl Serialize for Fixed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut decimal = self.0.decimal();
        if decimal.scale() < self.1 {
            decimal.rescale(self.1);
        }
        serializer.collect_str(&decimal)
    }
}

/// A value, or empty text if there is none.
pub(super) struct OrEmpty<T>(pub(super) Option<T>);

impl<T: Serialize> Serialize for OrEmpty<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(value) => value.serialize(serializer),
            None => serializer.serialize_str(""),
        }
    }
}

/// An empty list.
pub(super) const NONE: [(); 0] = [];

#[cfg(test)]
mod tests {
    use super::{Fixed, Float, NONE, Number, OrEmpty, document};

    #[test]
    fn fields_keep_the_order_they_are_named() {
        let written = document(|object| {
            object
                .field("b", "\"quoted\"")
                .object("a", |inner| {
                    inner.field("none", OrEmpty::<u8>(None));
                })
                .list("list", &[1, 2], |item, number| {
                    item.field("n", number);
                })
                .field("empty", NONE);
        });
        assert_eq!(
            String::from_utf8(written.unwrap()).unwrap(),
            r#"{"b":"\"quoted\"","a":{"none":""},"list":[{"n":1},{"n":2}],"empty":[]}"#
        );
    }

    #[test]
    fn amounts_have_three_forms() {
        let amount = |text: &str| text.parse().unwrap();
        let json = |value: &dyn Fn() -> String| value();
        assert_eq!(
            json(&|| serde_json::to_string(&Number(amount("80.00"))).unwrap()),
            "80"
        );
        assert_eq!(
            json(&|| serde_json::to_string(&Number(amount("64.50"))).unwrap()),
            "64.5"
        );
        assert_eq!(
            json(&|| serde_json::to_string(&Float(amount("1000"))).unwrap()),
            "1000.0"
        );
        assert_eq!(
            json(&|| serde_json::to_string(&Fixed(amount("9500.5"), 2)).unwrap()),
            "\"9500.50\""
        );
    }
}
