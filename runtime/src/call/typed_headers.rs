//! Declared response headers as the fields of a struct.

use crate::facts::HeaderForm;
use http::HeaderMap;

use crate::call::meta::Meta;
use crate::model::decode::{Decode, DecodeError, DecodeErrorKind, Decoder};
use crate::model::encode::Encoder;

/// A declared header: its name, whether every answer has it, and how its text is read.
/// [`headers!`](crate::headers) states them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderField {
    /// The name.
    pub name: &'static str,
    /// Whether an answer without it is refused.
    pub required: bool,
    /// How its text is read.
    pub form: HeaderForm,
}

/// A struct of declared headers.
pub trait TypedHeaders: Sized {
    /// Reads the headers of an answer.
    ///
    /// # Errors
    ///
    /// A required header is missing, or one does not fit its type; the error's path is the header's name.
    fn read(headers: &HeaderMap) -> Result<Self, DecodeError>;
}

impl Meta {
    /// The headers that the document declares for the operation, with their types.
    ///
    /// # Errors
    ///
    /// A required header is missing, or one does not fit its type; the error's path is the header's name.
    /// [`headers`](Self::headers) has them all as they came.
    pub fn typed_headers<H: TypedHeaders>(&self) -> Result<H, DecodeError> {
        H::read(self.headers())
    }
}

/// Reads the headers of an answer into fields.
///
/// # Errors
///
/// A required header is missing, or one does not fit its field.
pub fn read_headers(
    fields: &'static [HeaderField],
    headers: &HeaderMap,
    slots: &mut [&mut dyn Decode],
) -> Result<(), DecodeError> {
    for (field, slot) in fields.iter().zip(slots) {
        let text = text(headers, field.name).map_err(|error| error.inside(field.name))?;
        // A header without a value says nothing where a text cannot be empty.
        let text = text.filter(|text| field.form == HeaderForm::Text || !text.is_empty());
        let Some(text) = text else {
            if field.required {
                return Err(DecodeError::new(DecodeErrorKind::Missing(field.name), 0));
            }
            continue;
        };
        let json = json(field.form, &text).map_err(|error| error.inside(field.name))?;
        let mut from = Decoder::new(&json);
        let read = slot.decode(&mut from).and_then(|()| from.finish());
        read.map_err(|error| error.inside(field.name))?;
    }
    Ok(())
}

/// The value of a header; several lines of one name are one list (RFC 9110 section 5.3).
fn text(headers: &HeaderMap, name: &str) -> Result<Option<String>, DecodeError> {
    let mut lines = Vec::new();
    for value in headers.get_all(name) {
        let line = std::str::from_utf8(value.as_bytes())
            .map_err(|_| DecodeError::new(DecodeErrorKind::Format("UTF-8 text"), 0))?;
        lines.push(line.trim());
    }
    Ok((!lines.is_empty()).then(|| lines.join(", ")))
}

/// The JSON that the text stands for, so that a header is decoded like any other value.
fn json(form: HeaderForm, text: &str) -> Result<Vec<u8>, DecodeError> {
    let quoted = |text: &str| {
        let unusable = |_| DecodeError::new(DecodeErrorKind::Format("text"), 0);
        Encoder::whole(text).map_err(unusable)
    };
    let items = || text.split(',').map(str::trim);
    Ok(match form {
        HeaderForm::Text => quoted(text)?,
        HeaderForm::Json => text.as_bytes().to_vec(),
        HeaderForm::Jsons => format!("[{text}]").into_bytes(),
        HeaderForm::Texts => {
            let mut json = vec![b'['];
            for item in items() {
                if json.len() > 1 {
                    json.push(b',');
                }
                json.extend(quoted(item)?);
            }
            json.push(b']');
            json
        }
    })
}

/// States the declared headers of an operation: one line per field, with `required` or `optional`, its form
/// (`text`, `json`, `texts`, `jsons`), and the header's name.
///
/// ```
/// use faultcode_runtime::headers;
///
/// #[derive(Clone)]
/// pub struct ListOrdersHeaders {
///     pub total: i64,
///     pub tags: Option<Vec<String>>,
/// }
///
/// headers!(ListOrdersHeaders {
///     total: required json "X-Total",
///     tags: optional texts "X-Tags",
/// });
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! headers {
    ($name:ident { $($field:ident: $presence:ident $form:ident $wire:literal,)* }) => {
        impl $crate::__private::TypedHeaders for $name {
            #[inline]
            fn read(headers: &$crate::__private::HeaderMap) -> Result<Self, $crate::__private::DecodeError> {
                const FIELDS: &[$crate::__private::HeaderField] = &[$($crate::__private::HeaderField {
                    name: $wire,
                    required: $crate::headers!(@$presence),
                    form: $crate::headers!(@$form),
                }),*];
                let mut read = Self { $($field: $crate::__private::Decode::empty(),)* };
                $crate::__private::read_headers(FIELDS, headers, &mut [$(&mut read.$field),*])?;
                Ok(read)
            }
        }

        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::__private::write_fields(stringify!($name), &[$((stringify!($field), &self.$field)),*], f)
            }
        }

        $crate::with_testing! {
            impl PartialEq for $name {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    true $(&& self.$field == other.$field)*
                }
            }
        }
    };
    (@required) => { true };
    (@optional) => { false };
    (@text) => { $crate::__private::HeaderForm::Text };
    (@json) => { $crate::__private::HeaderForm::Json };
    (@texts) => { $crate::__private::HeaderForm::Texts };
    (@jsons) => { $crate::__private::HeaderForm::Jsons };
}
