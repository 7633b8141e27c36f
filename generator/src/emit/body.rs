//! Request bodies: the argument of an operation's method, multipart structs, and enums of several kinds of bodies.

use faultcode_facts::JSON;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{Docs, code, doc};
use super::literal::{ident, lit, word};
use super::object;
use super::uses::Uses;
use super::{params, stated};
use crate::ir::{self, BodyKind, FormRule, Part, PartForm, Type};
use crate::plan::names::RustIdent;
use crate::plan::{Emptiness, Member, Named, PlannedType};

/// The type of the argument `body`, and the step that puts it into the call.
pub(super) fn argument(body: &ir::Body, uses: &mut Uses<'_>) -> (TokenStream, TokenStream) {
    let (ty, step, facts) = match &body.kind {
        BodyKind::Json { ty, media_type } if media_type.as_str() == JSON => {
            (borrowed(ty, uses), "json", None)
        }
        BodyKind::Json { ty, media_type } => {
            let media_type = lit(media_type);
            (borrowed(ty, uses), "json_as", Some(quote!(#media_type)))
        }
        BodyKind::Form(ty, rule) => {
            let (name, facts) = form(rule, uses);
            (borrowed(ty, uses), name, facts)
        }
        BodyKind::Bytes(media_type) => {
            let (media_type, upload) = (lit(media_type), uses.rt("Upload"));
            let step = quote!(.upload(#media_type, body));
            return (quote!(impl Into<#upload>), step);
        }
        BodyKind::Text(media_type) => {
            let media_type = lit(media_type);
            return (quote!(impl Into<String>), quote!(.text(#media_type, body)));
        }
        BodyKind::Multipart(ty, media_type) => {
            let media_type = lit(media_type);
            let ty = parts_type(ty.as_ref(), uses);
            (ty, "multipart", Some(quote!(#media_type)))
        }
        BodyKind::Several(ty) => (uses.ty(ty), "one_of", None),
    };
    let (step, facts) = (word(step), facts.map(|facts| quote!(#facts,)));
    (quote!(&#ty), quote!(.#step(#facts body)))
}

/// The kind of a body that may be left out, as the type of the call says it, and the step that says how it is written.
pub(super) fn offer(body: &ir::Body, uses: &mut Uses<'_>) -> (TokenStream, Option<TokenStream>) {
    let media = |media_type: &ir::WireName| {
        let media_type = lit(media_type);
        Some(quote!(.body_media(#media_type)))
    };
    match &body.kind {
        BodyKind::Json { ty, media_type } => {
            let (kind, ty) = (uses.body("Json"), borrowed(ty, uses));
            let usual = media_type.as_str() == JSON;
            let step = if usual { None } else { media(media_type) };
            (quote!(#kind<#ty>), step)
        }
        BodyKind::Form(ty, rule) => {
            let (kind, ty) = (uses.body("Form"), borrowed(ty, uses));
            let step = match form(rule, uses) {
                ("form_in", Some(style)) => Some(quote!(.body_style(#style))),
                (_, Some(members)) => Some(quote!(.body_members(#members))),
                (_, None) => None,
            };
            (quote!(#kind<#ty>), step)
        }
        BodyKind::Bytes(media_type) => (uses.rt("Upload"), media(media_type)),
        BodyKind::Text(media_type) => (quote!(String), media(media_type)),
        BodyKind::Multipart(ty, media_type) => {
            let (kind, ty) = (uses.body("Parts"), parts_type(ty.as_ref(), uses));
            (quote!(#kind<#ty>), media(media_type))
        }
        BodyKind::Several(ty) => {
            let (kind, ty) = (uses.body("OneOf"), uses.ty(ty));
            (quote!(#kind<#ty>), None)
        }
    }
}

/// A type as it is lent.
fn borrowed(ty: &Type, uses: &mut Uses<'_>) -> TokenStream {
    match uses.plan.resolved(ty) {
        Type::String => quote!(str),
        Type::List(item) => {
            let item = uses.ty(item);
            quote!([#item])
        }
        _ => uses.ty(ty),
    }
}

fn parts_type(ty: Option<&Type>, uses: &mut Uses<'_>) -> TokenStream {
    match ty {
        Some(ty) => uses.ty(ty),
        None => uses.rt("FormData"),
    }
}

/// The method that writes a form, and its facts.
fn form(rule: &FormRule, uses: &mut Uses<'_>) -> (&'static str, Option<TokenStream>) {
    match rule {
        FormRule::Style(style) => ("form_in", Some(stated::value(style, uses))),
        FormRule::Members(members) if members.is_empty() => ("form", None),
        FormRule::Members(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|member| params::sent(member, uses))
                .collect();
            ("form_as", Some(quote!(const { &[#(#members),*] })))
        }
    }
}

/// The items of a multipart body.
pub(super) fn emit_multipart(
    planned: &PlannedType<'_>,
    parts: &[Member<'_, Part>],
    rest: Option<&RustIdent>,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (def, name) = (planned.ir, ident(&planned.names.name));
    let docs = doc(&def.doc);
    let members: Vec<_> = parts
        .iter()
        .map(|part| {
            let field = &part.ir.field;
            object::Member {
                field,
                names: &part.names,
                // A part has no null.
                empty: object::plain_emptiness(field),
            }
        })
        .collect();
    let fields: Vec<_> = members
        .iter()
        .map(|it| object::field(it.field, &it.names.field, it.empty, uses))
        .collect();
    let lines: Vec<_> = parts
        .iter()
        .map(|part| {
            let name = ident(&part.names.field);
            let form = word(match part.ir.form {
                PartForm::Text => "text",
                PartForm::Json => "json",
                PartForm::File => "file",
            });
            let facts = part_facts(part.ir, uses);
            quote!(#name: #form #facts,)
        })
        .collect();
    let rest = rest.map(ident);
    let form_data = rest.is_some().then(|| uses.rt("FormData"));
    let rest_field = rest.as_ref().map(|rest| {
        quote! {
            /// Parts that the document does not name.
            pub #rest: #form_data,
        }
    });
    let rest_line = rest.as_ref().map(|rest| quote!(.. #rest));
    let rest_value = rest.as_ref().map(|rest| (rest, quote!(#form_data::new())));
    let builders = object::builders(&name, &members, rest_value, uses);
    let derives = if members.iter().all(|it| it.empty != Emptiness::Never) {
        quote!(#[derive(Clone, Default)])
    } else {
        quote!(#[derive(Clone)])
    };
    let multipart = uses.rt("multipart");
    quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub struct #name { #(#fields)* #rest_field }

        #builders

        #multipart!(#name { #(#lines)* #rest_line });
    }
}

fn part_facts(part: &Part, uses: &mut Uses<'_>) -> TokenStream {
    let (name, wire) = (uses.rt("Part"), lit(&part.field.wire));
    let mut differing = TokenStream::new();
    if let Some(media) = &part.content_type {
        let media = lit(media);
        differing.extend(quote!(content_type: Some(#media),));
    }
    if !part.headers.is_empty() {
        let pairs = part.headers.iter().map(|(name, value)| {
            let (name, value) = (lit(name), lit(value));
            quote!((#name, #value))
        });
        differing.extend(quote!(headers: &[#(#pairs),*],));
    }
    if let Some((style, explode)) = part.style {
        let style = stated::value(&style, uses);
        differing.extend(quote!(style: Some((#style, #explode)),));
    }
    if differing.is_empty() {
        quote!(#name::new(#wire))
    } else {
        quote!(#name { #differing ..#name::new(#wire) })
    }
}

/// The items of an enum of bodies.
pub(super) fn emit_bodies(
    planned: &PlannedType<'_>,
    kinds: &[Named<'_, BodyKind>],
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (def, name) = (planned.ir, ident(&planned.names.name));
    let docs = doc(&def.doc);
    let mut variants = Vec::new();
    let mut lines = Vec::new();
    for planned in kinds {
        let (kind, variant) = (planned.ir, ident(&planned.names));
        let media = media_type(kind);
        let docs = Docs::of(format!("A body of the type {}.", code(media.as_str())));
        let (ty, form) = choice(kind, uses);
        variants.push(quote!(#docs #variant(#ty),));
        lines.push(quote!(#variant: #form,));
    }
    let bodies = uses.rt("bodies");
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }

        #bodies!(#name { #(#lines)* });
    }
}

/// The media type of a kind.
pub(super) fn media_type(kind: &BodyKind) -> ir::WireName {
    match kind {
        BodyKind::Json { media_type, .. }
        | BodyKind::Bytes(media_type)
        | BodyKind::Text(media_type)
        | BodyKind::Multipart(_, media_type) => media_type.clone(),
        BodyKind::Form(..) => ir::WireName::new("application/x-www-form-urlencoded"),
        BodyKind::Several(_) => ir::WireName::new(""),
    }
}

/// What a variant holds, and how it is written.
fn choice(kind: &BodyKind, uses: &mut Uses<'_>) -> (TokenStream, TokenStream) {
    let media = lit(&media_type(kind));
    let boxed = |ty: &Type, uses: &mut Uses<'_>| {
        let own = uses.ty(ty);
        // Variants of very different sizes waste memory; only structs are large.
        match uses.plan.resolved(ty) {
            Type::Named(_) => quote!(Box<#own>),
            _ => own,
        }
    };
    match kind {
        BodyKind::Json { ty, .. } => (boxed(ty, uses), quote!(json #media)),
        BodyKind::Form(ty, rule) => {
            let (name, facts) = form(rule, uses);
            let name = word(name);
            (boxed(ty, uses), quote!(#name #facts))
        }
        BodyKind::Bytes(_) => (uses.rt("Upload"), quote!(upload #media)),
        BodyKind::Text(_) => (quote!(String), quote!(text #media)),
        BodyKind::Multipart(ty, _) => {
            let own: TokenStream = parts_type(ty.as_ref(), uses);
            let own = if ty.is_some() { quote!(Box<#own>) } else { own };
            (own, quote!(multipart #media))
        }
        BodyKind::Several(_) => (quote!(()), quote!(text #media)),
    }
}

/// The name of the rest member as it is written in `new`.
pub(super) type Rest<'r> = Option<(&'r Ident, TokenStream)>;
