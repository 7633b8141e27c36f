//! Names of what the answers of an operation become: the enum of its successes, the struct of its headers, the method of
//! its stream.

use crate::ir::{
    self, Api, OperationId, ResponseHeader, StatusRange, Stream, SuccessCase, SuccessKind, Table,
    WireName,
};

use super::codes::status_name;
use super::names::{Case, RustIdent, Scope, Wish, joined, wanted};
use super::pair::{Named, Planned};
use super::types::fields;

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
    /// The struct.
    pub name: RustIdent,
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

/// Names the answers of every operation; `methods` are those of the services.
pub(super) fn names<'a>(
    api: &'a Api,
    methods: &mut Scope,
    types: &mut Scope,
) -> Table<OperationId, Answers<'a>> {
    let mut names = api.operations.map(|_, _| Answers::default());
    let wish = |suffix: &'static str| {
        move |it: &(OperationId, &ir::Operation)| {
            let id = it.1.id.as_str();
            Wish::new(id, joined(&wanted(id, Case::Camel), suffix))
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
    for ((id, operation), name) in types.claim_all(headed, wish("Headers"), "Answer") {
        let wish = |header: &ResponseHeader| {
            let wire = header.wire.as_str();
            Wish::new(wire, wanted(short(&header.wire), Case::Snake))
        };
        names[id].headers = Some(HeaderNames {
            name: name.ident,
            fields: fields(&operation.success.headers, wish, &mut Scope::default()),
        });
    }
    for (id, operation) in api.operations.entries() {
        names[id].stream = operation.success.stream.as_ref().map(|stream| {
            let method = joined(&wanted(operation.id.as_str(), Case::Snake), "_stream");
            Planned::new(stream, methods.claim(&method, "_operation").ident)
        });
    }
    names
}

/// The `X-` of a header's name says nothing.
fn short(name: &WireName) -> &str {
    let name = name.as_str();
    let rest = name.strip_prefix("X-").or_else(|| name.strip_prefix("x-"));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// One variant per case, called by what tells it from the others: the status, the kind of its body, or both.
fn variants(cases: &[SuccessCase]) -> Vec<Named<'_, SuccessCase>> {
    let one_status = cases.windows(2).all(|pair| match pair {
        [a, b] => a.status == b.status,
        _ => true,
    });
    let mut scope = Scope::default();
    cases
        .iter()
        .map(|case| {
            let others = cases.iter().filter(|other| other.status == case.status);
            let shared = others.count() > 1;
            let name = match (one_status, shared) {
                (true, _) => of_body(case),
                (false, true) => format!("{}{}", of_status(case.status), of_body(case)),
                (false, false) => of_status(case.status),
            };
            Planned::new(case, scope.claim(&name, "").ident)
        })
        .collect()
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
        _ => return wanted(subtype.strip_prefix("x-").unwrap_or(subtype), Case::Camel),
    };
    kind.to_owned()
}
