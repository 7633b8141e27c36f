//! Choices: one variant per branch, told apart by what the value looks like, and one that keeps what is not known.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::literal::{ident, lit, number, word};
use super::object::directions;
use super::uses::Uses;
use crate::ir::{Branch, Constant, Shape, Type, TypeDef};
use crate::plan::names::RustIdent;
use crate::plan::{Named, PlannedType};

/// The items of a choice.
pub(super) fn emit_choice(
    planned: &PlannedType<'_>,
    branches: &[Named<'_, Branch>],
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (def, name) = (planned.ir, ident(&planned.names.name));
    let docs = doc(&def.doc);
    let mut variants = Vec::new();
    let mut lines = Vec::new();
    for (position, planned) in branches.iter().enumerate() {
        let (branch, name) = (planned.ir, ident(&planned.names));
        let docs = doc(&branch.doc);
        let (index, mut ty) = (number(position), uses.ty(&branch.ty));
        if branch.boxed {
            ty = quote!(Box<#ty>);
        }
        let shapes: Vec<_> = branch
            .shapes
            .iter()
            .map(|it| shape(it, def, uses))
            .collect();
        variants.push(quote!(#docs #name(#ty),));
        lines.push(quote!(#index #name(#ty): [#(#shapes),*],));
    }
    let (value, union) = (uses.rt("Value"), uses.rt("union"));
    let directions = directions(def);
    let held = branches.iter().map(|branch| Held {
        ty: &branch.ir.ty,
        text: branch.ir.shapes == [Shape::Text],
        name: &branch.names,
    });
    let conversions = conversions(planned, held, uses);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A shape that this version does not know.
            Unknown(#value),
        }

        #union!(#directions #name by shape { #(#lines)* });
        #conversions
    }
}

/// Shapes are read when a value is decoded. A choice that is sent only is decoded under the feature `serde` alone, so what
/// its shapes name is not imported.
fn shape(shape: &Shape, def: &TypeDef, uses: &mut Uses<'_>) -> TokenStream {
    let kind = fact("Shape", def, uses);
    match shape {
        Shape::Text => quote!(#kind::TEXT),
        Shape::Number => quote!(#kind::NUMBER),
        Shape::Bool => quote!(#kind::BOOL),
        Shape::List => quote!(#kind::LIST),
        Shape::Map => quote!(#kind::MAP),
        Shape::Object { of, constants } => {
            let known = of.map(|id| match def.received {
                true => uses.named(id),
                false => {
                    let name = ident(uses.plan.types[id].names.input());
                    quote!(super::#name)
                }
            });
            let known = known.map_or_else(|| quote!(&[]), |name| quote!(#name::FIELDS));
            if constants.is_empty() {
                return quote!(#kind::object(#known));
            }
            let constants: Vec<_> = constants
                .iter()
                .map(|(member, values)| {
                    let (member, values) = (
                        lit(member),
                        values
                            .iter()
                            .map(|it| stated(it, &fact("Constant", def, uses))),
                    );
                    quote!((#member, &[#(#values),*]))
                })
                .collect();
            quote!(#kind::object(#known).with(&[#(#constants),*]))
        }
    }
}

/// A name of the runtime among the shapes of a choice.
fn fact(name: &'static str, def: &TypeDef, uses: &mut Uses<'_>) -> TokenStream {
    if def.received {
        return uses.rt(name);
    }
    let name = word(name);
    quote!(faultcode_runtime::__private::#name)
}

pub(super) fn constant(value: &Constant, uses: &mut Uses<'_>) -> TokenStream {
    stated(value, &uses.rt("Constant"))
}

fn stated(value: &Constant, kind: &TokenStream) -> TokenStream {
    match value {
        Constant::Text(value) => {
            let value = lit(value);
            quote!(#kind::Text(#value))
        }
        Constant::Json(value) => {
            let value = lit(value);
            quote!(#kind::Json(#value))
        }
    }
}

/// What a variant holds.
pub(super) struct Held<'a> {
    /// Its type.
    pub ty: &'a Type,
    /// Whether it is a text.
    pub text: bool,
    /// The variant.
    pub name: &'a RustIdent,
}

/// Conversions from what a variant holds, where no two variants hold the same.
pub(super) fn conversions<'a>(
    planned: &PlannedType<'_>,
    held: impl Iterator<Item = Held<'a>>,
    uses: &mut Uses<'_>,
) -> TokenStream {
    if !planned.ir.sent {
        return TokenStream::new();
    }
    let mut given = BTreeSet::new();
    let mut twice = BTreeSet::new();
    let mut rows: Vec<(String, TokenStream)> = Vec::new();
    for Held { ty, text, name } in held {
        let name = ident(name);
        let mut row = |key: String, ty: TokenStream| {
            if !given.insert(key.clone()) {
                twice.insert(key.clone());
            }
            rows.push((key, quote!(#name: #ty,)));
        };
        // Two places may have a name each for one type.
        let own = uses.ty(ty);
        let mut same = uses.plan.resolved(ty).clone();
        same.each_named_mut(&mut |id| *id = uses.plan.defined(*id));
        row(format!("{same:?}"), own);
        if uses.plan.resolved(ty) == &Type::Number {
            row(format!("{:?}", Type::I64), quote!(i64));
            row(format!("{:?}", Type::F64), quote!(f64));
        }
        if text && borrows(uses.plan.resolved(ty)) {
            row("&str".to_owned(), quote!(&str));
        }
    }
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|(key, _)| !twice.contains(key))
        .map(|(_, row)| row)
        .collect();
    if rows.is_empty() {
        return TokenStream::new();
    }
    let (name, union_from) = (ident(&planned.names.name), uses.rt("union_from"));
    quote!(#union_from!(#name { #(#rows)* });)
}

/// Whether a borrowed text becomes the type.
fn borrows(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Secret | Type::Named(_))
}
