//! Names of services: the operations of one tag each.

use crate::given::Given;
use crate::ir::{Api, OperationId, Table, Tag, TagId};

use super::names::{Case, Claimed, Name, RustIdent, Scope, Wish};
use super::pair::Planned;
use super::prelude;

/// A tag with the names of its service.
pub type Service<'a> = Planned<'a, Tag, ServiceNames>;

/// Names of a group of operations.
#[derive(Clone, Debug)]
pub struct ServiceNames {
    /// The module, its file, and the method of the client.
    pub module: RustIdent,
    /// The method of the client.
    pub method: RustIdent,
    /// The struct.
    pub name: RustIdent,
    /// Its operations.
    pub operations: Vec<OperationId>,
}

/// A service before its struct is named, which gives way to types.
#[derive(Debug)]
pub(super) struct Grouped {
    /// The module.
    pub module: RustIdent,
    /// What the struct would be called.
    pub wanted: Name,
    method: RustIdent,
    /// Its operations.
    pub operations: Vec<OperationId>,
}

/// Groups the operations, and names the modules.
pub(super) fn group(api: &Api, given: &Given) -> Table<TagId, Grouped> {
    let mut operations = api.tags.map(|_, _| Vec::new());
    for (id, operation) in api.operations.entries() {
        operations[operation.tag].push(id);
    }
    let mut files = Scope::of_files(prelude::modules());
    let modules = files.claim_table(&api.tags, |tag| wish(tag, Case::Snake, given), "_service");
    let mut methods = Scope::with(prelude::CLIENT_METHODS.iter().copied());
    let method = |module: &Claimed| Wish::new(module.ident.as_str(), &module.ident);
    let methods = methods.claim_table(&modules, method, "_service");
    operations.into_map(|tag, operations| Grouped {
        module: modules[tag].ident.clone(),
        wanted: wish(&api.tags[tag], Case::Camel, given).first().clone(),
        method: methods[tag].ident.clone(),
        operations,
    })
}

/// Names the structs.
pub(super) fn names<'a>(
    api: &'a Api,
    groups: Table<TagId, Grouped>,
    scope: &mut Scope,
    given: &Given,
) -> Table<TagId, Service<'a>> {
    let structs = scope.claim_table(&api.tags, |tag| wish(tag, Case::Camel, given), "Service");
    groups.into_map(|tag, group| {
        let names = ServiceNames {
            module: group.module,
            method: group.method,
            name: structs[tag].ident.clone(),
            operations: group.operations,
        };
        Planned::new(&api.tags[tag], names)
    })
}

fn wish(tag: &Tag, case: Case, given: &Given) -> Wish {
    Wish::of(tag.name.as_str(), case).given(given.tag(tag), case)
}
