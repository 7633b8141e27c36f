//! Conditions: what stands only in a crate that is built with one of some features.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::TypeId;
use crate::plan::Crate;

/// Before an item of one service.
pub(super) fn service(plan: &Crate<'_>, service: usize) -> Option<TokenStream> {
    let feature = Literal::string(plan.features.of_service(service)?);
    Some(quote!(#[cfg(feature = #feature)]))
}

/// Before an item about one type.
pub(super) fn ty(plan: &Crate<'_>, id: TypeId) -> Option<TokenStream> {
    let features: Vec<_> = plan
        .features
        .of_type(id)
        .into_iter()
        .map(Literal::string)
        .collect();
    match features.as_slice() {
        [] => None,
        [one] => Some(quote!(#[cfg(feature = #one)])),
        many => Some(quote!(#[cfg(any(#(feature = #many),*))])),
    }
}
