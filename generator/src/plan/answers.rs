//! Names of what the answers of an operation become: the enum of its successes, the struct of its headers, the method of
//! its stream.

use crate::ir::{self, Api, StatusRange, SuccessCase, SuccessKind, WireName};

use super::codes::status_name;
use super::names::{Case, RustIdent, Scope, joined, wanted};
use super::types::{fields_by, idents};

/// Names of an operation's answers.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The enum of several successes.
    pub success: Option<RustIdent>,
    /// One variant per success.
    pub cases: Vec<RustIdent>,
    /// The struct of declared headers.
    pub headers: Option<RustIdent>,
    /// One field per header.
    pub header_fields: Vec<RustIdent>,
    /// The method of the stream that is offered beside a value.
    pub stream: Option<RustIdent>,
}

impl Answers {
    /// The items that stand in the operation's file.
    pub fn items(&self) -> impl Iterator<Item = &RustIdent> {
        self.success.iter().chain(&self.headers)
    }
}

/// Names the answers of every operation; `methods` are those of the services.
pub(super) fn names(api: &Api, methods: &mut Scope, types: &mut Scope) -> Vec<Answers> {
    let mut names = vec![Answers::default(); api.operations.len()];
    let mut claim = |wanted: &dyn Fn(&ir::Operation) -> bool, suffix: &str, clash: &str| {
        let asking: Vec<usize> = (0..api.operations.len())
            .filter(|index| api.operations.get(*index).is_some_and(wanted))
            .collect();
        let ids = asking.iter().filter_map(|index| api.operations.get(*index));
        let wishes: Vec<_> = ids
            .map(|it| {
                let id = it.id.as_str();
                (
                    id.to_owned(),
                    joined(&self::wanted(id, Case::Camel), suffix),
                )
            })
            .collect();
        let claimed = idents(types.claim_all(&wishes, clash));
        asking.into_iter().zip(claimed).collect::<Vec<_>>()
    };
    let several = |it: &ir::Operation| matches!(it.success.kind, SuccessKind::Choice(_));
    for (index, name) in claim(&several, "Success", "Answer") {
        if let Some(names) = names.get_mut(index) {
            names.success = Some(name);
        }
    }
    for (index, name) in claim(&|it| !it.success.headers.is_empty(), "Headers", "Answer") {
        if let Some(names) = names.get_mut(index) {
            names.headers = Some(name);
        }
    }
    for (operation, names) in api.operations.iter().zip(&mut names) {
        if let SuccessKind::Choice(cases) = &operation.success.kind {
            names.cases = variants(cases);
        }
        let headers = operation.success.headers.iter();
        names.header_fields = fields_by(
            headers.map(|header| (header.wire.as_str(), short(&header.wire))),
            &mut Scope::default(),
        );
        if operation.success.stream.is_some() {
            let method = joined(&wanted(operation.id.as_str(), Case::Snake), "_stream");
            names.stream = Some(methods.claim(&method, "_operation").ident);
        }
    }
    names
}

/// The `X-` of a header's name says nothing.
fn short(name: &WireName) -> &str {
    let name = name.as_str();
    let rest = name.get(2..).filter(|rest| !rest.is_empty());
    let marked = name.starts_with("X-") || name.starts_with("x-");
    rest.filter(|_| marked).unwrap_or(name)
}

/// One variant per case, called by what tells it from the others: the status, the kind of its body, or both.
fn variants(cases: &[SuccessCase]) -> Vec<RustIdent> {
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
            scope.claim(&name, "").ident
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
