//! Every name, module and file of the output, decided once.
//!
//! Emission gets identifiers from here and from nowhere else: [`names::RustIdent`] has no public constructor.

pub mod answers;
pub mod envelopes;
pub mod features;
pub mod inventory;
pub mod made;
pub mod modules;
pub mod names;
pub mod prelude;
pub mod security;
pub mod servers;
pub mod shared;
pub mod shown;
pub mod webhooks;

mod codes;
mod details;
mod given;
mod operations;
mod package;
mod pair;
mod schemes;
mod services;
mod type_names;
mod types;

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostics, rules};
use crate::given::Given;
use crate::ir::{
    Api, CodeId, Field, OperationId, PartForm, Pointer, SchemeId, SecurityNeed, SuccessKind, Table,
    TagId, Type, TypeDef, TypeId, TypeKind,
};
use crate::render::Form;
use crate::table::SharedId;

pub use self::codes::{CodeNames, PlannedCode, key as code_key};
pub use self::operations::{Operation, OperationNames};
pub use self::package::{made as package_name, package};
pub use self::pair::{Member, MemberNames, Named, Planned};
pub use self::schemes::{PlannedScheme, SchemeNames};
pub use self::services::{Service, ServiceNames};
pub use self::types::{PlannedKind, PlannedType, TypeNames};
pub use self::webhooks::{PlannedWebhook, WebhookNames};

use self::features::Features;
use self::names::{RustIdent, Scope};

/// A crate as it will be written. What has names is found by the id that it has in the [`Api`].
#[derive(Clone, Debug)]
pub struct Crate<'a> {
    /// What it is made of.
    pub api: &'a Api,
    /// The package's name, which is also the name of the module when no crate is written.
    pub package: String,
    /// The library's name.
    pub library: RustIdent,
    /// Groups of operations.
    pub services: Table<TagId, Service<'a>>,
    /// The operations.
    pub operations: Table<OperationId, Operation<'a>>,
    /// Error enums that operations share.
    pub shared: Table<SharedId, shared::Shared<'a>>,
    /// The named types.
    pub types: Table<TypeId, PlannedType<'a>>,
    /// The error entries.
    pub codes: Table<CodeId, PlannedCode<'a>>,
    /// What the API sends to its client.
    pub webhooks: Vec<PlannedWebhook<'a>>,
    /// The security schemes.
    pub schemes: Table<SchemeId, PlannedScheme<'a>>,
    /// Lists of envelopes that are needed more than once.
    pub envelopes: Vec<envelopes::SharedEnvelopes<'a>>,
    /// What a caller can choose about the server.
    pub servers: servers::Servers<'a>,
    /// Every type name of the crate, so that names of the runtime keep clear of them.
    pub taken: BTreeSet<String>,
    /// Named types that travel as a parameter.
    pub parameters: BTreeSet<TypeId>,
    /// The read types that a value of each type can be made of.
    pub made: Table<TypeId, BTreeSet<TypeId>>,
    /// Where the items stand in each type that is a page.
    pub pages: Table<TypeId, Option<&'a Pointer>>,
    /// The credentials that most operations need.
    pub usual_security: &'a [Vec<SecurityNeed>],
    /// What can be left out of a crate by not asking for it.
    pub features: Features,
    /// A crate or a module.
    pub form: Form,
    /// Whether callers have to handle each declared error.
    pub exhaustive: bool,
}

/// Whether and how a field can be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emptiness {
    /// It always has a value.
    Never,
    /// The document says so.
    Option,
    /// A request can leave the member out or send `null`, which are two things.
    Patch,
}

/// Decides every name of a crate called `package`.
pub fn plan<'a>(api: &'a Api, package: &str, given: &Given, diag: &mut Diagnostics) -> Crate<'a> {
    let mut scope = Scope::with(prelude::TYPES.iter().copied());
    let groups = services::group(api, given);
    let mut operations = operations::names(api, &groups, &mut scope, given);
    let shared = shared::find(api, &mut operations, &mut scope);
    let types = types::names(api, &mut scope, given, diag);
    let codes = codes::names(api, &mut scope, given, diag);
    let services = services::names(api, groups, &mut scope, given);
    let of_operations = operations.iter().flat_map(|it| it.names.types());
    let typed = codes.iter().filter(|it| it.ir.has_details());
    let taken = of_operations
        .chain(services.iter().map(|it| &it.names.name))
        .chain(
            types
                .iter()
                .flat_map(|it| [&it.names.name, it.names.input()]),
        )
        .chain(shared.iter().map(|it| &it.name))
        .chain(typed.map(|it| &it.names.name))
        .map(ToString::to_string)
        .collect();
    let mut builder = Scope::with(prelude::BUILDER_METHODS.iter().copied());
    let mut statics = Scope::with(prelude::STATICS.iter().copied());
    let schemes = schemes::names(api, &mut statics, &mut builder);
    let envelopes = envelopes::find(api, &mut statics);
    let servers = servers::names(api, &mut scope, &mut builder);
    let library = library(package);
    let plan = Crate {
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
        made: made::find(api),
        pages: pages(api),
        usual_security: security::usual(api),
        features: Features::none(api),
        form: Form::Crate,
        exhaustive: false,
    };
    given::report(&plan, given, diag);
    // What is called so only because another name cannot be had is reported as that.
    if !diag.has_errors() {
        report_hashes(&plan, diag);
    }
    plan
}

/// Reports names that nobody can remember.
fn report_hashes(plan: &Crate<'_>, diag: &mut Diagnostics) {
    for entry in plan.inventory() {
        if entry.name.is_hashed() {
            diag.report(&rules::names::HASHED_NAME, entry.span)
                .arg(entry.kind.as_str())
                .arg(&entry.wire)
                .arg(entry.name.as_str());
        }
    }
}

/// The types that paged operations return, and where their items stand; of operations with one type the last says.
fn pages(api: &Api) -> Table<TypeId, Option<&Pointer>> {
    let mut pages = api.types.map(|_, _| None);
    for operation in &api.operations {
        let within = operation.pagination.as_ref();
        let within = within.and_then(|paging| paging.within.as_ref());
        if let (Some(within), SuccessKind::Json(ty)) = (within, &operation.success.kind)
            && let Some(id) = page(api, ty)
        {
            pages[id] = Some(within);
        }
    }
    pages
}

/// The named type behind aliases and `null`. A list is a page as it stands.
fn page<'a>(api: &'a Api, mut ty: &'a Type) -> Option<TypeId> {
    loop {
        ty = match ty {
            Type::Nullable(inner) => inner,
            Type::Named(id) => match &api.types[*id].kind {
                TypeKind::Alias(target) => target,
                _ => return Some(*id),
            },
            _ => return None,
        };
    }
}

/// The name of the module that a client of this name is.
pub fn module_name(name: &str) -> String {
    library(&package::made(name, Form::Module)).to_string()
}

/// The name of the library of a package, as Cargo makes it.
fn library(package: &str) -> RustIdent {
    let name = package.replace('-', "_");
    Scope::default().claim(name, "_client").ident
}

impl Crate<'_> {
    /// The names of the service that an operation belongs to.
    pub fn service_of(&self, id: OperationId) -> &ServiceNames {
        &self.services[self.api.operations[id].tag].names
    }

    /// Whether and how a field can be empty.
    pub fn emptiness(&self, def: &TypeDef, field: &Field) -> Emptiness {
        if def.sent && !field.required && field.nullable {
            Emptiness::Patch
        } else if field.is_option() {
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
                    && let TypeKind::Alias(target) = &api.types[id].kind
                {
                    left.push(target);
                }
            });
        }
        found
    }

    /// The type behind other names for it.
    pub fn resolved<'t>(&'t self, ty: &'t Type) -> &'t Type {
        self.api.resolved(ty)
    }

    /// The type that another name for it stands for, itself where it is none.
    pub fn defined(&self, id: TypeId) -> TypeId {
        match self.api.types[id].kind {
            TypeKind::Alias(Type::Named(target)) if self.api.types[id].is_place() => {
                self.defined(target)
            }
            _ => id,
        }
    }
}
