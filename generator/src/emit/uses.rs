//! The imports of one file: whoever writes a name registers it here, so that exactly what is used is imported.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::literal::{ident, word};
use super::{gate, stated};
use crate::ir::{CodeId, Envelope, SchemeId, SharedId, TagId, Type, TypeId};
use crate::plan::Crate;
use crate::plan::modules::Module;
use crate::plan::names::RustIdent;

/// The names that stand in the runtime's module for webhooks.
const OF_WEBHOOKS: [&str; 6] = [
    "Answers",
    "HeaderNames",
    "SignatureEncoding",
    "VerifierBuilder",
    "WebhookFacts",
    "WebhookScheme",
];

/// The imports of one file.
#[derive(Debug)]
pub(super) struct Uses<'p> {
    /// The plan.
    pub plan: &'p Crate<'p>,
    module: Module,
    runtime: BTreeSet<&'static str>,
    webhook: BTreeSet<&'static str>,
    bodies: BTreeSet<&'static str>,
    duration: bool,
    map: bool,
    future: bool,
    api: bool,
    errors_module: bool,
    input: bool,
    /// Whether what is written is sent: then types have their names among inputs.
    pub sending: bool,
    errors: BTreeSet<&'p RustIdent>,
    types: BTreeSet<&'p RustIdent>,
    parent: BTreeSet<&'p RustIdent>,
    services: BTreeSet<(&'p RustIdent, &'p RustIdent, TagId)>,
}

impl<'p> Uses<'p> {
    /// A file that imports nothing yet.
    pub fn new(plan: &'p Crate<'p>, module: Module) -> Self {
        Self {
            plan,
            module,
            runtime: BTreeSet::new(),
            webhook: BTreeSet::new(),
            bodies: BTreeSet::new(),
            duration: false,
            map: false,
            future: false,
            api: false,
            errors_module: false,
            input: false,
            sending: false,
            errors: BTreeSet::new(),
            types: BTreeSet::new(),
            parent: BTreeSet::new(),
            services: BTreeSet::new(),
        }
    }

    /// A name of the runtime. Where a type of the document has that name, the runtime's is written with its crate.
    pub fn rt(&mut self, name: &'static str) -> TokenStream {
        let token = word(name);
        let in_webhook = OF_WEBHOOKS.contains(&name);
        match (self.plan.taken.contains(name), in_webhook) {
            (true, true) => return quote!(faultcode_runtime::webhook::#token),
            (true, false) => return quote!(faultcode_runtime::__private::#token),
            (false, true) => self.webhook.insert(name),
            (false, false) => self.runtime.insert(name),
        };
        quote!(#token)
    }

    /// A kind of bodies that a call may leave out.
    pub fn body(&mut self, name: &'static str) -> TokenStream {
        let token = word(name);
        if self.plan.taken.contains(name) {
            return quote!(faultcode_runtime::body::#token);
        }
        self.bodies.insert(name);
        quote!(#token)
    }

    /// `Duration` of the standard library.
    pub fn duration(&mut self) {
        self.duration = true;
    }

    /// `Future` of the standard library, which not every edition knows by itself.
    pub fn future(&mut self) -> TokenStream {
        if self.plan.taken.contains("Future") {
            return quote!(std::future::Future);
        }
        self.future = true;
        quote!(Future)
    }

    /// A static of the API's facts: the path up to its name.
    pub fn api(&mut self, name: &'static str) -> TokenStream {
        let name = word(name);
        if self.module == Module::Api {
            return quote!(#name);
        }
        self.api = true;
        quote!(api::#name)
    }

    /// A list of envelopes: the static that states it for all who need it, or the list itself.
    pub fn envelopes(&mut self, list: &[Envelope]) -> TokenStream {
        let plan = self.plan;
        if !list.is_empty() && list == plan.api.envelopes {
            return self.api("ENVELOPES");
        }
        match plan.envelopes.iter().find(|shared| shared.list == list) {
            Some(shared) => {
                let name = ident(&shared.constant);
                self.api = true;
                quote!(api::#name)
            }
            None => stated::list(list, self),
        }
    }

    /// A security scheme's static.
    pub fn scheme(&mut self, id: SchemeId) -> TokenStream {
        let name = ident(&self.plan.schemes[id].names.constant);
        if self.module == Module::Api {
            return quote!(#name);
        }
        self.api = true;
        quote!(api::#name)
    }

    /// The struct of an error entry, by the name that the operation has for it, if it has one.
    pub fn error(&mut self, id: CodeId) -> Ident {
        let plan = self.plan;
        if let Module::Operation(operation) = self.module {
            let mut own = plan.operations[operation].names.details.iter();
            if let Some((_, name)) = own.find(|(code, _)| *code == id) {
                return ident(name);
            }
        }
        self.of_errors(&plan.codes[id].names.name)
    }

    /// The facts of an error entry: the constant of its struct, or one of its own.
    pub fn code(&mut self, id: CodeId) -> TokenStream {
        let plan = self.plan;
        let planned = &plan.codes[id];
        if planned.ir.has_details() {
            let name = self.error(id);
            return quote!(#name::CODE);
        }
        let name = ident(&planned.names.name);
        if self.module == Module::Errors {
            return quote!(#name);
        }
        self.errors_module = true;
        quote!(errors::#name)
    }

    /// The struct of an error entry, with its module.
    pub fn error_in_module(&mut self, id: CodeId) -> TokenStream {
        let name = ident(&self.plan.codes[id].names.name);
        self.errors_module = true;
        quote!(errors::#name)
    }

    /// An error enum that operations share.
    pub fn shared(&mut self, id: SharedId) -> Ident {
        let plan = self.plan;
        self.of_errors(&plan.shared[id].name)
    }

    fn of_errors(&mut self, name: &'p RustIdent) -> Ident {
        if self.module != Module::Errors {
            self.errors.insert(name);
        }
        ident(name)
    }

    /// A service struct, from a file of one of its operations or from the client.
    pub fn service(&mut self, tag: TagId) -> Ident {
        let plan = self.plan;
        let service = &plan.services[tag].names;
        match self.module {
            Module::Operation(_) => drop(self.parent.insert(&service.name)),
            Module::Service(_) => {}
            _ => drop(self.services.insert((&service.module, &service.name, tag))),
        }
        ident(&service.name)
    }

    /// An item of another operation of the same service.
    pub fn sibling(&mut self, name: &'p RustIdent) -> Ident {
        self.parent.insert(name);
        ident(name)
    }

    /// A type with a name.
    pub fn named(&mut self, id: TypeId) -> TokenStream {
        let names = &self.plan.types[id].names;
        let name = if self.sending {
            names.input()
        } else {
            &names.name
        };
        let token = ident(name);
        match self.module {
            Module::Type(own)
                if self.plan.defined(id) == own && *name == self.plan.types[own].names.name => {}
            // Elsewhere, what is read and what is sent may have one name.
            Module::Operation(_) if self.sending => {
                self.input = true;
                return quote!(input::#token);
            }
            _ => drop(self.types.insert(name)),
        }
        quote!(#token)
    }

    /// What is written for what is sent.
    pub fn sending<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.sending, true);
        let written = write(self);
        self.sending = before;
        written
    }

    /// A type where it is used.
    pub fn ty(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::String => quote!(String),
            Type::Secret => {
                let secret = self.rt("Secret");
                quote!(#secret<String>)
            }
            Type::Bool => quote!(bool),
            Type::I32 => quote!(i32),
            Type::I64 => quote!(i64),
            Type::U32 => quote!(u32),
            Type::U64 => quote!(u64),
            Type::F32 => quote!(f32),
            Type::F64 => quote!(f64),
            Type::Number => self.rt("Number"),
            Type::Decimal { text: false } => self.rt("Decimal"),
            Type::Decimal { text: true } => self.rt("DecimalText"),
            Type::DateTime => self.rt("Timestamp"),
            Type::Date => self.rt("Date"),
            Type::Uuid => self.rt("Uuid"),
            Type::Base64 => self.rt("Base64"),
            Type::File => self.rt("FilePart"),
            Type::Any => self.rt("Value"),
            Type::List(item) => {
                let item = self.ty(item);
                quote!(Vec<#item>)
            }
            Type::Map(value) => {
                self.map = true;
                let value = self.ty(value);
                quote!(BTreeMap<String, #value>)
            }
            Type::Nullable(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            Type::Tuple(items) => {
                let items: Vec<_> = items.iter().map(|item| self.ty(item)).collect();
                quote!((#(#items,)*))
            }
            Type::Named(id) => self.named(*id),
        }
    }

    /// The imports: of the standard library, of the runtime, of this crate.
    pub fn tokens(&self) -> TokenStream {
        let mut tokens = TokenStream::new();
        if self.map {
            tokens.extend(quote!(
                use std::collections::BTreeMap;
            ));
        }
        if self.future {
            tokens.extend(quote!(
                use std::future::Future;
            ));
        }
        if self.duration {
            tokens.extend(quote!(
                use std::time::Duration;
            ));
        }
        tokens.extend(imported(&quote!(faultcode_runtime::body), &self.bodies));
        tokens.extend(imported(
            &quote!(faultcode_runtime::__private),
            &self.runtime,
        ));
        let root = match self.module.depth() {
            0 => quote!(self),
            1 => quote!(super),
            _ => quote!(super::super),
        };
        // A type's own neighbours stand one module up.
        let types = match self.module {
            Module::Type(_) => quote!(super),
            _ => quote!(#root::types),
        };
        tokens.extend(import(&quote!(super), &self.parent));
        if matches!(self.module, Module::Type(_)) {
            tokens.extend(import(&types, &self.types));
        }
        if self.api {
            tokens.extend(quote!(use #root::api;));
        }
        if self.errors_module {
            tokens.extend(quote!(use #root::errors;));
        }
        if self.input {
            tokens.extend(quote!(use #root::input;));
        }
        tokens.extend(import(&quote!(#root::errors), &self.errors));
        for (module, service, tag) in &self.services {
            let gate = gate::service(self.plan, *tag);
            let (module, service) = (ident(module), ident(service));
            tokens.extend(quote!(#gate use #root::#module::#service;));
        }
        if !matches!(self.module, Module::Type(_)) {
            tokens.extend(import(&types, &self.types));
        }
        tokens.extend(imported(&quote!(faultcode_runtime::webhook), &self.webhook));
        tokens
    }
}

fn imported(from: &TokenStream, names: &BTreeSet<&'static str>) -> TokenStream {
    let names = sorted(names.iter().copied()).into_iter().map(word);
    listed(from, &names.collect::<Vec<_>>())
}

fn import(from: &TokenStream, names: &BTreeSet<&RustIdent>) -> TokenStream {
    listed(
        from,
        &names.iter().map(|name| ident(name)).collect::<Vec<_>>(),
    )
}

fn listed(from: &TokenStream, names: &[Ident]) -> TokenStream {
    match names {
        [] => TokenStream::new(),
        [one] => quote!(use #from::#one;),
        many => quote!(use #from::{#(#many),*};),
    }
}

/// Names as people sort them: types first, then macros and functions.
fn sorted<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut names: Vec<_> = names.collect();
    names.sort_by_key(|name| {
        (
            name.starts_with(|first: char| first.is_ascii_lowercase()),
            *name,
        )
    });
    names
}
