//! The data of events whose type chooses its type: one variant per kind, and one that keeps the text of the others.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{code, doc};
use super::literal::{ident, lit};
use super::object::type_name;
use super::uses::Uses;
use crate::ir::{EventKind, Type, TypeDef};
use crate::plan::TypeNames;

/// The items of such a type.
pub(super) fn emit_event_kinds(
    def: &TypeDef,
    names: &TypeNames,
    kinds: &[EventKind],
    uses: &mut Uses<'_>,
) -> TokenStream {
    let name = ident(&names.name);
    let docs = doc(&def.doc).or(|| format!("The data of one of the events of {}.", type_name(def)));
    let mut variants = Vec::new();
    let mut lines = Vec::new();
    let text = uses.rt("Text");
    for (kind, name) in kinds.iter().zip(&names.members) {
        let held = match &kind.ty {
            None => text.clone(),
            Some(ty) => {
                let held = uses.ty(ty);
                if matches!(ty, Type::Named(_)) {
                    quote!(Box<#held>)
                } else {
                    held
                }
            }
        };
        let first = kind.events.first().map_or("", |event| event.as_str());
        let docs = doc(&kind.doc).or(|| format!("The event {}.", code(first)));
        let (name, events) = (ident(name), kind.events.iter().map(lit));
        variants.push(quote!(#docs #name(#held),));
        lines.push(quote!(#name: #(#events)|*,));
    }
    let event_kinds = uses.rt("event_kinds");
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// The data of an event that this version does not know.
            Unknown(#text),
        }

        #event_kinds!(#name { #(#lines)* });
    }
}
