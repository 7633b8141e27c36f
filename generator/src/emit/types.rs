//! `types.rs` and the files below it: one file per named type.

use proc_macro2::TokenStream;
use quote::quote;

use super::body::{emit_bodies, emit_multipart};
use super::choice::emit_choice;
use super::docs::{Docs, doc};
use super::event_kinds::emit_event_kinds;
use super::gate;
use super::literal::ident;
use super::object::{emit_object, type_name};
use super::page::emit_page;
use super::text_enum::emit_text_enum;
use super::union::emit_union;
use super::uses::Uses;
use super::value_enum::{emit_int_enum, emit_value_enum};
use crate::ir::{TypeId, TypeKind};
use crate::plan::modules::Module;
use crate::plan::{Crate, PlannedKind};

/// The list of types.
pub(super) fn emit_types(plan: &Crate<'_>) -> TokenStream {
    let all = plan.types.entries();
    let mut names: Vec<_> = all
        .map(|(id, it)| (&it.names.module, &it.names.name, gate::ty(plan, id)))
        .collect();
    names.sort_by_key(|(module, _, _)| *module);
    let mods = names.iter().map(|(module, _, gate)| {
        let module = ident(module);
        quote!(#gate mod #module;)
    });
    let exports = names.iter().map(|(module, name, gate)| {
        let (module, name) = (ident(module), ident(name));
        quote!(#gate pub use self::#module::#name;)
    });
    let docs = Docs::inner().ours("What requests and answers are made of.");
    quote!(#docs #(#mods)* #(#exports)*)
}

/// One type.
pub(super) fn emit_type(plan: &Crate<'_>, id: TypeId) -> TokenStream {
    let planned = &plan.types[id];
    let (def, names) = (planned.ir, &planned.names);
    let uses = &mut Uses::new(plan, Module::Type(id));
    let items = match &names.kind {
        PlannedKind::Object { members, rest } => emit_object(planned, members, rest.as_ref(), uses),
        PlannedKind::TextEnum(values) => emit_text_enum(planned, values, uses),
        PlannedKind::IntEnum(values) => emit_int_enum(planned, values, uses),
        PlannedKind::ValueEnum(values) => emit_value_enum(planned, values, uses),
        PlannedKind::Union { tag, variants } => emit_union(planned, (tag, variants), uses),
        PlannedKind::Choice(branches) => emit_choice(planned, branches, uses),
        PlannedKind::Events(kinds) => emit_event_kinds(planned, kinds, uses),
        PlannedKind::Multipart { parts, rest } => {
            emit_multipart(planned, parts, rest.as_ref(), uses)
        }
        PlannedKind::Bodies(kinds) => emit_bodies(planned, kinds, uses),
        PlannedKind::Alias(target) => {
            let docs = doc(&def.doc).or(|| format!("Another name of {}.", type_name(def)));
            let (name, target) = (ident(&names.name), uses.ty(target));
            quote!(#docs pub type #name = #target;)
        }
    };
    let states = match def.kind {
        TypeKind::TextEnum { .. } => Some("param_text"),
        TypeKind::Object { .. } | TypeKind::Union { .. } | TypeKind::Choice { .. } => {
            def.sent.then_some("param_object")
        }
        _ => None,
    };
    let states = states.filter(|_| plan.parameters.contains(&id));
    let parameter = states.map(|states| {
        let (name, states) = (ident(&names.name), uses.rt(states));
        quote!(#states!(#name);)
    });
    let page = emit_page(id, &names.name, uses);
    let imports = uses.tokens();
    quote!(#imports #items #parameter #page)
}
