//! Values: how they are decoded, encoded, shown and compared. Models are tables, which one decoder reads.

pub(crate) mod charset;
pub(crate) mod debug;
pub(crate) mod decode;
pub(crate) mod encode;
pub(crate) mod form;
pub(crate) mod format;
pub(crate) mod from_read;
mod gated;
mod object;
pub(crate) mod open_enum;
pub(crate) mod param;
pub(crate) mod patch;
pub(crate) mod scan;
pub(crate) mod scrub;
pub(crate) mod secret;
#[cfg(feature = "serde")]
pub(crate) mod serde_model;
pub(crate) mod union;
pub(crate) mod value;
