//! Conditions: what stands only in a crate that is built with one of some features.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::lit;
use crate::ir::{TagId, TypeId, WireName};
use crate::plan::Crate;

/// Before an item of one service.
pub(super) fn service(plan: &Crate<'_>, service: TagId) -> Option<TokenStream> {
    let feature = lit(&WireName::new(plan.features.of_service(service)?));
    Some(quote!(#[cfg(feature = #feature)]))
}

/// Before an item about one type.
pub(super) fn ty(plan: &Crate<'_>, id: TypeId) -> Option<TokenStream> {
    let features: Vec<_> = plan
        .features
        .of_type(id)
        .into_iter()
        .map(|feature| lit(&WireName::new(feature)))
        .collect();
    match features.as_slice() {
        [] => None,
        [one] => Some(quote!(#[cfg(feature = #one)])),
        many => Some(quote!(#[cfg(any(#(feature = #many),*))])),
    }
}

/// Before what is about webhooks.
pub(super) fn webhooks(plan: &Crate<'_>) -> Option<TokenStream> {
    let feature = lit(&WireName::new(plan.features.of_webhooks()?));
    Some(quote!(#[cfg(feature = #feature)]))
}
