//! Unions: one variant per branch, told apart by a string member, and one that keeps what is not known.

use proc_macro2::TokenStream;
use quote::quote;

use super::choice::{Held, conversions};
use super::docs::doc;
use super::literal::{ident, lit};
use super::object::directions;
use super::uses::Uses;
use crate::ir::{Variant, WireName};
use crate::plan::{Named, PlannedType};

/// The items of a union.
pub(super) fn emit_union(
    planned: &PlannedType<'_>,
    (tag, branches): (&WireName, &[Named<'_, Variant>]),
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (def, name) = (planned.ir, ident(&planned.names.name));
    let docs = doc(&def.doc);
    let mut variants = Vec::new();
    let mut lines = Vec::new();
    for planned in branches {
        let (branch, name) = (planned.ir, ident(&planned.names));
        let ty = uses.ty(&branch.ty);
        let docs = doc(&branch.doc);
        let docs = match branch.tags.first() {
            Some(tag) => docs.on_the_wire(&planned.names, tag),
            None => docs,
        };
        let tags = branch.tags.iter().map(lit);
        variants.push(quote!(#docs #name(Box<#ty>),));
        lines.push(quote!(#name: #(#tags)|*,));
    }
    let (value, union, tag) = (uses.rt("Value"), uses.rt("union"), lit(tag));
    let directions = directions(def);
    let held = branches.iter().map(|branch| Held {
        ty: &branch.ir.ty,
        text: false,
        name: &branch.names,
    });
    let conversions = conversions(planned, held, uses);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A kind that this version does not know.
            Unknown(#value),
        }

        #union!(#directions #name by #tag { #(#lines)* });
        #conversions
    }
}
