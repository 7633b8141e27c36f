//! What every endpoint's error enum can do, written once: the enum itself states only its cases.

use std::error::Error as StdError;
use std::fmt;

use crate::call::envelope::value_at;
use crate::call::meta::Meta;
use crate::facts::Code;
use crate::model::decode::{Decode, DecodeError, DecodeProblem, Field};

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

/// An answer that this version of the client does not know: an undeclared code or status, or a known code whose details
/// do not fit. Compare [`code`](Self::code); there is nothing here to match, so that a later version may know it.
#[derive(Clone, Debug, PartialEq)]
pub struct Unrecognized(Box<Rest>);

#[derive(Clone, Debug, PartialEq)]
struct Rest {
    status: Option<u16>,
    code: Option<String>,
    cause: Option<DecodeError>,
}

impl Unrecognized {
    pub(crate) fn new(meta: &Meta, cause: Option<DecodeError>) -> Self {
        Self(Box::new(Rest {
            status: meta.status(),
            code: meta.code().map(str::to_owned),
            cause,
        }))
    }

    /// The code that the server sent.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The status of the answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Why the details of a known code could not be read.
    pub fn cause(&self) -> Option<&DecodeError> {
        self.0.cause.as_ref()
    }
}

/// The body of an error, from which a variant reads its details.
#[derive(Clone, Copy, Debug)]
pub struct FaultBody<'m> {
    meta: &'m Meta,
}

impl<'m> FaultBody<'m> {
    pub(crate) fn new(meta: &'m Meta) -> Self {
        Self { meta }
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
    pub fn details<D: Details>(&self) -> Result<Box<D>, DecodeError> {
        let mut details = Box::new(D::empty());
        D::read(&mut details, self)?;
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
        self.meta
            .decode_details(bytes, |from| from.object(fields, slots))
    }

    /// Decodes the envelope's `details` as one value.
    ///
    /// # Errors
    ///
    /// The value is missing although required, or does not fit.
    pub fn whole(&self, into: &mut dyn Decode, required: bool) -> Result<(), DecodeError> {
        match self.meta.details() {
            Some(bytes) => self.meta.decode_details(bytes, |from| into.decode(from)),
            None if required => Err(DecodeError::new(DecodeProblem::Missing("details"), 0)),
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
        match value_at(self.meta.expose_raw(), pointer) {
            Some(value) => {
                *into = value?;
                Ok(())
            }
            None if required => {
                let (name, parents) = pointer.split_last().unwrap_or((&"", &[]));
                Err(DecodeError::new(DecodeProblem::Missing(name), 0).within(parents, 0))
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
            [range, ..] if range.first == range.last => write!(f, "status {}", range.first),
            [range, ..] => write!(f, "status {} to {}", range.first, range.last),
            [] => f.write_str("error"),
        },
        (None, None) => f.write_str("an answer that this version does not know"),
    }
}

/// Writes [`EndpointError`] for an enum: one line per variant, with the facts of its code.
///
/// The enum has one boxed details struct per variant and a last variant `Unrecognized(Unrecognized)`.
#[macro_export]
macro_rules! endpoint_error {
    ($name:ident { $($case:literal $variant:ident: $facts:expr),* $(,)? }) => {
        impl $crate::EndpointError for $name {
            const CODES: &'static [&'static $crate::Code] = &[$(&$facts),*];

            #[inline]
            fn read(case: usize, body: &$crate::FaultBody<'_>) -> Result<Self, $crate::DecodeError> {
                match case {
                    $($case => body.details().map(Self::$variant),)*
                    _ => Ok(Self::Unrecognized(body.unrecognized())),
                }
            }

            #[inline]
            fn unrecognized(rest: $crate::Unrecognized) -> Self {
                Self::Unrecognized(rest)
            }

            #[inline]
            fn known(&self) -> Result<&'static $crate::Code, &$crate::Unrecognized> {
                match self {
                    $(Self::$variant(_) => Ok(&$facts),)*
                    Self::Unrecognized(rest) => Err(rest),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::write_case(self, f)
            }
        }

        impl ::core::error::Error for $name {
            #[inline]
            fn source(&self) -> Option<&(dyn ::core::error::Error + 'static)> {
                $crate::source_of_case(self)
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
}

/// States the details of an error code: one line per field, as in [`object!`](crate::object).
///
/// `at [..]` marks a member outside the envelope's details by its JSON pointer, `whole` details that are no object.
#[macro_export]
macro_rules! details {
    ($name:ident { $($index:literal $field:ident: $presence:ident $wire:literal),* $(,)? }) => {
        $crate::details!(@object $name [$($index $field: $presence $wire,)*] []);
    };
    ($name:ident { $index:literal $field:ident: $presence:ident whole $(,)? }) => {
        impl $crate::Details for $name {
            #[inline]
            fn empty() -> Self {
                Self { $field: $crate::Decode::empty() }
            }

            #[inline]
            fn read(&mut self, body: &$crate::FaultBody<'_>) -> Result<(), $crate::DecodeError> {
                body.whole(&mut self.$field, $crate::Field::$presence("").is_required())
            }
        }

        $crate::details!(@compare $name [$field]);
    };
    ($name:ident {
        $index:literal $field:ident: $presence:ident whole,
        at $($at_field:ident: $at_presence:ident [$($segment:literal),*]),+ $(,)?
    }) => {
        impl $crate::Details for $name {
            #[inline]
            fn empty() -> Self {
                Self { $field: $crate::Decode::empty(), $($at_field: $crate::Decode::empty(),)* }
            }

            #[inline]
            fn read(&mut self, body: &$crate::FaultBody<'_>) -> Result<(), $crate::DecodeError> {
                body.whole(&mut self.$field, $crate::Field::$presence("").is_required())?;
                $(body.at(&[$($segment),*], &mut self.$at_field, $crate::Field::$at_presence("").is_required())?;)*
                Ok(())
            }
        }

        $crate::details!(@compare $name [$field $($at_field)*]);
    };
    ($name:ident {
        $($index:literal $field:ident: $presence:ident $wire:literal,)*
        at $($at_field:ident: $at_presence:ident [$($segment:literal),*]),+ $(,)?
    }) => {
        $crate::details!(@object $name [$($index $field: $presence $wire,)*]
            [$($at_field: $at_presence [$($segment),*],)+]);
    };
    (@object $name:ident [$($index:literal $field:ident: $presence:ident $wire:literal,)*]
        [$($at_field:ident: $at_presence:ident [$($segment:literal),*],)*]) => {
        impl $crate::Details for $name {
            #[inline]
            fn empty() -> Self {
                Self { $($field: $crate::Decode::empty(),)* $($at_field: $crate::Decode::empty(),)* }
            }

            #[inline]
            fn read(&mut self, body: &$crate::FaultBody<'_>) -> Result<(), $crate::DecodeError> {
                body.object(&[$($crate::Field::$presence($wire)),*], &mut [$(&mut self.$field),*])?;
                $(body.at(&[$($segment),*], &mut self.$at_field, $crate::Field::$at_presence("").is_required())?;)*
                Ok(())
            }
        }

        $crate::details!(@compare $name [$($field)* $($at_field)*]);
    };
    (@compare $name:ident [$($field:ident)*]) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::write_fields(stringify!($name), &[$((stringify!($field), &self.$field)),*], f)
            }
        }

        $crate::with_testing! {
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
