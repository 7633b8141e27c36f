//! Plan and intermediate representation into tokens: one file here per generated thing.
//!
//! Text of the document reaches the output through three functions only: [`literal::lit`], [`literal::ident`] and
//! [`docs::doc`].

pub mod docs;
pub mod literal;

mod answers;
mod api;
mod body;
mod choice;
mod client;
mod errors;
mod event_kinds;
mod facts;
mod gate;
mod library;
mod made;
mod manifest;
mod object;
mod operation;
mod operation_error;
mod page;
mod params;
mod readme;
mod retry;
mod service;
mod stated;
mod testing;
mod text_enum;
mod types;
mod union;
mod uses;
mod value_enum;
mod webhooks;

use proc_macro2::TokenStream;

use crate::plan::Crate;
use crate::plan::modules::Module;

pub use self::manifest::{Manifest, Runtime, features, manifest};
pub use self::readme::readme;
pub use self::testing::error_tests;

/// The content of one Rust file, without its header.
pub fn emit(plan: &Crate<'_>, module: Module) -> TokenStream {
    match module {
        Module::Library => library::emit_library(plan),
        Module::Api => api::emit_api(plan),
        Module::Client => client::emit_client(plan),
        Module::Errors => errors::emit_errors(plan),
        Module::Types => types::emit_types(plan),
        Module::Input => types::emit_inputs(plan),
        Module::Type(id) => types::emit_type(plan, id),
        Module::Service(tag) => service::emit_service(plan, tag),
        Module::Operation(id) => operation::emit_operation(plan, id),
        Module::Testing => testing::emit_testing(plan),
        Module::Webhooks => webhooks::emit_webhooks(plan),
    }
}
