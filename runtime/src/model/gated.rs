//! What a feature of the runtime adds to every model: comparison with `testing`, serde's traits with `serde`.
//!
//! The macros below are chosen by the runtime's own features, so that generated code holds no conditions.

/// Emits its content with the feature `testing`.
#[doc(hidden)]
#[cfg(feature = "testing")]
#[macro_export]
macro_rules! with_testing {
    ($($content:tt)*) => { $($content)* };
}

/// Emits its content with the feature `testing`.
#[doc(hidden)]
#[cfg(not(feature = "testing"))]
#[macro_export]
macro_rules! with_testing {
    ($($content:tt)*) => {};
}

/// Emits its content with the feature `serde`.
#[doc(hidden)]
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! with_serde {
    ($($content:tt)*) => { $($content)* };
}

/// Emits its content with the feature `serde`.
#[doc(hidden)]
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! with_serde {
    ($($content:tt)*) => {};
}

/// Emits its content with the feature `keys`.
#[doc(hidden)]
#[cfg(feature = "keys")]
#[macro_export]
macro_rules! with_keys {
    ($($content:tt)*) => { $($content)* };
}

/// Emits its content with the feature `keys`.
#[doc(hidden)]
#[cfg(not(feature = "keys"))]
#[macro_export]
macro_rules! with_keys {
    ($($content:tt)*) => {};
}

/// Emits its content with the feature `gzip`.
#[doc(hidden)]
#[cfg(feature = "gzip")]
#[macro_export]
macro_rules! with_gzip {
    ($($content:tt)*) => { $($content)* };
}

/// Emits its content with the feature `gzip`.
#[doc(hidden)]
#[cfg(not(feature = "gzip"))]
#[macro_export]
macro_rules! with_gzip {
    ($($content:tt)*) => {};
}

/// Emits its content with the feature `proxy`.
#[doc(hidden)]
#[cfg(feature = "proxy")]
#[macro_export]
macro_rules! with_proxy {
    ($($content:tt)*) => { $($content)* };
}

/// Emits its content with the feature `proxy`.
#[doc(hidden)]
#[cfg(not(feature = "proxy"))]
#[macro_export]
macro_rules! with_proxy {
    ($($content:tt)*) => {};
}

/// Emits its content with the feature `hyper`.
#[doc(hidden)]
#[cfg(feature = "hyper")]
#[macro_export]
macro_rules! with_tls {
    ($($content:tt)*) => { $($content)* };
}

/// Emits its content with the feature `hyper`.
#[doc(hidden)]
#[cfg(not(feature = "hyper"))]
#[macro_export]
macro_rules! with_tls {
    ($($content:tt)*) => {};
}

/// Comparison of a model member by member, with the feature `testing`.
#[doc(hidden)]
#[cfg(feature = "testing")]
#[macro_export]
macro_rules! compare_model {
    ($name:ident { $($field:ident)* }) => {
        impl PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                // A model without members has no use for `other`.
                let _ = other;
                true $(&& self.$field == other.$field)*
            }
        }
    };
}

/// Comparison of a model member by member, with the feature `testing`.
#[doc(hidden)]
#[cfg(not(feature = "testing"))]
#[macro_export]
macro_rules! compare_model {
    ($($content:tt)*) => {};
}

/// serde's traits for a model, through the runtime's own encoding.
#[doc(hidden)]
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! serde_model {
    ($name:ident) => {
        impl $crate::__private::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                to: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::__private::serialize(self, to)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                from: D,
            ) -> Result<Self, D::Error> {
                $crate::__private::deserialize(from)
            }
        }
    };
}

/// serde's traits for a model, through the runtime's own encoding.
#[doc(hidden)]
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! serde_model {
    ($name:ident) => {};
}

/// serde's traits for a model that is only sent, with the decoder that it has for them alone. The decoder is written as in
/// [`object!`](crate::object), which says why the two do not share it.
#[doc(hidden)]
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! serde_sent {
    ($name:ident { $($field:ident: $presence:ident $wire:literal,)* $(.. $rest:ident)? }) => {
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

        $crate::serde_model!($name);
    };
}

/// serde's traits for a model that is only sent, with the decoder that it has for them alone.
#[doc(hidden)]
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! serde_sent {
    ($($content:tt)*) => {};
}

/// Includes the client that a build script generated: `include_client!("billium")` brings the module `billium`.
///
/// The name is the one that `faultcode::Builder::compile` was given.
#[macro_export]
macro_rules! include_client {
    ($name:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $name, ".rs"));
    };
}
