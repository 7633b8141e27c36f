//! A member that a change may leave alone, empty, or set.

use zeroize::Zeroize;

use crate::model::decode::{Decode, DecodeError, Decoder};
use crate::model::encode::{Encode, Encoder};
use crate::model::secret::Secret;

/// An optional member that may also be `null`: leaving it out keeps what the server has, `null` empties it.
///
/// ```
/// use faultcode_runtime::Patch;
///
/// let mut name: Patch<String> = Patch::default();
/// assert!(name.is_absent());
/// name = "Ada".into();
/// assert_eq!(name.value().map(String::as_str), Some("Ada"));
/// name = None.into();
/// assert!(name.is_null());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Patch<T> {
    /// The member is left out.
    #[default]
    Absent,
    /// The member is `null`.
    Null,
    /// The member has this value.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the member is left out.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the member is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, where there is one, by itself.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is `null`.
impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T> From<T> for Patch<Box<T>> {
    fn from(value: T) -> Self {
        Self::Value(Box::new(value))
    }
}

impl From<&str> for Patch<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T: Zeroize + for<'t> From<&'t str>> From<&str> for Patch<Secret<T>> {
    fn from(value: &str) -> Self {
        Self::Value(Secret::new(T::from(value)))
    }
}

impl From<String> for Patch<Secret<String>> {
    fn from(value: String) -> Self {
        Self::Value(Secret::new(value))
    }
}

impl<T: Decode> Decode for Patch<T> {
    fn empty() -> Self {
        Self::Absent
    }

    // Kept out of line, like every generic decoder: a model calls it once per field.
    #[inline(never)]
    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = if from.null()? {
            Self::Null
        } else {
            Self::Value(from.value()?)
        };
        Ok(())
    }
}

impl<T: Encode> Encode for Patch<T> {
    fn encode(&self, to: &mut Encoder) {
        match self {
            Self::Value(value) => value.encode(to),
            Self::Absent | Self::Null => to.literal("null"),
        }
    }

    fn absent(&self) -> bool {
        self.is_absent()
    }
}
