//! Text enums: one variant per known value, and one that keeps what is not known.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{code, doc};
use super::literal::{ident, lit, number};
use super::object::type_name;
use super::uses::Uses;
use crate::ir::{EnumValue, MOST_VARIANTS, TypeDef};
use crate::plan::TypeNames;

/// The items of a text enum.
pub(super) fn emit_text_enum(
    def: &TypeDef,
    names: &TypeNames,
    values: &[EnumValue],
    uses: &mut Uses<'_>,
) -> TokenStream {
    if values.len() > MOST_VARIANTS {
        return emit_listed_text(def, names, values, uses);
    }
    let name = ident(&names.name);
    let docs = doc(&def.doc).or(|| format!("One of the values of {}.", type_name(def)));
    let variants = values.iter().zip(&names.members).map(|(value, name)| {
        let docs = doc(&value.doc).or(|| format!("The value {}.", code(value.wire.as_str())));
        let name = ident(name);
        quote!(#docs #name,)
    });
    let lines = values.iter().zip(&names.members).enumerate();
    let lines = lines.map(|(position, (value, name))| {
        let (index, name, wire) = (number(position), ident(name), lit(&value.wire));
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
    def: &TypeDef,
    names: &TypeNames,
    values: &[EnumValue],
    uses: &mut Uses<'_>,
) -> TokenStream {
    let name = ident(&names.name);
    let docs = doc(&def.doc).or(|| format!("One of the values of {}.", type_name(def)));
    let mut sorted: Vec<_> = values.iter().map(|value| &value.wire).collect();
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
