//! Values: how they are decoded, encoded, shown and compared. Models are tables, which one decoder reads.

/// Hands each tuple that can be a value to a macro: a letter for the type of each item, and where it stands.
macro_rules! of_tuples {
    ($then:ident) => {
        $then! {
            A 0;
            A 0, B 1;
            A 0, B 1, C 2;
            A 0, B 1, C 2, D 3;
            A 0, B 1, C 2, D 3, E 4;
            A 0, B 1, C 2, D 3, E 4, F 5;
            A 0, B 1, C 2, D 3, E 4, F 5, G 6;
            A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
        }
    };
}

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
