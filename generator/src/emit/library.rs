//! The root: the crate's documentation, its modules and what they re-export.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, inline};
use super::errors::sentence;
use super::gate;
use super::literal::{ident, word};
use crate::plan::{Crate, shown};
use crate::render::Form;

/// What callers of a client name besides its own items, each with the feature of the runtime that it needs; everything else is in
/// the module `runtime`.
const SHOWN: &[(&str, Option<&str>)] = &[
    ("AnyError", None),
    ("BuildError", None),
    ("Bytes", None),
    ("Call", None),
    ("Credential", None),
    ("Date", Some("jiff")),
    ("Decimal", Some("decimal")),
    ("Effect", None),
    ("EndpointError", None),
    ("Error", None),
    ("ErrorKind", None),
    ("FilePart", None),
    ("IdempotencyKey", None),
    ("Patch", None),
    ("Retries", None),
    ("Secret", None),
    ("Text", None),
    ("Timestamp", Some("jiff")),
    ("Token", None),
    ("Unrecognized", None),
    ("Upload", None),
    ("Uuid", None),
    ("Value", None),
    ("WithMeta", None),
];

/// The file.
pub(super) fn emit_library(plan: &Crate<'_>) -> TokenStream {
    let title = inline(plan.api.title.as_str());
    let title = if title.is_empty() {
        plan.package.clone()
    } else {
        title
    };
    let fence = |text: &str| text.to_owned();
    let example = std::iter::once(fence("```text"))
        .chain(shown::example(plan))
        .chain([fence("```")]);
    let docs = Docs::inner()
        .ours(sentence(&format!("A client of {title}")))
        .theirs(&plan.api.doc)
        .ours("Calls begin at [`Client::builder`]. Every operation has an error enum of its own, one variant per code or status that it declares:")
        .lines(example);
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
        ("input", plan.has_inputs()),
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
    let features = super::manifest::features(plan);
    let shown = SHOWN
        .iter()
        .filter(|(_, feature)| feature.is_none_or(|feature| features.contains(&feature)));
    let shown: Vec<_> = shown.map(|(name, _)| word(name)).collect();
    let server = plan.servers.list.as_ref().map(|it| ident(&it.name));
    let server = server.map(|name| quote!(, #name));
    // A module has no features of its own: the runtime's count there.
    let testing = match plan.form {
        Form::Crate => quote!(
            #[cfg(feature = "testing")]
            pub mod testing;
        ),
        Form::Module => quote!(faultcode_runtime::with_testing! { pub mod testing; }),
    };
    // As a private module of a program, some re-exports are used by nobody; the text is the same in every form.
    quote! {
        #docs
        #![allow(
            dead_code,
            deprecated,
            missing_docs,
            unused_imports,
            unused_qualifications,
            clippy::enum_variant_names,
            clippy::large_enum_variant,
            clippy::module_inception,
            clippy::needless_update,
            clippy::should_implement_trait,
            clippy::wrong_self_convention,
            reason = "names and words come from the document, and a program need not use all of them"
        )]
        #(#modules)*

        #testing

        pub use faultcode_runtime as runtime;
        pub use faultcode_runtime::{#(#shown),*};
        pub use self::client::{Client, ClientBuilder #server};
    }
}
