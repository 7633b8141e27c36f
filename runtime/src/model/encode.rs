//! Encoding of JSON bodies: one concrete encoder that appends to a byte buffer.

mod scalar;
mod tag;
mod text;

use std::collections::BTreeMap;
use std::fmt;

use self::tag::Tag;
pub(crate) use self::text::ESCAPES;
use crate::model::decode::Field;

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
    /// What the object that may come next has to hold.
    tag: Option<Tag>,
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

impl EncodeError {
    /// Infinity, or what is no number.
    pub(crate) const NOT_FINITE: Self = Self("a number that is infinite or none");
}

/// Room for most bodies, in bytes.
const USUAL: usize = 128;

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
        let mut to = Self {
            out: Vec::with_capacity(USUAL),
            ..Self::default()
        };
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
        let tag = self.take_tag();
        self.open();
        if let Some(tag) = tag {
            self.add_tag(tag, fields, values);
        }
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
        let tag = self.take_tag();
        self.open();
        if let Some(tag) = tag.filter(|tag| !rest.contains_key(tag.name)) {
            self.add_tag(tag, fields, values);
        }
        self.fields(fields, values);
        for (name, value) in rest {
            self.member(name, value);
        }
        self.close();
    }

    fn fields(&mut self, fields: &'static [Field], values: &[&dyn Encode]) {
        for (field, &value) in fields.iter().zip(values) {
            if Self::writes(*field, value) {
                self.member(field.name(), value);
            }
        }
    }

    fn writes(field: Field, value: &dyn Encode) -> bool {
        match field {
            Field::required(_) => true,
            Field::optional(_) => !value.absent(),
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

    /// Appends text that is JSON already: a number, `true`, `null`, or a value kept as it came.
    pub fn literal(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    /// Appends what `value` displays as a string.
    pub fn display(&mut self, value: &impl fmt::Display) {
        self.text(&value.to_string());
    }

    /// Notes that a value cannot be sent; the call fails before it leaves.
    pub fn refuse(&mut self, what: &'static str) {
        self.refuse_for(EncodeError(what));
    }

    /// As [`refuse`](Self::refuse), for a reason that is known already.
    pub(crate) fn refuse_for(&mut self, error: EncodeError) {
        self.refused.get_or_insert(error);
        self.literal("null");
    }
}
