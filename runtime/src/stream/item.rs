//! What an item of a stream is decoded into.

use crate::call::Text;
use crate::decode::{Decode, DecodeError, DecodeProblem, Decoder};

/// A value that an item of a stream can be: anything that JSON can be decoded into, or [`Text`] as it came.
pub trait StreamItem: Sized + Send + 'static {
    /// Whether the item is JSON.
    const JSON: bool;

    /// The value of an item.
    ///
    /// # Errors
    ///
    /// The text does not fit.
    fn from_item(text: &[u8]) -> Result<Self, DecodeError>;
}

impl<T: Decode + Send + 'static> StreamItem for T {
    const JSON: bool = true;

    fn from_item(text: &[u8]) -> Result<Self, DecodeError> {
        if text.trim_ascii().is_empty() {
            return Err(DecodeError::new(DecodeProblem::Empty, 0));
        }
        Decoder::whole(text)
    }
}

impl StreamItem for Text {
    const JSON: bool = false;

    fn from_item(text: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self(String::from_utf8_lossy(text).into_owned()))
    }
}
