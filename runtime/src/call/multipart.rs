//! Multipart bodies (RFC 7578): parts with names, from a generated struct or one by one.

mod file;
mod media;
mod write;

pub use file::{FilePart, FileParts};

use crate::call::request::BuildError;
use crate::facts::{Parameter, Style};
use crate::model::encode::{Encode, Encoder};
use crate::model::param::{Param, ParamText, query_pairs_plain, value_text};
use crate::model::value::Value;
use crate::transport::upload::Upload;
use faultcode_facts::JSON;

/// A part of a multipart body, as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its media type; `None`: the usual one of what it holds. Of a file, there may be several between commas, ranges such as
    /// `image/*` among them: the name of the file chooses.
    pub content_type: Option<&'static str>,
    /// Headers of the part beside its disposition and its type.
    pub headers: &'static [(&'static str, &'static str)],
    /// The style of its text, where the document names one; `explode` goes with it.
    pub style: Option<(Style, bool)>,
}

impl Part {
    /// A part about which nothing else is stated.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            content_type: None,
            headers: &[],
            style: None,
        }
    }
}

/// A body made of parts. [`multipart!`](crate::multipart!) writes it.
pub trait Multipart {
    /// Appends the parts in their order.
    fn write(&self, to: &mut FormData);
}

/// States how the fields of a struct become the parts of a multipart body: one line per field, with
/// what its part holds: `text`, `json` or `file`. A last line `.. field` names the field that holds further parts
/// ([`FormData`]).
///
/// A list makes one part per item, and `None` makes no part.
///
/// ```
/// use faultcode_runtime::{FilePart, multipart};
/// use faultcode_runtime::body::Part;
///
/// #[derive(Clone)]
/// pub struct NewFile {
///     pub purpose: String,
///     pub file: FilePart,
/// }
///
/// multipart!(NewFile {
///     purpose: text Part::new("purpose"),
///     file: file Part { content_type: Some("image/png"), ..Part::new("file") },
/// });
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! multipart {
    ($name:ident { $($field:ident: $form:ident $part:expr,)* $(.. $rest:ident)? }) => {
        impl $crate::__private::Multipart for $name {
            #[inline]
            fn write(&self, to: &mut $crate::__private::FormData) {
                // A body without members has no use for `to`.
                let _ = &to;
                $($crate::multipart!(@part to $form const { &$part }, &self.$field);)*
                $($crate::__private::Multipart::write(&self.$rest, to);)?
            }
        }

        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::__private::write_fields(stringify!($name), &[$((stringify!($field), &self.$field),)* $((stringify!($rest), &self.$rest))?], f)
            }
        }
    };
    (@part $to:ident text $part:expr, $value:expr) => { $to.put_text($part, $value) };
    (@part $to:ident json $part:expr, $value:expr) => { $to.put_json($part, $value) };
    (@part $to:ident file $part:expr, $value:expr) => { $to.put_files($part, $value) };
}

/// The parts of a multipart body, one by one, for bodies whose document names no parts.
///
/// ```
/// use faultcode_runtime::FilePart;
/// use faultcode_runtime::body::FormData;
///
/// let body = FormData::new()
///     .text("purpose", "scan")
///     .file("file", FilePart::from(b"\x89PNG").with_file_name("page.png"));
/// # let _ = body;
/// ```
#[derive(Clone, Debug, Default)]
pub struct FormData {
    parts: Vec<Written>,
    problem: Option<BuildError>,
}

/// A part with the lines of its head.
#[derive(Clone, Debug)]
struct Written {
    head: String,
    content: Upload,
}

impl FormData {
    /// No parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// A part of text.
    #[must_use]
    pub fn text(mut self, name: &str, value: impl Into<String>) -> Self {
        self.push(name, None, None, &[], value.into().into());
        self
    }

    /// A part of JSON.
    #[must_use]
    pub fn json(mut self, name: &str, value: &(impl Encode + ?Sized)) -> Self {
        match Encoder::whole(value) {
            Ok(json) => self.push(name, None, Some(JSON), &[], json.into()),
            Err(error) => self.refuse(error.into()),
        }
        self
    }

    /// A part that is a file.
    #[must_use]
    pub fn file(mut self, name: &str, file: impl Into<FilePart>) -> Self {
        self.push_file(name, None, &[], &file.into());
        self
    }

    fn refuse(&mut self, problem: BuildError) {
        self.problem.get_or_insert(problem);
    }

    /// For [`multipart!`](crate::multipart!): a field that travels as text.
    #[doc(hidden)]
    pub fn put_text(&mut self, part: &Part, value: &dyn Param) {
        if value.absent() {
            return;
        }
        let text = match value.text() {
            ParamText::Refused(error) => return self.refuse(error.into()),
            text => text,
        };
        if let Some((style, explode)) = part.style {
            let parameter = Parameter {
                style,
                explode,
                ..Parameter::query(part.name)
            };
            match query_pairs_plain(&parameter, text) {
                Ok(pairs) => {
                    for (name, value) in pairs {
                        self.push(&name, None, part.content_type, part.headers, value.into());
                    }
                }
                Err(ambiguous) => self.refuse(ambiguous.of(part.name)),
            }
            return;
        }
        let texts = match text {
            ParamText::One(text) => vec![text],
            ParamText::List(items) => items.into_iter().map(value_text).collect(),
            ParamText::Members(members) => vec![Value::Object(members).to_string()],
            ParamText::Refused(_) => Vec::new(),
        };
        for text in texts {
            self.push(
                part.name,
                None,
                part.content_type,
                part.headers,
                text.into(),
            );
        }
    }

    /// For [`multipart!`](crate::multipart!): a field that travels as JSON.
    #[doc(hidden)]
    pub fn put_json(&mut self, part: &Part, value: &dyn Encode) {
        if value.absent() {
            return;
        }
        let media = part.content_type.unwrap_or(JSON);
        match Encoder::whole(value) {
            Ok(json) => {
                for item in write::items(json) {
                    self.push(part.name, None, Some(media), part.headers, item.into());
                }
            }
            Err(error) => self.refuse(error.into()),
        }
    }

    /// For [`multipart!`](crate::multipart!): a field that is a file, or several.
    #[doc(hidden)]
    pub fn put_files(&mut self, part: &Part, files: &dyn FileParts) {
        for file in files.files() {
            self.push_file(part.name, part.content_type, part.headers, file);
        }
    }
}

impl<T: Multipart + ?Sized> Multipart for Box<T> {
    fn write(&self, to: &mut FormData) {
        (**self).write(to);
    }
}

impl Multipart for FormData {
    fn write(&self, to: &mut FormData) {
        to.parts.extend(self.parts.iter().cloned());
        if let Some(problem) = &self.problem {
            to.refuse(problem.clone());
        }
    }
}
