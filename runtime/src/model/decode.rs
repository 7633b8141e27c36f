//! Decoding of JSON bodies: one concrete decoder, so that nothing is compiled once per type and format.
//!
//! A generated model says only which member goes into which field (see [`crate::object!`]); the loop over the
//! members, the check for required ones and the JSON path of an error stand here, once.

mod error;
mod field;
mod scalar;
mod seen;
mod shape;
mod tags;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use jiter::Peek;

pub use self::error::{DecodeError, DecodeErrorKind};
pub use self::field::Field;
use self::seen::{Seen, position};
pub use self::shape::{Constant, Shape};
use self::tags::Tags;
pub(crate) use self::tokens::{Step, Tokens};

/// How deep arrays and objects may nest before a body is refused.
pub const MAX_DEPTH: u8 = 128;

/// Decodes a whole JSON text.
///
/// # Errors
///
/// The text is no JSON, does not fit the type, or goes on after the value.
pub fn from_json<T: Decode>(json: &[u8]) -> Result<T, DecodeError> {
    Decoder::whole(json)
}

/// A value that a JSON body can be decoded into.
pub trait Decode {
    /// The value that decoding starts from; it never reaches a caller unless a body filled it.
    fn empty() -> Self
    where
        Self: Sized;

    /// Reads the next JSON value into `self`.
    ///
    /// # Errors
    ///
    /// The value is no JSON, or does not fit the type; the error names the JSON path.
    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError>;
}

/// Where members that no field has are kept: a map.
pub trait Rest {
    /// Reads the member's value, which comes next.
    ///
    /// # Errors
    ///
    /// The value does not fit, or there is a member of that name already.
    fn member(&mut self, name: String, from: &mut Decoder<'_>) -> Result<(), DecodeError>;
}

impl<V: Decode> Rest for BTreeMap<String, V> {
    fn member(&mut self, name: String, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        match self.entry(name) {
            Entry::Occupied(entry) => Err(from.repeated(entry.key())),
            Entry::Vacant(entry) => {
                let mut value = V::empty();
                match value.decode(from) {
                    Ok(()) => drop(entry.insert(value)),
                    Err(error) => return Err(error.inside(entry.key())),
                }
                Ok(())
            }
        }
    }
}

/// Reads JSON values one after another from a body.
pub struct Decoder<'a> {
    json: Tokens<'a>,
    depth: u8,
    /// The members by which unions chose what is read now.
    tags: Tags,
    /// The text of the last of them, kept for its memory.
    tag: String,
}

/// Where it stands, not what it reads: a body is the server's.
impl fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("at", &self.json.at())
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}

impl<'a> Decoder<'a> {
    /// Starts at the first byte of `body`.
    pub fn new(body: &'a [u8]) -> Self {
        Self {
            json: Tokens::new(body),
            depth: 0,
            tags: Tags::default(),
            tag: String::new(),
        }
    }

    /// Decodes a whole body into a fresh value.
    ///
    /// # Errors
    ///
    /// The body is no JSON, does not fit the type, or goes on after the value.
    pub fn whole<T: Decode + Sized>(body: &'a [u8]) -> Result<T, DecodeError> {
        let mut value = T::empty();
        let mut from = Self::new(body);
        value.decode(&mut from)?;
        from.finish()?;
        Ok(value)
    }

    /// Decodes the next value into a fresh one.
    ///
    /// # Errors
    ///
    /// The value does not fit the type.
    pub fn value<T: Decode>(&mut self) -> Result<T, DecodeError> {
        let mut value = T::empty();
        value.decode(self)?;
        Ok(value)
    }

    /// Checks that nothing but blanks follows.
    ///
    /// # Errors
    ///
    /// Something follows.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        self.json.finish()
    }

    /// Reads past the next value.
    ///
    /// # Errors
    ///
    /// The value is no JSON.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        self.json.skip()
    }

    /// Reads the next value's source text, unread, for values whose text matters.
    ///
    /// # Errors
    ///
    /// The value is no JSON.
    pub fn raw(&mut self) -> Result<&'a [u8], DecodeError> {
        self.json.raw()
    }

    /// Reads an object into one slot per field, in whatever order the members come; members that no field has are
    /// left out.
    ///
    /// # Errors
    ///
    /// The value is no object, a member does not fit or is there twice, or a required member is missing.
    pub fn object(
        &mut self,
        fields: &'static [Field],
        slots: &mut [&mut dyn Decode],
    ) -> Result<(), DecodeError> {
        self.fields(fields, slots, None)
    }

    /// As [`object`](Self::object), with a place for the members that no field has.
    ///
    /// # Errors
    ///
    /// As for [`object`](Self::object).
    pub fn object_and_rest(
        &mut self,
        fields: &'static [Field],
        slots: &mut [&mut dyn Decode],
        rest: &mut dyn Rest,
    ) -> Result<(), DecodeError> {
        self.fields(fields, slots, Some(rest))
    }

    fn fields(
        &mut self,
        fields: &'static [Field],
        slots: &mut [&mut dyn Decode],
        mut rest: Option<&mut dyn Rest>,
    ) -> Result<(), DecodeError> {
        let at = self.json.at();
        self.enter(at)?;
        let tags = self.tags.enter(at);
        let mut seen = Seen::default();
        let mut expected = 0;
        let mut first = true;
        loop {
            let next = fields.get(expected);
            let (field, member) = match self.json.step(&mut first, next.map(|next| next.name()))? {
                Step::Expected => (expected, next),
                Step::End => break,
                Step::Named(name) => match (position(fields, name, expected), &mut rest) {
                    (Some(field), _) => (field, fields.get(field)),
                    (None, Some(rest)) => {
                        let name = name.to_owned();
                        rest.member(name, self)?;
                        continue;
                    }
                    (None, None) => {
                        if let Some(tag) = self.tags.twice(tags, name) {
                            return Err(self.repeated(tag));
                        }
                        self.json.skip()?;
                        continue;
                    }
                },
            };
            expected = field.wrapping_add(1);
            let is_new = seen.insert(field);
            match (member, slots.get_mut(field)) {
                (None, _) | (_, None) => self.json.skip()?,
                (Some(member), Some(slot)) => {
                    if !is_new {
                        return Err(self.repeated(member.name()));
                    }
                    slot.decode(self)
                        .map_err(|error| error.inside(member.name()))?;
                }
            }
        }
        self.depth = self.depth.wrapping_sub(1);
        self.tags.leave(tags);
        if seen.all(fields.len()) {
            return Ok(());
        }
        match fields
            .iter()
            .enumerate()
            .find(|(index, field)| field.is_required() && !seen.has(*index))
        {
            None => Ok(()),
            Some((_, field)) => Err(DecodeError::new(DecodeErrorKind::Missing(field.name()), at)),
        }
    }

    /// Reads a map, calling `take` with each member's name, which it may take away once the value was read.
    ///
    /// # Errors
    ///
    /// The value is no object, or a member does not fit.
    pub fn members(
        &mut self,
        take: &mut dyn FnMut(&mut String, &mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.enter(self.json.at())?;
        let mut name = self.json.object()?.map(str::to_owned);
        while let Some(mut member) = name {
            take(&mut member, self).map_err(|error| error.inside(&member))?;
            name = self.json.member()?.map(str::to_owned);
        }
        self.depth = self.depth.wrapping_sub(1);
        Ok(())
    }

    /// Reads an array, calling `take` once per element.
    ///
    /// # Errors
    ///
    /// The value is no array, or an element does not fit.
    pub fn elements(
        &mut self,
        take: &mut dyn FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.enter(self.json.at())?;
        let mut index = 0;
        let mut more = self.json.array()?;
        while more.is_some() {
            take(self).map_err(|error| error.at_index(index))?;
            index = index.wrapping_add(1);
            more = self.json.element()?;
        }
        self.depth = self.depth.wrapping_sub(1);
        Ok(())
    }

    /// Reads an array into one slot per item; further items are skipped.
    ///
    /// # Errors
    ///
    /// The value is no array, an item does not fit, or there are fewer items than slots.
    pub(crate) fn items(&mut self, slots: &mut [&mut dyn Decode]) -> Result<(), DecodeError> {
        let mut read = 0_usize;
        let mut left = slots.iter_mut();
        self.elements(&mut |from| match left.next() {
            Some(slot) => {
                read = read.wrapping_add(1);
                slot.decode(from)
            }
            None => from.skip(),
        })?;
        if read < slots.len() {
            return Err(self.problem(DecodeErrorKind::Items(slots.len())));
        }
        Ok(())
    }

    /// Looks at the kind of the next value without reading it.
    ///
    /// # Errors
    ///
    /// No value follows.
    pub fn kind(&mut self) -> Result<Kind, DecodeError> {
        Ok(match self.json.peek()? {
            Peek::Null => Kind::Null,
            Peek::True | Peek::False => Kind::Bool,
            Peek::String => Kind::String,
            Peek::Array => Kind::Array,
            Peek::Object => Kind::Object,
            _ => Kind::Number,
        })
    }

    /// Whether the next value is `null`; if so it is read.
    ///
    /// # Errors
    ///
    /// No value follows.
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        if self.json.peek()? == Peek::Null {
            self.json.null()?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Reads a string without copying it.
    ///
    /// # Errors
    ///
    /// The next value is no string.
    pub fn text(&mut self) -> Result<&str, DecodeError> {
        self.json.text()
    }

    /// Reads a number's source text, so that no digit is lost.
    ///
    /// # Errors
    ///
    /// The next value is no number.
    pub fn number(&mut self) -> Result<&str, DecodeError> {
        let at = self.json.at();
        let digits = self.json.number()?;
        std::str::from_utf8(digits)
            .map_err(|_| DecodeError::new(DecodeErrorKind::Syntax("number"), at))
    }

    /// Reads a string and turns it into a value through `parse`; a text that `parse` refuses is an error that
    /// names `format`.
    ///
    /// # Errors
    ///
    /// The next value is no string, or not of that format.
    pub fn parsed<T>(
        &mut self,
        format: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, DecodeError> {
        let at = self.json.at();
        let text = self.json.text()?;
        parse(text).ok_or_else(|| DecodeError::new(DecodeErrorKind::Format(format), at))
    }

    /// The error of a member that is there again.
    #[cold]
    fn repeated(&self, name: &str) -> DecodeError {
        self.problem(DecodeErrorKind::Repeated).inside(name)
    }

    /// An error at the place that was reached.
    pub fn problem(&self, problem: DecodeErrorKind) -> DecodeError {
        DecodeError::new(problem, self.json.at())
    }

    fn enter(&mut self, at: usize) -> Result<(), DecodeError> {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::new(DecodeErrorKind::TooDeep, at));
        }
        self.depth = self.depth.wrapping_add(1);
        Ok(())
    }
}

/// The kinds of JSON values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}
