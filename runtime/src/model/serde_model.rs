//! serde's view of models: any format of serde, through one pass over a JSON value.
//!
//! Models decode and encode without serde; this is for users who log, store or compare them with other tools.

use std::fmt;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeMap as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::decode::{Decode, Decoder};
use crate::model::encode::{Encode, Encoder};
use crate::model::value::Value;

/// Writes a model to any format of serde. Secrets are masked.
///
/// # Errors
///
/// The model holds a number that JSON cannot hold, or the format refuses.
pub fn serialize<S: Serializer>(model: &impl Encode, to: S) -> Result<S::Ok, S::Error> {
    let mut json = Encoder::masking_secrets();
    model.encode(&mut json);
    let json = json.finish().map_err(S::Error::custom)?;
    Decoder::whole::<Value>(&json)
        .map_err(S::Error::custom)?
        .serialize(to)
}

/// Reads a model from any format of serde.
///
/// # Errors
///
/// The format is broken, or the value does not fit the model.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let value = Value::deserialize(from)?;
    let json = Encoder::whole(&value).map_err(D::Error::custom)?;
    Decoder::whole(&json).map_err(D::Error::custom)
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::String(text) => to.serialize_str(text),
            Self::Array(items) => to.collect_seq(items),
            Self::Object(members) => {
                let mut map = to.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
            Self::Number(number) => match (
                number.as_i64(),
                number.as_str().parse::<u64>(),
                number.as_f64(),
            ) {
                (Some(value), _, _) => to.serialize_i64(value),
                (None, Ok(value), _) => to.serialize_u64(value),
                (None, Err(_), Some(value)) => to.serialize_f64(value),
                (None, Err(_), None) => Err(S::Error::custom("the number is out of range")),
            },
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        Value::deserialize(from)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        value.to_string().parse().map_err(E::custom)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        format!("{value:?}").parse().map_err(E::custom)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = from.next_entry()? {
            members.push(member);
        }
        Ok(Value::Object(members))
    }
}
