//! Encoding of JSON bodies: one concrete encoder that appends to a byte buffer.

mod scalar;

use std::collections::BTreeMap;
use std::fmt;

use crate::decode::Field;

/// A value that can be sent in a JSON body.
pub trait Encode {
    /// Appends the value.
    fn encode(&self, to: &mut Encoder);

    /// Whether an optional member with this value is left out.
    fn absent(&self) -> bool {
        false
    }
}

/// Appends JSON values to a buffer.
#[derive(Default)]
pub struct Encoder {
    out: Vec<u8>,
    refused: Option<EncodeError>,
    masks_secrets: bool,
}

/// How much is written, not what: secrets of a body are written out.
impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder")
            .field("bytes", &self.out.len())
            .field("refused", &self.refused)
            .finish_non_exhaustive()
    }
}

/// A value that JSON cannot hold, such as an infinite number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError(&'static str);

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JSON cannot hold {}", self.0)
    }
}

impl std::error::Error for EncodeError {}

impl Encoder {
    /// An encoder for logs and stores rather than for the server: it writes `[redacted]` for secrets.
    pub fn masking_secrets() -> Self {
        Self {
            masks_secrets: true,
            ..Self::default()
        }
    }

    /// Whether secrets are written as `[redacted]`.
    pub fn masks_secrets(&self) -> bool {
        self.masks_secrets
    }

    /// Encodes a whole body.
    ///
    /// # Errors
    ///
    /// A number of the value is infinite or no number.
    pub fn whole(value: &(impl Encode + ?Sized)) -> Result<Vec<u8>, EncodeError> {
        let mut to = Self::default();
        value.encode(&mut to);
        to.finish()
    }

    /// The bytes so far.
    ///
    /// # Errors
    ///
    /// A value was refused.
    pub fn finish(self) -> Result<Vec<u8>, EncodeError> {
        match self.refused {
            None => Ok(self.out),
            Some(error) => Err(error),
        }
    }

    /// The bytes so far, with `null` for what was refused.
    pub(crate) fn shown(self) -> Vec<u8> {
        self.out
    }

    /// Opens an object.
    pub fn open(&mut self) {
        self.out.push(b'{');
    }

    /// Closes the object that was opened last.
    pub fn close(&mut self) {
        self.out.push(b'}');
    }

    /// Appends an object: one value per field, those left out that are optional and absent.
    pub fn object(&mut self, fields: &'static [Field], values: &[&dyn Encode]) {
        self.open();
        self.fields(fields, values);
        self.close();
    }

    /// As [`object`](Self::object), with further members behind those of the fields.
    pub fn object_and_rest<V: Encode>(
        &mut self,
        fields: &'static [Field],
        values: &[&dyn Encode],
        rest: &BTreeMap<String, V>,
    ) {
        self.open();
        self.fields(fields, values);
        for (name, value) in rest {
            self.member(name, value);
        }
        self.close();
    }

    fn fields(&mut self, fields: &'static [Field], values: &[&dyn Encode]) {
        for (field, &value) in fields.iter().zip(values) {
            // What only the server writes is shown in logs and stores, and not sent back.
            let written = !matches!(field, Field::received(_)) || self.masks_secrets;
            if written && (field.is_required() || !value.absent()) {
                self.member(field.name(), value);
            }
        }
    }

    /// Appends a member.
    pub fn member(&mut self, name: &str, value: &(impl Encode + ?Sized)) {
        if self.out.last() != Some(&b'{') {
            self.out.push(b',');
        }
        self.text(name);
        self.out.push(b':');
        value.encode(self);
    }

    /// Appends an array.
    pub fn array<'v, T: Encode + 'v>(&mut self, values: impl IntoIterator<Item = &'v T>) {
        self.out.push(b'[');
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            value.encode(self);
        }
        self.out.push(b']');
    }

    /// Appends an array of items of different types.
    pub(crate) fn items(&mut self, items: &[&dyn Encode]) {
        self.out.push(b'[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            item.encode(self);
        }
        self.out.push(b']');
    }

    /// Appends a string, escaping what RFC 8259 section 7 asks for.
    pub fn text(&mut self, text: &str) {
        self.out.push(b'"');
        let mut copied = 0;
        for (index, byte) in text.bytes().enumerate() {
            let escape = match byte {
                b'"' => b'"',
                b'\\' => b'\\',
                b'\n' => b'n',
                b'\r' => b'r',
                b'\t' => b't',
                0x08 => b'b',
                0x0c => b'f',
                0x00..=0x1f => b'u',
                _ => continue,
            };
            self.out.extend_from_slice(&text.as_bytes()[copied..index]);
            copied = index + 1;
            self.out.extend_from_slice(&[b'\\', escape]);
            if escape == b'u' {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
                self.out
                    .extend_from_slice(&[b'0', b'0', HEX[high], HEX[low]]);
            }
        }
        self.out.extend_from_slice(&text.as_bytes()[copied..]);
        self.out.push(b'"');
    }

    /// Appends text that is JSON already: a number, `true`, `null`, or a value kept as it came.
    pub fn literal(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    /// Appends what `value` displays as a string.
    pub fn display(&mut self, value: &impl fmt::Display) {
        self.text(&value.to_string());
    }

    /// Appends an object with its tag, unless the object writes the tag itself.
    pub fn tagged(&mut self, name: &'static str, tag: &'static str, value: &impl Encode) {
        let start = self.out.len();
        value.encode(self);
        let (found, _) = crate::scan::scan(&self.out[start..], &[&[name]]);
        if found.first() == Some(&crate::scan::Found::Absent) {
            let rest = self.out.split_off(start + 1);
            self.member(name, tag);
            if rest.first() != Some(&b'}') {
                self.out.push(b',');
            }
            self.out.extend_from_slice(&rest);
        }
    }

    /// Notes that a value cannot be sent; the call fails before it leaves.
    pub fn refuse(&mut self, what: &'static str) {
        self.refused.get_or_insert(EncodeError(what));
        self.literal("null");
    }
}
