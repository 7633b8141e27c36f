//! The macro for text enums, which keep what they do not know.

use std::fmt;

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

/// States the values of a text enum: one line per variant. The enum ends in `Unknown(UnknownText)`.
///
/// ```
/// use faultcode_runtime::{UnknownText, text_enum};
///
/// #[derive(Clone, Debug, PartialEq, Eq)]
/// pub enum Status {
///     Active,
///     Unknown(UnknownText),
/// }
///
/// text_enum!(Status { Active: "active" });
///
/// assert_eq!(Status::from("active"), Status::Active);
/// assert_eq!(Status::from("paused").as_str(), "paused");
/// ```
#[macro_export]
macro_rules! text_enum {
    ($name:ident { $($variant:ident: $wire:literal),* $(,)? }) => {
        impl $name {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(text) => text.as_str(),
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown($crate::UnknownText::new(text)),
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::Decode for $name {
            fn empty() -> Self {
                Self::from("")
            }

            fn decode(&mut self, from: &mut $crate::Decoder<'_>) -> Result<(), $crate::DecodeError> {
                *self = Self::from(from.text()?);
                Ok(())
            }
        }

        impl $crate::Encode for $name {
            fn encode(&self, to: &mut $crate::Encoder) {
                to.text(self.as_str());
            }
        }

        impl $crate::Param for $name {
            fn text(&self) -> $crate::ParamText {
                $crate::ParamText::One(self.as_str().to_owned())
            }
        }

        $crate::serde_model!($name);
    };
}
