//! The macros for enums that keep what they do not know: texts, integers, and values of any kind.

mod text;

use std::borrow::Cow;
use std::fmt;

#[doc(hidden)]
pub use self::text::{copy_of_text, debug_text, position_of, same_text, show_text};

/// A value of an open enum that this version does not know. There is nothing in it to match, so that a later version
/// may know it; compare its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownText(Box<str>);

impl UnknownText {
    /// Called by [`text_enum!`](crate::text_enum).
    #[doc(hidden)]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The value on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number of an open enum that this version does not know. There is nothing in it to match, so that a later version may
/// know it; compare the enum's `value()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    /// Called by [`int_enum!`](crate::int_enum).
    #[doc(hidden)]
    pub const fn new(value: i64) -> Self {
        Self(value)
    }

    /// The value on the wire.
    pub const fn value(self) -> i64 {
        self.0
    }
}

/// States the values of a text enum: one line per variant, with its position. The enum ends in `Unknown(UnknownText)`.
///
/// ```
/// use faultcode_runtime::text_enum;
/// use faultcode_runtime::values::UnknownText;
///
/// pub enum Status {
///     Active,
///     Unknown(UnknownText),
/// }
///
/// text_enum!(Status { 0 Active: "active" });
///
/// assert_eq!(Status::from("active"), Status::Active);
/// assert_eq!(Status::from("paused").as_str(), "paused");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! text_enum {
    ($name:ident { $($index:literal $variant:ident: $wire:literal),* $(,)? }) => {
        impl $name {
            /// The value on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(text) => text.as_str(),
                }
            }
        }

        // By position: a compiler keeps, and compiles, a comparison per value of a `match` of texts.
        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match $crate::__private::position_of(text, &[$($wire),*]) {
                    $($index => Self::$variant,)*
                    _ => Self::Unknown($crate::__private::UnknownText::new(text)),
                }
            }
        }

        impl Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::__private::copy_of_text(self, Self::as_str)
            }
        }

        impl PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::__private::same_text(self, other, Self::as_str)
            }
        }

        impl Eq for $name {}

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::debug_text(self, Self::as_str, f)
            }
        }

        $crate::text_value!($name);
    };
}

/// A text out of a list that is too long for an enum: one of the list, or one that this version does not know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListedText(Cow<'static, str>);

impl ListedText {
    /// Looks a text up in a sorted list.
    pub fn new(text: &str, sorted: &[&'static str]) -> Self {
        let at = sorted.binary_search(&text).ok();
        match at.and_then(|at| sorted.get(at)) {
            Some(known) => Self(Cow::Borrowed(known)),
            None => Self(Cow::Owned(text.to_owned())),
        }
    }

    /// The value on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the list holds it.
    pub fn is_known(&self) -> bool {
        matches!(self.0, Cow::Borrowed(_))
    }
}

/// States the values of a list of texts that is too long for an enum, sorted: compilers take far longer for variants than
/// for a table. The type is a struct around a [`ListedText`].
///
/// ```
/// use faultcode_runtime::listed_text;
/// use faultcode_runtime::values::ListedText;
///
/// #[derive(Clone, Debug, PartialEq, Eq)]
/// pub struct Zone(ListedText);
///
/// listed_text!(Zone { "Africa/Accra", "Europe/Paris" });
///
/// assert!(Zone::from("Europe/Paris").is_known());
/// assert_eq!(Zone::from("Mars").as_str(), "Mars");
/// assert_eq!(Zone::values().len(), 2);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! listed_text {
    ($name:ident { $($wire:literal),* $(,)? }) => {
        impl $name {
            /// The values that the document lists, sorted.
            #[inline]
            pub fn values() -> &'static [&'static str] {
                static VALUES: &[&str] = &[$($wire),*];
                VALUES
            }

            /// The value on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// Whether the document lists the value.
            #[inline]
            pub fn is_known(&self) -> bool {
                self.0.is_known()
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                Self($crate::__private::ListedText::new(text, Self::values()))
            }
        }

        $crate::text_value!($name);
    };
}

/// What every type has that is a text on the wire.
#[doc(hidden)]
#[macro_export]
macro_rules! text_value {
    ($name:ident) => {
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::show_text(self, Self::as_str, f)
            }
        }

        impl $crate::__private::Formed for $name {
            type Form = $crate::__private::AsText;
        }

        $crate::serde_model!($name);
    };
}

/// Lets a type that is a text on the wire travel as a parameter.
#[doc(hidden)]
#[macro_export]
macro_rules! param_text {
    ($name:ident) => {
        impl $crate::__private::Param for $name {
            #[inline]
            fn text(&self) -> $crate::__private::ParamText {
                $crate::__private::ParamText::One(self.as_str().to_owned())
            }
        }
    };
}

/// States the values of an enum of integers: one line per variant. The enum ends in `Unknown(UnknownInteger)`.
///
/// ```
/// use faultcode_runtime::int_enum;
/// use faultcode_runtime::values::UnknownInteger;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Eq)]
/// pub enum Priority {
///     Low,
///     High,
///     Unknown(UnknownInteger),
/// }
///
/// int_enum!(Priority { Low: 1, High: 2 });
///
/// assert_eq!(Priority::from(2), Priority::High);
/// assert_eq!(Priority::from(3).value(), 3);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! int_enum {
    ($name:ident { $($variant:ident: $wire:literal),* $(,)? }) => {
        impl $name {
            /// The value on the wire.
            #[inline]
            pub fn value(self) -> i64 {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(value) => value.value(),
                }
            }
        }

        impl From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown($crate::__private::UnknownInteger::new(value)),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::__private::Decode for $name {
            #[inline]
            fn empty() -> Self {
                Self::from(0)
            }

            #[inline]
            fn decode(&mut self, from: &mut $crate::__private::Decoder<'_>) -> Result<(), $crate::__private::DecodeError> {
                *self = Self::from(from.value::<i64>()?);
                Ok(())
            }
        }

        impl $crate::__private::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::__private::Encoder) {
                $crate::__private::Encode::encode(&self.value(), to);
            }
        }

        impl $crate::__private::Param for $name {
            #[inline]
            fn text(&self) -> $crate::__private::ParamText {
                $crate::__private::ParamText::One(self.value().to_string())
            }
        }

        $crate::serde_model!($name);
    };
}

/// States the values of an enum of scalars of any kind: one line per variant. The enum ends in `Unknown(Value)`.
#[doc(hidden)]
#[macro_export]
macro_rules! value_enum {
    ($name:ident { $($index:literal $variant:ident: $wire:expr),* $(,)? }) => {
        impl $name {
            const VALUES: &'static [$crate::__private::Constant] = &[$($wire),*];
        }

        impl From<$crate::__private::Value> for $name {
            #[inline]
            fn from(value: $crate::__private::Value) -> Self {
                match Self::VALUES.iter().position(|known| known.is(&value)) {
                    $(Some($index) => Self::$variant,)*
                    _ => Self::Unknown(value),
                }
            }
        }

        impl $crate::__private::Decode for $name {
            #[inline]
            fn empty() -> Self {
                Self::Unknown($crate::__private::Value::Null)
            }

            #[inline]
            fn decode(&mut self, from: &mut $crate::__private::Decoder<'_>) -> Result<(), $crate::__private::DecodeError> {
                *self = Self::from(from.value::<$crate::__private::Value>()?);
                Ok(())
            }
        }

        impl $crate::__private::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::__private::Encoder) {
                match self {
                    $(Self::$variant => $crate::__private::Encode::encode(&Self::VALUES[$index], to),)*
                    Self::Unknown(value) => $crate::__private::Encode::encode(value, to),
                }
            }
        }

        $crate::param_object!($name);
        $crate::serde_model!($name);
    };
}
