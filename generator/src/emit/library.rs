//! The root: the crate's documentation, its modules and what they re-export.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, inline};
use super::errors::sentence;
use super::literal::ident;
use crate::plan::Crate;

/// The file.
pub(super) fn emit_library(plan: &Crate<'_>) -> TokenStream {
    let title = inline(plan.api.title.as_str());
    let title = if title.is_empty() {
        plan.package.clone()
    } else {
        title
    };
    let docs = Docs::inner()
        .ours(sentence(&format!("A client of {title}")))
        .theirs(&plan.api.doc)
        .ours("Calls begin at [`Client::builder`]. Every operation has an error enum of its own, one variant per code that it declares.");
    let mut modules: Vec<_> = plan
        .services
        .iter()
        .map(|it| (it.module.as_str(), ident(&it.module)))
        .collect();
    let word = super::literal::word;
    modules.push(("api", word("api")));
    if !plan.api.codes.is_empty() {
        modules.push(("errors", word("errors")));
    }
    if plan.has_types() {
        modules.push(("types", word("types")));
    }
    if plan.has_webhooks() {
        modules.push(("webhooks", word("webhooks")));
    }
    modules.push(("client", word("client")));
    modules.sort_by_key(|(name, _)| *name);
    let modules = modules.iter().map(|(name, module)| match *name {
        "client" => quote!(mod #module;),
        _ => quote!(pub mod #module;),
    });
    quote! {
        #docs
        #![allow(
            dead_code,
            clippy::enum_variant_names,
            clippy::should_implement_trait,
            clippy::wrong_self_convention,
            reason = "names come from the document, and a program need not use all of them"
        )]
        #(#modules)*

        faultcode_runtime::with_testing! {
            pub mod testing;
        }

        pub use faultcode_runtime::{AnyError, Error};
        pub use self::client::{Client, ClientBuilder};
    }
}
