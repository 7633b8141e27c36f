//! What is there already has to be readable with what the request says.

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostics, Phrased, rules};
use crate::ir::{
    Api, BodyKind, CodeId, ErrorCode, Existing, Expression, Operation, Place, WireName, segments,
};

/// Reports operations whose duplicate cannot be read.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for operation in &api.operations {
        let mut of_operation: Option<(&ErrorCode, &Existing)> = None;
        for (case, entry, existing) in existing(api, operation) {
            let problem = match of_operation {
                Some((_, first)) if first.operation != existing.operation => {
                    Some(Phrased::from(&rules::extension::OTHER_READER))
                }
                _ => problem(api, operation, existing),
            };
            of_operation = of_operation.or(Some((entry, existing)));
            // One entry of the catalogue serves many operations.
            if let Some(problem) = problem
                && seen.insert((case, problem.clone()))
            {
                let code = entry.code.as_ref().map(|it| it.as_str());
                let name = code.unwrap_or(rules::extension::THE_STATUS.text());
                diag.report(&rules::extension::UNUSABLE_EXISTING, existing.span)
                    .arg(name)
                    .arg(problem);
            }
        }
    }
}

/// The cases of an operation that say how to read what is there.
fn existing<'a>(
    api: &'a Api,
    operation: &'a Operation,
) -> impl Iterator<Item = (CodeId, &'a ErrorCode, &'a Existing)> {
    let cases = operation.errors.iter();
    cases.filter_map(|case| {
        let entry = &api.codes[case.code];
        Some((case.code, entry, entry.existing.as_ref()?))
    })
}

/// Whether a pointer leads to no member of the request's JSON body.
fn leads_nowhere(api: &Api, from: &Operation, at: &WireName) -> bool {
    let body = from.body.as_ref().map(|body| &body.kind);
    let Some(BodyKind::Json { ty, .. }) = body else {
        return false;
    };
    !super::tokens::leads_somewhere(api, ty, &segments(at))
}

fn problem(api: &Api, from: &Operation, existing: &Existing) -> Option<Phrased> {
    let name = existing.operation.as_str();
    // An operation that does not exist is reported where it is named.
    let target = &api.operations[api.operation(&existing.operation)?];
    let has = |place: Place, name: &str| {
        let mut all = from.parameters.iter();
        all.any(|it| it.place == place && it.wire.as_str() == name)
    };
    for (parameter, value) in &existing.arguments {
        let wire = parameter.as_str();
        let Some(found) = target.parameters.iter().find(|it| it.wire == *parameter) else {
            return Some(rules::extension::HAS_NO_PARAMETER.of([name, wire]));
        };
        match value {
            Expression::RequestPath(path) if !has(Place::Path, path.as_str()) => {
                let path = path.as_str();
                return Some(rules::extension::NO_PATH_PARAMETER.of([path]));
            }
            Expression::RequestQuery(query) if !has(Place::Query, query.as_str()) => {
                let query = query.as_str();
                return Some(rules::extension::NO_QUERY_PARAMETER.of([query]));
            }
            Expression::RequestPath(_) | Expression::RequestQuery(_)
                if !matches!(found.place, Place::Path | Place::Query) =>
            {
                return Some(rules::extension::NEITHER_PATH_NOR_QUERY.of([wire]));
            }
            Expression::RequestBody(_) if from.body.is_none() => {
                return Some(Phrased::from(&rules::extension::NO_REQUEST_BODY));
            }
            Expression::RequestBody(at) if leads_nowhere(api, from, at) => {
                return Some(rules::extension::NO_MEMBER_THERE.of([at.as_str()]));
            }
            _ => {}
        }
    }
    let given = |it: &&crate::ir::Parameter| {
        let mut given = existing.arguments.iter();
        it.required && !given.any(|(name, _)| *name == it.wire)
    };
    if let Some(missing) = target.parameters.iter().find(given) {
        let missing = missing.wire.as_str();
        return Some(rules::extension::NEEDS_PARAMETER.of([name, missing]));
    }
    let body = target.body.as_ref().is_some_and(|body| body.required);
    body.then(|| rules::extension::NEEDS_BODY.of([name]))
}
