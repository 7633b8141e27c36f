//! What an item of a stream is decoded into.

use crate::call::Text;
use crate::model::decode::{Decode, DecodeError, DecodeErrorKind, Decoder};

/// A value that an item of a stream can be: anything that JSON can be decoded into, or [`Text`] as it came.
pub trait StreamItem: Sized + Send + 'static {
    /// Whether the item is JSON.
    const JSON: bool;

    /// The value of an item.
    ///
    /// # Errors
    ///
    /// The text does not fit.
    fn from_item(text: &[u8]) -> Result<Self, DecodeError>;

    /// Whether the document describes events of that type, so that one is an item even if it is called `error`.
    fn has_event(event: &str) -> bool {
        let _ = event;
        false
    }

    /// The value of an event's data, where the type of the event may choose the type of its data. An event without one is
    /// a `message`.
    ///
    /// # Errors
    ///
    /// The text does not fit.
    fn from_event(event: &str, text: &[u8]) -> Result<Self, DecodeError> {
        let _ = event;
        Self::from_item(text)
    }
}

/// States which types of events choose which variant of an enum: one line per variant. The enum ends in `Unknown(Text)`,
/// which holds the data of all others.
///
/// ```
/// use faultcode_runtime::{Text, event_kinds};
/// use faultcode_runtime::streams::StreamItem;
///
/// #[derive(Clone, Debug)]
/// pub enum Notice {
///     Count(i64),
///     Note(Text),
///     Unknown(Text),
/// }
///
/// event_kinds!(Notice {
///     Count: "count" | "total",
///     Note: "note",
/// });
///
/// assert!(matches!(Notice::from_event("total", b"3")?, Notice::Count(3)));
/// assert!(matches!(Notice::from_event("note", b"3")?, Notice::Note(text) if *text == *"3"));
/// assert!(matches!(Notice::from_event("other", b"3")?, Notice::Unknown(_)));
/// # Ok::<(), faultcode_runtime::errors::DecodeError>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! event_kinds {
    ($name:ident { $($variant:ident: $($event:literal)|+),* $(,)? }) => {
        impl $crate::__private::StreamItem for $name {
            const JSON: bool = true;

            #[inline]
            fn from_item(text: &[u8]) -> ::core::result::Result<Self, $crate::__private::DecodeError> {
                Self::from_event("message", text)
            }

            #[inline]
            fn has_event(event: &str) -> bool {
                match event {
                    $($($event)|+ => true,)*
                    _ => false,
                }
            }

            #[inline]
            fn from_event(
                event: &str,
                text: &[u8],
            ) -> ::core::result::Result<Self, $crate::__private::DecodeError> {
                match event {
                    $($($event)|+ => $crate::__private::StreamItem::from_item(text).map(Self::$variant),)*
                    _ => $crate::__private::StreamItem::from_item(text).map(Self::Unknown),
                }
            }
        }
    };
}

impl<T: Decode + Send + 'static> StreamItem for T {
    const JSON: bool = true;

    fn from_item(text: &[u8]) -> Result<Self, DecodeError> {
        if text.trim_ascii().is_empty() {
            return Err(DecodeError::new(DecodeErrorKind::Empty, 0));
        }
        Decoder::whole(text)
    }
}

impl StreamItem for Text {
    const JSON: bool = false;

    fn from_item(text: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self(String::from_utf8_lossy(text).into_owned()))
    }
}
