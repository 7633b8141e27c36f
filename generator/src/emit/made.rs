//! What is sent, made of what was read: for types that the two directions do not share.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::{ident, word};
use super::uses::Uses;
use crate::ir::{Branch, Field, Type, TypeId, Variant};
use crate::plan::made::How;
use crate::plan::names::RustIdent;
use crate::plan::{Crate, Member, Named, PlannedKind};

/// `from_read!(…)`, once for each type that a value is made of.
pub(super) fn emit_made(plan: &Crate<'_>, id: TypeId, uses: &mut Uses<'_>) -> TokenStream {
    let name = ident(&plan.types[id].names.name);
    let mut tables = TokenStream::new();
    for read in plan.made_of(id) {
        let Some((kind, lines)) = lines(plan, id, read) else {
            continue;
        };
        let table = uses.rt("from_read");
        let read = ident(&plan.types[read].names.name);
        tables.extend(quote!(#table!(#kind #name from super::super::types::#read { #(#lines)* });));
    }
    tables
}

type Lines = (Option<TokenStream>, Vec<TokenStream>);

fn lines(plan: &Crate<'_>, own: TypeId, read: TypeId) -> Option<Lines> {
    let (own, read) = (&plan.types[own].names.kind, &plan.types[read].names.kind);
    match (own, read) {
        (
            PlannedKind::Object { members, rest },
            PlannedKind::Object {
                members: others,
                rest: other_rest,
            },
        ) => {
            let lines: Option<Vec<_>> = members.iter().map(|it| member(plan, it, others)).collect();
            let mut lines = lines?;
            if let (Some(own), Some(read)) = (rest, other_rest) {
                let how = plan.made_value(own.ir, read.ir)?;
                lines.push(line(&own.names, how, Some(&read.names)));
            }
            Some((None, lines))
        }
        (
            PlannedKind::Union { variants, .. },
            PlannedKind::Union {
                variants: others, ..
            },
        ) => {
            let same = |own: &Variant, read: &Variant| own.tags == read.tags;
            variant_lines(plan, (variants, others), same, |it| &it.ty)
        }
        (PlannedKind::Choice(branches), PlannedKind::Choice(others)) => {
            let same = |own: &Branch, read: &Branch| own.name == read.name;
            variant_lines(plan, (branches, others), same, |it| &it.ty)
        }
        _ => None,
    }
}

fn member(
    plan: &Crate<'_>,
    own: &Member<'_, Field>,
    others: &[Member<'_, Field>],
) -> Option<TokenStream> {
    let read = others.iter().find(|it| it.ir.wire == own.ir.wire);
    let how = plan.made_member(own.ir, read.map(|it| it.ir))?;
    Some(line(&own.names.field, how, read.map(|it| &it.names.field)))
}

fn variant_lines<T>(
    plan: &Crate<'_>,
    (own, others): (&[Named<'_, T>], &[Named<'_, T>]),
    same: impl Fn(&T, &T) -> bool,
    ty: impl Fn(&T) -> &Type,
) -> Option<Lines> {
    let lines: Option<Vec<_>> = own
        .iter()
        .map(|own| {
            let read = others.iter().find(|read| same(own.ir, read.ir))?;
            let how = plan.made_value(ty(own.ir), ty(read.ir))?;
            Some(line(&own.names, how, Some(&read.names)))
        })
        .collect();
    Some((Some(quote!(enum)), lines?))
}

fn line(own: &RustIdent, how: How, read: Option<&RustIdent>) -> TokenStream {
    let how = word(match how {
        How::Same => "same",
        How::Into => "into",
        How::Patch => "patch",
        How::IntoPatch => "into_patch",
        How::Left => "left",
    });
    let (own, read) = (ident(own), read.map(ident));
    quote!(#own: #how #read,)
}
