//! Bodies of which the caller chooses the kind.

use super::{FormRule, Request};
use crate::call::multipart::{FormData, Multipart};
use crate::facts::{Parameter, Style};
use crate::model::encode::{Encode, Encoder};
use crate::transport::upload::Upload;

/// A body of one of several kinds. [`bodies!`](crate::bodies) writes it.
pub trait Body {
    /// Puts the body into a call.
    fn write(&self, to: &mut BodyWriter<'_>);
}

/// Where a [`Body`] is written: one method per kind, named like the steps of a [`Call`](crate::Call).
#[derive(Debug)]
pub struct BodyWriter<'r>(&'r mut Request);

impl<'r> BodyWriter<'r> {
    pub(crate) fn new(request: &'r mut Request) -> Self {
        Self(request)
    }

    /// JSON of that media type.
    pub fn json(&mut self, media: &'static str, body: &impl Encode) {
        self.0.json(media, Encoder::whole(body));
    }

    /// A form.
    pub fn form(&mut self, body: &impl Encode) {
        self.form_as(&[], body);
    }

    /// A form some of whose members have a style of their own.
    pub fn form_as(&mut self, members: &'static [Parameter], body: &impl Encode) {
        self.0
            .form(Encoder::whole(body), FormRule::Members(members));
    }

    /// A form all of whose lists and objects are written in one style.
    pub fn form_in(&mut self, style: Style, body: &impl Encode) {
        self.0.form(Encoder::whole(body), FormRule::Style(style));
    }

    /// Text of that media type.
    pub fn text(&mut self, media: &'static str, body: &str) {
        self.0.upload(media, body.to_owned().into());
    }

    /// Bytes of that media type.
    pub fn upload(&mut self, media: &'static str, body: &Upload) {
        self.0.upload(media, body.clone());
    }

    /// Parts of that media type.
    pub fn multipart(&mut self, media: &'static str, body: &impl Multipart) {
        let mut parts = FormData::new();
        body.write(&mut parts);
        self.0.parts(media, parts);
    }
}

/// States how the variants of an enum of bodies are sent: one line per variant, with the step of the call that sends it.
///
/// ```
/// use faultcode_runtime::{Upload, Value, bodies};
///
/// #[derive(Clone, Debug)]
/// pub enum ImportBody {
///     Json(Value),
///     Bytes(Upload),
/// }
///
/// bodies!(ImportBody {
///     Json: json "application/json",
///     Bytes: upload "application/zip",
/// });
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! bodies {
    ($name:ident { $($variant:ident: $step:ident $($facts:expr)?),* $(,)? }) => {
        impl $crate::__private::Body for $name {
            #[inline]
            fn write(&self, to: &mut $crate::__private::BodyWriter<'_>) {
                match self {
                    $(Self::$variant(body) => to.$step($($facts,)? body),)*
                }
            }
        }
    };
}
