//! A service: the struct that the operations of one tag are methods of, and the list of their files.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::literal::ident;
use super::uses::Uses;
use crate::ir::TagId;
use crate::plan::modules::Module;
use crate::plan::{Crate, Planned};

/// The file.
pub(super) fn emit_service(plan: &Crate<'_>, id: TagId) -> TokenStream {
    let Planned {
        ir: tag,
        names: service,
    } = &plan.services[id];
    let uses = &mut Uses::new(plan, Module::Service(id));
    let client = uses.rt("Client");
    let operations = service.operations.iter();
    let mut operations: Vec<_> = operations.map(|id| &plan.operations[*id].names).collect();
    operations.sort_by_key(|it| &it.module);
    let mods = operations.iter().map(|it| {
        let module = ident(&it.module);
        quote!(mod #module;)
    });
    let exports = operations.iter().map(|it| {
        let module = ident(&it.module);
        let mut names: Vec<_> = it.items().collect();
        names.sort();
        let names = names.into_iter().map(ident);
        quote!(pub use self::#module::{#(#names),*};)
    });
    let name = ident(&service.name);
    let docs = doc(&tag.doc);
    let imports = uses.tokens();
    quote! {
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
