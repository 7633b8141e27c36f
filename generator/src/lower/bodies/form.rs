//! Forms: which members are written otherwise than query parameters are.
//!
//! ```yaml
//! application/x-www-form-urlencoded:
//!   schema: {type: object, properties: {metadata: {type: object}, expand: {type: array, items: {type: string}}}}
//!   encoding:
//!     metadata: {style: deepObject, explode: true}   # metadata[key]=value
//!     expand: {explode: false}                       # expand=a,b
//! ```

use crate::diagnostics::rules;
use crate::ir::{FormRule, ParamPlace, SentParameter, Style, WireName};
use crate::lower::Cx;
use crate::lower::bodies::{Offer, shape_of};
use crate::lower::schemas::Shape;
use crate::source::node::Node;

/// The style that an encoding names, and whether it is exploded; `None` where it names neither.
pub(in crate::lower) fn stated(encoding: &Node) -> Option<(Style, bool)> {
    let style = encoding
        .get("style")
        .and_then(Node::text)
        .and_then(Style::of_openapi);
    let explode = encoding.get("explode").and_then(Node::as_bool);
    let reserved = encoding.get("allowReserved").and_then(Node::as_bool);
    if style.is_none() && explode.is_none() && reserved.is_none() {
        return None;
    }
    let style = style.unwrap_or(Style::Form);
    Some((style, explode.unwrap_or(style.explodes())))
}

/// Whether a media type is JSON.
pub(in crate::lower) fn is_json(media_type: &str) -> bool {
    super::media(media_type) == super::Media::Json && !media_type.contains('*')
}

/// How the members of a form are written.
pub(in crate::lower) fn rule<'a>(cx: &mut Cx<'a, '_>, offer: &Offer<'a>) -> FormRule {
    let mut members = Vec::new();
    for (name, entry) in offer
        .node
        .get("encoding")
        .map(Node::entries)
        .into_iter()
        .flatten()
    {
        let encoding = &entry.value;
        if let Some((style, explode)) = stated(encoding) {
            members.push(SentParameter {
                style,
                explode,
                allow_reserved: encoding.get("allowReserved").and_then(Node::as_bool) == Some(true),
                ..member(name)
            });
        } else if let Some(media) = encoding
            .get("contentType")
            .filter(|media| media.text().is_some())
        {
            if media.text().is_some_and(is_json) {
                members.push(SentParameter {
                    style: Style::Json,
                    ..member(name)
                });
            } else if media.text() != Some("text/plain") {
                cx.diag
                    .report(&rules::operations::PART_CONTENT, media.span)
                    .arg(name)
                    .arg(media.text().unwrap_or(""))
                    .arg("text");
            }
        }
    }
    let plain = |it: &SentParameter| *it == member(it.name.as_str());
    uniform(cx, offer, &members).unwrap_or_else(|| {
        // An object of the plain style is spread over the form, so that style is worth stating for objects.
        let objects = complex(cx, offer);
        members.retain(|member| {
            let is_object = objects
                .iter()
                .any(|(name, list)| !list && *name == member.name.as_str());
            !plain(member) || is_object
        });
        FormRule::Members(members)
    })
}

/// A member that is written like a query parameter.
fn member(name: &str) -> SentParameter {
    SentParameter::of(ParamPlace::Query, WireName::new(name))
}

/// `deepObject`, where all members that are lists or objects are written so.
fn uniform<'a>(cx: &Cx<'a, '_>, offer: &Offer<'a>, members: &[SentParameter]) -> Option<FormRule> {
    let is_deep = |member: &SentParameter| member.style == Style::DeepObject;
    if members.is_empty() || !members.iter().all(is_deep) {
        return None;
    }
    let complex = complex(cx, offer);
    let stated = |name: &str| members.iter().any(|member| member.name.as_str() == name);
    let all = !complex.is_empty() && complex.iter().all(|(name, _)| stated(name));
    all.then_some(FormRule::Style(Style::DeepObject))
}

/// The members that are no scalars, and whether each is a list.
fn complex<'a>(cx: &Cx<'a, '_>, offer: &Offer<'a>) -> Vec<(&'a str, bool)> {
    let Some(Shape::Object(parts)) = offer.schema().and_then(|site| shape_of(cx, site)) else {
        return Vec::new();
    };
    let names = parts.names();
    let of = |name| parts.property(name).and_then(|site| shape_of(cx, site));
    names
        .into_iter()
        .filter_map(|name| match of(name)? {
            Shape::List(_) => Some((name, true)),
            Shape::Object(_) | Shape::Map(_) | Shape::Union(_) => Some((name, false)),
            _ => None,
        })
        .collect()
}
