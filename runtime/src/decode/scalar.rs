//! Decoding of the types that fields have: scalars, lists, maps, options.

use std::collections::BTreeMap;

use super::error::Told;
use super::{Decode, DecodeError, DecodeProblem, Decoder};

impl Decode for String {
    fn empty() -> Self {
        Self::new()
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = from.json.next_str().told()?.to_owned();
        Ok(())
    }
}

impl Decode for bool {
    fn empty() -> Self {
        false
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = from.json.next_bool().told()?;
        Ok(())
    }
}

impl Decode for f64 {
    fn empty() -> Self {
        0.0
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = from.json.next_float().told()?;
        if self.is_finite() {
            Ok(())
        } else {
            Err(from.problem(DecodeProblem::Range("a 64-bit number")))
        }
    }
}

impl Decode for f32 {
    fn empty() -> Self {
        0.0
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        // The nearest 32-bit value is what `format: float` asks for; only overflow is refused.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rounding to the declared width is meant"
        )]
        let value = from.json.next_float().told()? as f32;
        *self = value;
        if value.is_finite() {
            Ok(())
        } else {
            Err(from.problem(DecodeProblem::Range("a 32-bit number")))
        }
    }
}

macro_rules! integers {
    ($($type:ty: $name:literal),*) => {$(
        impl Decode for $type {
            fn empty() -> Self {
                0
            }

            fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
                let text = from.number()?;
                match text.parse() {
                    Ok(value) => {
                        *self = value;
                        Ok(())
                    }
                    Err(_) => Err(from.problem(DecodeProblem::Range($name))),
                }
            }
        }
    )*};
}

integers!(i32: "a 32-bit integer", i64: "a 64-bit integer", u32: "an unsigned 32-bit integer", u64: "an unsigned 64-bit integer");

impl<T: Decode> Decode for Option<T> {
    fn empty() -> Self {
        None
    }

    // Kept out of line, like every generic decoder: a model calls it once per field.
    #[inline(never)]
    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        if from.null()? {
            *self = None;
            return Ok(());
        }
        self.insert(T::empty()).decode(from)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        self.clear();
        from.elements(&mut |from| {
            let mut element = T::empty();
            element.decode(from)?;
            self.push(element);
            Ok(())
        })
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn empty() -> Self {
        Self::new()
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        self.clear();
        from.members(&mut |name, from| {
            let mut value = T::empty();
            value.decode(from)?;
            self.insert(std::mem::take(name), value);
            Ok(())
        })
    }
}

macro_rules! tuples {
    ($($($item:ident $index:tt),*;)*) => {$(
        /// An array whose items have a type each. Further items are not read.
        impl<$($item: Decode),*> Decode for ($($item,)*) {
            fn empty() -> Self {
                ($($item::empty(),)*)
            }

            fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
                from.items(&mut [$(&mut self.$index),*])
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}
