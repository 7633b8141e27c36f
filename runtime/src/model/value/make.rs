//! How a value is made: of what Rust has for it, and member by member.

use std::collections::{BTreeMap, HashMap};

use super::{Number, Value};
use crate::model::encode::Encoder;

impl Value {
    /// An object without members, for [`with`](Self::with).
    ///
    /// ```
    /// use faultcode_runtime::Value;
    ///
    /// let order = Value::object().with("sku", "a-1").with("amount", 2).with("tags", ["new", "gift"]);
    /// assert_eq!(order.to_string(), r#"{"sku":"a-1","amount":2,"tags":["new","gift"]}"#);
    /// ```
    pub const fn object() -> Self {
        Self::Object(Vec::new())
    }

    /// The object with that member, in place of one of that name. What is no object becomes one.
    pub fn with(self, name: impl Into<String>, value: impl Into<Self>) -> Self {
        let mut members = match self {
            Self::Object(members) => members,
            _ => Vec::new(),
        };
        let (name, value) = (name.into(), value.into());
        match members.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => members.push((name, value)),
        }
        Self::Object(members)
    }
}

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl From<$ty> for Number {
            fn from(value: $ty) -> Self {
                Self(value.to_string().into())
            }
        }

        impl From<$ty> for Value {
            fn from(value: $ty) -> Self {
                Self::Number(value.into())
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

/// A number that is infinite or none has no JSON: a call that is to send it fails before anything leaves.
macro_rules! floats {
    ($($ty:ty),*) => {$(
        impl From<$ty> for Number {
            fn from(value: $ty) -> Self {
                match Encoder::whole(&value) {
                    Ok(text) => Self(String::from_utf8_lossy(&text).into()),
                    Err(_) => Self(value.to_string().into()),
                }
            }
        }

        impl From<$ty> for Value {
            fn from(value: $ty) -> Self {
                Self::Number(value.into())
            }
        }
    )*};
}

floats!(f32, f64);

#[cfg(feature = "decimal")]
impl From<rust_decimal::Decimal> for Value {
    fn from(value: rust_decimal::Decimal) -> Self {
        Self::Number(Number(value.to_string().into()))
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

/// Nothing is `null`.
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Clone + Into<Value>> From<&[T]> for Value {
    fn from(items: &[T]) -> Self {
        items.iter().cloned().collect()
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Into<Value>> From<BTreeMap<String, T>> for Value {
    fn from(members: BTreeMap<String, T>) -> Self {
        members.into_iter().collect()
    }
}

/// The members in the order of their names.
impl<T: Into<Value>, S> From<HashMap<String, T, S>> for Value {
    fn from(members: HashMap<String, T, S>) -> Self {
        let sorted: BTreeMap<String, T> = members.into_iter().collect();
        sorted.into()
    }
}

/// A list.
impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}

/// An object.
impl<N: Into<String>, T: Into<Value>> FromIterator<(N, T)> for Value {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(members: I) -> Self {
        let members = members.into_iter();
        Self::Object(
            members
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_made_of_what_rust_has() {
        let map = BTreeMap::from([("b".to_owned(), 1_u64), ("a".to_owned(), u64::MAX)]);
        let hashed = HashMap::from([("b".to_owned(), 2.5_f32), ("a".to_owned(), 0.1)]);
        let rows: Vec<(Value, &str)> = vec![
            (Value::from(5), "5"),
            (u64::MAX.into(), "18446744073709551615"),
            (i64::MIN.into(), "-9223372036854775808"),
            (0.1.into(), "0.1"),
            (f64::from(2_u8).into(), "2.0"),
            (1e300.into(), "1e300"),
            ("a\"b".into(), r#""a\"b""#),
            (true.into(), "true"),
            (None::<i32>.into(), "null"),
            (Some("x").into(), r#""x""#),
            (vec![1_i8, 2].into(), "[1,2]"),
            ([[1.5], [2.0]].into(), "[[1.5],[2.0]]"),
            ([1_u16, 2].as_slice().into(), "[1,2]"),
            (map.into(), r#"{"a":18446744073709551615,"b":1}"#),
            (hashed.into(), r#"{"a":0.1,"b":2.5}"#),
            (["x", "y"].into_iter().collect(), r#"["x","y"]"#),
            (
                [("x", 1), ("y", 2)].into_iter().collect(),
                r#"{"x":1,"y":2}"#,
            ),
            (Value::object(), "{}"),
            (
                Value::object()
                    .with("a", 1)
                    .with("b", Value::Null)
                    .with("a", "2"),
                r#"{"a":"2","b":null}"#,
            ),
            (
                Value::from(1).with("a", vec![Value::from(1), "b".into()]),
                r#"{"a":[1,"b"]}"#,
            ),
        ];
        for (value, expected) in rows {
            assert_eq!(value.to_string(), expected);
            let read: Value = expected.parse().expect(expected);
            assert_eq!(read, value, "{expected}");
        }
    }

    #[test]
    fn a_number_that_is_none_is_not_sent() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let value = Value::object().with("a", number);
            assert!(Encoder::whole(&value).is_err(), "{number}");
            assert_eq!(value.to_string(), r#"{"a":null}"#);
            assert_eq!(
                value
                    .get("a")
                    .and_then(Value::as_number)
                    .and_then(Number::as_f64),
                None
            );
        }
        assert!(Encoder::whole(&Value::from(f32::NAN)).is_err());
    }
}
