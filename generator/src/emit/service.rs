//! A service: the struct that the operations of one tag are methods of, and the list of their files.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, code, doc};
use super::literal::ident;
use super::uses::Uses;
use crate::plan::Crate;
use crate::plan::modules::Module;

/// The file.
pub(super) fn emit_service(plan: &Crate<'_>, index: usize) -> TokenStream {
    let Some(service) = plan.services.get(index) else {
        return TokenStream::new();
    };
    let Some(tag) = plan.api.tags.get(service.tag) else {
        return TokenStream::new();
    };
    let uses = &mut Uses::new(plan, Module::Service(index));
    let client = uses.rt("Client");
    let mut operations: Vec<_> = service
        .operations
        .iter()
        .filter_map(|it| plan.operations.get(*it))
        .collect();
    operations.sort_by_key(|it| &it.module);
    let mods = operations.iter().map(|it| {
        let module = ident(&it.module);
        quote!(mod #module;)
    });
    let exports = operations.iter().map(|it| {
        let module = ident(&it.module);
        let names = [Some(&it.constant), Some(&it.error), it.params.as_ref()];
        let names = names.into_iter().flatten();
        let mut names: Vec<_> = names.chain(it.answers.items()).collect();
        names.sort();
        let names = names.into_iter().map(ident);
        quote!(pub use self::#module::{#(#names),*};)
    });
    let name = ident(&service.name);
    let title = || format!("Operations of {}.", code(tag.name.as_str()));
    let file = Docs::inner().theirs(&tag.doc).or(title);
    let docs = doc(&tag.doc).or(title);
    let imports = uses.tokens();
    quote! {
        #file
        #imports
        #(#mods)*
        #(#exports)*

        #docs
        #[derive(Clone, Copy, Debug)]
        pub struct #name<'c> {
            pub(super) client: &'c #client,
        }
    }
}
