//! Parts of a JSON text by their names, whatever else stands there and of whatever type: a log is written by many programs, and
//! what is wrong with one value ends nothing.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What is wanted; the rest is skipped as it is read, without being held.
#[derive(Clone, Copy, Debug)]
pub enum Want {
    /// A text, or a number or boolean by its text.
    Scalar,
    /// So many items of a list at most.
    List(&'static Want, usize),
    /// Members by their names.
    Map(&'static [(&'static str, Want)]),
}

/// What was there.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Picked {
    /// Nothing, or something of another type.
    #[default]
    Nothing,
    /// The text of a scalar.
    Scalar(String),
    /// Items.
    List(Vec<Picked>),
    /// Members.
    Map(Vec<(&'static str, Picked)>),
}

impl Picked {
    /// A member; what is no map has none.
    pub fn get(&self, name: &str) -> &Self {
        let Self::Map(members) = self else {
            return &Self::Nothing;
        };
        let found = members.iter().find(|(other, _)| *other == name);
        found.map_or(&Self::Nothing, |(_, value)| value)
    }

    /// The text, where there is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The items; none where it is no list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }
}

/// How this version of the parser hands on a number whose digits are kept: as a map of this one member.
const NUMBER: &str = "$serde_json::private::Number";

impl<'de> DeserializeSeed<'de> for Want {
    type Value = Picked;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Picked, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Want {
    type Value = Picked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Picked, E> {
        Ok(match self {
            Self::Scalar => Picked::Scalar(text.to_owned()),
            _ => Picked::Nothing,
        })
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Picked, E> {
        self.visit_str(if value { "true" } else { "false" })
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Picked, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Picked, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Picked, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_unit<E: Error>(self) -> Result<Picked, E> {
        Ok(Picked::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Picked, A::Error> {
        let mut items = Vec::new();
        if let Self::List(item, most) = self {
            while items.len() < most {
                match from.next_element_seed(*item)? {
                    Some(found) => items.push(found),
                    None => return Ok(Picked::List(items)),
                }
            }
        }
        while from.next_element::<IgnoredAny>()?.is_some() {}
        Ok(match self {
            Self::List(..) => Picked::List(items),
            _ => Picked::Nothing,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Picked, A::Error> {
        let mut found = Picked::Nothing;
        let mut members = Vec::new();
        while let Some(key) = from.next_key::<String>()? {
            let wanted = match self {
                Self::Map(wanted) => wanted.iter().find(|(name, _)| *name == key),
                _ => None,
            };
            if let Some((name, want)) = wanted {
                members.push((*name, from.next_value_seed(*want)?));
            } else if matches!(self, Self::Scalar) && key == NUMBER {
                found = Picked::Scalar(from.next_value::<String>()?);
            } else {
                from.next_value::<IgnoredAny>()?;
            }
        }
        Ok(match self {
            Self::Map(_) => Picked::Map(members),
            _ => found,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANT: Want = Want::Map(&[
        ("status", Want::Scalar),
        ("names", Want::List(&Want::Scalar, 2)),
    ]);

    #[test]
    fn what_has_another_type_is_nothing() {
        let scalar = |text: &str| Picked::Scalar(text.to_owned());
        let rows = [
            (r#"{"status": 404}"#, scalar("404")),
            (r#"{"x": {"status": 1}, "status": "404"}"#, scalar("404")),
            (r#"{"status": 1.50}"#, scalar("1.50")),
            (r#"{"status": true}"#, scalar("true")),
            (r#"{"status": null}"#, Picked::Nothing),
            (r#"{"status": [1, {"status": 2}]}"#, Picked::Nothing),
            (r#"{"status": {"a": [1]}}"#, Picked::Nothing),
            ("[1, [2]]", Picked::Nothing),
            ("7", Picked::Nothing),
        ];
        for (text, expected) in rows {
            let mut from = serde_json::Deserializer::from_reader(text.as_bytes());
            let picked = WANT.deserialize(&mut from).expect("the text is JSON");
            assert_eq!(*picked.get("status"), expected, "{text}");
        }
        let text = r#"{"names": ["a", {"b": 1}, "c"]}"#;
        let mut from = serde_json::Deserializer::from_reader(text.as_bytes());
        let picked = WANT.deserialize(&mut from).expect("the text is JSON");
        assert_eq!(*picked.get("names").items(), [scalar("a"), Picked::Nothing]);
    }
}
