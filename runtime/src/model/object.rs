//! The macros through which a generated crate states its models as data.

/// States how the members of a JSON object map to the fields of a struct.
///
/// One line per field: its position, the field, whether the member is `required` or `optional` (or `received` or `sent`,
/// where only one side writes it), and the member's wire name. The direction in front (`decode`, `encode` or both) says
/// whether the struct is received, sent or both. Every model has `Clone`, and [`Encode`](crate::Encode), through which it is
/// also shown by `Debug`; what is only sent has [`Decode`](crate::Decode) under the feature `serde` alone.
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
///     0 id: required "id",
///     1 amount: optional "amount_minor",
/// });
///
/// let order: Order = faultcode_runtime::from_json(br#"{"amount_minor": 5, "id": "o1"}"#)?;
/// assert_eq!((order.id.as_str(), order.amount), ("o1", Some(5)));
/// # Ok::<(), faultcode_runtime::DecodeError>(())
/// ```
#[macro_export]
macro_rules! object {
    // What is only received has an encoder as well: `Debug` goes through it.
    (decode $name:ident { $($index:literal $field:ident: $presence:ident $wire:literal,)* $(.. $rest:ident)? }) => {
        impl $name {
            // Unions look at the members of their branches.
            pub(crate) const FIELDS: &'static [$crate::Field] = &[$($crate::Field::$presence($wire)),*];
        }

        impl $crate::Decode for $name {
            #[inline]
            fn empty() -> Self {
                Self { $($field: $crate::Decode::empty(),)* $($rest: $crate::Decode::empty())? }
            }

            #[inline]
            fn decode(&mut self, from: &mut $crate::Decoder<'_>) -> Result<(), $crate::DecodeError> {
                from $(.keeping(&mut self.$rest))? .object(Self::FIELDS, &mut [$(&mut self.$field),*])
            }
        }

        impl $crate::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::Encoder) {
                to $(.keeping(&self.$rest))? .object(Self::FIELDS, &[$(&self.$field),*]);
            }
        }

        impl Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                Self { $($field: $crate::cloned(&self.$field),)* $($rest: $crate::cloned(&self.$rest))? }
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::write_debug(stringify!($name), self, f)
            }
        }

        $crate::compare_model!($name { $($field)* $($rest)? });
        $crate::serde_model!($name);
    };
    (decode encode $name:ident { $($fields:tt)* }) => {
        $crate::object!(decode $name { $($fields)* });
    };
    (encode $name:ident { $($index:literal $field:ident: $presence:ident $wire:literal,)* $(.. $rest:ident)? }) => {
        impl $crate::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::Encoder) {
                to $(.keeping(&self.$rest))? .object(&[$($crate::Field::$presence($wire)),*], &[$(&self.$field),*]);
            }
        }

        impl Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                Self { $($field: $crate::cloned(&self.$field),)* $($rest: $crate::cloned(&self.$rest))? }
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::write_debug(stringify!($name), self, f)
            }
        }

        $crate::compare_model!($name { $($field)* $($rest)? });
        $crate::serde_sent!($name { $($field: $presence $wire,)* $(.. $rest)? });
    };
}
