//! Pages: how an operation hands out its list, and where the items stand in the type of a page.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::literal::{Differing, ident, lit, option, word};
use super::uses::Uses;
use crate::ir::{self, PagePlace, PageTurn, Pointer, Type, TypeId, WireName};
use crate::plan::names::RustIdent;
use crate::plan::{Crate, Emptiness, PlannedKind};

/// `Pagination { … }`
pub(super) fn pagination(own: &ir::Pagination, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("Pagination");
    let turn = turn(&own.turn, uses);
    let mut value = Differing::from(name.clone(), quote!(#name::by(#turn)));
    let whole = own.items.as_ref().is_some_and(Vec::is_empty);
    value.set_if(!whole, "items", || option(own.items.as_ref().map(pointer)));
    value.set_if(own.has_more.is_some(), "has_more", || {
        option(own.has_more.as_ref().map(pointer))
    });
    value.set_if(!own.opposite.is_empty(), "opposite", || {
        let places = own.opposite.iter().map(|at| place(at, uses));
        let places: Vec<_> = places.collect();
        quote!(&[#(#places),*])
    });
    quote!(#value)
}

fn turn(turn: &PageTurn, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("PageTurn");
    match turn {
        PageTurn::Cursor { to, from } => {
            let (to, from) = (place(to, uses), pointer(from));
            quote!(#name::Cursor { to: #to, from: #from })
        }
        PageTurn::LastItem { to, id } => {
            let (to, id) = (place(to, uses), pointer(id));
            quote!(#name::LastItem { to: #to, id: #id })
        }
        PageTurn::Offset { to, first, total } => {
            let (to, first) = (place(to, uses), Literal::u32_unsuffixed(*first));
            let total = option(total.as_ref().map(pointer));
            quote!(#name::Offset { to: #to, first: #first, total: #total })
        }
        PageTurn::Number { to, first, pages } => {
            let (to, first) = (place(to, uses), Literal::u32_unsuffixed(*first));
            let pages = option(pages.as_ref().map(pointer));
            quote!(#name::Number { to: #to, first: #first, pages: #pages })
        }
        PageTurn::Link => quote!(#name::Link),
        PageTurn::Url(at) => {
            let at = pointer(at);
            quote!(#name::Url(#at))
        }
    }
}

fn place(place: &PagePlace, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("PagePlace");
    match place {
        PagePlace::Query(parameter) => {
            let parameter = lit(parameter);
            quote!(#name::Query(#parameter))
        }
        PagePlace::Body(at) => {
            let at = pointer(at);
            quote!(#name::Body(#at))
        }
    }
}

/// A JSON pointer as a literal.
fn pointer(pointer: &Pointer) -> Literal {
    let escaped = |name: &WireName| name.as_str().replace('~', "~0").replace('/', "~1");
    let text: String = pointer
        .iter()
        .map(|name| format!("/{}", escaped(name)))
        .collect();
    lit(&WireName::new(text))
}

/// What the method's documentation says.
pub(super) fn sentence(own: &ir::Pagination) -> &'static str {
    match (own.within.is_some(), own.opposite.is_empty()) {
        (true, true) => {
            "Paged: `items()` gives the items of all pages, `pages()` the pages; a plain call gives one page."
        }
        (false, true) => {
            "Paged: `pages()` gives one page after the other; a plain call gives one page."
        }
        (true, false) => {
            "Paged: `items()` gives the items of all pages, `pages()` the pages; a plain call gives one page, in either direction."
        }
        (false, false) => {
            "Paged: `pages()` gives one page after the other; a plain call gives one page, in either direction."
        }
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
