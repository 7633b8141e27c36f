//! The media types that an operation offers: what each says, and which of them mean the same.

use openapiv3::{AdditionalProperties, MediaType};

use super::media::{
    Media, has_other_charset, is_notation, is_one_format, is_range, mean_alike, media,
};
use super::multipart;
use crate::ir::Type;
use crate::lower::Cx;
use crate::lower::schemas::Shape;
use crate::lower::schemas::choice::Leaf;
use crate::lower::schemas::view::view;
use crate::lower::site::{SchemaSite, child};
use crate::model::stream_item;
use crate::source::Span;
use crate::source::node::Node;

/// One of the media types that an operation offers.
#[derive(Clone, Copy)]
pub(in crate::lower) struct Offer<'s> {
    pub name: &'s str,
    pub kind: Media,
    pub media_type: &'s MediaType,
    pub node: &'s Node,
    /// Where its name stands.
    pub at: Span,
}

/// What a schema says of content that is passed as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// No more than that there is some.
    Nothing,
    /// It is text.
    Text,
    /// It is bytes.
    Binary,
    /// It is bytes, written as text.
    Encoded,
    /// It is a value that has a type.
    Value,
}

impl<'a> Offer<'a> {
    pub fn of(cx: &Cx<'a, '_>, name: &'a str, media_type: &'a MediaType, trees: &'a Node) -> Self {
        let mut offer = Self {
            name,
            kind: media(name),
            media_type,
            node: child(trees, name),
            at: trees.key_span(name).unwrap_or(trees.span),
        };
        let said = offer.said(cx);
        offer.kind = match offer.kind {
            // A text of the format `binary` is content as it stands, whatever its media type says.
            Media::Json | Media::Text if said == Said::Binary => Media::Bytes,
            // Anything of any type: only the caller knows whether it is JSON.
            Media::Json if is_range(name) && said == Said::Nothing => Media::Bytes,
            // Bytes can say their media type and be in any charset, a text cannot.
            Media::Text if is_range(name) || has_other_charset(name) => Media::Bytes,
            // Pairs are made of members; another form is text that the caller writes.
            Media::Form if !offer.has_members(cx) => Media::Text,
            kind => kind,
        };
        offer
    }

    /// Its schema, or that of its items where the media type is a sequence of them.
    pub fn schema(&self) -> Option<SchemaSite<'a>> {
        let of = self.media_type.schema.as_ref()?;
        let node = stream_item(self.name, self.node);
        Some(SchemaSite::new(
            of,
            node.unwrap_or_else(|| child(self.node, "schema")),
        ))
    }

    /// What its schema says; references and `allOf` around one schema are followed.
    pub(super) fn said(&self, cx: &Cx<'a, '_>) -> Said {
        if media(self.name) == Media::Text && has_other_charset(self.name) {
            return Said::Encoded;
        }
        let Some(mut site) = self.schema() else {
            return Said::Nothing;
        };
        for _ in 0..super::HOPS {
            let Some(resolved) = site.resolve(cx.document) else {
                return Said::Value;
            };
            let view = view(resolved);
            let is_text = view.kind == Some("string");
            if is_text || view.kind.is_none() {
                match view.format.as_deref() {
                    Some("binary") => return Said::Binary,
                    Some("byte") => return Said::Encoded,
                    _ if resolved.node.get("contentEncoding").is_some() => return Said::Encoded,
                    _ => {}
                }
            }
            return match cx.types.shape(resolved) {
                Shape::Same(next) => {
                    site = next;
                    continue;
                }
                _ if is_text => Said::Text,
                Shape::TextEnum(..) => Said::Text,
                Shape::Choice(leaves) if leaves.iter().all(Leaf::is_text) => Said::Text,
                Shape::Plain(Type::Any) if view.kind.is_none() && view.all_of.is_empty() => {
                    Said::Nothing
                }
                _ => Said::Value,
            };
        }
        Said::Value
    }

    /// Whether a value of its schema has members, or may have them for all that the schema says.
    fn has_members(&self, cx: &Cx<'a, '_>) -> bool {
        let Some(site) = self.schema() else {
            return true;
        };
        match super::shape_of(cx, site) {
            None | Some(Shape::Object(_) | Shape::Map(_) | Shape::Union(_)) => true,
            Some(Shape::Plain(ty)) => ty == Type::Any,
            Some(Shape::Choice(leaves)) => leaves.iter().all(Leaf::has_members),
            Some(_) => false,
        }
    }

    /// Whether there is nothing in it: no schema, one that says nothing, or an object whose list of members is empty.
    pub(super) fn is_empty(&self, cx: &Cx<'a, '_>) -> bool {
        let Some(site) = self.schema() else {
            return true;
        };
        let Some(resolved) = site.resolve(cx.document) else {
            return false;
        };
        let view = view(resolved);
        let says_nothing = resolved.node.entries().next().is_none();
        let listed = resolved.node.get("properties").is_some() && !view.has_properties();
        let closed = !matches!(
            view.rest,
            Some(AdditionalProperties::Schema(_) | AdditionalProperties::Any(true))
        );
        let alone = view.all_of.is_empty() && view.branches.is_empty() && view.required.is_empty();
        says_nothing || (view.kind.is_none_or(|kind| kind == "object") && listed && closed && alone)
    }

    /// Whether this says the same as one that is taken: in other words, or as raw text of what the other one types.
    fn is_redundant(&self, cx: &Cx<'a, '_>, taken: &[Self]) -> bool {
        let schema = &self.media_type.schema;
        let same =
            |other: &Self| other.media_type.schema == *schema && mean_alike(self.name, other.name);
        let mut typed = taken.iter().filter(|other| other.is_typed());
        match self.kind {
            Media::Json | Media::Form => typed.any(same),
            // Without a schema, parts can be anything.
            Media::Multipart => schema.is_some() && typed.any(same),
            Media::Text | Media::Bytes => {
                let says_nothing = self.said(cx) == Said::Nothing;
                let repeated = |other: &Self| {
                    if says_nothing {
                        is_notation(self.name) && mean_alike(self.name, other.name)
                    } else {
                        same(other)
                    }
                };
                let mut raw = taken.iter().filter(|other| !other.is_typed());
                typed.any(repeated)
                    || raw.any(|other| {
                        other.media_type.schema == *schema && is_one_format(self.name, other.name)
                    })
            }
        }
    }

    /// Whether a type stands for its content.
    fn is_typed(&self) -> bool {
        !matches!(self.kind, Media::Text | Media::Bytes)
    }
}

/// Those of the offers that differ in what they say, by kind.
pub(super) fn choose<'a>(cx: &Cx<'a, '_>, mut offers: Vec<Offer<'a>>) -> Vec<Offer<'a>> {
    // What is typed comes first, so that it is known when its notations are looked at.
    offers.sort_by_key(|offer| (!offer.is_typed(), offer.kind));
    let mut taken: Vec<Offer<'_>> = Vec::new();
    for offer in offers {
        if !offer.is_redundant(cx, &taken) {
            taken.push(offer);
        } else if offer.kind == Media::Multipart && multipart::holds_files(cx, &offer) {
            // Of the same members, only parts can be files.
            taken.retain(|other| other.media_type.schema != offer.media_type.schema);
            taken.push(offer);
        }
    }
    taken.sort_by_key(|offer| offer.kind);
    taken
}
