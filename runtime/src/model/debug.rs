//! The `Debug` form of models: what they send, with secrets masked, also those that only their name tells.
//!
//! One body for all models, over the table by which they are encoded; a derived one costs every user of a large client
//! seconds of compile time.

mod secret_name;

use std::fmt;

use self::secret_name::says_secret;
use crate::model::decode::Decoder;
use crate::model::encode::{Encode, Encoder};
use crate::model::value::Value;

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
            fmt::Debug::fmt(&Shown(&value, Mask::None), f)
        }
        // Nested too deep to be read back.
        Err(_) => f.write_str("(..)"),
    }
}

/// Writes a value's name and its fields, but for those whose name says that they are secret. Called by the macros that state
/// parameters, parts, headers and details.
///
/// # Errors
///
/// The formatter refuses.
#[doc(hidden)]
pub fn write_fields(
    name: &str,
    fields: &[(&str, &dyn fmt::Debug)],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for (name, value) in fields {
        let name = name.strip_prefix("r#").unwrap_or(name);
        match Mask::None.of(name) {
            Mask::None => shown.field(name, value),
            mask => shown.field(name, &Hidden(*value, mask)),
        };
    }
    shown.finish()
}

/// A field that is not shown, unless it is nothing that a secret could be.
struct Hidden<'v>(&'v dyn fmt::Debug, Mask);

impl fmt::Debug for Hidden<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:?}", self.0);
        let inner = text
            .strip_prefix("Some(")
            .and_then(|text| text.strip_suffix(')'));
        let inner = inner.unwrap_or(&text);
        let is_number = inner.parse::<f64>().is_ok();
        let is_nothing = matches!(
            inner,
            "None" | "Absent" | "Null" | "true" | "false" | "\"\"" | "[]" | "{}"
        );
        match is_nothing || (is_number && self.1 == Mask::Texts) {
            true => f.write_str(&text),
            false => f.write_str(HIDDEN),
        }
    }
}

/// What of a value is not shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mask {
    /// Nothing is hidden, but for what the names of members hide.
    None,
    /// The texts in it: `tokens`, which may be a number of them.
    Texts,
    /// The texts and numbers in it.
    All,
}

impl Mask {
    /// The mask of a member; what is below a secret is one.
    pub(crate) fn of(self, name: &str) -> Self {
        match self {
            Self::None if says_secret(name) => match name.ends_with(['s', 'S']) {
                true => Self::Texts,
                false => Self::All,
            },
            mask => mask,
        }
    }

    /// Whether that value, which is no list and no object, is not shown. An empty text has nothing to hide, and says that
    /// something is missing.
    pub(crate) fn hides(self, value: &Value) -> bool {
        match value {
            Value::String(text) => self != Self::None && !text.is_empty(),
            Value::Number(_) => self == Self::All,
            _ => false,
        }
    }
}

struct Shown<'v>(&'v Value, Mask);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(value, mask) = *self;
        match value {
            hidden if mask.hides(hidden) => f.write_str(HIDDEN),
            Value::Null => f.write_str("null"),
            Value::Bool(value) => fmt::Display::fmt(value, f),
            Value::Number(number) => f.write_str(number.as_str()),
            Value::String(text) => fmt::Debug::fmt(text, f),
            Value::Array(items) => {
                let items = items.iter().map(|item| Shown(item, mask));
                f.debug_list().entries(items).finish()
            }
            Value::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| (Name(name), Shown(value, mask.of(name))));
                f.debug_map().entries(members).finish()
            }
        }
    }
}

/// What stands for a secret, like the text of one that has the type for it.
pub(crate) const HIDDEN: &str = "\"[redacted]\"";

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
    use crate::__private::{Base64, Secret, Value, object};
    use crate::facts::Parameter;

    struct Order {
        id: String,
        price: f64,
        note: Option<String>,
        token: Secret<String>,
        data: Base64,
        more: Value,
    }

    object!(decode encode Order {
        id: required "id",
        price: required "price",
        note: optional "note",
        token: required "odd name",
        data: required "data",
        more: required "more",
    });

    struct LogIn {
        user: String,
        password: String,
        access_token: Option<String>,
        token_type: String,
        tokens: i64,
        pin: i64,
        keys: Vec<String>,
        next: Value,
    }

    object!(decode encode LogIn {
        user: required "user",
        password: required "password",
        access_token: optional "accessToken",
        token_type: required "token_type",
        tokens: required "max_tokens",
        pin: required "pin",
        keys: required "API-Keys",
        next: required "next",
    });

    #[test]
    fn what_is_called_a_secret_is_not_shown() {
        let next = r#"{"secret":{"a":["hidden",1,true,null,""]},"page_token":"p","list":[{"key":"hidden"}]}"#;
        let next: Value = next.parse().expect("JSON");
        let given = LogIn {
            user: "ada".to_owned(),
            password: "hidden".to_owned(),
            access_token: Some("hidden".to_owned()),
            token_type: "bearer".to_owned(),
            tokens: 120,
            pin: 1234,
            keys: vec!["hidden".to_owned()],
            next: next.clone(),
        };
        assert_eq!(
            format!("{given:?}"),
            concat!(
                r#"LogIn {user: "ada", password: "[redacted]", accessToken: "[redacted]", token_type: "bearer", "#,
                r#"max_tokens: 120, pin: "[redacted]", API-Keys: ["[redacted]"], next: {secret: {a: ["[redacted]", "#,
                r#""[redacted]", true, null, ""]}, page_token: "p", list: [{key: "[redacted]"}]}}"#
            )
        );
        let shown = format!("{next:?} {:#?}", Some(&next));
        assert!(
            !shown.contains("hidden") && shown.contains("page_token"),
            "{shown}"
        );
        // What is sent and stored is another matter.
        let sent = crate::__private::Encoder::whole(&given).expect("JSON");
        assert_eq!(String::from_utf8_lossy(&sent).matches("hidden").count(), 5);
    }

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

    #[test]
    fn fields_that_are_called_a_secret_are_not_shown() {
        struct Given {
            api_key: Option<String>,
            limit: Option<i64>,
            password: String,
            max_tokens: Option<i64>,
            r#type: String,
            session_token: Option<String>,
        }
        crate::params!(Given {
            0 api_key: Parameter::query("api_key"),
            1 limit: Parameter::query("limit"),
            2 password: Parameter::query("password"),
            3 max_tokens: Parameter::query("max_tokens"),
            4 r#type: Parameter::query("type"),
            5 session_token: Parameter::query("session_token"),
        });
        let given = Given {
            api_key: Some("canary".to_owned()),
            limit: Some(7),
            password: "canary".to_owned(),
            max_tokens: Some(120),
            r#type: "a".to_owned(),
            session_token: None,
        };
        assert_eq!(
            format!("{given:?}"),
            r#"Given { api_key: "[redacted]", limit: Some(7), password: "[redacted]", max_tokens: Some(120), type: "a", session_token: None }"#
        );
    }
}
