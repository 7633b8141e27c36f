//! Field types beyond plain JSON: identifiers, times, decimals, binary data, secrets.

#[cfg(feature = "decimal")]
mod decimal;
#[cfg(feature = "jiff")]
mod time;

use std::fmt;
use std::ops::Deref;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use uuid::Uuid;
use zeroize::Zeroize;

#[cfg(feature = "decimal")]
pub use self::decimal::DecimalText;
use crate::decode::{Decode, DecodeError, Decoder};
use crate::encode::{Encode, Encoder};
use crate::secret::Secret;

impl Decode for Uuid {
    fn empty() -> Self {
        Self::nil()
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = from.parsed("uuid", |text| text.parse().ok())?;
        Ok(())
    }
}

impl Encode for Uuid {
    fn encode(&self, to: &mut Encoder) {
        to.display(self);
    }
}

/// Bytes that travel as base64 text (`format: byte`, RFC 4648 section 4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base64(pub Vec<u8>);

impl Deref for Base64 {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

/// The base64 text.
impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(&self.0))
    }
}

impl Decode for Base64 {
    fn empty() -> Self {
        Self::default()
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = Self(from.parsed("byte", |text| BASE64.decode(text).ok())?);
        Ok(())
    }
}

impl Encode for Base64 {
    fn encode(&self, to: &mut Encoder) {
        to.display(self);
    }
}

impl<T: Decode + Zeroize> Decode for Secret<T> {
    fn empty() -> Self {
        Self::new(T::empty())
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        let mut value = T::empty();
        value.decode(from)?;
        *self = Self::new(value);
        Ok(())
    }
}

/// A secret is written where a body asks for it, and nowhere else.
impl<T: Encode + Zeroize> Encode for Secret<T> {
    fn encode(&self, to: &mut Encoder) {
        if to.masks_secrets() {
            to.text("[redacted]");
        } else {
            self.expose().encode(to);
        }
    }
}
