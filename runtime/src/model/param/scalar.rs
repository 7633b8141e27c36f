//! Parameters that are one text: scalars, times, bytes, secrets.

use super::{Param, ParamText};
use crate::model::encode::{Encode, EncodeError, Encoder};
use crate::model::format::Base64;
use crate::model::value::Number;

macro_rules! displayed {
    ($($(#[$attribute:meta])* $type:ty),* $(,)?) => {$(
        $(#[$attribute])*
        impl Param for $type {
            #[inline]
            fn text(&self) -> ParamText {
                ParamText::One(self.to_string())
            }
        }
    )*};
}

displayed!(
    str,
    String,
    uuid::Uuid,
    Base64,
    #[cfg(feature = "jiff")]
    crate::model::format::Timestamp,
    #[cfg(feature = "jiff")]
    jiff::civil::Date,
    #[cfg(feature = "decimal")]
    crate::model::format::DecimalText,
);

/// Values that JSON writes without quotes.
macro_rules! bare {
    ($($(#[$attribute:meta])* $type:ty),* $(,)?) => {$(
        $(#[$attribute])*
        impl Param for $type {
            #[inline]
            fn text(&self) -> ParamText {
                ParamText::One(self.to_string())
            }

            #[inline]
            fn json(&self, to: &mut Encoder) {
                self.encode(to);
            }
        }
    )*};
}

bare!(
    bool,
    i32,
    i64,
    u32,
    u64,
    #[cfg(feature = "decimal")]
    rust_decimal::Decimal,
);

macro_rules! floats {
    ($($type:ty),*) => {$(
        impl Param for $type {
            fn text(&self) -> ParamText {
                if self.is_finite() {
                    ParamText::One(self.to_string())
                } else {
                    ParamText::Refused(EncodeError::NOT_FINITE)
                }
            }

            #[inline]
            fn json(&self, to: &mut Encoder) {
                self.encode(to);
            }
        }
    )*};
}

floats!(f32, f64);

impl Param for Number {
    fn text(&self) -> ParamText {
        if self.is_none() {
            ParamText::Refused(EncodeError::NOT_FINITE)
        } else {
            ParamText::One(self.to_string())
        }
    }

    fn json(&self, to: &mut Encoder) {
        self.encode(to);
    }
}

impl Param for crate::model::secret::Secret<String> {
    fn text(&self) -> ParamText {
        ParamText::One(self.expose().clone())
    }
}
