//! `types.rs`, `input.rs` and the files below them: one file per named type.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::body::{emit_bodies, emit_multipart};
use super::choice::emit_choice;
use super::docs::{Docs, doc};
use super::event_kinds::emit_event_kinds;
use super::gate;
use super::literal::ident;
use super::made::emit_made;
use super::object::{deprecated, emit_object};
use super::page::emit_page;
use super::text_enum::emit_text_enum;
use super::union::emit_union;
use super::uses::Uses;
use super::value_enum::{emit_int_enum, emit_value_enum};
use crate::ir::{TypeId, TypeKind};
use crate::plan::modules::Module;
use crate::plan::names::RustIdent;
use crate::plan::{Crate, PlannedKind};

/// The list of what is read.
pub(super) fn emit_types(plan: &Crate<'_>) -> TokenStream {
    let docs = Docs::inner().ours("Types that are received.");
    emit_list(plan, true, docs)
}

/// The list of what is sent.
pub(super) fn emit_inputs(plan: &Crate<'_>) -> TokenStream {
    let docs = Docs::inner()
        .ours("Types that are sent. A type that is also received, in the same form, is re-exported from there.");
    emit_list(plan, false, docs)
}

fn emit_list(plan: &Crate<'_>, read: bool, docs: Docs) -> TokenStream {
    let mut mods = Vec::new();
    let mut exports = Vec::new();
    // One item per condition and module: a compiler reads thousands of names in a large API.
    let mut others: BTreeMap<(String, bool), Others<'_>> = BTreeMap::new();
    for (id, planned) in plan.types.entries() {
        let (def, names) = (planned.ir, &planned.names);
        // Another name for a type is there wherever the type is, also where nothing else uses it.
        let gate = gate::ty(plan, plan.defined(id));
        if def.received == read && !def.is_place() {
            let (module, name) = (ident(&names.module), ident(&names.name));
            mods.push((&names.module, quote!(#gate mod #module;)));
            exports.push((&names.module, quote!(#gate pub use self::#module::#name;)));
        }
        let other = match read {
            true => (def.received && def.is_place()).then_some(&names.name),
            false if def.is_place() => def.sent.then(|| names.input()),
            false => names.input.as_ref(),
        };
        let target = &plan.types[plan.defined(id)];
        if let Some(other) = other {
            let here = target.ir.received == read;
            let (module, name) = (ident(&target.names.module), ident(&target.names.name));
            let path = here.then(|| quote!(#module::));
            let renamed = (*other != target.names.name).then(|| {
                let other = ident(other);
                quote!(as #other)
            });
            // A place whose name is that of the type needs no other.
            if !here || renamed.is_some() {
                let key = gate.as_ref().map_or(String::new(), ToString::to_string);
                let group = others.entry((key, here)).or_default();
                group.gate = gate;
                group.names.push((other, quote!(#path #name #renamed)));
            }
        }
    }
    mods.sort_by_key(|(name, _)| *name);
    exports.sort_by_key(|(name, _)| *name);
    let all = [mods, exports].into_iter().flatten();
    let all = all.map(|(_, item)| item);
    let others = others.into_iter().map(|((_, here), mut group)| {
        group.names.sort_by_key(|(name, _)| *name);
        let (gate, names) = (group.gate, group.names.iter().map(|(_, name)| name));
        let from = if here {
            quote!(self)
        } else {
            quote!(super::types)
        };
        match group.names.as_slice() {
            [(_, only)] => quote!(#gate #[doc(no_inline)] pub use #from::#only;),
            _ => quote!(#gate #[doc(no_inline)] pub use #from::{#(#names),*};),
        }
    });
    quote!(#docs #(#all)* #(#others)*)
}

/// Other names for types that stand under one condition.
#[derive(Default)]
struct Others<'p> {
    gate: Option<TokenStream>,
    names: Vec<(&'p RustIdent, TokenStream)>,
}

/// One type.
pub(super) fn emit_type(plan: &Crate<'_>, id: TypeId) -> TokenStream {
    let planned = &plan.types[id];
    let (def, names) = (planned.ir, &planned.names);
    let uses = &mut Uses::new(plan, Module::Type(id));
    uses.sending = !def.received;
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
            let docs = doc(&def.doc);
            let (name, target) = (ident(&names.name), uses.ty(target));
            quote!(#docs pub type #name = #target;)
        }
    };
    let deprecated = deprecated(def.deprecated);
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
    let made = emit_made(plan, id, uses);
    let imports = uses.tokens();
    quote!(#imports #deprecated #items #parameter #page #made)
}
