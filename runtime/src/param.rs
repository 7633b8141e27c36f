//! Parameters: how values become text in a path, a query, a header or a cookie.

mod style;

pub use self::style::Style;
pub(crate) use self::style::{encode, header_text, path_text, query_pairs};
use crate::encode::{Encode, Encoder};
use crate::format::Base64;
use crate::value::Value;

/// A value that can travel as a parameter.
pub trait Param {
    /// The value as text, before any style is applied.
    fn text(&self) -> ParamText;

    /// Whether an optional parameter with this value is left out.
    fn absent(&self) -> bool {
        false
    }
}

/// A parameter's value as text, not yet encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamText {
    /// One text.
    One(String),
    /// A list.
    List(Vec<String>),
    /// The members of an object.
    Members(Vec<(String, String)>),
}

/// Where a parameter travels and how, as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Where it travels.
    pub place: ParamPlace,
    /// How lists and objects are written.
    pub style: Style,
    /// Whether each element is written on its own.
    pub explode: bool,
}

/// Where a parameter travels. Path parameters are given to the call one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamPlace {
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

impl Parameter {
    /// A query parameter of OpenAPI's default style: `form`, exploded.
    pub const fn query(name: &'static str) -> Self {
        Self {
            name,
            place: ParamPlace::Query,
            style: Style::Form,
            explode: true,
        }
    }

    /// A header parameter of the only style that headers have: `simple`.
    pub const fn header(name: &'static str) -> Self {
        Self {
            name,
            place: ParamPlace::Header,
            style: Style::Simple,
            explode: false,
        }
    }

    /// A cookie parameter.
    pub const fn cookie(name: &'static str) -> Self {
        Self {
            name,
            place: ParamPlace::Cookie,
            style: Style::Form,
            explode: true,
        }
    }
}

/// The parameters of one operation. [`params!`](crate::params) writes it.
pub trait Params {
    /// Where each parameter travels.
    fn parameters(&self) -> &'static [Parameter];

    /// The value of the parameter at that position.
    fn value(&self, index: usize) -> Option<&dyn Param>;
}

/// States where the fields of a parameter struct travel: one line per field.
///
/// ```
/// use faultcode_runtime::{Parameter, Style, params};
///
/// #[derive(Clone, Debug, Default)]
/// pub struct ListOrdersParams {
///     pub page: Option<i32>,
///     pub ids: Option<Vec<String>>,
/// }
///
/// params!(ListOrdersParams {
///     0 page: Parameter::query("page"),
///     1 ids: Parameter { explode: false, ..Parameter::query("ids") },
/// });
/// ```
#[macro_export]
macro_rules! params {
    ($name:ident { $($index:literal $field:ident: $parameter:expr),* $(,)? }) => {
        impl $crate::Params for $name {
            fn parameters(&self) -> &'static [$crate::Parameter] {
                const { &[$($parameter),*] }
            }

            fn value(&self, index: usize) -> Option<&dyn $crate::Param> {
                match index {
                    $($index => Some(&self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

/// Lets a model travel as a parameter, member by member (`deepObject` and the other styles of objects).
#[macro_export]
macro_rules! param_object {
    ($name:ident) => {
        impl $crate::Param for $name {
            fn text(&self) -> $crate::ParamText {
                $crate::param_members(self)
            }
        }
    };
}

/// The members of a value as texts; a value that is no object is one text.
pub fn param_members(value: &impl Encode) -> ParamText {
    let json = Encoder::whole(value).unwrap_or_default();
    match crate::from_json::<Value>(&json) {
        Ok(Value::Object(members)) => ParamText::Members(
            members
                .into_iter()
                .map(|(name, value)| (name, value_text(value)))
                .collect(),
        ),
        Ok(Value::Array(items)) => ParamText::List(items.into_iter().map(value_text).collect()),
        Ok(other) => ParamText::One(value_text(other)),
        Err(_) => ParamText::One(String::new()),
    }
}

/// A value as it stands in a query: strings without quotes, everything else as JSON.
pub(crate) fn value_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

impl<T: Param + ?Sized> Param for &T {
    fn text(&self) -> ParamText {
        (**self).text()
    }

    fn absent(&self) -> bool {
        (**self).absent()
    }
}

impl<T: Param> Param for Option<T> {
    fn text(&self) -> ParamText {
        self.as_ref()
            .map_or(ParamText::One(String::new()), Param::text)
    }

    fn absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Param> Param for Vec<T> {
    fn text(&self) -> ParamText {
        self.as_slice().text()
    }
}

impl<T: Param> Param for [T] {
    fn text(&self) -> ParamText {
        let texts = self.iter().map(|item| match item.text() {
            ParamText::One(text) => text,
            // Lists within lists have no style; OpenAPI leaves them undefined.
            ParamText::List(texts) => texts.join(","),
            ParamText::Members(members) => members
                .into_iter()
                .map(|(name, text)| format!("{name},{text}"))
                .collect::<Vec<_>>()
                .join(","),
        });
        ParamText::List(texts.collect())
    }
}

impl<T: Param> Param for std::collections::BTreeMap<String, T> {
    fn text(&self) -> ParamText {
        let text = |value: &T| match value.text() {
            ParamText::One(text) => text,
            ParamText::List(texts) => texts.join(","),
            ParamText::Members(_) => String::new(),
        };
        ParamText::Members(
            self.iter()
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
        )
    }
}

impl Param for Value {
    fn text(&self) -> ParamText {
        param_members(self)
    }
}

macro_rules! displayed {
    ($($(#[$attribute:meta])* $type:ty),* $(,)?) => {$(
        $(#[$attribute])*
        impl Param for $type {
            fn text(&self) -> ParamText {
                ParamText::One(self.to_string())
            }
        }
    )*};
}

displayed!(
    str,
    String,
    bool,
    i32,
    i64,
    u32,
    u64,
    f32,
    f64,
    uuid::Uuid,
    Base64,
    #[cfg(feature = "jiff")]
    jiff::Timestamp,
    #[cfg(feature = "jiff")]
    jiff::civil::Date,
    #[cfg(feature = "decimal")]
    rust_decimal::Decimal,
    #[cfg(feature = "decimal")]
    crate::format::DecimalText,
);

impl Param for crate::secret::Secret<String> {
    fn text(&self) -> ParamText {
        ParamText::One(self.expose().clone())
    }
}
