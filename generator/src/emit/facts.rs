//! Facts that name other things of the generated crate: errors, schemes, servers. What is plain is written by
//! [`stated`](super::stated).

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::{Differing, lit, lits};
use super::stated;
use super::uses::Uses;
use crate::ir::{Code, CodeId, ErrorCode, SecurityNeed, Server};

/// Alternatives of credentials.
pub(super) fn security(alternatives: &[Vec<SecurityNeed>], uses: &mut Uses<'_>) -> TokenStream {
    let mut all = Vec::new();
    for needs in alternatives {
        let needs: Vec<_> = needs.iter().map(|it| need(it, uses)).collect();
        all.push(quote!(&[#(#needs),*]));
    }
    quote!(&[#(#all),*])
}

fn need(need: &SecurityNeed, uses: &mut Uses<'_>) -> TokenStream {
    let scheme = uses.scheme(need.scheme);
    let name = uses.rt("Need");
    let mut value = Differing::from(name.clone(), quote!(#name::DEFAULT));
    value.set("scheme", quote!(&#scheme));
    value.set_if(!need.scopes.is_empty(), "scopes", || lits(&need.scopes));
    quote!(#value)
}

/// The facts of several error entries.
pub(super) fn entries(ids: &[CodeId], uses: &mut Uses<'_>) -> TokenStream {
    let codes: Vec<_> = ids.iter().map(|id| uses.code(*id)).collect();
    quote!(&[#(#codes),*])
}

/// The facts of the codes that hold wherever they are answered: those of the struct of a code where there is one.
pub(super) fn known(list: &[ErrorCode], uses: &mut Uses<'_>) -> TokenStream {
    let api = uses.plan.api;
    let all: Vec<_> = list
        .iter()
        .map(|known| {
            let is_it = |it: &ErrorCode| it.only_for.is_none() && it.code == known.code;
            match api.codes.find(is_it) {
                Some(id) => uses.code(id),
                None => code(known, uses),
            }
        })
        .collect();
    quote!(&[#(#all),*])
}

/// The facts of an error entry.
pub(super) fn code(entry: &ErrorCode, uses: &mut Uses<'_>) -> TokenStream {
    if let Some(of) = entry.facts_of {
        return uses.code(of);
    }
    let name = uses.rt("Code");
    let (stated, code) = (entry.stated(), entry.code.as_ref());
    let tokens = match code.map(lit) {
        Some(code) => quote!(#name::new(#code)),
        None => quote!(#name::STATUS),
    };
    let base = Code {
        code: code.cloned(),
        ..Code::default()
    };
    stated::over(&stated, &base, tokens, uses)
}

/// A server with the variables of its URL.
pub(super) fn server(server: &Server, uses: &mut Uses<'_>) -> TokenStream {
    let ty = uses.rt("Server");
    let url = lit(&server.template);
    if server.variables.is_empty() {
        return quote!(#ty::new(#url));
    }
    let variable = uses.rt("ServerVariable");
    let variables = server.variables.iter().map(|it| {
        let (name, values) = (lit(&it.name), lits(&it.values));
        match &it.default {
            Some(default) => {
                let default = lit(default);
                quote!(#variable::new(#name, #default, #values))
            }
            None => quote!(#variable::required(#name)),
        }
    });
    quote!(#ty::with(#url, &[#(#variables),*]))
}
