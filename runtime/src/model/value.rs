//! Any JSON value, kept without loss: numbers keep their text, objects their order.

mod make;

use std::fmt;

use crate::model::debug::{HIDDEN, Mask};
use crate::model::decode::{Decode, DecodeError, Decoder, Kind};
use crate::model::encode::{Encode, EncodeError, Encoder};

/// Any JSON value. Its `Debug` does not show members whose name says that they are a secret.
#[derive(Clone, Default, PartialEq)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object; members keep their order, a repeated name is kept twice.
    Object(Vec<(String, Value)>),
}

/// A JSON number by its source text, so that no digit is lost.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(Box<str>);

impl Number {
    /// The number as the source wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value if it is an integer of that width.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// Whether it is infinite or no number, which a caller can make and no JSON holds.
    pub(super) fn is_none(&self) -> bool {
        self.0.ends_with(|last: char| last.is_ascii_alphabetic())
    }

    /// The nearest 64-bit number.
    pub fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok().filter(|value: &f64| value.is_finite())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value {
    /// The member of that name, if this is an object that has one. Of a name that is there more than once, none: readers
    /// disagree about which one counts.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let mut named = members.iter().filter(|(key, _)| key == name);
        match (named.next(), named.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// The value at a JSON Pointer (RFC 6901).
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer
            .strip_prefix('/')?
            .split('/')
            .try_fold(self, |value, segment| {
                let segment = segment.replace("~1", "/").replace("~0", "~");
                match value {
                    Self::Array(elements) => elements.get(segment.parse::<usize>().ok()?),
                    other => other.get(&segment),
                }
            })
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Masked(self, Mask::None).fmt(f)
    }
}

/// What stands for a value that is not shown.
struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

/// A value within others, and what of it is not shown.
struct Masked<'v>(&'v Value, Mask);

impl fmt::Debug for Masked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(value, mask) = *self;
        let hides = mask.hides(value);
        let hidden: &dyn fmt::Debug = &Hidden;
        match value {
            Value::Null => f.write_str("Null"),
            Value::Bool(value) => f.debug_tuple("Bool").field(value).finish(),
            Value::Number(number) => {
                let number: &dyn fmt::Debug = if hides { hidden } else { number };
                f.debug_tuple("Number").field(number).finish()
            }
            Value::String(text) => {
                let text: &dyn fmt::Debug = if hides { hidden } else { text };
                f.debug_tuple("String").field(text).finish()
            }
            Value::Array(items) => f.debug_tuple("Array").field(&Items(items, mask)).finish(),
            Value::Object(members) => {
                let members = &Members(members, mask);
                f.debug_tuple("Object").field(members).finish()
            }
        }
    }
}

struct Items<'v>(&'v [Value], Mask);

impl fmt::Debug for Items<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items = self.0.iter().map(|item| Masked(item, self.1));
        f.debug_list().entries(items).finish()
    }
}

struct Members<'v>(&'v [(String, Value)], Mask);

impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members = self.0.iter();
        let members = members.map(|(name, value)| (name, Masked(value, self.1.of(name))));
        f.debug_list().entries(members).finish()
    }
}

/// The JSON text, with `null` for a number that JSON cannot hold.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut to = Encoder::default();
        self.encode(&mut to);
        f.write_str(&String::from_utf8_lossy(&to.shown()))
    }
}

impl Decode for Number {
    fn empty() -> Self {
        Self("0".into())
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = Self(from.number()?.into());
        Ok(())
    }
}

impl Encode for Number {
    fn encode(&self, to: &mut Encoder) {
        if self.is_none() {
            to.refuse_for(EncodeError::NOT_FINITE);
        } else {
            to.literal(self.as_str());
        }
    }
}

impl Decode for Value {
    fn empty() -> Self {
        Self::Null
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = match from.kind()? {
            Kind::Null => {
                from.null()?;
                Self::Null
            }
            Kind::Bool => Self::Bool(from.value()?),
            Kind::Number => Self::Number(from.value()?),
            Kind::String => Self::String(from.value()?),
            Kind::Array => Self::Array(from.value()?),
            Kind::Object => {
                let mut members = Vec::new();
                from.members(&mut |name, from| {
                    let value = from.value()?;
                    members.push((std::mem::take(name), value));
                    Ok(())
                })?;
                Self::Object(members)
            }
        };
        Ok(())
    }
}

impl Encode for Value {
    fn encode(&self, to: &mut Encoder) {
        match self {
            Self::Null => to.literal("null"),
            Self::Bool(value) => value.encode(to),
            Self::Number(number) => number.encode(to),
            Self::String(text) => to.text(text),
            Self::Array(elements) => elements.encode(to),
            Self::Object(members) => {
                to.open();
                for (name, value) in members {
                    to.member(name, value);
                }
                to.close();
            }
        }
    }
}

/// A text that is a JSON value, read as one.
impl std::str::FromStr for Value {
    type Err = DecodeError;

    fn from_str(json: &str) -> Result<Self, DecodeError> {
        Decoder::whole(json.as_bytes())
    }
}
