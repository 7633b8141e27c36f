//! The parameters that a call of one operation may leave out: a struct, and where each field travels.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::literal::{ident, lit, number, word};
use super::object::{self, argument, deprecated};
use super::operation::link;
use super::stated;
use super::uses::Uses;
use crate::ir::{Parameter, Place, SentParameter};
use crate::plan::{Member, Operation};

/// The items; nothing for an operation without such parameters.
pub(super) fn emit_params(planned: &Operation<'_>, uses: &mut Uses<'_>) -> Option<TokenStream> {
    let name = ident(planned.names.params.as_ref()?);
    let all = planned.names.parameters.iter();
    let members: Vec<_> = all.filter(|it| it.ir.is_optional()).collect();
    let fields: Vec<_> = members.iter().map(|it| field(it, uses)).collect();
    let lines: Vec<_> = members
        .iter()
        .enumerate()
        .map(|(position, it)| {
            let (index, name, place) = (
                number(position),
                ident(&it.names.field),
                parameter(it.ir, uses),
            );
            quote!(#index #name: #place,)
        })
        .collect();
    let setters: Vec<_> = members.iter().map(|it| setter(it, uses)).collect();
    let link = link(planned, uses.plan);
    let docs = Docs::of(format!("What a call of {link} may ask for, set by `with`."));
    let params = uses.rt("params");
    Some(quote! {
        #docs
        #[derive(Clone, Default)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* }

        impl #name { #(#setters)* }

        #params!(#name { #(#lines)* });
    })
}

fn field(member: &Member<'_, Parameter>, uses: &mut Uses<'_>) -> TokenStream {
    let parameter = member.ir;
    let default = parameter.default.as_ref();
    let docs = Docs::value(
        &parameter.doc,
        &member.names.field,
        &parameter.wire,
        default,
        parameter.limits.as_ref(),
    );
    let deprecated = deprecated(parameter.deprecated);
    let (name, ty) = (ident(&member.names.field), uses.ty(&parameter.ty));
    quote!(#docs #deprecated pub #name: Option<#ty>,)
}

fn setter(member: &Member<'_, Parameter>, uses: &mut Uses<'_>) -> TokenStream {
    let (field, setter) = (ident(&member.names.field), ident(&member.names.setter));
    let (ty, value) = argument(&member.ir.ty, false, &field, uses);
    let inline = object::inline(&ty);
    let deprecated = deprecated(member.ir.deprecated);
    quote! {
        #deprecated
        #inline
        pub fn #setter(mut self, #field: #ty) -> Self {
            self.#field = Some(#value);
            self
        }
    }
}

/// `Parameter::query("page")`, with what differs from the default style of its place.
pub(super) fn parameter(parameter: &Parameter, uses: &mut Uses<'_>) -> TokenStream {
    sent(&parameter.sent(), uses)
}

/// How a parameter or a member of a form is written.
pub(super) fn sent(sent: &SentParameter, uses: &mut Uses<'_>) -> TokenStream {
    let (name, wire) = (uses.rt("Parameter"), lit(&sent.name));
    let place = word(match sent.place {
        Place::Header => "header",
        Place::Path => "path",
        Place::Cookie => "cookie",
        Place::Query => "query",
        Place::QueryString => "query_string",
    });
    let base = SentParameter::of(sent.place, sent.name.clone());
    stated::over(sent, &base, quote!(#name::#place(#wire)), uses)
}
