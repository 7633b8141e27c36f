//! Names of operations and of the services that hold them.

use std::collections::BTreeMap;

use crate::ir::{self, Api, Place};

use super::names::{Case, RustIdent, Scope, joined, wanted};
use super::types::{idents, setters, variants};
use super::{Operation, Service, answers, codes, prelude};

/// Names every operation; the modules are decided with the services.
pub(super) fn names(api: &Api, scope: &mut Scope) -> Vec<Operation> {
    let wishes = |name: &dyn Fn(&str) -> String| -> Vec<_> {
        let ids = api.operations.iter().map(|it| it.id.as_str());
        ids.map(|id| (id.to_owned(), name(id))).collect()
    };
    let mut services = Scope::with(prelude::SERVICE_METHODS.iter().copied());
    let methods = idents(services.claim_all(&wishes(&|id| wanted(id, Case::Snake)), "_operation"));
    let enums = scope.claim_all(
        &wishes(&|id| joined(&wanted(id, Case::Camel), "Error")),
        "Cases",
    );
    let params = scope.claim_all(
        &wishes(&|id| joined(&wanted(id, Case::Camel), "Params")),
        "List",
    );
    let answers = answers::names(api, &mut services, scope);
    let mut statics = Scope::default();
    let mut names = Vec::new();
    let claimed = methods.into_iter().zip(enums).zip(params).zip(answers);
    for (operation, (((method, error), params), answers)) in api.operations.iter().zip(claimed) {
        let arguments = arguments(operation);
        let outside = operation
            .parameters
            .iter()
            .any(|it| it.place != Place::Path);
        names.push(Operation {
            service: 0,
            module: method.clone(),
            constant: statics
                .claim(&method.as_str().to_ascii_uppercase(), "")
                .ident,
            error: error.ident,
            params: outside.then_some(params.ident),
            setters: setters(&arguments),
            arguments,
            variants: cases(api, operation),
            answers,
            shared: None,
            method,
        });
    }
    names
}

fn cases(api: &Api, operation: &ir::Operation) -> Vec<RustIdent> {
    let wishes: Vec<_> = operation
        .errors
        .iter()
        .map(|case| match api.codes.get(case.code.0) {
            Some(code) => (codes::key(code), codes::variant(code)),
            None => (String::new(), String::new()),
        })
        .collect();
    variants(&wishes, "Code")
}

/// Arguments and fields share one scope: a reader should not meet one name in two meanings.
fn arguments(operation: &ir::Operation) -> Vec<RustIdent> {
    let plain = |it: &ir::Parameter| {
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
    let wishes: Vec<_> = operation
        .parameters
        .iter()
        .map(|it| {
            let (place, name) = (place_word(it.place), plain(it));
            let key = format!("{} {place}", it.wire.as_str());
            let alone =
                count.get(&name).is_none_or(|count| *count == 1) || it.place == Place::Query;
            (
                key,
                if alone {
                    name
                } else {
                    joined(&name, &format!("_{place}"))
                },
            )
        })
        .collect();
    idents(Scope::with(prelude::LOCALS.iter().copied()).claim_all(&wishes, "_value"))
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

/// Names the services and puts the operations into their modules.
pub(super) fn services(
    api: &Api,
    mut names: Vec<Operation>,
    scope: &mut Scope,
) -> (Vec<Service>, Vec<Operation>) {
    let used: Vec<usize> = (0..api.tags.len())
        .filter(|tag| api.operations.iter().any(|it| it.tag == *tag))
        .collect();
    let wishes = |case| -> Vec<_> {
        let tags = used.iter().filter_map(|tag| api.tags.get(*tag));
        tags.map(|tag| {
            (
                tag.name.as_str().to_owned(),
                wanted(tag.name.as_str(), case),
            )
        })
        .collect()
    };
    let modules = Scope::of_files(prelude::MODULES.iter().copied())
        .claim_all(&wishes(Case::Snake), "_service");
    let methods: Vec<_> = modules
        .iter()
        .map(|it| (it.ident.to_string(), it.ident.to_string()))
        .collect();
    let methods =
        Scope::with(prelude::CLIENT_METHODS.iter().copied()).claim_all(&methods, "_service");
    let structs = scope.claim_all(&wishes(Case::Camel), "Service");
    let mut services = Vec::new();
    for (index, (((tag, module), method), name)) in used
        .into_iter()
        .zip(modules)
        .zip(methods)
        .zip(structs)
        .enumerate()
    {
        let operations: Vec<_> = (0..api.operations.len())
            .filter(|it| api.operations.get(*it).is_some_and(|it| it.tag == tag))
            .collect();
        // A module inside one of the same name reads like a mistake.
        let reserved = ["mod", module.ident.as_str()];
        let mut files = Scope::of_files(prelude::MODULES.iter().copied().chain(reserved));
        let wishes: Vec<_> = operations
            .iter()
            .filter_map(|it| names.get(*it))
            .map(|it| (it.method.to_string(), it.method.to_string()))
            .collect();
        for (operation, file) in operations
            .iter()
            .zip(files.claim_all(&wishes, "_operation"))
        {
            if let Some(names) = names.get_mut(*operation) {
                names.service = index;
                names.module = file.ident;
            }
        }
        services.push(Service {
            tag,
            module: module.ident,
            method: method.ident,
            name: name.ident,
            operations,
        });
    }
    (services, names)
}
