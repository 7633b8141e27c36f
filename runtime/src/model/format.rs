//! Field types beyond plain JSON: identifiers, times, decimals, binary data, secrets.

#[cfg(feature = "decimal")]
mod decimal;
#[cfg(feature = "jiff")]
mod time;

use std::fmt;
use std::ops::Deref;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD as BASE64};
use uuid::Uuid;
use zeroize::Zeroize;

#[cfg(feature = "decimal")]
pub use self::decimal::{DecimalText, NotDecimal};
#[cfg(feature = "jiff")]
pub use self::time::{TimeFormatError, Timestamp};
use crate::model::decode::{Decode, DecodeError, Decoder};
use crate::model::encode::{Encode, Encoder};
use crate::model::secret::Secret;

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

/// How base64 is read: with its padding or without.
const READ: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// The two alphabets of RFC 4648, sections 4 and 5, which differ in two characters.
const ALPHABETS: [GeneralPurpose; 2] = [
    GeneralPurpose::new(&alphabet::STANDARD, READ),
    GeneralPurpose::new(&alphabet::URL_SAFE, READ),
];

/// Reads base64 in either alphabet, padded or not, also in lines (RFC 2045 section 6.8), as servers write it.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let decode = |text: &str| ALPHABETS.iter().find_map(|it| it.decode(text).ok());
    decode(text).or_else(|| {
        let lines: String = text.split(['\r', '\n']).collect();
        (lines.len() < text.len()).then(|| decode(&lines)).flatten()
    })
}

/// Bytes that travel as base64 text (`format: byte`). They are written in the standard alphabet with padding (RFC 4648
/// section 4), and read in the alphabet for URLs, without padding and in lines as well.
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
        *self = Self(from.parsed("byte", bytes_of)?);
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

#[cfg(test)]
mod tests {
    use super::Base64;

    /// The vectors of RFC 4648 section 10, and bytes whose text differs between the alphabets.
    #[test]
    fn base64_is_read_as_servers_write_it() {
        let rows: [(&str, Option<&[u8]>); 20] = [
            ("", Some(b"")),
            ("Zg==", Some(b"f")),
            ("Zm8=", Some(b"fo")),
            ("Zm9v", Some(b"foo")),
            ("Zm9vYg==", Some(b"foob")),
            ("Zg", Some(b"f")),
            ("Zm8", Some(b"fo")),
            ("Zm9vYg", Some(b"foob")),
            ("+/8=", Some(&[0xfb, 0xff])),
            ("-_8=", Some(&[0xfb, 0xff])),
            ("-_8", Some(&[0xfb, 0xff])),
            ("Zm9v\\r\\nYg==\\n", Some(b"foob")),
            ("Z", None),
            ("Zm9v!", None),
            ("Zm 9v", None),
            // Two alphabets at once are none; bits that are left over hide something.
            ("+_8=", None),
            ("Zh==", None),
            ("Zg===", None),
            ("=", None),
            ("\u{fc}", None),
        ];
        for (text, expected) in rows {
            let read = crate::model::decode::from_json::<Base64>(format!("\"{text}\"").as_bytes());
            assert_eq!(read.ok().as_deref(), expected, "{text}");
        }
        let sent = Base64(vec![0xfb, 0xff]);
        assert_eq!(
            crate::__private::Encoder::whole(&sent),
            Ok(b"\"+/8=\"".to_vec())
        );
    }
}
