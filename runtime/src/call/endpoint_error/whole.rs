//! Variants that hold the whole body of an answer, as the document declares it.

use bytes::Bytes;

use super::FaultBody;
use crate::call::success::{Text, check_charset, check_size, text, true_of};
use crate::model::decode::{Decode, DecodeError, DecodeErrorKind, Decoder};
use crate::model::scrub::scrub_known;

/// What a variant holds for whose answers the document declares no body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoBody;

impl FaultBody<'_> {
    /// Decodes the whole body.
    ///
    /// # Errors
    ///
    /// The body does not fit.
    pub fn json<T: Decode>(&self) -> Result<T, DecodeError> {
        let (bytes, before) = self.whole_json()?;
        let bytes = self.without_secrets(bytes);
        let value = Decoder::whole(&bytes);
        value.map_err(|error| true_of(error.within(&[], before), self.meta))
    }

    /// The body as JSON text, and how many bytes stand before it.
    fn whole_json(&self) -> Result<(&[u8], usize), DecodeError> {
        check_size(self.meta)?;
        check_charset(self.meta)?;
        let whole: &[u8] = self.meta.expose_raw();
        let json = whole.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(whole);
        if json.trim_ascii().is_empty() {
            return Err(DecodeError::new(DecodeErrorKind::Empty, 0));
        }
        Ok((json, whole.len().saturating_sub(json.len())))
    }

    /// The whole body as text.
    ///
    /// # Errors
    ///
    /// It is no text.
    pub fn text(&self) -> Result<Text, DecodeError> {
        let text = text(self.meta)?;
        let authorised = &self.meta.authorised;
        Ok(authorised.with_secrets(|known| Text(scrub_known(&text.0, known))))
    }

    /// The whole body.
    ///
    /// # Errors
    ///
    /// It is larger than the limit.
    pub fn bytes(&self) -> Result<Bytes, DecodeError> {
        check_size(self.meta)?;
        Ok(self.meta.expose_raw().clone())
    }

    /// Nothing, whatever came.
    ///
    /// # Errors
    ///
    /// None; all ways to read a body look alike.
    pub fn nothing(&self) -> Result<NoBody, DecodeError> {
        Ok(NoBody)
    }
}

/// What a variant of an error enum holds, by its type alone: the details of a code, or a whole body.
pub trait Carried: Sized {
    /// The value that reading starts from.
    fn empty() -> Self;

    /// What it is in the body of an error.
    ///
    /// # Errors
    ///
    /// The body does not fit.
    fn of(body: &FaultBody<'_>) -> Result<Self, DecodeError>;
}

impl<T: Decode> Carried for T {
    fn empty() -> Self {
        Decode::empty()
    }

    fn of(body: &FaultBody<'_>) -> Result<Self, DecodeError> {
        body.json()
    }
}

impl Carried for Text {
    fn empty() -> Self {
        Self(String::new())
    }

    fn of(body: &FaultBody<'_>) -> Result<Self, DecodeError> {
        body.text()
    }
}

impl Carried for Bytes {
    fn empty() -> Self {
        Self::new()
    }

    fn of(body: &FaultBody<'_>) -> Result<Self, DecodeError> {
        body.bytes()
    }
}

impl Carried for NoBody {
    fn empty() -> Self {
        Self
    }

    fn of(body: &FaultBody<'_>) -> Result<Self, DecodeError> {
        body.nothing()
    }
}
