//! Enums of integers, and of scalars of any kind: one variant per known value, and one that keeps what is not known.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::choice::constant;
use super::docs::doc;
use super::literal::{ident, number};
use super::text_enum::variant;
use super::uses::Uses;
use crate::ir::{Constant, EnumValue};
use crate::plan::{Named, PlannedType};

/// The items of an enum of integers.
pub(super) fn emit_int_enum(
    planned: &PlannedType<'_>,
    values: &[Named<'_, (i64, EnumValue)>],
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (def, name) = (planned.ir, ident(&planned.names.name));
    let docs = doc(&def.doc);
    let variants = values.iter().map(|it| variant(&it.ir.1, &it.names));
    let lines = values.iter().map(|it| {
        let (name, value) = (ident(&it.names), Literal::i64_unsuffixed(it.ir.0));
        quote!(#name: #value,)
    });
    let (unknown, int_enum) = (uses.rt("UnknownInteger"), uses.rt("int_enum"));
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that this version does not know.
            Unknown(#unknown),
        }

        #int_enum!(#name { #(#lines)* });
    }
}

/// The items of an enum of scalars.
pub(super) fn emit_value_enum(
    planned: &PlannedType<'_>,
    values: &[Named<'_, (Constant, EnumValue)>],
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (def, name) = (planned.ir, ident(&planned.names.name));
    let docs = doc(&def.doc);
    let variants = values.iter().map(|it| variant(&it.ir.1, &it.names));
    let lines: Vec<_> = values
        .iter()
        .enumerate()
        .map(|(position, it)| {
            let value = constant(&it.ir.0, uses);
            let (index, name) = (number(position), ident(&it.names));
            quote!(#index #name: #value,)
        })
        .collect();
    let (unknown, value_enum) = (uses.rt("Value"), uses.rt("value_enum"));
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that this version does not know.
            Unknown(#unknown),
        }

        #value_enum!(#name { #(#lines)* });
    }
}
