//! Names that users give, looked over: whether each can be had, and names something.

use super::names::{Case, RustIdent, joined, wanted};
use super::{Crate, PlannedKind};
use crate::diagnostics::{Diagnostics, nearest, rules};
use crate::given::Given;
use crate::ir::{Api, WireName};
use crate::source::Span;

/// Reports names that cannot be had, and those that name nothing.
pub(super) fn report(plan: &Crate<'_>, given: &Given, diag: &mut Diagnostics) {
    for it in &given.all {
        if !is_name(&it.name) {
            diag.report(&rules::names::BAD_GIVEN_NAME, it.span)
                .arg(&it.name)
                .arg(&it.key);
        } else if !it.is_used() {
            let report = diag.report(&rules::names::STALE_NAME, it.span).arg(&it.key);
            let known = known(plan.api);
            let key = it
                .key
                .split_once(':')
                .map_or(it.key.as_str(), |(_, key)| key);
            if let Some(near) = nearest(key, known.iter().map(String::as_str)) {
                report.help(rules::remarks::DID_YOU_MEAN.of([near]));
            }
        }
    }
    let mut check = |name: Option<&str>, ident: &RustIdent, case: Case, suffix: &str, at: Span| {
        let Some(name) = name.filter(|name| is_name(name)) else {
            return true;
        };
        let had = joined(wanted(name, case), suffix).as_str() == ident.as_str();
        if !had {
            diag.report(&rules::names::NAME_TAKEN, at)
                .arg(name)
                .arg(ident.as_str());
        }
        had
    };
    for it in &plan.services {
        let at = it
            .names
            .operations
            .first()
            .map(|id| plan.operations[*id].ir.span);
        let at = at.unwrap_or(Span::NOWHERE);
        check(given.tag(it.ir), &it.names.method, Case::Snake, "", at);
    }
    for it in &plan.operations {
        let (name, at) = (given.operation(it.ir), it.ir.span);
        // Once is enough where neither can be had.
        let _ = check(name, &it.names.method, Case::Snake, "", at)
            && check(name, &it.names.error, Case::Camel, "Error", at);
        for parameter in &it.names.parameters {
            let (ir, name) = (parameter.ir, &parameter.names.field);
            check(given.parameter(ir), name, Case::Snake, "", ir.span);
        }
    }
    for it in &plan.codes {
        check(
            given.code(it.ir),
            &it.names.name,
            Case::Camel,
            "",
            it.ir.span,
        );
    }
    for it in &plan.types {
        check(
            given.schema(it.ir),
            &it.names.name,
            Case::Camel,
            "",
            it.ir.span,
        );
        match &it.names.kind {
            PlannedKind::Object { members, .. } => {
                for member in members {
                    let (ir, name) = (member.ir, &member.names.field);
                    check(given.field(ir), name, Case::Snake, "", ir.span);
                }
            }
            PlannedKind::Multipart { parts, .. } => {
                for part in parts {
                    let (ir, name) = (&part.ir.field, &part.names.field);
                    check(given.field(ir), name, Case::Snake, "", ir.span);
                }
            }
            PlannedKind::TextEnum(values) => {
                for value in values {
                    check(
                        given.value(it.ir, value.ir),
                        &value.names,
                        Case::Camel,
                        "",
                        it.ir.span,
                    );
                }
            }
            _ => {}
        }
    }
}

/// What can be named by its text.
fn known(api: &Api) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut add = |name: &WireName| all.push(name.as_str().to_owned());
    api.operations.iter().for_each(|it| add(&it.id));
    api.tags.iter().for_each(|it| add(&it.name));
    api.codes
        .iter()
        .filter_map(|it| it.code.as_ref())
        .for_each(&mut add);
    for def in &api.types {
        if let [only] = def.name.as_slice() {
            add(only);
        }
    }
    all
}

/// Whether a text can be a name in every case, as it stands.
fn is_name(name: &str) -> bool {
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic());
    let goes_on = name
        .chars()
        .all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
    let short = name.len() <= LONGEST;
    starts && goes_on && short && !wanted(name, Case::Snake).as_str().ends_with('_')
}

/// The longest name that a user can give: something has to fit behind it.
const LONGEST: usize = 60;
