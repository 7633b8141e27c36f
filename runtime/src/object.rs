//! The macros through which a generated crate states its models as data.

/// States how the members of a JSON object map to the fields of a struct.
///
/// One line per field: its position, the field, whether the member is `required` or `optional` (or `received` or `sent`,
/// where only one side writes it), and the member's wire name. The direction in front (`decode`, `encode` or both) says
/// whether the struct is received, sent or both. Every model has [`Encode`](crate::Encode), through which it is also shown by
/// `Debug`; what is only sent has [`Decode`](crate::Decode) under the feature `serde` alone.
///
/// ```
/// #[derive(Clone)]
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
    (decode encode $name:ident { $($fields:tt)* }) => {
        $crate::object!(@fields $name { $($fields)* });
        $crate::object!(@decode $name { $($fields)* });
        $crate::object!(@encode $name { $($fields)* });
        $crate::object!(@more $name { $($fields)* });
    };
    // What is only received has an encoder as well: `Debug` goes through it.
    (decode $name:ident { $($fields:tt)* }) => {
        $crate::object!(decode encode $name { $($fields)* });
    };
    (encode $name:ident { $($fields:tt)* }) => {
        $crate::object!(@fields $name { $($fields)* });
        $crate::object!(@encode $name { $($fields)* });
        $crate::with_serde! { $crate::object!(@decode $name { $($fields)* }); }
        $crate::object!(@more $name { $($fields)* });
    };
    (@more $name:ident { $($index:literal $field:ident: $presence:ident $wire:literal,)* $(.. $rest:ident)? }) => {
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::write_debug(stringify!($name), self, f)
            }
        }
        $crate::with_testing! {
            impl PartialEq for $name {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    // A model without members has no use for `other`.
                    let _ = other;
                    true $(&& self.$field == other.$field)* $(&& self.$rest == other.$rest)?
                }
            }
        }
        $crate::serde_model!($name);
    };
    (@fields $name:ident { $($index:literal $field:ident: $presence:ident $wire:literal,)* $(.. $rest:ident)? }) => {
        impl $name {
            // Unions look at the members of their branches.
            pub(crate) const FIELDS: &'static [$crate::Field] = &[$($crate::Field::$presence($wire)),*];
        }
    };
    (@decode $name:ident { $($index:literal $field:ident: $presence:ident $wire:literal,)* }) => {
        impl $crate::Decode for $name {
            #[inline]
            fn empty() -> Self {
                Self { $($field: $crate::Decode::empty(),)* }
            }

            #[inline]
            fn decode(&mut self, from: &mut $crate::Decoder<'_>) -> Result<(), $crate::DecodeError> {
                from.object(Self::FIELDS, &mut [$(&mut self.$field),*])
            }
        }
    };
    (@decode $name:ident { $($index:literal $field:ident: $presence:ident $wire:literal,)* .. $rest:ident }) => {
        impl $crate::Decode for $name {
            #[inline]
            fn empty() -> Self {
                Self { $($field: $crate::Decode::empty(),)* $rest: $crate::Decode::empty() }
            }

            #[inline]
            fn decode(&mut self, from: &mut $crate::Decoder<'_>) -> Result<(), $crate::DecodeError> {
                from.object_and_rest(Self::FIELDS, &mut [$(&mut self.$field),*], &mut self.$rest)
            }
        }
    };
    (@encode $name:ident { $($index:literal $field:ident: $presence:ident $wire:literal,)* }) => {
        impl $crate::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::Encoder) {
                to.object(Self::FIELDS, &[$(&self.$field),*]);
            }
        }
    };
    (@encode $name:ident { $($index:literal $field:ident: $presence:ident $wire:literal,)* .. $rest:ident }) => {
        impl $crate::Encode for $name {
            #[inline]
            fn encode(&self, to: &mut $crate::Encoder) {
                to.object_and_rest(Self::FIELDS, &[$(&self.$field),*], &self.$rest);
            }
        }
    };
}
