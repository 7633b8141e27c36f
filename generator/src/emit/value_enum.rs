//! Enums of integers, and of scalars of any kind: one variant per known value, and one that keeps what is not known.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::choice::constant;
use super::docs::{code, doc};
use super::literal::{ident, number};
use super::object::type_name;
use super::uses::Uses;
use crate::ir::{Constant, EnumValue, TypeDef};
use crate::plan::TypeNames;
use crate::plan::names::RustIdent;

/// The items of an enum of integers.
pub(super) fn emit_int_enum(
    def: &TypeDef,
    names: &TypeNames,
    values: &[(i64, EnumValue)],
    uses: &mut Uses<'_>,
) -> TokenStream {
    let name = ident(&names.name);
    let docs = doc(&def.doc).or(|| format!("One of the values of {}.", type_name(def)));
    let all = values.iter().zip(&names.members);
    let variants = all.clone().map(|((_, value), name)| variant(value, name));
    let lines = all.map(|((value, _), name)| {
        let (name, value) = (ident(name), Literal::i64_unsuffixed(*value));
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
    def: &TypeDef,
    names: &TypeNames,
    values: &[(Constant, EnumValue)],
    uses: &mut Uses<'_>,
) -> TokenStream {
    let name = ident(&names.name);
    let docs = doc(&def.doc).or(|| format!("One of the values of {}.", type_name(def)));
    let variants: Vec<_> = values
        .iter()
        .zip(&names.members)
        .map(|((_, value), name)| variant(value, name))
        .collect();
    let all = values.iter().zip(&names.members).enumerate();
    let lines: Vec<_> = all
        .map(|(index, ((value, _), name))| {
            let (index, name, value) = (number(index), ident(name), constant(value, uses));
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

fn variant(value: &EnumValue, name: &RustIdent) -> TokenStream {
    let docs = doc(&value.doc).or(|| format!("The value {}.", code(value.wire.as_str())));
    let name = ident(name);
    quote!(#docs #name,)
}
