//! Decoding of the types that fields have: scalars, lists, maps, options.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiter::NumberInt;

use super::{Decode, DecodeError, DecodeErrorKind, Decoder};

impl Decode for String {
    fn empty() -> Self {
        Self::new()
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = from.json.text()?.to_owned();
        Ok(())
    }
}

impl Decode for bool {
    fn empty() -> Self {
        false
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = from.json.bool()?;
        Ok(())
    }
}

impl Decode for f64 {
    fn empty() -> Self {
        0.0
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = from.json.float()?;
        if self.is_finite() {
            Ok(())
        } else {
            Err(from.problem(DecodeErrorKind::Range("a 64-bit number")))
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
        let value = from.json.float()? as f32;
        *self = value;
        if value.is_finite() {
            Ok(())
        } else {
            Err(from.problem(DecodeErrorKind::Range("a 32-bit number")))
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
                let value = match from.json.int() {
                    Some(NumberInt::Int(value)) => Some(value.into()),
                    // Larger ones, where another crate switches these on.
                    #[allow(unreachable_patterns, reason = "a feature of the parser decides")]
                    Some(_) => None,
                    None => integer(from.json.number()?),
                };
                match value.and_then(|value| value.try_into().ok()) {
                    Some(value) => {
                        *self = value;
                        Ok(())
                    }
                    None => Err(from.problem(DecodeErrorKind::Range($name))),
                }
            }
        }
    )*};
}

integers!(i32: "a 32-bit integer", i64: "a 64-bit integer", u32: "an unsigned 32-bit integer", u64: "an unsigned 64-bit integer");

/// The integer that a JSON number writes without fraction or exponent; of 64-bit types, none is longer than 20 digits. For
/// what the parser's own integers leave out: the lowest one of 64 bits, and the upper half of those without a sign.
fn integer(number: &[u8]) -> Option<i128> {
    let (digits, negative) = match number {
        [b'-', digits @ ..] => (digits, true),
        digits => (digits, false),
    };
    if digits.len() > 20 {
        return None;
    }
    let value = digits.iter().try_fold(0, |value: i128, byte| {
        let digit = char::from(*byte).to_digit(10)?;
        value.checked_mul(10)?.checked_add(digit.into())
    })?;
    if negative {
        value.checked_neg()
    } else {
        Some(value)
    }
}

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
            match self.entry(std::mem::take(name)) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(entry) => {
                    entry.key().clone_into(name);
                    return Err(from.problem(DecodeErrorKind::Repeated));
                }
            }
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

of_tuples!(tuples);

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: Decode>(json: &str) -> Result<T, DecodeError> {
        Decoder::whole(json.as_bytes())
    }

    #[test]
    fn integers_are_read_to_their_very_ends() {
        for value in [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX] {
            assert_eq!(read::<i64>(&value.to_string()), Ok(value));
        }
        for value in [i32::MIN, i32::MAX] {
            assert_eq!(read::<i32>(&value.to_string()), Ok(value));
        }
        assert_eq!(read::<u32>("4294967295"), Ok(u32::MAX));
        assert_eq!(read::<u64>("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(read::<i64>("-0"), Ok(0));
    }

    #[test]
    fn what_is_no_integer_of_the_type_is_out_of_its_range() {
        let range = |error: DecodeError| matches!(error.kind(), DecodeErrorKind::Range(_));
        for json in [
            "9223372036854775808",
            "-9223372036854775809",
            "1.0",
            "1.5",
            "1e3",
            "100000000000000000000000000000",
        ] {
            assert!(read::<i64>(json).is_err_and(range), "{json}");
            assert!(read::<i32>(json).is_err_and(range), "{json}");
        }
        for json in ["-1", "18446744073709551616", "1.0", "1e3"] {
            assert!(read::<u64>(json).is_err_and(range), "{json}");
            assert!(read::<u32>(json).is_err_and(range), "{json}");
        }
        assert!(read::<i32>("2147483648").is_err_and(range));
        assert!(read::<u32>("4294967296").is_err_and(range));
        for json in [
            "", "-", "01", "+1", "1 2", "\"1\"", "null", "NaN", "Infinity",
        ] {
            let error = read::<i64>(json).expect_err("no integer");
            assert!(!range(error), "{json}");
            assert!(read::<u64>(json).is_err(), "{json}");
        }
    }
}
