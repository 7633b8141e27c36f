//! Bodies that a call may leave out. What it takes stands in its type, as the last of [`Call`]'s parameters, and its method
//! `body` puts the value in.

use std::fmt;
use std::marker::PhantomData;

use super::Call;
use crate::call::multipart::{FormData, Multipart};
use crate::call::request::{Body, BodyWriter, FormRule, Offer};
use crate::facts::{Parameter, Style};
use crate::model::encode::{Encode, Encoder};
use crate::transport::upload::Upload;

macro_rules! kinds {
    ($($(#[$docs:meta])* $name:ident;)*) => {$(
        $(#[$docs])*
        pub struct $name<B: ?Sized>(PhantomData<fn(&B)>);

        impl<B: ?Sized> Default for $name<B> {
            fn default() -> Self {
                Self(PhantomData)
            }
        }

        impl<B: ?Sized> fmt::Debug for $name<B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

kinds! {
    /// JSON of that type.
    Json;
    /// A form (`application/x-www-form-urlencoded`) of that type.
    Form;
    /// Parts, as that type makes them.
    Parts;
    /// One of several kinds, as that enum says.
    OneOf;
}

/// For generated code: how the body is written.
impl<T, E, P, B> Call<T, E, P, B> {
    /// The media type of the body that may be left out, where it is not that of JSON.
    pub fn body_media(self, media: &'static str) -> Self {
        self.change(|request| request.offer = Offer::Media(media))
    }

    /// Members of the form that may be left out, where they have a style of their own.
    pub fn body_members(self, members: &'static [Parameter]) -> Self {
        self.change(|request| request.offer = Offer::Form(FormRule::Members(members)))
    }

    /// The style of all lists and objects in the form that may be left out.
    pub fn body_style(self, style: Style) -> Self {
        self.change(|request| request.offer = Offer::Form(FormRule::Style(style)))
    }
}

impl<T, E, P, B: Encode + ?Sized> Call<T, E, P, Json<B>> {
    /// Sends this body, which may be left out.
    pub fn body(self, body: &B) -> Self {
        let body = Encoder::whole(body);
        self.change(|request| request.json(request.offer.media(), body))
    }
}

impl<T, E, P, B: Encode + ?Sized> Call<T, E, P, Form<B>> {
    /// Sends this body, which may be left out.
    pub fn body(self, body: &B) -> Self {
        let body = Encoder::whole(body);
        self.change(|request| request.form(body, request.offer.rule()))
    }
}

impl<T, E, P, B: Multipart> Call<T, E, P, Parts<B>> {
    /// Sends this body, which may be left out.
    pub fn body(self, body: &B) -> Self {
        let mut parts = FormData::new();
        body.write(&mut parts);
        self.change(|request| request.parts(request.offer.media(), parts))
    }
}

impl<T, E, P, B: Body> Call<T, E, P, OneOf<B>> {
    /// Sends this body, which may be left out.
    pub fn body(self, body: &B) -> Self {
        self.change(|request| body.write(&mut BodyWriter::new(request)))
    }
}

impl<T, E, P> Call<T, E, P, Upload> {
    /// Sends these bytes, which may be left out: from memory, a file or a stream.
    pub fn body(self, body: impl Into<Upload>) -> Self {
        let body = body.into();
        self.change(|request| request.upload(request.offer.media(), body))
    }
}

impl<T, E, P> Call<T, E, P, String> {
    /// Sends this text, which may be left out.
    pub fn body(self, body: impl Into<String>) -> Self {
        let body = body.into();
        self.change(|request| request.upload(request.offer.media(), body.into()))
    }
}
