//! Pages: how an operation hands out its list, and where the items stand in the type of a page.

use faultcode_facts::document as facts;
use proc_macro2::TokenStream;
use quote::quote;

use super::docs::code;
use super::literal::{ident, word};
use super::stated;
use super::uses::Uses;
use crate::ir::{self, Pointer, Type, TypeId};
use crate::plan::names::RustIdent;
use crate::plan::{Crate, Emptiness, PlannedKind};

/// `Pagination { … }`
pub(super) fn pagination(own: &ir::Pagination, uses: &mut Uses<'_>) -> TokenStream {
    let base = facts::Pagination {
        turn: own.facts.turn.clone(),
        ..facts::Pagination::default()
    };
    let (name, turn) = (uses.rt("Pagination"), stated::value(&base.turn, uses));
    stated::over(&own.facts, &base, quote!(#name::by(#turn)), uses)
}

/// What the method's documentation says.
pub(super) fn sentence(own: &ir::Pagination) -> String {
    let paged = match own.within {
        Some(_) => {
            "Paged: `items()` gives the items of all pages, `pages()` the pages; a plain call gives one page."
        }
        None => "Paged: `pages()` gives one page after the other; a plain call gives one page.",
    };
    let others = own.facts.opposite.iter().map(|place| match place {
        facts::PagePlace::Query(at) | facts::PagePlace::Body(at) => code(at.as_str()),
    });
    match others.collect::<Vec<_>>().join(" or ") {
        others if others.is_empty() => paged.to_owned(),
        others => format!(
            "{paged} With {others}, a plain call gives the page in the other direction, and nothing is walked."
        ),
    }
}

/// `page!(…)`, if the type is a page.
pub(super) fn emit_page(id: TypeId, name: &RustIdent, uses: &mut Uses<'_>) -> Option<TokenStream> {
    let plan = uses.plan;
    let within = plan.pages[id]?;
    let (members, item) = members(plan, id, within)?;
    let (name, table, item) = (ident(name), uses.rt("page"), uses.ty(&item));
    Some(quote!(#table!(#name: #item, [#(#members),*]);))
}

/// The members on the way to the items, and the type of an item.
fn members(plan: &Crate<'_>, id: TypeId, within: &Pointer) -> Option<(Vec<TokenStream>, Type)> {
    let mut members = Vec::new();
    let mut here = Type::Named(id);
    for segment in within {
        let Type::Named(id) = plan.resolved(&here) else {
            return None;
        };
        let planned = &plan.types[*id];
        let PlannedKind::Object { members: all, .. } = &planned.names.kind else {
            return None;
        };
        let found = all.iter().find(|member| member.ir.wire == *segment)?;
        let (field, member) = (found.ir, ident(&found.names.field));
        let presence = word(match plan.emptiness(planned.ir, field) {
            Emptiness::Never => "required",
            Emptiness::Option => "optional",
            Emptiness::Patch => "patch",
        });
        members.push(quote!(#presence #member));
        here = field.ty.clone();
    }
    match plan.resolved(&here) {
        Type::List(item) => Some((members, (**item).clone())),
        _ => None,
    }
}
