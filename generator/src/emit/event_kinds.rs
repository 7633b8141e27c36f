//! The data of events whose type chooses its type: one variant per kind, and one that keeps the text of the others.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::literal::{ident, lit};
use super::uses::Uses;
use crate::ir::{EventKind, Type};
use crate::plan::{Named, PlannedType};

/// The items of such a type.
pub(super) fn emit_event_kinds(
    planned: &PlannedType<'_>,
    kinds: &[Named<'_, EventKind>],
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (def, name) = (planned.ir, ident(&planned.names.name));
    let docs = doc(&def.doc);
    let mut variants = Vec::new();
    let mut lines = Vec::new();
    let text = uses.rt("Text");
    for planned in kinds {
        let (kind, name) = (planned.ir, ident(&planned.names));
        let held = match &kind.ty {
            None => text.clone(),
            Some(ty) => {
                let held = uses.ty(ty);
                if matches!(uses.plan.resolved(ty), Type::Named(_)) {
                    quote!(Box<#held>)
                } else {
                    held
                }
            }
        };
        let docs = doc(&kind.doc);
        let docs = match kind.events.first() {
            Some(event) => docs.on_the_wire(&planned.names, event),
            None => docs,
        };
        let events = kind.events.iter().map(lit);
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
