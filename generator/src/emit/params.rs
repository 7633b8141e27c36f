//! The parameters of one operation that are no part of its path: a struct, and where each field travels.

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
    let members: Vec<_> = all.filter(|it| it.ir.place != Place::Path).collect();
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
    let builders = builders(&members, uses);
    let docs = Docs::of(format!("The parameters of {}.", link(planned, uses.plan)));
    let derives = if members.iter().any(|it| it.ir.required) {
        quote!(#[derive(Clone)])
    } else {
        quote!(#[derive(Clone, Default)])
    };
    let params = uses.rt("params");
    Some(quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub struct #name { #(#fields)* }

        impl #name { #builders }

        #params!(#name { #(#lines)* });
    })
}

fn field(member: &Member<'_, Parameter>, uses: &mut Uses<'_>) -> TokenStream {
    let parameter = member.ir;
    let default = parameter.default.as_ref();
    let docs = Docs::value(&parameter.doc, "parameter", &parameter.wire, default);
    let docs = if parameter.deprecated {
        deprecated(docs)
    } else {
        docs
    };
    let (name, ty) = (ident(&member.names.field), uses.ty(&parameter.ty));
    let ty = if parameter.required {
        ty
    } else {
        quote!(Option<#ty>)
    };
    quote!(#docs pub #name: #ty,)
}

/// Where lints stop counting arguments.
const MOST_ARGUMENTS: usize = 7;

fn builders(members: &[&Member<'_, Parameter>], uses: &mut Uses<'_>) -> TokenStream {
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    let mut setters = Vec::new();
    for member in members {
        let field = ident(&member.names.field);
        let (ty, value) = argument(&member.ir.ty, false, &field, uses);
        if member.ir.required {
            arguments.push(quote!(#field: #ty));
            let shorthand = field == value.to_string();
            values.push(if shorthand {
                quote!(#field)
            } else {
                quote!(#field: #value)
            });
            continue;
        }
        values.push(quote!(#field: None));
        let (docs, setter) = (
            Docs::of(format!("Sets `{field}`.")),
            ident(&member.names.setter),
        );
        let inline = object::inline(&ty);
        setters.push(quote! {
            #docs
            #inline
            pub fn #setter(mut self, #field: #ty) -> Self {
                self.#field = Some(#value);
                self
            }
        });
    }
    let many = (arguments.len() > MOST_ARGUMENTS)
        .then(|| quote!(#[expect(clippy::too_many_arguments, reason = "each is required by the document")]));
    let body = if arguments.is_empty() {
        quote!(Self::default())
    } else {
        quote!(Self { #(#values),* })
    };
    let docs = Docs::of(if arguments.is_empty() {
        "Nothing is required."
    } else {
        "What is required."
    });
    quote! {
        #docs
        #many
        #[inline]
        pub fn new(#(#arguments),*) -> Self {
            #body
        }
        #(#setters)*
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
