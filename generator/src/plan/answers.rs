//! Names of what the answers of an operation become: the enum of its successes, the struct of its headers, the method of
//! its stream.

use std::collections::BTreeMap;

use crate::given::Given;
use crate::ir::{
    self, Api, OperationId, ResponseHeader, StatusRange, Stream, SuccessCase, SuccessKind, Table,
    TagId, WireName,
};

use super::codes::status_name;
use super::names::{Case, RustIdent, Scope, Wish, joined, wanted};
use super::operations::without_x;
use super::pair::Named;
use super::types::{fields, named};

/// Names of an operation's answers.
#[derive(Clone, Debug, Default)]
pub struct Answers<'a> {
    /// The enum of several successes.
    pub success: Option<SuccessNames<'a>>,
    /// The struct of declared headers.
    pub headers: Option<HeaderNames<'a>>,
    /// The stream that is offered beside a value, with its method.
    pub stream: Option<Named<'a, Stream>>,
}

/// Names of an enum of successes.
#[derive(Clone, Debug)]
pub struct SuccessNames<'a> {
    /// The enum.
    pub name: RustIdent,
    /// Its variants.
    pub cases: Vec<Named<'a, SuccessCase>>,
}

/// Names of a struct of declared headers.
#[derive(Clone, Debug)]
pub struct HeaderNames<'a> {
    /// The struct, or another name for that of the operation `same_as`.
    pub name: RustIdent,
    /// The first operation of the same service that declares the same headers, if it is another one.
    pub same_as: Option<OperationId>,
    /// Its fields.
    pub fields: Vec<Named<'a, ResponseHeader>>,
}

impl Answers<'_> {
    /// The items that stand in the operation's file.
    pub fn items(&self) -> impl Iterator<Item = &RustIdent> {
        let success = self.success.iter().map(|it| &it.name);
        success.chain(self.headers.iter().map(|it| &it.name))
    }
}

/// Names the answers of every operation, streams apart: those have methods.
pub(super) fn names<'a>(
    api: &'a Api,
    types: &mut Scope,
    given: &Given,
) -> Table<OperationId, Answers<'a>> {
    let mut names = api.operations.map(|_, _| Answers::default());
    let wish = |suffix: &'static str| {
        move |it: &(OperationId, &ir::Operation)| {
            let id = it.1.id.as_str();
            Wish::new(id, joined(wanted(id, Case::Camel), suffix))
                .spelled_before(id, Case::Camel, suffix)
                .given_before(given.operation(it.1), Case::Camel, suffix)
        }
    };
    let several = |it: &(_, &ir::Operation)| matches!(it.1.success.kind, SuccessKind::Several(_));
    let several = api.operations.entries().filter(several);
    for ((id, operation), name) in types.claim_all(several, wish("Success"), "Answer") {
        if let SuccessKind::Several(cases) = &operation.success.kind {
            names[id].success = Some(SuccessNames {
                name: name.ident,
                cases: variants(cases),
            });
        }
    }
    let headed = |it: &(_, &ir::Operation)| !it.1.success.headers.is_empty();
    let headed = api.operations.entries().filter(headed);
    let mut firsts: BTreeMap<TagId, Vec<OperationId>> = BTreeMap::new();
    for ((id, operation), name) in types.claim_all(headed, wish("Headers"), "Answer") {
        let wish = |header: &ResponseHeader| {
            let wire = header.wire.as_str();
            Wish::new(wire, wanted(without_x(wire), Case::Snake)).spelled(wire, Case::Snake)
        };
        // A service is there as a whole or not at all, so this name always has its target.
        let known: &mut Vec<OperationId> = firsts.entry(operation.tag).or_default();
        let alike = |first: &&OperationId| {
            api.operations[**first].success.headers == operation.success.headers
        };
        let first = known.iter().find(alike).copied();
        if first.is_none() {
            known.push(id);
        }
        names[id].headers = Some(HeaderNames {
            name: name.ident,
            same_as: first,
            fields: fields(&operation.success.headers, wish, &mut Scope::default()),
        });
    }
    names
}

/// One variant per case, called by what tells it from the others: the status, the kind of its body, or both.
fn variants(cases: &[SuccessCase]) -> Vec<Named<'_, SuccessCase>> {
    let one_status = cases.windows(2).all(|pair| match pair {
        [a, b] => a.status == b.status,
        _ => true,
    });
    let wish = |case: &&SuccessCase| {
        let others = cases.iter().filter(|other| other.status == case.status);
        let shared = others.count() > 1;
        let name = match (one_status, shared) {
            (true, _) => of_body(case),
            (false, true) => format!("{}{}", of_status(case.status), of_body(case)),
            (false, false) => of_status(case.status),
        };
        let media: Vec<&str> = case.media_types.iter().map(WireName::as_str).collect();
        let media = media.join(" ");
        let key = format!("{:?} {media} {:?}", case.status, case.kind);
        let exact = format!("{} {media}", of_status(case.status));
        Wish::new(key, name).or(wanted(&exact, Case::Camel))
    };
    named(cases, wish, "", &mut Scope::default())
}

fn of_status(status: Option<StatusRange>) -> String {
    match status {
        Some(status) => status_name(&[status]),
        None => "Other".to_owned(),
    }
}

/// What the body of a case is called: `Json`, `Csv`, `Bytes`.
fn of_body(case: &SuccessCase) -> String {
    let one = match case.media_types.as_slice() {
        [one] => one.as_str().split(';').next().unwrap_or("").trim(),
        _ => "",
    };
    let subtype = one.rsplit('/').next().unwrap_or("");
    let plain = matches!(subtype, "" | "plain" | "octet-stream") || subtype.contains('*');
    let kind = match case.kind {
        SuccessKind::Empty => "Empty",
        SuccessKind::Json(_) if plain => "Json",
        SuccessKind::Text if plain => "Text",
        _ if plain => "Bytes",
        _ => {
            let name = wanted(subtype.strip_prefix("x-").unwrap_or(subtype), Case::Camel);
            return name.as_str().to_owned();
        }
    };
    kind.to_owned()
}
