//! Parameters: how values become text in a path, a query, a header or a cookie.

mod encoding;
mod scalar;
mod style;

pub(crate) use self::encoding::{decode, encode, encode_reserved, encode_segment, push_query};
pub(crate) use self::style::{Ambiguous, header_text, path_text, query_pairs, query_pairs_plain};
use crate::facts::{Parameter, Style};
use crate::model::encode::{Encode, EncodeError, Encoder};
use crate::model::value::Value;

/// A value that can travel as a parameter.
pub trait Param {
    /// The value as text, before any style is applied.
    fn text(&self) -> ParamText;

    /// Whether an optional parameter with this value is left out.
    fn absent(&self) -> bool {
        false
    }

    /// The value as JSON, for parameters whose content is JSON ([`Style::Json`]).
    fn json(&self, to: &mut Encoder) {
        match self.text().into_value() {
            Ok(value) => value.encode(to),
            Err(error) => to.refuse_for(error),
        }
    }
}

/// A parameter's value as text, not yet encoded. What lists and objects hold are texts, or JSON values below them.
#[derive(Clone, Debug, PartialEq)]
pub enum ParamText {
    /// One text.
    One(String),
    /// A list.
    List(Vec<Value>),
    /// The members of an object.
    Members(Vec<(String, Value)>),
    /// No text, since the value cannot be sent: a number that is infinite or none.
    Refused(EncodeError),
}

impl ParamText {
    fn into_value(self) -> Result<Value, EncodeError> {
        match self {
            Self::One(text) => Ok(Value::String(text)),
            Self::List(items) => Ok(Value::Array(items)),
            Self::Members(members) => Ok(Value::Object(members)),
            Self::Refused(error) => Err(error),
        }
    }

    /// The text of a parameter's value in its style.
    pub(crate) fn of(parameter: &Parameter, value: &dyn Param) -> Result<Self, EncodeError> {
        if parameter.style != Style::Json {
            return match value.text() {
                Self::Refused(error) => Err(error),
                text => Ok(text),
            };
        }
        let mut to = Encoder::default();
        value.json(&mut to);
        let json = to.finish()?;
        Ok(Self::One(String::from_utf8_lossy(&json).into_owned()))
    }
}

/// The optional parameters of one operation. [`params!`](crate::params) writes it; `()` is an operation without any.
pub trait Params {
    /// Where each parameter travels.
    fn parameters(&self) -> &'static [Parameter];

    /// The value of the parameter at that position.
    fn value(&self, index: usize) -> Option<&dyn Param>;
}

impl Params for () {
    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }

    fn value(&self, _: usize) -> Option<&dyn Param> {
        None
    }
}

/// States where the fields of a parameter struct travel: one line per field.
///
/// ```
/// use faultcode_runtime::params;
/// use faultcode_runtime::document::{Parameter, Style};
///
/// #[derive(Clone, Default)]
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
#[doc(hidden)]
#[macro_export]
macro_rules! params {
    ($name:ident { $($index:literal $field:ident: $parameter:expr),* $(,)? }) => {
        impl $crate::__private::Params for $name {
            #[inline]
            fn parameters(&self) -> &'static [$crate::__private::Parameter] {
                const { &[$($parameter),*] }
            }

            #[inline]
            fn value(&self, index: usize) -> Option<&dyn $crate::__private::Param> {
                match index {
                    $($index => Some(&self.$field),)*
                    _ => None,
                }
            }
        }

        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::__private::write_fields(stringify!($name), &[$((stringify!($field), &self.$field)),*], f)
            }
        }
    };
}

/// Lets a model travel as a parameter, member by member (`deepObject` and the other styles of objects).
#[doc(hidden)]
#[macro_export]
macro_rules! param_object {
    ($name:ident) => {
        impl $crate::__private::Param for $name {
            #[inline]
            fn text(&self) -> $crate::__private::ParamText {
                $crate::__private::param_members(self)
            }

            #[inline]
            fn json(&self, to: &mut $crate::__private::Encoder) {
                $crate::__private::Encode::encode(self, to);
            }
        }
    };
}

/// The members of a value; a value that is no object is a list or one text.
pub fn param_members(value: &(impl Encode + ?Sized)) -> ParamText {
    let json = match Encoder::whole(value) {
        Ok(json) => json,
        Err(error) => return ParamText::Refused(error),
    };
    match crate::model::decode::from_json::<Value>(&json) {
        Ok(Value::Object(members)) => ParamText::Members(members),
        Ok(Value::Array(items)) => ParamText::List(items),
        Ok(other) => ParamText::One(value_text(other)),
        Err(_) => ParamText::One(String::new()),
    }
}

/// A value as it stands in a query or a form: strings without quotes, everything else as JSON. `null` is the empty text, since
/// only texts can be said there: left out, it would say that nothing changes.
pub(crate) fn value_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
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

    fn json(&self, to: &mut Encoder) {
        (**self).json(to);
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

    fn json(&self, to: &mut Encoder) {
        match self {
            Some(value) => value.json(to),
            None => to.literal("null"),
        }
    }
}

impl<T: Param + ?Sized> Param for Box<T> {
    fn text(&self) -> ParamText {
        (**self).text()
    }

    fn absent(&self) -> bool {
        (**self).absent()
    }

    fn json(&self, to: &mut Encoder) {
        (**self).json(to);
    }
}

impl<T: Param> Param for Vec<T> {
    fn text(&self) -> ParamText {
        self.as_slice().text()
    }

    fn json(&self, to: &mut Encoder) {
        self.as_slice().json(to);
    }
}

/// A parameter's value in the JSON of a list or an object.
struct InJson<'v, T>(&'v T);

impl<T: Param> Encode for InJson<'_, T> {
    fn encode(&self, to: &mut Encoder) {
        self.0.json(to);
    }
}

impl<T: Param> Param for [T] {
    fn text(&self) -> ParamText {
        let items: Result<_, _> = self.iter().map(|item| item.text().into_value()).collect();
        items.map_or_else(ParamText::Refused, ParamText::List)
    }

    fn json(&self, to: &mut Encoder) {
        let items: Vec<_> = self.iter().map(InJson).collect();
        to.array(&items);
    }
}

/// Items of a type each.
macro_rules! tuples {
    ($($($item:ident $index:tt),*;)*) => {$(
        impl<$($item: Param),*> Param for ($($item,)*) {
            fn text(&self) -> ParamText {
                let items = [$(self.$index.text().into_value()),*];
                let items: Result<_, _> = items.into_iter().collect();
                items.map_or_else(ParamText::Refused, ParamText::List)
            }

            fn json(&self, to: &mut Encoder) {
                to.items(&[$(&InJson(&self.$index)),*]);
            }
        }
    )*};
}

of_tuples!(tuples);

impl<T: Param> Param for std::collections::BTreeMap<String, T> {
    fn text(&self) -> ParamText {
        let member = |(name, value): (&String, &T)| Ok((name.clone(), value.text().into_value()?));
        let members: Result<_, _> = self.iter().map(member).collect();
        members.map_or_else(ParamText::Refused, ParamText::Members)
    }

    fn json(&self, to: &mut Encoder) {
        to.open();
        for (name, value) in self {
            to.member(name, &InJson(value));
        }
        to.close();
    }
}

impl Param for Value {
    fn text(&self) -> ParamText {
        param_members(self)
    }

    fn json(&self, to: &mut Encoder) {
        self.encode(to);
    }
}
