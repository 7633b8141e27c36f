//! Unions: one variant per branch, told apart by a string member, and one that keeps what is not known.

use proc_macro2::TokenStream;
use quote::quote;

use super::choice::conversions;
use super::docs::{code, doc};
use super::literal::{ident, lit};
use super::object::{directions, type_name};
use super::uses::Uses;
use crate::ir::{TypeDef, Variant, WireName};
use crate::plan::TypeNames;

/// The items of a union.
pub(super) fn emit_union(
    def: &TypeDef,
    names: &TypeNames,
    (tag, branches): (&WireName, &[Variant]),
    uses: &mut Uses<'_>,
) -> TokenStream {
    let name = ident(&names.name);
    let docs = doc(&def.doc).or(|| format!("One of the kinds of {}.", type_name(def)));
    let mut variants = Vec::new();
    let mut lines = Vec::new();
    for (branch, name) in branches.iter().zip(&names.members) {
        let ty = uses.ty(&branch.ty);
        let first = branch.tags.first().map_or("", |tag| tag.as_str());
        let docs = doc(&branch.doc).or(|| format!("The kind {}.", code(first)));
        let (name, tags) = (ident(name), branch.tags.iter().map(lit));
        variants.push(quote!(#docs #name(Box<#ty>),));
        lines.push(quote!(#name: #(#tags)|*,));
    }
    let (value, union, tag) = (uses.rt("Value"), uses.rt("union"), lit(tag));
    let directions = directions(def);
    let held: Vec<_> = branches.iter().map(|branch| (&branch.ty, false)).collect();
    let conversions = conversions(def, names, &held, uses);
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
