//! The order in which the spec was written: people read the published files, too.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

/// The keys of a document, in their order, without its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// A map.
    Keys(Vec<(String, Order)>),
    /// A list.
    Items(Vec<Order>),
    /// Anything else.
    Leaf,
}

impl Order {
    fn key(&self, key: &str) -> &Self {
        let Self::Keys(keys) = self else {
            return &Self::Leaf;
        };
        let found = keys.iter().find(|(name, _)| name == key);
        found.map_or(&Self::Leaf, |(_, order)| order)
    }

    fn item(&self, index: usize) -> &Self {
        match self {
            Self::Items(items) => items.get(index).unwrap_or(&Self::Leaf),
            _ => &Self::Leaf,
        }
    }
}

impl<'de> Deserialize<'de> for Order {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Order;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Order, A::Error> {
        let mut keys = Vec::new();
        while let Some(entry) = map.next_entry()? {
            keys.push(entry);
        }
        Ok(Order::Keys(keys))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Order, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Order::Items(items))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Order, E> {
        Ok(Order::Leaf)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Order, E> {
        Ok(Order::Leaf)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Order, E> {
        Ok(Order::Leaf)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Order, E> {
        Ok(Order::Leaf)
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Order, E> {
        Ok(Order::Leaf)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Order, E> {
        Ok(Order::Leaf)
    }
}

/// A value whose keys are written in an order; those that the order has not come last, by name.
#[derive(Clone, Copy, Debug)]
pub struct Ordered<'a> {
    /// The value.
    pub value: &'a Value,
    /// The order.
    pub order: &'a Order,
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { value, order } = *self;
        match value {
            Value::Object(members) => {
                let known = match order {
                    Order::Keys(keys) => keys.as_slice(),
                    _ => &[],
                };
                let is_known = |key: &str| known.iter().any(|(name, _)| name == key);
                let first = known.iter().map(|(key, _)| key);
                let last = members.keys().filter(|key| !is_known(key));
                serializer.collect_map(first.chain(last).filter_map(|key| {
                    let value = members.get(key)?;
                    let order = order.key(key);
                    Some((key, Ordered { value, order }))
                }))
            }
            Value::Array(items) => {
                serializer.collect_seq(items.iter().enumerate().map(|(index, value)| Ordered {
                    value,
                    order: order.item(index),
                }))
            }
            other => other.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Order, Ordered};

    #[test]
    fn a_value_is_written_in_the_order_of_the_document() {
        let text = "z: 1\na: { y: [ { d: 1, c: 2.5 } ], x: }\nm: text\n";
        let order: Order = serde_saphyr::from_str(text).unwrap();
        let value = json!({
            "new": true,
            "m": "other",
            "a": { "x": null, "y": [{ "c": 2, "d": 1 }, { "b": 1, "a": 1 }] },
        });
        let ordered = Ordered {
            value: &value,
            order: &order,
        };
        assert_eq!(
            serde_json::to_string(&ordered).unwrap(),
            r#"{"a":{"y":[{"d":1,"c":2},{"a":1,"b":1}],"x":null},"m":"other","new":true}"#
        );
    }
}
