//! Forms: how whole families of types are read and written, so that a type of the family says no more than which it is.
//!
//! `impl Formed for Status { type Form = AsText; }` stands for three functions that a compiler would check, and keep, for
//! each of a document's many enums of texts.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};

use crate::model::decode::{Decode, DecodeError, Decoder, Field, Rest};
use crate::model::encode::{Encode, Encoder};

/// A type that is read and written as its family is.
pub trait Formed {
    /// The family.
    type Form;
}

/// How a family is read.
pub trait Reads<T> {
    /// As [`Decode::empty`].
    fn empty() -> T;

    /// As [`Decode::decode`].
    ///
    /// # Errors
    ///
    /// The value is no JSON, or does not fit.
    fn decode(value: &mut T, from: &mut Decoder<'_>) -> Result<(), DecodeError>;
}

/// How a family is written.
pub trait Writes<T> {
    /// As [`Encode::encode`].
    fn encode(value: &T, to: &mut Encoder);

    /// As [`Encode::absent`].
    fn absent(_: &T) -> bool {
        false
    }
}

impl<T: Formed> Decode for T
where
    T::Form: Reads<T>,
{
    fn empty() -> Self {
        T::Form::empty()
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        T::Form::decode(self, from)
    }
}

impl<T: Formed> Encode for T
where
    T::Form: Writes<T>,
{
    fn encode(&self, to: &mut Encoder) {
        T::Form::encode(self, to);
    }

    fn absent(&self) -> bool {
        T::Form::absent(self)
    }
}

/// A string, which the type is made from and displays in one piece.
#[derive(Clone, Copy, Debug)]
pub enum AsText {}

impl<T: for<'t> From<&'t str>> Reads<T> for AsText {
    fn empty() -> T {
        T::from("")
    }

    fn decode(value: &mut T, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *value = T::from(from.text()?);
        Ok(())
    }
}

impl<T: Display> Writes<T> for AsText {
    fn encode(value: &T, to: &mut Encoder) {
        // Neither the encoder nor what `text_value!` writes refuses.
        let _ = write!(Text(to), "{value}");
    }
}

struct Text<'e>(&'e mut Encoder);

impl fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.text(text);
        Ok(())
    }
}

/// What is pointed at. Boxes and references are formed too, because another crate could say of its own ones that they are.
#[derive(Clone, Copy, Debug)]
pub enum AsTarget {}

impl<T: ?Sized> Formed for Box<T> {
    type Form = AsTarget;
}

impl<T: ?Sized> Formed for &T {
    type Form = AsTarget;
}

impl<T: Decode> Reads<Box<T>> for AsTarget {
    fn empty() -> Box<T> {
        Box::new(T::empty())
    }

    fn decode(value: &mut Box<T>, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        (**value).decode(from)
    }
}

impl<T: Encode + ?Sized> Writes<Box<T>> for AsTarget {
    fn encode(value: &Box<T>, to: &mut Encoder) {
        (**value).encode(to);
    }
}

impl<T: Encode + ?Sized> Writes<&T> for AsTarget {
    fn encode(value: &&T, to: &mut Encoder) {
        (**value).encode(to);
    }

    fn absent(value: &&T) -> bool {
        (**value).absent()
    }
}

/// A decoder or an encoder of a model that keeps the members that no field has.
#[doc(hidden)]
#[derive(Debug)]
pub struct Keeping<C, R>(C, R);

impl<'d> Decoder<'d> {
    /// Reads a model with a place for the members that no field has.
    #[doc(hidden)]
    pub fn keeping<'r, R: Rest>(&'r mut self, rest: &'r mut R) -> Keeping<&'r mut Self, &'r mut R> {
        Keeping(self, rest)
    }
}

impl<R: Rest> Keeping<&mut Decoder<'_>, &mut R> {
    /// As [`Decoder::object`].
    ///
    /// # Errors
    ///
    /// As for [`Decoder::object`].
    pub fn object(
        self,
        fields: &'static [Field],
        slots: &mut [&mut dyn Decode],
    ) -> Result<(), DecodeError> {
        self.0.object_and_rest(fields, slots, self.1)
    }
}

impl Encoder {
    /// Writes a model with further members behind those of its fields.
    #[doc(hidden)]
    pub fn keeping<'r, V: Encode>(
        &'r mut self,
        rest: &'r BTreeMap<String, V>,
    ) -> Keeping<&'r mut Self, &'r BTreeMap<String, V>> {
        Keeping(self, rest)
    }
}

impl<V: Encode> Keeping<&mut Encoder, &BTreeMap<String, V>> {
    /// As [`Encoder::object`].
    pub fn object(self, fields: &'static [Field], values: &[&dyn Encode]) {
        self.0.object_and_rest(fields, values, self.1);
    }
}

/// A copy of a member. Out of line, so that a model's `clone` holds a call per member and not what copies an option or a
/// list, and a program one copy of that per type.
#[doc(hidden)]
#[inline(never)]
pub fn cloned<T: Clone>(value: &T) -> T {
    value.clone()
}
