//! What is sent, made of what was read.

use std::collections::BTreeMap;

use crate::model::patch::Patch;

/// For generated code: a value to be sent, made of the value of another type for the same thing that was read.
pub trait FromRead<R> {
    /// The value.
    fn from_read(read: R) -> Self;
}

impl<R, T: FromRead<R>> FromRead<Option<R>> for Option<T> {
    fn from_read(read: Option<R>) -> Self {
        read.map(T::from_read)
    }
}

impl<R, T: FromRead<R>> FromRead<Vec<R>> for Vec<T> {
    fn from_read(read: Vec<R>) -> Self {
        read.into_iter().map(T::from_read).collect()
    }
}

impl<R, T: FromRead<R>> FromRead<Box<R>> for Box<T> {
    fn from_read(read: Box<R>) -> Self {
        Self::new(T::from_read(*read))
    }
}

impl<R, T: FromRead<R>> FromRead<BTreeMap<String, R>> for BTreeMap<String, T> {
    fn from_read(read: BTreeMap<String, R>) -> Self {
        let members = read.into_iter();
        members
            .map(|(name, value)| (name, T::from_read(value)))
            .collect()
    }
}

/// A read type does not tell a member that was `null` from one that was not there, so neither is sent.
impl<R, T: FromRead<R>> FromRead<Option<R>> for Patch<T> {
    fn from_read(read: Option<R>) -> Self {
        read.map_or(Self::Absent, |value| Self::Value(T::from_read(value)))
    }
}

/// States how what is sent is made of what was read, where each has a type of its own: one line per member, or per variant
/// (`enum`), with how its value comes about and the name that it has in what was read. `same`: as it was read; `into`: made of
/// it in turn; `patch`, `into_patch`: the same, where a request tells absence and `null` apart; `left`: left out.
///
/// ```
/// use faultcode_runtime::{Patch, from_read};
///
/// mod types {
///     pub struct Order {
///         pub id: String,
///         pub note: Option<String>,
///     }
/// }
///
/// #[derive(Default)]
/// pub struct Order {
///     pub note: Patch<String>,
///     pub coupon: Option<String>,
/// }
///
/// from_read!(Order from types::Order {
///     note: patch note,
///     coupon: left,
/// });
///
/// let read = types::Order { id: "o1".to_owned(), note: Some("Ring twice".to_owned()) };
/// let sent: Order = read.into();
/// assert_eq!(sent.note, Patch::Value("Ring twice".to_owned()));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! from_read {
    ($name:ident from $($read:ident)::+ { $($field:ident: $how:ident $($of:ident)?),* $(,)? }) => {
        impl $crate::__private::FromRead<$($read)::+> for $name {
            #[allow(deprecated, unused_variables)]
            #[inline]
            fn from_read(read: $($read)::+) -> Self {
                Self { $($field: $crate::from_read!(@$how read $(. $of)?)),* }
            }
        }

        $crate::from_read!(@from $name $($read)::+);
    };
    (enum $name:ident from $($read:ident)::+ { $($variant:ident: $how:ident $of:ident),* $(,)? }) => {
        $crate::from_read!(@enum $name ($($read)::+) $($variant $how $of)*);
        $crate::from_read!(@from $name $($read)::+);
    };
    (@enum $name:ident $read:tt $($variant:ident $how:ident $of:ident)*) => {
        impl $crate::__private::FromRead<$crate::from_read!(@path $read)> for $name {
            #[allow(deprecated)]
            #[inline]
            fn from_read(read: $crate::from_read!(@path $read)) -> Self {
                type Read = $crate::from_read!(@path $read);
                match read {
                    $(Read::$of(value) => Self::$variant($crate::from_read!(@$how value)),)*
                    Read::Unknown(value) => Self::Unknown(value),
                }
            }
        }
    };
    (@path ($($read:ident)::+)) => { $($read)::+ };
    (@from $name:ident $($read:ident)::+) => {
        impl From<$($read)::+> for $name {
            #[inline]
            fn from(read: $($read)::+) -> Self {
                $crate::__private::FromRead::from_read(read)
            }
        }
    };
    (@same $($value:tt)+) => { $($value)+ };
    (@into $($value:tt)+) => { $crate::__private::FromRead::from_read($($value)+) };
    (@patch $($value:tt)+) => { $($value)+.map_or($crate::Patch::Absent, $crate::Patch::Value) };
    (@into_patch $($value:tt)+) => { $crate::__private::FromRead::from_read($($value)+) };
    (@left $read:ident) => { Default::default() };
}
