//! Every name, module and file of the output, decided once.
//!
//! Emission gets identifiers from here and from nowhere else: [`names::RustIdent`] has no public constructor.

pub mod answers;
pub mod envelopes;
pub mod features;
pub mod modules;
pub mod names;
pub mod prelude;
pub mod security;
pub mod servers;
pub mod shared;
pub mod verdict;
pub mod webhooks;

mod codes;
mod operations;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{
    Api, CodeId, Field, PartForm, Pointer, SecurityNeed, SuccessKind, Type, TypeDef, TypeId,
    TypeKind,
};
use crate::source::Span;

pub use self::webhooks::WebhookNames;

use self::features::Features;
use self::names::{Case, RustIdent, Scope, joined, wanted};

/// A crate as it will be written.
#[derive(Clone, Debug)]
pub struct Crate<'a> {
    /// What it is made of.
    pub api: &'a Api,
    /// The package's name, which is also the name of the module when no crate is written.
    pub package: String,
    /// The library's name.
    pub library: RustIdent,
    /// Groups of operations.
    pub services: Vec<Service>,
    /// Names of [`Api::operations`].
    pub operations: Vec<Operation>,
    /// Error enums that operations share.
    pub shared: Vec<shared::Shared>,
    /// Names of [`Api::types`].
    pub types: Vec<TypeNames>,
    /// Names of [`Api::codes`].
    pub codes: Vec<CodeNames>,
    /// Names of [`Api::webhooks`].
    pub webhooks: Vec<WebhookNames>,
    /// Names of [`Api::schemes`].
    pub schemes: Vec<SchemeNames>,
    /// Lists of envelopes that are needed more than once.
    pub envelopes: Vec<envelopes::SharedEnvelopes<'a>>,
    /// What a caller can choose about the server.
    pub servers: servers::Servers<'a>,
    /// Every type name of the crate, so that names of the runtime keep clear of them.
    pub taken: BTreeSet<String>,
    /// Named types that travel as a parameter.
    pub parameters: BTreeSet<TypeId>,
    /// Where the items stand in each type that is a page.
    pub pages: BTreeMap<TypeId, &'a Pointer>,
    /// The credentials that most operations need.
    pub usual_security: &'a [Vec<SecurityNeed>],
    /// What can be left out of a crate by not asking for it.
    pub features: Features,
}

/// A group of operations.
#[derive(Clone, Debug)]
pub struct Service {
    /// The position in [`Api::tags`].
    pub tag: usize,
    /// The module, its file, and the method of the client.
    pub module: RustIdent,
    /// The method of the client.
    pub method: RustIdent,
    /// The struct.
    pub name: RustIdent,
    /// Positions in [`Api::operations`].
    pub operations: Vec<usize>,
}

/// Names of one operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The position in [`Crate::services`].
    pub service: usize,
    /// The module and its file.
    pub module: RustIdent,
    /// The static with its facts.
    pub constant: RustIdent,
    /// The method.
    pub method: RustIdent,
    /// The error enum.
    pub error: RustIdent,
    /// The parameters' struct, where there is a parameter that is no part of the path.
    pub params: Option<RustIdent>,
    /// One name per parameter: the argument of a path parameter, the field of another.
    pub arguments: Vec<RustIdent>,
    /// The setters of the parameters' struct, one per parameter.
    pub setters: Vec<RustIdent>,
    /// One variant per error case.
    pub variants: Vec<RustIdent>,
    /// What its answers become.
    pub answers: answers::Answers,
    /// The enum in [`Crate::shared`] that its own error is another name for.
    pub shared: Option<usize>,
}

/// Whether and how a field can be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emptiness {
    /// It always has a value.
    Never,
    /// The document says so, or only one side ever writes the member.
    Option,
    /// A request can leave the member out or send `null`, which are two things.
    Patch,
}

/// Names of one type.
#[derive(Clone, Debug)]
pub struct TypeNames {
    /// The type.
    pub name: RustIdent,
    /// Its module and file.
    pub module: RustIdent,
    /// One name per field, value or variant.
    pub members: Vec<RustIdent>,
    /// One setter per field.
    pub setters: Vec<RustIdent>,
    /// The field that keeps further members.
    pub rest: Option<RustIdent>,
}

/// Names of one error entry.
#[derive(Clone, Debug)]
pub struct CodeNames {
    /// The struct.
    pub name: RustIdent,
    /// One name per member of the details, then per fact outside of them; one for details that are no object.
    pub fields: Vec<RustIdent>,
}

/// Names of one security scheme.
#[derive(Clone, Debug)]
pub struct SchemeNames {
    /// The static.
    pub constant: RustIdent,
    /// The method of the builder.
    pub method: RustIdent,
    /// The method that takes a source of tokens.
    pub source: RustIdent,
    /// The method that takes a source of tokens, each of which belongs to a value of a path parameter.
    pub source_for: RustIdent,
    /// The method that takes a token, beside one that takes what tokens are fetched with.
    pub token: RustIdent,
}

/// Decides every name of a crate called `package`.
pub fn plan<'a>(api: &'a Api, package: &str, diag: &mut Diagnostics) -> Crate<'a> {
    let mut scope = Scope::with(prelude::TYPES.iter().copied());
    let mut operations = operations::names(api, &mut scope);
    let shared = shared::find(api, &mut operations, &mut scope);
    let types = types::names(api, &mut scope, diag);
    let codes = codes::names(api, &mut scope, diag);
    let (services, operations) = operations::services(api, operations, &mut scope);
    let mut taken = BTreeSet::new();
    let named = services
        .iter()
        .map(|it| &it.name)
        .chain(types.iter().map(|it| &it.name))
        .chain(shared.iter().map(|it| &it.name));
    let named = named.chain(codes.iter().map(|it| &it.name));
    let of_operations = operations.iter().flat_map(|it| {
        it.params
            .iter()
            .chain([&it.error])
            .chain(it.answers.items())
    });
    taken.extend(
        named
            .chain(of_operations)
            .map(|name| name.as_str().to_owned()),
    );
    let mut builder = Scope::with(prelude::BUILDER_METHODS.iter().copied());
    let mut statics = Scope::with(prelude::STATICS.iter().copied());
    let schemes = schemes(api, &mut statics, &mut builder);
    let envelopes = envelopes::find(api, &mut statics);
    let servers = servers::names(api, &mut scope, &mut builder);
    let library = Scope::default()
        .claim(&wanted(package, Case::Snake), "_client")
        .ident;
    Crate {
        api,
        package: package.to_owned(),
        library,
        services,
        operations,
        shared,
        types,
        codes,
        webhooks: webhooks::names(api),
        schemes,
        envelopes,
        servers,
        taken,
        parameters: Crate::parameter_types(api),
        pages: pages(api),
        usual_security: security::usual(api),
        features: Features::default(),
    }
}

/// The types that paged operations return, and where their items stand.
fn pages(api: &Api) -> BTreeMap<TypeId, &Pointer> {
    let paged = api.operations.iter().filter_map(|operation| {
        let within = operation.pagination.as_ref()?.within.as_ref()?;
        let SuccessKind::Json(ty) = &operation.success.kind else {
            return None;
        };
        let mut ty = ty;
        loop {
            ty = match ty {
                Type::Nullable(inner) => inner,
                Type::Named(id) => match &api.ty(*id)?.kind {
                    TypeKind::Alias(target) => target,
                    _ => return Some((*id, within)),
                },
                // A list is a page as it stands.
                _ => return None,
            };
        }
    });
    paged.collect()
}

/// The name of the module that a package of this name is.
pub fn module_name(package: &str) -> String {
    Scope::default()
        .claim(&wanted(package, Case::Snake), "_client")
        .ident
        .to_string()
}

/// Whether a package may be called so; reports where not.
pub fn check_package(package: &str, diag: &mut Diagnostics, at: Span) -> bool {
    let mut bytes = package.bytes();
    let starts = bytes.next().is_some_and(|byte| byte.is_ascii_lowercase());
    let goes_on = bytes.all(|byte| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-'
    });
    let good = starts && goes_on && package.len() <= 64;
    if !good {
        diag.report(&rules::names::BAD_PACKAGE_NAME, at)
            .arg(package);
    }
    good
}

fn schemes(api: &Api, statics: &mut Scope, builder: &mut Scope) -> Vec<SchemeNames> {
    let wishes = |case| -> Vec<_> {
        let names = api.schemes.iter().map(|it| it.name.as_str());
        names
            .map(|name| (name.to_owned(), wanted(name, case)))
            .collect()
    };
    let constants = statics.claim_all(&wishes(Case::Shouty), "_SCHEME");
    let methods = builder.claim_all(&wishes(Case::Snake), "_credential");
    let pairs = constants.into_iter().zip(methods);
    pairs
        .map(|(constant, method)| SchemeNames {
            constant: constant.ident,
            source: builder
                .claim(&joined(method.ident.as_str(), "_source"), "")
                .ident,
            source_for: builder
                .claim(&joined(method.ident.as_str(), "_source_for"), "")
                .ident,
            token: builder
                .claim(&joined(method.ident.as_str(), "_token"), "")
                .ident,
            method: method.ident,
        })
        .collect()
}

impl<'a> Crate<'a> {
    /// The definition and the names of a type.
    pub fn ty(&self, id: TypeId) -> Option<(&'a TypeDef, &TypeNames)> {
        Some((self.api.types.get(id.0)?, self.types.get(id.0)?))
    }

    /// The names of an error entry.
    pub fn code(&self, id: CodeId) -> Option<&CodeNames> {
        self.codes.get(id.0)
    }

    /// Whether and how a field can be empty.
    pub fn emptiness(&self, def: &TypeDef, field: &Field) -> Emptiness {
        let one_sided = (field.read_only && def.sent) || (field.write_only && def.received);
        if def.sent && !field.required && field.nullable && !field.read_only {
            Emptiness::Patch
        } else if field.is_option() || one_sided {
            Emptiness::Option
        } else {
            Emptiness::Never
        }
    }

    /// Named types that travel as a parameter, or as an item of one.
    fn parameter_types(api: &Api) -> BTreeSet<TypeId> {
        let mut found = BTreeSet::new();
        let parameters = api.operations.iter().flat_map(|it| &it.parameters);
        let mut left: Vec<&Type> = parameters.map(|it| &it.ty).collect();
        for def in &api.types {
            if let TypeKind::Multipart { parts, .. } = &def.kind {
                let texts = parts.iter().filter(|part| part.form == PartForm::Text);
                left.extend(texts.map(|part| &part.field.ty));
            }
        }
        while let Some(ty) = left.pop() {
            ty.each_named(&mut |id| {
                if found.insert(id)
                    && let Some(TypeKind::Alias(target)) = api.ty(id).map(|def| &def.kind)
                {
                    left.push(target);
                }
            });
        }
        found
    }

    /// The type behind aliases. A circle of aliases, which lowering rejects, ends after as many steps as there are types.
    pub fn resolved<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        for _ in 0..=self.api.types.len() {
            let Type::Named(id) = ty else { break };
            let Some(TypeKind::Alias(target)) = self.api.ty(*id).map(|def| &def.kind) else {
                break;
            };
            ty = target;
        }
        ty
    }
}
