//! Request bodies.

use faultcode_facts::Style;

use super::facts::SentParameter;
use super::text::{DocText, WireName};
use super::types::{Field, Type};
use crate::source::Span;

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// How it is written.
    pub kind: BodyKind,
    /// Whether it has to be given.
    pub required: bool,
    /// Its description.
    pub doc: DocText,
    /// Where it stands.
    pub span: Span,
}

/// How a request body is written.
#[derive(Clone, Debug)]
pub enum BodyKind {
    /// JSON of that type and media type.
    Json {
        /// The type.
        ty: Type,
        /// The media type as declared.
        media_type: WireName,
    },
    /// `application/x-www-form-urlencoded` of that type.
    Form(Type, FormRule),
    /// Bytes under that media type.
    Bytes(WireName),
    /// Text under that media type.
    Text(WireName),
    /// Parts under that media type: of a type made of parts, or as the caller makes them.
    Multipart(Option<Type>, WireName),
    /// One of several kinds, as the caller chooses: an enum of bodies.
    Several(Type),
}

/// How the members of a form are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormRule {
    /// Every list and object in this style.
    Style(Style),
    /// These members as stated; the others like query parameters, objects as JSON.
    Members(Vec<SentParameter>),
}

/// A part of a multipart body.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name, type and presence.
    pub field: Field,
    /// What it holds.
    pub form: PartForm,
    /// Its media type, where it is not the usual one.
    pub content_type: Option<WireName>,
    /// Headers with one value only.
    pub headers: Vec<(WireName, WireName)>,
    /// The style of a list or an object, and whether it is exploded.
    pub style: Option<(Style, bool)>,
}

/// What a part holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartForm {
    /// Text.
    Text,
    /// JSON.
    Json,
    /// A file.
    File,
}

impl Part {
    /// Whether both are written alike, wherever they stand.
    pub fn is_like(&self, other: &Self) -> bool {
        let facts = |part: &Self| {
            let field = &part.field;
            (
                field.wire.clone(),
                field.ty.clone(),
                (field.required, field.nullable),
                (part.form, part.content_type.clone()),
                part.headers.clone(),
                part.style,
            )
        };
        facts(self) == facts(other)
    }
}

impl BodyKind {
    /// The type that the body is made of, if it is made of one.
    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Json { ty, .. }
            | Self::Form(ty, _)
            | Self::Multipart(Some(ty), _)
            | Self::Several(ty) => Some(ty),
            Self::Bytes(_) | Self::Text(_) | Self::Multipart(None, _) => None,
        }
    }

    /// [`ty`](Self::ty), to be changed.
    pub fn ty_mut(&mut self) -> Option<&mut Type> {
        match self {
            Self::Json { ty, .. }
            | Self::Form(ty, _)
            | Self::Multipart(Some(ty), _)
            | Self::Several(ty) => Some(ty),
            Self::Bytes(_) | Self::Text(_) | Self::Multipart(None, _) => None,
        }
    }
}
