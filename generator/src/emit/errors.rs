//! `errors.rs`: the facts of each error entry of the API, shared by the operations that answer it, within the struct of its
//! details where it has one.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, code, inline, without_tags};
use super::literal::{ident, lit, number};
use super::uses::Uses;
use super::{facts, object};
use crate::ir::{DocText, ErrorCode, HeaderIs, Inference, Origin, StatusRange, Type};
use crate::plan::modules::Module;
use crate::plan::{CodeNames, Crate, PlannedCode};
use faultcode_facts::{Confidence, Source};

/// The file.
pub(super) fn emit_errors(plan: &Crate<'_>) -> TokenStream {
    let uses = &mut Uses::new(plan, Module::Errors);
    let entries: Vec<_> = plan.codes.iter().map(|code| entry(code, uses)).collect();
    let docs = Docs::inner().ours(
        "What the API answers when it refuses: the details of each code with its facts, and the facts of each status.",
    );
    let shared = super::operation_error::emit_shared(uses);
    let imports = uses.tokens();
    quote!(#docs #imports #(#entries)* #shared)
}

/// The statuses of an entry in one text; empty where any carries it.
pub(super) fn statuses_text(entry: &ErrorCode) -> String {
    let texts: Vec<_> = entry.statuses.iter().map(StatusRange::to_string).collect();
    texts.join(", ")
}

/// The statuses of an entry as one of several cases: that of a status beside codes is for what no code of them tells.
pub(super) fn statuses_among(entry: &ErrorCode, cases: &[&ErrorCode]) -> String {
    let mut coded = cases.iter().filter(|it| it.code.is_some());
    let meets = |other: &&ErrorCode| {
        let all = other.statuses.is_empty() || entry.statuses.is_empty();
        let mut pairs = other
            .statuses
            .iter()
            .flat_map(|it| entry.statuses.iter().map(move |own| (it, own)));
        all || pairs.any(|(it, own)| it.first <= own.last && own.first <= it.last)
    };
    let statuses = statuses_text(entry);
    match entry.code.is_none() && !statuses.is_empty() && coded.any(meets) {
        true => format!("{statuses}, {OTHER_CODES}"),
        false => statuses,
    }
}

/// What a status stands for beside codes.
const OTHER_CODES: &str = "no or another code";

/// `` `INSUFFICIENT_BALANCE` (402): Balance too low. `` The statuses are in words.
pub(super) fn headline(entry: &ErrorCode, statuses: &str, own: Option<&DocText>) -> String {
    let name = match (&entry.code, statuses) {
        (Some(wire), "") => code(wire.as_str()),
        (Some(wire), statuses) => format!("{} ({statuses})", code(wire.as_str())),
        (None, "") => "Any other status".to_owned(),
        (None, statuses) => format!("Status {statuses}"),
    };
    let name = match &entry.header {
        Some(header) => format!("{name}, {}", header_text(header)),
        None => name,
    };
    let name = match unsure(entry) {
        Some(words) => format!("{name}, {words}"),
        None => name,
    };
    let own = own.filter(|own| !own.is_empty());
    let meaning = inline(&first_paragraph(own.unwrap_or(&entry.doc)));
    if meaning.is_empty() {
        return format!("{name}.");
    }
    sentence(&format!("{name}: {meaning}"))
}

/// Where an entry comes from of which nobody is sure.
fn unsure(entry: &ErrorCode) -> Option<&'static str> {
    if let Origin::Inferred(Inference::Example(_)) = &entry.origin {
        return Some("as an example shows");
    }
    match (entry.confidence, &entry.origin) {
        (Confidence::Stated, _) => None,
        (_, Origin::Found(Source::Page)) => Some("as a page says"),
        (_, Origin::Found(Source::Catalogue)) => Some("as a list of codes says"),
        (_, Origin::Found(Source::Traffic)) | (Confidence::Observed, _) => Some("as was seen"),
        (Confidence::Derived, _) => Some("as was derived"),
    }
}

/// `` with the header `X-Left: 0` ``
fn header_text(header: &HeaderIs) -> String {
    let name = header.name.as_str();
    match (&header.equals, header.exists) {
        (Some(value), _) => format!(
            "with the header {}",
            code(&format!("{name}: {}", value.as_str()))
        ),
        (None, true) => format!("with the header {}", code(name)),
        (None, false) => format!("without the header {}", code(name)),
    }
}

/// The first paragraph of a text.
pub(super) fn first_paragraph(text: &DocText) -> String {
    paragraphs(text).0
}

/// The first paragraph of a text, and what follows it.
fn paragraphs(text: &DocText) -> (String, String) {
    let text = without_tags(text.as_str());
    let text = text.trim();
    let (first, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    (first.to_owned(), rest.to_owned())
}

/// A text with a full stop, unless it ends in one.
pub(super) fn sentence(text: &str) -> String {
    let stop = if text.ends_with(['.', '!', '?', ':']) {
        ""
    } else {
        "."
    };
    format!("{text}{stop}")
}

fn entry(planned: &PlannedCode<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let (entry, names) = (planned.ir, &planned.names);
    let name = ident(&names.name);
    let mut docs = Docs::of(headline(entry, &statuses_text(entry), None));
    docs = docs.theirs(&DocText::new(paragraphs(&entry.doc).1));
    if let Some(operation) = &entry.only_for {
        docs = docs.ours(format!(
            "As the operation {} answers it.",
            code(operation.as_str())
        ));
    }
    if let Some(text) = entry
        .action
        .as_ref()
        .and_then(|action| action.text.as_ref())
    {
        docs = docs.ours(sentence(&format!("What to do: {}", inline(text.as_str()))));
    }
    let deprecated = object::deprecated(entry.deprecated);
    let facts = facts::code(entry, uses);
    let code_type = uses.rt("Code");
    if !entry.has_details() {
        return quote! {
            #docs
            pub const #name: #code_type = #facts;
        };
    }
    let (fields, lines) = members(names, uses);
    let details = uses.rt("details");
    quote! {
        #docs
        #[derive(Clone)]
        #deprecated
        #[non_exhaustive]
        pub struct #name { #(#fields)* }

        impl #name {
            /// What the document says of this code.
            pub const CODE: #code_type = #facts;
        }

        #details!(#name { #lines });
    }
}

fn members(names: &CodeNames<'_>, uses: &mut Uses<'_>) -> (Vec<TokenStream>, TokenStream) {
    let mut fields = Vec::new();
    let mut lines = TokenStream::new();
    if let Some(value) = &names.value {
        // A list and a map have an empty value; everything else may be absent.
        let has_empty = matches!(uses.plan.resolved(value.ir), Type::List(_) | Type::Map(_));
        let ty = uses.ty(value.ir);
        let ty = if has_empty { ty } else { quote!(Option<#ty>) };
        let (name, index) = (ident(&value.names), number(0));
        fields.push(quote! {
            /// The details.
            pub #name: #ty,
        });
        lines.extend(quote!(#index #name: optional whole,));
    }
    for (position, member) in names.details.iter().enumerate() {
        let (field, name) = (member.ir, &member.names);
        let empty = object::plain_emptiness(field);
        fields.push(object::field(field, name, empty, uses));
        let (index, name) = (number(position), ident(name));
        let (presence, wire) = (object::presence(!field.required), lit(&field.wire));
        lines.extend(quote!(#index #name: #presence #wire,));
    }
    for (position, fact) in names.facts.iter().enumerate() {
        let (field, name) = (&fact.ir.field, &fact.names);
        let empty = object::plain_emptiness(field);
        fields.push(object::field(field, name, empty, uses));
        let (name, presence) = (ident(name), object::presence(!field.required));
        let segments = fact.ir.at.iter().map(lit);
        let at = (position == 0).then(|| quote!(at));
        lines.extend(quote!(#at #name: #presence [#(#segments),*],));
    }
    (fields, lines)
}
