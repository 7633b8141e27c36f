//! The parts of a body that values and details are read from, as its envelope says.

use std::ops::Range;

use super::Meta;
use crate::call::envelope::Data;
use crate::facts::Pointer;
use crate::model::decode::{Decode, DecodeError, DecodeErrorKind, Decoder};

impl Meta {
    /// The part of the body that holds the typed details.
    pub(crate) fn details(&self) -> Option<&[u8]> {
        self.part(self.read.details.as_ref()?)
    }

    /// Decodes the details of an error, or what stands for them where the envelope has none.
    pub(crate) fn decode_details(
        &self,
        bytes: &[u8],
        decode: impl FnOnce(&mut Decoder<'_>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let start = self.read.details.as_ref().map_or(0, |range| range.start);
        decode(&mut Decoder::new(bytes)).map_err(|error| error.within(self.read.details_at, start))
    }

    /// Whether the status of a success says that there is no value.
    pub(crate) fn is_absent(&self) -> bool {
        let presence = self.operation.presence;
        self.status.is_some_and(|status| presence.is_absent(status))
    }

    /// The value that the status of a success is, as JSON.
    pub(crate) fn stated(&self) -> Option<&'static [u8]> {
        self.operation.presence.stated(self.status?)
    }

    /// Whether the part of the body that a success returns is `null`.
    pub(crate) fn is_null(&self) -> Result<bool, DecodeError> {
        Ok(self.data()?.0.trim_ascii() == b"null")
    }

    /// Decodes the part of the body that a success returns.
    pub(crate) fn decode_data<T: Decode>(&self) -> Result<T, DecodeError> {
        let (part, at, start) = self.data()?;
        Decoder::whole(part).map_err(|error| error.within(at, start))
    }

    /// The part of the body that a success returns, its pointer, and the byte at which it begins.
    fn data(&self) -> Result<(&[u8], Pointer, usize), DecodeError> {
        self.check_single()?;
        let whole: &[u8] = &self.body;
        Ok(match &self.read.data {
            Data::At(range, at) => (self.part(range).unwrap_or_default(), *at, range.start),
            Data::Missing(at) => {
                let (name, parents) = at.split_last().unwrap_or((&"", &[]));
                let missing = DecodeError::new(DecodeErrorKind::Missing(name), 0);
                return Err(missing.within(parents, 0));
            }
            Data::Whole | Data::Repeated(_) | Data::Coded(_) => {
                let json = whole.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(whole);
                (json, &[], whole.len().saturating_sub(json.len()))
            }
        })
    }

    /// Refuses a success in which a member is there twice that the envelope names, or that cannot be read at all: it may say
    /// that it is none.
    pub(crate) fn check_single(&self) -> Result<(), DecodeError> {
        match self.read.data {
            Data::Repeated(at) => Err(DecodeError::new(DecodeErrorKind::Repeated, 0).within(at, 0)),
            Data::Coded(coding) => Err(DecodeError::new(DecodeErrorKind::ContentCoding(coding), 0)),
            _ => Ok(()),
        }
    }

    fn part(&self, range: &Range<usize>) -> Option<&[u8]> {
        self.body.get(range.clone())
    }
}
