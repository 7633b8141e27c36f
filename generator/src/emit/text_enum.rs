//! Text enums: one variant per known value, and one that keeps what is not known.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::literal::{ident, lit, number};
use super::uses::Uses;
use crate::ir::{EnumValue, MOST_VARIANTS};
use crate::plan::names::RustIdent;
use crate::plan::{Named, PlannedType};

/// The items of a text enum.
pub(super) fn emit_text_enum(
    planned: &PlannedType<'_>,
    values: &[Named<'_, EnumValue>],
    uses: &mut Uses<'_>,
) -> TokenStream {
    if values.len() > MOST_VARIANTS {
        return emit_listed_text(planned, values, uses);
    }
    let (def, name) = (planned.ir, ident(&planned.names.name));
    let docs = doc(&def.doc);
    let variants = values.iter().map(|it| variant(it.ir, &it.names));
    let lines = values.iter().enumerate().map(|(position, it)| {
        let (index, name, wire) = (number(position), ident(&it.names), lit(&it.ir.wire));
        quote!(#index #name: #wire,)
    });
    let (unknown, text_enum) = (uses.rt("UnknownText"), uses.rt("text_enum"));
    quote! {
        #docs
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that this version does not know.
            Unknown(#unknown),
        }

        #text_enum!(#name { #(#lines)* });
    }
}

/// A list that is too long for an enum: a struct around a text, and the sorted table of what it can be.
fn emit_listed_text(
    planned: &PlannedType<'_>,
    values: &[Named<'_, EnumValue>],
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (def, name) = (planned.ir, ident(&planned.names.name));
    let docs = doc(&def.doc);
    let mut sorted: Vec<_> = values.iter().map(|value| &value.ir.wire).collect();
    sorted.sort();
    let table = sorted.into_iter().map(lit);
    let (text, listed) = (uses.rt("ListedText"), uses.rt("listed_text"));
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct #name(#text);

        #listed!(#name { #(#table),* });
    }
}

/// A variant of an enum of values.
pub(super) fn variant(value: &EnumValue, name: &RustIdent) -> TokenStream {
    let docs = doc(&value.doc).on_the_wire(name, &value.wire);
    let name = ident(name);
    quote!(#docs #name,)
}
