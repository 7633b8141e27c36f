//! What the body of a success becomes.

use faultcode_facts::JSON;
use std::fmt;
use std::ops::Deref;

use bytes::Bytes;

use super::WithMeta;
use crate::call::answered::{Answered, Streams};
use crate::call::coding;
use crate::call::meta::Meta;
use crate::model::charset::is_readable;
use crate::model::decode::{Decode, DecodeError, DecodeErrorKind, Decoder};

/// A value that a success can return.
///
/// Implemented for everything that JSON can be decoded into, for `()` where the body does not matter, for [`Bytes`], for
/// [`Text`], and for [`WithMeta`] of each of these.
pub trait Success: Sized + Send + 'static {
    /// The value of an answer.
    ///
    /// # Errors
    ///
    /// The body does not fit; the answer comes back with the error.
    fn from_answer(meta: Box<Meta>) -> Result<Self, (DecodeError, Box<Meta>)> {
        match Self::read(&meta) {
            Ok(value) => Ok(value),
            Err(error) => Err((error, meta)),
        }
    }

    /// The value of an answer that stays where it is.
    ///
    /// # Errors
    ///
    /// The body does not fit.
    fn read(meta: &Meta) -> Result<Self, DecodeError>;

    /// Which bodies are handed out while they arrive.
    #[doc(hidden)]
    const STREAMS: Option<Streams> = None;

    /// The value of an answer whose body may still arrive.
    #[doc(hidden)]
    fn from_answered(answered: Answered) -> Result<Self, (DecodeError, Box<Meta>)> {
        Self::from_answer(answered.meta)
    }
}

impl<T: Decode + Send + 'static> Success for T {
    fn read(meta: &Meta) -> Result<Self, DecodeError> {
        if let Some(stated) = meta.stated() {
            return Decoder::whole(stated);
        }
        check_size(meta)?;
        check_charset(meta)?;
        let empty = || DecodeError::new(DecodeErrorKind::Empty, 0);
        let needs_value = meta.operation().presence.needs_value();
        if meta.expose_raw().trim_ascii().is_empty() {
            if needs_value {
                return Err(empty());
            }
            // Whatever admits `null` admits absence.
            return Decoder::whole(b"null").map_err(|_| empty());
        }
        if needs_value && meta.is_null()? {
            return Err(empty());
        }
        meta.decode_data().map_err(|error| true_of(error, meta))
    }
}

impl Success for () {
    fn read(meta: &Meta) -> Result<Self, DecodeError> {
        meta.check_single()
    }
}

impl Success for Bytes {
    fn read(meta: &Meta) -> Result<Self, DecodeError> {
        check_size(meta)?;
        meta.check_single()?;
        Ok(meta.expose_raw().clone())
    }
}

impl Success for Text {
    fn read(meta: &Meta) -> Result<Self, DecodeError> {
        let text = text(meta)?;
        meta.check_single()?;
        Ok(text)
    }
}

/// The whole body as text.
pub(super) fn text(meta: &Meta) -> Result<Text, DecodeError> {
    check_size(meta)?;
    check_charset(meta)?;
    let bytes = meta.expose_raw();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let problem = DecodeErrorKind::Syntax("UTF-8 text");
        true_of(DecodeError::new(problem, error.valid_up_to()), meta)
    })?;
    Ok(Text(text.to_owned()))
}

/// Bytes that some success of the operation does not have.
impl Success for Option<Bytes> {
    fn read(meta: &Meta) -> Result<Self, DecodeError> {
        if meta.is_absent() {
            return Ok(None);
        }
        let needed = meta.operation().presence.needs_value();
        Bytes::read(meta).map(|bytes| Some(bytes).filter(|bytes| needed || !bytes.is_empty()))
    }
}

/// A text that some success of the operation does not have.
impl Success for Option<Text> {
    fn read(meta: &Meta) -> Result<Self, DecodeError> {
        if meta.is_absent() {
            return Ok(None);
        }
        let needed = meta.operation().presence.needs_value();
        Text::read(meta).map(|text| Some(text).filter(|text| needed || !text.is_empty()))
    }
}

impl<T: Success> Success for WithMeta<T> {
    fn from_answer(meta: Box<Meta>) -> Result<Self, (DecodeError, Box<Meta>)> {
        match T::read(&meta) {
            Ok(value) => Ok(Self { value, meta }),
            Err(error) => Err((error, meta)),
        }
    }

    fn read(meta: &Meta) -> Result<Self, DecodeError> {
        Ok(Self {
            value: T::read(meta)?,
            meta: Box::new(meta.clone()),
        })
    }

    const STREAMS: Option<Streams> = T::STREAMS;

    fn from_answered(answered: Answered) -> Result<Self, (DecodeError, Box<Meta>)> {
        if T::STREAMS.is_none() {
            return Self::from_answer(answered.meta);
        }
        let meta = answered.meta.clone();
        T::from_answered(answered).map(|value| Self { value, meta })
    }
}

/// The error, unless the body could not be read because of a content coding.
#[cold]
pub(super) fn true_of(error: DecodeError, meta: &Meta) -> DecodeError {
    match coding::of(meta.headers(), meta.expose_raw()) {
        Some(coding) => DecodeError::new(DecodeErrorKind::ContentCoding(coding), 0),
        None => error,
    }
}

/// A text in another charset is not decoded: its bytes are in the error.
pub(super) fn check_charset(meta: &Meta) -> Result<(), DecodeError> {
    let content_type = meta.headers().get(http::header::CONTENT_TYPE);
    let Some(content_type) = content_type.and_then(|value| value.to_str().ok()) else {
        return Ok(());
    };
    // Nearly every answer says exactly this.
    if content_type == JSON || is_readable(content_type, meta.expose_raw()) {
        return Ok(());
    }
    Err(true_of(
        DecodeError::new(DecodeErrorKind::ContentType, 0),
        meta,
    ))
}

pub(super) fn check_size(meta: &Meta) -> Result<(), DecodeError> {
    if meta.body_truncated() {
        return Err(DecodeError::new(
            DecodeErrorKind::TooLarge,
            meta.expose_raw().len(),
        ));
    }
    Ok(())
}

/// The body of an answer that is plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Text(pub String);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
