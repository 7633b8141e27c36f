//! Encoding of the types that fields have: scalars, lists, maps, options.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::{Encode, EncodeError, Encoder};

impl Encode for String {
    fn encode(&self, to: &mut Encoder) {
        to.text(self);
    }
}

impl Encode for str {
    fn encode(&self, to: &mut Encoder) {
        to.text(self);
    }
}

impl Encode for bool {
    fn encode(&self, to: &mut Encoder) {
        to.literal(if *self { "true" } else { "false" });
    }
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl Encode for $type {
            fn encode(&self, to: &mut Encoder) {
                to.literal(itoa::Buffer::new().format(*self));
            }
        }
    )*};
}

integers!(i32, i64, u32, u64, usize);

macro_rules! floats {
    ($($type:ty),*) => {$(
        impl Encode for $type {
            fn encode(&self, to: &mut Encoder) {
                if self.is_finite() {
                    // The shortest text that reads back as the same number; `{:?}` keeps huge values short. Writing to a vector
                    // does not fail.
                    let _ = write!(to.out, "{self:?}");
                } else {
                    to.refuse_for(EncodeError::NOT_FINITE);
                }
            }
        }
    )*};
}

floats!(f32, f64);

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, to: &mut Encoder) {
        match self {
            Some(value) => value.encode(to),
            None => to.literal("null"),
        }
    }

    fn absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, to: &mut Encoder) {
        to.array(self);
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, to: &mut Encoder) {
        to.array(self);
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, to: &mut Encoder) {
        to.open();
        for (name, value) in self {
            to.member(name, value);
        }
        to.close();
    }
}

macro_rules! tuples {
    ($($($item:ident $index:tt),*;)*) => {$(
        impl<$($item: Encode),*> Encode for ($($item,)*) {
            fn encode(&self, to: &mut Encoder) {
                to.items(&[$(&self.$index),*]);
            }
        }
    )*};
}

of_tuples!(tuples);
