//! The macros through which a generated crate states its models as data.

/// States how the members of a JSON object map to the fields of a struct.
///
/// One line per field: the field, whether the member is `required` or `optional`, and the member's wire
/// name. The direction in front (`decode`, `encode` or both) says whether the struct is received, sent or both. Every model has `Clone`, and [`Encode`](crate::values::Encode), through which it is
/// also shown by `Debug`; what is only sent has [`Decode`](crate::values::Decode) under the feature `serde` alone.
///
/// The two arms say much the same, because an arm that hands its table on is matched, and stored, once more per model.
///
/// ```
/// pub struct Order {
///     pub id: String,
///     pub amount: Option<i64>,
/// }
///
/// faultcode_runtime::object!(decode encode Order {
///     id: required "id",
///     amount: optional "amount_minor",
/// });
///
/// let order: Order = faultcode_runtime::values::from_json(br#"{"amount_minor": 5, "id": "o1"}"#)?;
/// assert_eq!((order.id.as_str(), order.amount), ("o1", Some(5)));
/// # Ok::<(), faultcode_runtime::errors::DecodeError>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! object {
    // What is only received has an encoder as well: `Debug` goes through it.
    (decode $name:ident { $($field:ident: $presence:ident $wire:literal,)* $(.. $rest:ident)? }) => {
        impl $name {
            // Unions look at the members of their branches.
            pub(crate) const FIELDS: &'static [$crate::__private::Field] = &[$($crate::__private::Field::$presence($wire)),*];
        }

        impl $crate::__private::Decode for $name {
            #[inline]
            fn empty() -> Self {
                Self { $($field: $crate::__private::Decode::empty(),)* $($rest: $crate::__private::Decode::empty())? }
            }

            #[inline]
            fn decode(&mut self, from: &mut $crate::__private::Decoder<'_>) -> Result<(), $crate::__private::DecodeError> {
                from $(.keeping(&mut self.$rest))? .object(Self::FIELDS, &mut [$(&mut self.$field),*])
            }
        }

        impl $crate::__private::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::__private::Encoder) {
                to $(.keeping(&self.$rest))? .object(Self::FIELDS, &[$(&self.$field),*]);
            }
        }

        impl Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                Self { $($field: $crate::__private::cloned(&self.$field),)* $($rest: $crate::__private::cloned(&self.$rest))? }
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::write_debug(stringify!($name), self, f)
            }
        }

        $crate::compare_model!($name { $($field)* $($rest)? });
        $crate::serde_model!($name);
    };
    (decode encode $name:ident { $($fields:tt)* }) => {
        $crate::object!(decode $name { $($fields)* });
    };
    (encode $name:ident { $($field:ident: $presence:ident $wire:literal,)* $(.. $rest:ident)? }) => {
        impl $crate::__private::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::__private::Encoder) {
                to $(.keeping(&self.$rest))? .object(&[$($crate::__private::Field::$presence($wire)),*], &[$(&self.$field),*]);
            }
        }

        impl Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                Self { $($field: $crate::__private::cloned(&self.$field),)* $($rest: $crate::__private::cloned(&self.$rest))? }
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::write_debug(stringify!($name), self, f)
            }
        }

        $crate::compare_model!($name { $($field)* $($rest)? });
        $crate::serde_sent!($name { $($field: $presence $wire,)* $(.. $rest)? });
    };
}
