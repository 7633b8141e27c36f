//! The `Debug` form of models: what they send, with secrets masked.
//!
//! One body for all models, over the table by which they are encoded; a derived one costs every user of a large client
//! seconds of compile time.

use std::fmt;

use crate::decode::Decoder;
use crate::encode::{Encode, Encoder};
use crate::value::Value;

/// Writes the name of a model and its members by their names on the wire; what is absent is left out. Called by the
/// macros that state models.
///
/// # Errors
///
/// The formatter refuses.
#[doc(hidden)]
pub fn write_debug(name: &str, model: &dyn Encode, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut json = Encoder::masking_secrets();
    model.encode(&mut json);
    f.write_str(name)?;
    match Decoder::whole::<Value>(&json.shown()) {
        Ok(value) => {
            f.write_str(" ")?;
            fmt::Debug::fmt(&Shown(&value), f)
        }
        // Nested too deep to be read back.
        Err(_) => f.write_str("(..)"),
    }
}

struct Shown<'v>(&'v Value);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => f.write_str("null"),
            Value::Bool(value) => fmt::Display::fmt(value, f),
            Value::Number(number) => f.write_str(number.as_str()),
            Value::String(text) => fmt::Debug::fmt(text, f),
            Value::Array(items) => f.debug_list().entries(items.iter().map(Shown)).finish(),
            Value::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| (Name(name), Shown(value)));
                f.debug_map().entries(members).finish()
            }
        }
    }
}

/// A name without quotes where it reads like one.
struct Name<'n>(&'n str);

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if !self.0.is_empty() && self.0.bytes().all(plain) {
            f.write_str(self.0)
        } else {
            fmt::Debug::fmt(self.0, f)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Base64, Secret, Value, object};

    struct Order {
        id: String,
        price: f64,
        note: Option<String>,
        token: Secret<String>,
        data: Base64,
        more: Value,
    }

    object!(decode encode Order {
        0 id: required "id",
        1 price: required "price",
        2 note: optional "note",
        3 token: required "odd name",
        4 data: received "data",
        5 more: required "more",
    });

    #[test]
    fn a_model_is_shown_by_its_members() {
        let order = Order {
            id: "a\"b\n".to_owned(),
            price: f64::INFINITY,
            note: None,
            token: Secret::new("hidden".to_owned()),
            data: Base64(vec![1]),
            more: Value::Array(vec![Value::Bool(true), Value::from(12)]),
        };
        assert_eq!(
            format!("{order:?}"),
            r#"Order {id: "a\"b\n", price: null, "odd name": "[redacted]", data: "AQ==", more: [true, 12]}"#
        );
        let lines = format!("{:#?}", Some(&order));
        assert!(lines.contains("\n        id: \"a\\\"b\\n\",\n"), "{lines}");
    }
}
