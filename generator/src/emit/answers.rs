//! What the answers of an operation become: the type of its success, and the enum where there are several.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{Docs, code, doc};
use super::literal::{ident, lit, number};
use super::operation::link;
use super::uses::Uses;
use crate::ir::{self, StatusSet, SuccessCase, SuccessKind, Type, TypeKind};
use crate::plan::Operation;

/// The items beside the method.
pub(super) fn emit_answers(
    operation: &ir::Operation,
    names: &Operation,
    uses: &mut Uses<'_>,
) -> Option<TokenStream> {
    match &operation.success.kind {
        SuccessKind::Choice(cases) => choice(cases, names, uses),
        _ => None,
    }
}

/// The type that a call returns.
pub(super) fn success(
    operation: &ir::Operation,
    names: &Operation,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let success = &operation.success;
    let value = match &success.kind {
        SuccessKind::Empty => return quote!(()),
        SuccessKind::Choice(_) => {
            let name = names.answers.success.as_ref().map(ident);
            return quote!(#name);
        }
        SuccessKind::Stream(_) => return quote!(()),
        kind => plain(kind, uses),
    };
    let nullable = matches!(&success.kind, SuccessKind::Json(Type::Nullable(_)));
    if success.optional && !nullable {
        quote!(Option<#value>)
    } else {
        value
    }
}

fn plain(kind: &SuccessKind, uses: &mut Uses<'_>) -> TokenStream {
    match kind {
        SuccessKind::Json(ty) => uses.ty(ty),
        SuccessKind::Bytes => uses.rt("Bytes"),
        SuccessKind::Text => uses.rt("Text"),
        SuccessKind::Empty | SuccessKind::Choice(_) | SuccessKind::Stream(_) => quote!(()),
    }
}

fn choice(cases: &[SuccessCase], names: &Operation, uses: &mut Uses<'_>) -> Option<TokenStream> {
    let name = ident(names.answers.success.as_ref()?);
    let mut variants = Vec::new();
    let mut lines = Vec::new();
    for (position, (case, variant)) in cases.iter().zip(&names.answers.cases).enumerate() {
        let (variant, index) = (ident(variant), number(position));
        let docs = doc(&case.doc).or(|| match case.status {
            Some(status) => format!("The answer of {}.", code(&shown(status))),
            None => "The answer of every other status.".to_owned(),
        });
        let shared = cases.iter().filter(|other| other.status == case.status);
        let docs = if shared.count() > 1 {
            let names = case.media_types.iter().map(|name| code(name.as_str()));
            docs.ours(format!("As {}.", names.collect::<Vec<_>>().join(" or ")))
        } else {
            docs
        };
        let status = range(case.status);
        let value = match &case.kind {
            SuccessKind::Empty => None,
            kind => Some(plain(kind, uses)),
        };
        let media_types = case.media_types.iter().map(lit);
        match value {
            None => {
                variants.push(quote!(#docs #variant,));
                lines.push(quote!(#index #variant: empty #status,));
            }
            Some(value) => {
                let value = if is_large(&case.kind, uses) {
                    quote!(Box<#value>)
                } else {
                    value
                };
                variants.push(quote!(#docs #variant(#value),));
                lines.push(quote!(#index #variant: value #status #(#media_types)|*,));
            }
        }
    }
    let success = uses.rt("success");
    let docs = Docs::of(format!("What {} returns.", link(names, uses.plan)));
    Some(quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }

        #success!(#name { #(#lines)* });
    })
}

/// Whether a value would make the other variants large.
fn is_large(kind: &SuccessKind, uses: &Uses<'_>) -> bool {
    let SuccessKind::Json(ty) = kind else {
        return false;
    };
    let inner = match uses.plan.resolved(ty) {
        Type::Nullable(inner) => uses.plan.resolved(inner),
        other => other,
    };
    let Type::Named(id) = inner else {
        return false;
    };
    let def = uses.plan.api.ty(*id);
    def.is_some_and(|def| matches!(def.kind, TypeKind::Object { .. }))
}

fn range(status: Option<StatusSet>) -> TokenStream {
    match status {
        None => quote!(all()),
        Some(StatusSet { first, last }) if first == last => {
            let first = Literal::u16_unsuffixed(first);
            quote!(one(#first))
        }
        Some(StatusSet { first, .. }) => {
            let class = Literal::u16_unsuffixed(first / 100);
            quote!(class(#class))
        }
    }
}

/// The status as documents write it.
fn shown(status: StatusSet) -> String {
    if status.first == status.last {
        status.first.to_string()
    } else {
        format!("{}XX", status.first / 100)
    }
}
