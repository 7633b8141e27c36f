//! What every endpoint's error enum can do, written once: the enum itself states only its cases.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::error::Error as StdError;
use std::fmt;

mod unrecognized;
mod whole;

pub use self::unrecognized::Unrecognized;
pub use self::whole::{Carried, NoBody};
use crate::call::envelope::value_at;
use crate::call::meta::Meta;
use crate::facts::Code;
use crate::model::decode::{Decode, DecodeError, DecodeErrorKind, Field};
use crate::model::scrub::{MAX_SHOWN, scrub_body, scrub_json};

/// The error enum of one endpoint. [`endpoint_error!`](crate::endpoint_error!) writes it.
pub trait EndpointError: StdError + Sized + Send + Sync + 'static {
    /// The facts of each case, in the order of the variants.
    const CODES: &'static [&'static Code];

    /// Decodes the variant of that position in [`EndpointError::CODES`].
    ///
    /// # Errors
    ///
    /// The details do not fit.
    fn read(case: usize, body: &FaultBody<'_>) -> Result<Self, DecodeError>;

    /// The variant for everything else.
    fn unrecognized(rest: Unrecognized) -> Self;

    /// What the document says of this case, or what is left of an answer that is none of the cases.
    ///
    /// # Errors
    ///
    /// The answer is unrecognised.
    fn known(&self) -> Result<&'static Code, &Unrecognized>;

    /// What the document says of this case; `None` for an unrecognised answer.
    fn facts(&self) -> Option<&'static Code> {
        self.known().ok()
    }

    /// The machine code; for an unrecognised answer the one that the server sent.
    fn code(&self) -> Option<&str> {
        match self.known() {
            Ok(facts) => facts.code,
            Err(rest) => rest.code(),
        }
    }
}

/// The body of an error, from which a variant reads what it holds.
#[derive(Clone, Debug)]
pub struct FaultBody<'m> {
    meta: &'m Meta,
    /// All of it without secrets, once a member of it is asked for: several may be.
    scrubbed: OnceCell<Cow<'m, [u8]>>,
}

impl<'m> FaultBody<'m> {
    pub(crate) fn new(meta: &'m Meta) -> Self {
        Self {
            meta,
            scrubbed: OnceCell::new(),
        }
    }

    /// JSON of the body without what the call was sent with: servers echo it, and the error does not know it any more when it is
    /// shown.
    fn without_secrets<'j>(&self, json: &'j [u8]) -> Cow<'j, [u8]> {
        let authorised = &self.meta.authorised;
        authorised.with_secrets(|known| scrub_json(json, known))
    }

    /// What is left to say of an answer that is none of the endpoint's cases.
    pub fn unrecognized(&self) -> Unrecognized {
        Unrecognized::new(self.meta, None)
    }

    /// Decodes the details.
    ///
    /// # Errors
    ///
    /// The details do not fit.
    pub fn details<D: Details>(&self) -> Result<D, DecodeError> {
        let mut details = D::empty();
        details.read(self)?;
        Ok(details)
    }

    /// Decodes the envelope's `details` into a struct; without the subtree only a struct that needs none of its
    /// members succeeds.
    ///
    /// # Errors
    ///
    /// The details do not fit.
    pub fn object(
        &self,
        fields: &'static [Field],
        slots: &mut [&mut dyn Decode],
    ) -> Result<(), DecodeError> {
        if fields.is_empty() {
            return Ok(());
        }
        let bytes = match self.meta.details() {
            Some(bytes) if bytes != b"null" => bytes,
            _ => b"{}",
        };
        let bytes = self.without_secrets(bytes);
        self.meta
            .decode_details(&bytes, |from| from.object(fields, slots))
    }

    /// Decodes the envelope's `details` as one value.
    ///
    /// # Errors
    ///
    /// The value is missing although required, or does not fit.
    pub fn whole(&self, into: &mut dyn Decode, required: bool) -> Result<(), DecodeError> {
        match self.meta.details() {
            Some(bytes) => {
                let bytes = self.without_secrets(bytes);
                self.meta.decode_details(&bytes, |from| into.decode(from))
            }
            None if required => Err(DecodeError::new(DecodeErrorKind::Missing("details"), 0)),
            None => Ok(()),
        }
    }

    /// Decodes a member elsewhere in the body.
    ///
    /// # Errors
    ///
    /// The member is missing although required, or does not fit.
    pub fn at<T: Decode>(
        &self,
        pointer: &'static [&'static str],
        into: &mut T,
        required: bool,
    ) -> Result<(), DecodeError> {
        let raw = self.meta.expose_raw();
        let body = self.scrubbed.get_or_init(|| self.without_secrets(raw));
        match value_at(body, pointer) {
            Some(value) => {
                *into = value?;
                Ok(())
            }
            None if required => {
                let (name, parents) = pointer.split_last().unwrap_or((&"", &[]));
                Err(DecodeError::new(DecodeErrorKind::Missing(name), 0).within(parents, 0))
            }
            None => Ok(()),
        }
    }
}

/// The details of one error code. [`details!`](crate::details) writes it.
pub trait Details: Sized {
    /// The value that reading starts from.
    fn empty() -> Self;

    /// Fills it from the body of an error.
    ///
    /// # Errors
    ///
    /// The details do not fit.
    fn read(&mut self, body: &FaultBody<'_>) -> Result<(), DecodeError>;
}

/// `INSUFFICIENT_BALANCE`, or what else there is to say of a case without its message.
#[doc(hidden)]
pub fn write_case<E: EndpointError>(case: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write(case.facts(), case.code(), f)
}

/// The name of a variant, and what it holds.
#[doc(hidden)]
pub fn write_variant(name: &str, held: &dyn fmt::Debug, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // What the call was sent with is gone already; what looks like a credential is none of a log's business either.
    let held = match f.alternate() {
        true => format!("{held:#?}"),
        false => format!("{held:?}"),
    };
    let held = scrub_body(&held, &[], MAX_SHOWN.saturating_mul(8));
    write!(f, "{name}({held})")
}

/// Why an unrecognised answer is unrecognised, where that is known.
#[doc(hidden)]
pub fn source_of_case<E: EndpointError>(case: &E) -> Option<&(dyn StdError + 'static)> {
    let rest = case.known().err()?;
    rest.cause().map(|cause| cause as _)
}

fn write(
    facts: Option<&'static Code>,
    code: Option<&str>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    match (facts, code) {
        (_, Some(code)) => f.write_str(&crate::model::scrub::scrub(code, &[])),
        (Some(facts), None) => match facts.status {
            [range, ..] => write!(f, "status {range}"),
            [] => f.write_str("error"),
        },
        (None, None) => f.write_str("an answer that this version does not know"),
    }
}

/// Writes [`EndpointError`] for an enum: one line per variant, with the facts of its code.
///
/// The enum has one value per variant and a last variant `Unrecognized(Unrecognized)`. The word before the facts says how
/// the value is read: `details` of a code, the whole body as `json`, `text` or `bytes`, or `nothing`.
#[doc(hidden)]
#[macro_export]
macro_rules! endpoint_error {
    ($name:ident { $($case:literal $variant:ident: $how:ident $facts:expr),* $(,)? }) => {
        impl $crate::__private::EndpointError for $name {
            const CODES: &'static [&'static $crate::__private::Code] = &[$(&$facts),*];

            #[inline]
            fn read(case: usize, body: &$crate::__private::FaultBody<'_>) -> Result<Self, $crate::__private::DecodeError> {
                match case {
                    $($case => body.$how().map(Self::$variant),)*
                    _ => Ok(Self::Unrecognized(body.unrecognized())),
                }
            }

            #[inline]
            fn unrecognized(rest: $crate::__private::Unrecognized) -> Self {
                Self::Unrecognized(rest)
            }

            #[inline]
            fn known(&self) -> Result<&'static $crate::__private::Code, &$crate::__private::Unrecognized> {
                match self {
                    $(Self::$variant(_) => Ok(&$facts),)*
                    Self::Unrecognized(rest) => Err(rest),
                }
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $(Self::$variant(held) => $crate::endpoint_error!(@show $how $variant held f),)*
                    Self::Unrecognized(rest) => $crate::__private::write_variant("Unrecognized", rest, f),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::write_case(self, f)
            }
        }

        impl ::core::error::Error for $name {
            #[inline]
            fn source(&self) -> Option<&(dyn ::core::error::Error + 'static)> {
                $crate::__private::source_of_case(self)
            }
        }

        $crate::with_testing! {
            impl PartialEq for $name {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    match (self, other) {
                        $((Self::$variant(one), Self::$variant(other)) => one == other,)*
                        (Self::Unrecognized(one), Self::Unrecognized(other)) => one == other,
                        #[allow(unreachable_patterns, reason = "an endpoint without declared errors has no other variant")]
                        _ => false,
                    }
                }
            }
        }
    };
    (@show nothing $variant:ident $held:ident $f:ident) => {{
        let _ = $held;
        $f.write_str(stringify!($variant))
    }};
    // What is no JSON has no members that could be shown apart.
    (@show text $variant:ident $held:ident $f:ident) => {
        $crate::__private::write_variant(stringify!($variant), &format_args!("{} bytes", $held.len()), $f)
    };
    (@show bytes $variant:ident $held:ident $f:ident) => {
        $crate::__private::write_variant(stringify!($variant), &format_args!("{} bytes", $held.len()), $f)
    };
    (@show $how:ident $variant:ident $held:ident $f:ident) => {
        $crate::__private::write_variant(stringify!($variant), $held, $f)
    };
}

/// States the details of an error code: one line per field, as in [`object!`](crate::object).
///
/// `at [..]` marks a member outside the envelope's details by its JSON pointer, `whole` details that are no object.
#[doc(hidden)]
#[macro_export]
macro_rules! details {
    ($name:ident { $($index:literal $field:ident: $presence:ident $wire:literal),* $(,)? }) => {
        $crate::details!(@object $name [$($index $field: $presence $wire,)*] []);
    };
    ($name:ident { $index:literal $field:ident: $presence:ident whole $(,)? }) => {
        impl $crate::__private::Details for $name {
            #[inline]
            fn empty() -> Self {
                Self { $field: $crate::__private::Decode::empty() }
            }

            #[inline]
            fn read(&mut self, body: &$crate::__private::FaultBody<'_>) -> Result<(), $crate::__private::DecodeError> {
                body.whole(&mut self.$field, $crate::__private::Field::$presence("").is_required())
            }
        }

        $crate::details!(@compare $name [$field]);
    };
    ($name:ident {
        $index:literal $field:ident: $presence:ident whole,
        at $($at_field:ident: $at_presence:ident [$($segment:literal),* $(,)?]),+ $(,)?
    }) => {
        impl $crate::__private::Details for $name {
            #[inline]
            fn empty() -> Self {
                Self { $field: $crate::__private::Decode::empty(), $($at_field: $crate::__private::Decode::empty(),)* }
            }

            #[inline]
            fn read(&mut self, body: &$crate::__private::FaultBody<'_>) -> Result<(), $crate::__private::DecodeError> {
                body.whole(&mut self.$field, $crate::__private::Field::$presence("").is_required())?;
                $(body.at(&[$($segment),*], &mut self.$at_field, $crate::__private::Field::$at_presence("").is_required())?;)*
                Ok(())
            }
        }

        $crate::details!(@compare $name [$field $($at_field)*]);
    };
    ($name:ident {
        $($index:literal $field:ident: $presence:ident $wire:literal,)*
        at $($at_field:ident: $at_presence:ident [$($segment:literal),* $(,)?]),+ $(,)?
    }) => {
        $crate::details!(@object $name [$($index $field: $presence $wire,)*]
            [$($at_field: $at_presence [$($segment),*],)+]);
    };
    (@object $name:ident [$($index:literal $field:ident: $presence:ident $wire:literal,)*]
        [$($at_field:ident: $at_presence:ident [$($segment:literal),*],)*]) => {
        impl $crate::__private::Details for $name {
            #[inline]
            fn empty() -> Self {
                Self { $($field: $crate::__private::Decode::empty(),)* $($at_field: $crate::__private::Decode::empty(),)* }
            }

            #[inline]
            fn read(&mut self, body: &$crate::__private::FaultBody<'_>) -> Result<(), $crate::__private::DecodeError> {
                body.object(&[$($crate::__private::Field::$presence($wire)),*], &mut [$(&mut self.$field),*])?;
                $(body.at(&[$($segment),*], &mut self.$at_field, $crate::__private::Field::$at_presence("").is_required())?;)*
                Ok(())
            }
        }

        $crate::details!(@compare $name [$($field)* $($at_field)*]);
    };
    (@compare $name:ident [$($field:ident)*]) => {
        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::__private::write_fields(stringify!($name), &[$((stringify!($field), &self.$field)),*], f)
            }
        }

        $crate::with_testing! {
            impl $crate::__private::Carried for $name {
                #[inline]
                fn empty() -> Self {
                    <Self as $crate::__private::Details>::empty()
                }

                #[inline]
                fn of(body: &$crate::__private::FaultBody<'_>) -> Result<Self, $crate::__private::DecodeError> {
                    body.details()
                }
            }

            impl PartialEq for $name {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    // Details without members have no use for `other`.
                    let _ = other;
                    true $(&& self.$field == other.$field)*
                }
            }
        }
    };
}
