//! The root: the crate's documentation, its modules and what they re-export.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, inline};
use super::errors::sentence;
use super::gate;
use super::literal::{ident, word};
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
        .entries()
        .map(|(tag, it)| {
            (
                it.names.module.as_str(),
                ident(&it.names.module),
                gate::service(plan, tag),
            )
        })
        .collect();
    let own = [
        ("api", true),
        ("client", true),
        ("errors", plan.has_errors()),
        ("types", plan.has_types()),
        ("webhooks", plan.has_webhooks()),
    ];
    modules.extend(
        own.into_iter()
            .filter(|(_, there)| *there)
            .map(|(name, _)| {
                let gate = (name == "webhooks").then(|| gate::webhooks(plan)).flatten();
                (name, word(name), gate)
            }),
    );
    modules.sort_by_key(|(name, _, _)| *name);
    let modules = modules.iter().map(|(name, module, gate)| match *name {
        "client" => quote!(mod #module;),
        _ => quote!(#gate pub mod #module;),
    });
    let server = plan.servers.list.as_ref().map(|it| ident(&it.name));
    let server = server.map(|name| quote!(, #name));
    // As a private module of a program, some re-exports are used by nobody; the text is the same in every form.
    quote! {
        #docs
        #![allow(
            dead_code,
            unused_imports,
            clippy::enum_variant_names,
            clippy::module_inception,
            clippy::needless_update,
            clippy::should_implement_trait,
            clippy::wrong_self_convention,
            reason = "names come from the document, and a program need not use all of them"
        )]
        #(#modules)*

        faultcode_runtime::with_testing! {
            pub mod testing;
        }

        pub use faultcode_runtime::{AnyError, Error};
        pub use self::client::{Client, ClientBuilder #server};
    }
}
