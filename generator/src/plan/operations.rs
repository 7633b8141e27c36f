//! Names of operations, of their parameters and of the variants of their errors.

use std::collections::BTreeMap;

use crate::ir::{self, Api, ErrorCase, OperationId, Parameter, ParameterId, Place, Table, TagId};

use crate::table::SharedId;

use super::answers::Answers;
use super::names::{Case, Claimed, RustIdent, Scope, Wish, joined, wanted};
use super::pair::{Member, Named, Planned};
use super::services::Grouped;
use super::types::{named, variants, with_setters};
use super::{answers, codes, prelude};

/// An operation with its names.
pub type Operation<'a> = Planned<'a, ir::Operation, OperationNames<'a>>;

/// Names of one operation.
#[derive(Clone, Debug)]
pub struct OperationNames<'a> {
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
    /// Its parameters: the argument of a path parameter, the field and the setter of another.
    pub parameters: Table<ParameterId, Member<'a, Parameter>>,
    /// The variants of its error enum.
    pub cases: Vec<Named<'a, ErrorCase>>,
    /// What its answers become.
    pub answers: Answers<'a>,
    /// The enum that its own error is another name for.
    pub shared: Option<SharedId>,
}

/// Names every operation; `services` are the groups that they stand in.
pub(super) fn names<'a>(
    api: &'a Api,
    services: &Table<TagId, Grouped>,
    scope: &mut Scope,
) -> Table<OperationId, Operation<'a>> {
    let camel = |suffix: &'static str| {
        move |it: &ir::Operation| {
            let id = it.id.as_str();
            Wish::new(id, joined(&wanted(id, Case::Camel), suffix))
        }
    };
    let all = &api.operations;
    let snake = |it: &ir::Operation| Wish::of(it.id.as_str(), Case::Snake);
    let mut of_services = Scope::with(prelude::SERVICE_METHODS.iter().copied());
    let methods = of_services.claim_table(all, snake, "_operation");
    let errors = scope.claim_table(all, camel("Error"), "Cases");
    let params = scope.claim_table(all, camel("Params"), "List");
    let mut answers = answers::names(api, &mut of_services, scope);
    let modules = modules(services, &methods);
    let mut statics = Scope::default();
    all.map(|id, operation| {
        let method = methods[id].ident.clone();
        let mut parameters = operation.parameters.iter();
        let outside = parameters.any(|it| it.place != Place::Path);
        let constant = statics.claim(&method.as_str().to_ascii_uppercase(), "");
        let names = OperationNames {
            module: modules[&id].clone(),
            constant: constant.ident,
            method,
            error: errors[id].ident.clone(),
            params: outside.then(|| params[id].ident.clone()),
            parameters: arguments(operation),
            cases: cases(api, operation),
            answers: std::mem::take(&mut answers[id]),
            shared: None,
        };
        Planned::new(operation, names)
    })
}

/// The files of operations, which are distinct within one service.
fn modules(
    services: &Table<TagId, Grouped>,
    methods: &Table<OperationId, Claimed>,
) -> BTreeMap<OperationId, RustIdent> {
    let of_service = |service: &Grouped| {
        // A module inside one of the same name reads like a mistake.
        let reserved = ["mod", service.module.as_str()];
        let mut files = Scope::of_files(prelude::MODULES.iter().copied().chain(reserved));
        let wish = |id: &OperationId| {
            let method = methods[*id].ident.as_str();
            Wish::new(method, method)
        };
        files.claim_all(service.operations.iter().copied(), wish, "_operation")
    };
    let files = services.iter().flat_map(of_service);
    files.map(|(id, file)| (id, file.ident)).collect()
}

fn cases<'a>(api: &Api, operation: &'a ir::Operation) -> Vec<Named<'a, ErrorCase>> {
    let wish = |case: &ErrorCase| {
        let code = &api.codes[case.code];
        Wish::new(codes::key(code), codes::variant(code))
    };
    variants(&operation.errors, wish, "Code")
}

/// Arguments and fields share one scope: a reader should not meet one name in two meanings.
fn arguments(operation: &ir::Operation) -> Table<ParameterId, Member<'_, Parameter>> {
    let plain = |it: &Parameter| {
        let name = it.wire.as_str();
        let short = name.strip_prefix("X-").or_else(|| name.strip_prefix("x-"));
        wanted(
            short.filter(|_| it.place == Place::Header).unwrap_or(name),
            Case::Snake,
        )
    };
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for parameter in &operation.parameters {
        *count.entry(plain(parameter)).or_default() += 1;
    }
    let wish = |it: &&Parameter| {
        let (place, name) = (place_word(it.place), plain(it));
        let key = format!("{} {place}", it.wire.as_str());
        if count[&name] == 1 || it.place == Place::Query {
            Wish::new(key, name)
        } else {
            Wish::new(key, joined(&name, &format!("_{place}")))
        }
    };
    let mut scope = Scope::with(prelude::LOCALS.iter().copied());
    let fields = named(&operation.parameters, wish, "_value", &mut scope);
    with_setters(fields).into_iter().collect()
}

fn place_word(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
        Place::QueryString => "querystring",
    }
}
