//! The macros for unions, which keep what they do not know.

/// States the branches of a union: one line per variant. The enum ends in `Unknown(Value)`.
///
/// `by "kind"`: a member tells the branches apart, each a boxed model, by its values. `by shape`: what a value looks like
/// tells them apart (see [`Shape`](crate::values::Shape)).
///
/// ```
/// use faultcode_runtime::{Value, union};
/// use faultcode_runtime::values::Shape;
///
/// #[derive(Clone, Debug)]
/// pub enum Price {
///     Number(f64),
///     Text(String),
///     Unknown(Value),
/// }
///
/// union!(decode encode Price by shape {
///     0 Number(f64): [Shape::NUMBER],
///     1 Text(String): [Shape::TEXT],
/// });
///
/// assert!(matches!(faultcode_runtime::values::from_json(b"12.5")?, Price::Number(_)));
/// assert!(matches!(faultcode_runtime::values::from_json(b"\"free\"")?, Price::Text(_)));
/// assert!(matches!(faultcode_runtime::values::from_json(b"[]")?, Price::Unknown(_)));
/// # Ok::<(), faultcode_runtime::errors::DecodeError>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! union {
    (decode encode $name:ident by shape { $($index:literal $variant:ident($ty:ty): $shapes:expr),* $(,)? }) => {
        $crate::union!(@choose $name { $($index $variant: $shapes),* });
        $crate::union!(@each $name { $($variant)* });
        $crate::union!(@more $name { $($variant)* });
    };
    // What is only received has an encoder as well: `Debug` of the models that hold it goes through it.
    (decode $name:ident by $($table:tt)*) => {
        $crate::union!(decode encode $name by $($table)*);
    };
    (encode $name:ident by shape { $($index:literal $variant:ident($ty:ty): $shapes:expr),* $(,)? }) => {
        $crate::union!(@each $name { $($variant)* });
        $crate::with_serde! { $crate::union!(@choose $name { $($index $variant: $shapes),* }); }
        $crate::union!(@more $name { $($variant)* });
    };
    (@choose $name:ident { $($index:literal $variant:ident: $shapes:expr),* }) => {
        impl $crate::__private::Decode for $name {
            #[inline]
            fn empty() -> Self {
                Self::Unknown($crate::__private::Value::Null)
            }

            #[inline]
            fn decode(&mut self, from: &mut $crate::__private::Decoder<'_>) -> Result<(), $crate::__private::DecodeError> {
                *self = match from.branch(const { &[$(&$shapes),*] })? {
                    $(Some($index) => Self::$variant(from.value()?),)*
                    _ => Self::Unknown(from.value()?),
                };
                Ok(())
            }
        }
    };
    (@each $name:ident { $($variant:ident)* }) => {
        impl $crate::__private::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::__private::Encoder) {
                match self {
                    $(Self::$variant(value) => $crate::__private::Encode::encode(value, to),)*
                    Self::Unknown(value) => $crate::__private::Encode::encode(value, to),
                }
            }
        }
    };
    (decode encode $name:ident by $tag:literal { $($variant:ident: $($wire:literal)|+),* $(,)? }) => {
        $crate::union!(@decode $name by $tag { $($variant: $($wire)|+),* });
        $crate::union!(@encode $name by $tag { $($variant: $($wire)|+),* });
        $crate::union!(@more $name { $($variant)* });
    };
    (encode $name:ident by $tag:literal { $($variant:ident: $($wire:literal)|+),* $(,)? }) => {
        $crate::union!(@encode $name by $tag { $($variant: $($wire)|+),* });
        $crate::with_serde! { $crate::union!(@decode $name by $tag { $($variant: $($wire)|+),* }); }
        $crate::union!(@more $name { $($variant)* });
    };
    (@decode $name:ident by $tag:literal { $($variant:ident: $($wire:literal)|+),* }) => {
        impl $crate::__private::Decode for $name {
            #[inline]
            fn empty() -> Self {
                Self::Unknown($crate::__private::Value::Null)
            }

            #[inline]
            fn decode(&mut self, from: &mut $crate::__private::Decoder<'_>) -> Result<(), $crate::__private::DecodeError> {
                #[allow(unreachable_patterns, reason = "a document may give two branches one tag; the first is read")]
                let read = match from.tag($tag)? {
                    $($(Some($wire))|+ => Self::$variant(from.value()?),)*
                    _ => Self::Unknown(from.value()?),
                };
                *self = read;
                Ok(())
            }
        }
    };
    (@encode $name:ident by $tag:literal { $($variant:ident: $first:literal $(| $wire:literal)*),* }) => {
        impl $crate::__private::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::__private::Encoder) {
                match self {
                    $(Self::$variant(value) => to.tagged($tag, $first, value),)*
                    Self::Unknown(value) => $crate::__private::Encode::encode(value, to),
                }
            }
        }
    };
    (@more $name:ident { $($variant:ident)* }) => {
        $crate::with_testing! {
            impl PartialEq for $name {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    match (self, other) {
                        $((Self::$variant(one), Self::$variant(other)) => one == other,)*
                        (Self::Unknown(one), Self::Unknown(other)) => one == other,
                        _ => false,
                    }
                }
            }
        }
        $crate::serde_model!($name);
    };
}

/// Lets a value become the variant that holds its type: one line per type that only one variant holds.
#[doc(hidden)]
#[macro_export]
macro_rules! union_from {
    ($name:ident { $($variant:ident: $ty:ty),* $(,)? }) => {$(
        impl From<$ty> for $name {
            #[inline]
            fn from(value: $ty) -> Self {
                Self::$variant(::std::convert::Into::into(value))
            }
        }
    )*};
}
