//! Unions: one variant per branch, told apart by a string member, and one that keeps what is not known.

use proc_macro2::TokenStream;
use quote::quote;

use super::choice::{Held, conversions};
use super::docs::{code, doc};
use super::literal::{ident, lit};
use super::object::{directions, type_name};
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
    let docs = doc(&def.doc).or(|| format!("One of the kinds of {}.", type_name(def)));
    let mut variants = Vec::new();
    let mut lines = Vec::new();
    for planned in branches {
        let (branch, name) = (planned.ir, ident(&planned.names));
        let ty = uses.ty(&branch.ty);
        let first = branch.tags.first().map_or("", |tag| tag.as_str());
        let docs = doc(&branch.doc).or(|| format!("The kind {}.", code(first)));
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
