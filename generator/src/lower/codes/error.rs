//! Which entries an operation answers.
//!
//! A list or a map of the operation names its codes; without one they are inferred from the declared statuses. Status
//! entries always follow the declared statuses. What an entry says by `appliesTo` holds under any status, declared or not. What
//! the nearer position says goes last.

mod checked;
mod described;
mod existing;
mod said;
mod unlisted;

use std::rc::Rc;

use indexmap::IndexMap;

use super::Selection;
use super::carried::carried;
use super::entry::lower_entry;
use crate::lower::Cx;
use crate::lower::answers::response::Declared;
use checked::check_listed;
use described::describe;
use unlisted::{
    declared_statuses, from_schemas, report_left_out, streams, taken_away, undeclared_statuses,
};

use crate::diagnostics::{nearest, rules};
use crate::extension::codes::{self, Named, Use};
use crate::extension::entry::AppliesTo;
use crate::extension::{confidence, merge};
use crate::ir::{
    Carried, CodeId, DocText, ErrorCase, Members, Method, Origin, Parameter, StatusRange, WireName,
};
use crate::source::node::{Map, Node};
use crate::source::{Span, Spanned};

/// What an operation is, as far as its errors depend on it.
pub(in crate::lower) struct Traits<'s> {
    pub id: &'s WireName,
    pub method: &'s Method,
    pub tags: &'s [String],
    pub parameters: &'s [Parameter],
    /// The names of the schemes that it accepts.
    pub schemes: Vec<String>,
    pub path: &'s Node,
    pub operation: &'s Node,
}

/// An entry that the operation answers: where that is said, and its facts there, the farthest first.
#[derive(Default)]
struct Chosen {
    span: Option<Span>,
    facts: Vec<Rc<Node>>,
    /// The responses that list it.
    listed: Vec<(StatusRange, Span)>,
    /// What names it, if anything does.
    origin: Option<Origin>,
}

type Set = IndexMap<String, Chosen>;

/// What an operation answers when it refuses.
#[derive(Default)]
pub(in crate::lower) struct Errors {
    /// The cases of its error enum.
    pub cases: Vec<ErrorCase>,
    /// Status entries that hold for it whether it declares their status or not.
    pub statuses: Vec<CodeId>,
}

/// The cases of an operation's error enum, and the status entries that hold beside them.
pub(in crate::lower) fn lower_errors<'a>(
    cx: &mut Cx<'a, '_>,
    traits: &Traits<'_>,
    declared: &[Declared<'a>],
) -> Errors {
    let root = cx.wide.root;
    let of_path = codes::read_use(root, traits.path, cx.diag);
    let of_operation = codes::read_use(root, traits.operation, cx.diag);
    let of_responses: Vec<(&Declared<'_>, Use)> = declared
        .iter()
        .filter_map(|one| Some((one, codes::read_use(root, one.node, cx.diag)?)))
        .collect();
    let mut set = Set::new();
    let only = |of: &Option<Use>| matches!(of, Some(Use::Only(_)));
    // A response that lists its codes is not inferred from.
    let open: Vec<&Declared<'_>> = declared
        .iter()
        .filter(|one| !of_responses.iter().any(|(at, _)| std::ptr::eq(*at, *one)))
        .collect();
    let explicit = only(&of_path) || only(&of_operation);
    let taken_away = taken_away([&of_path, &of_operation]);
    infer(cx, traits, declared, &open, explicit, &mut set);
    if explicit {
        report_left_out(cx, &open, [&of_path, &of_operation]);
    } else {
        from_schemas(cx, traits, &open, &mut set);
    }
    for (one, of) in &of_responses {
        report_left_out(cx, &[one], [&Some(of.clone()), &None]);
    }
    change(&mut set, of_path);
    for (one, of) in of_responses {
        list_at(&mut set, one, of);
    }
    change(&mut set, of_operation);

    let streams = streams(declared);
    let mut cases: Vec<ErrorCase> = Vec::new();
    for (key, chosen) in set {
        let named = chosen.span;
        if let Some(case) = make(cx, traits, &key, chosen, declared) {
            let applies = cx.codes.selections.get(&key);
            let applies = applies.is_some_and(|it| it.applies_to.is_some());
            let statuses = &cx.codes.get(case.code).statuses;
            if applies || fits(statuses, declared.iter()) {
                cx.codes.reach(case.code);
            } else if let (Some(at), Some(status), false) = (named, statuses.first(), streams) {
                let status = status.to_string();
                let at = (at, traits.id.as_str().to_owned(), status);
                cx.codes.undeclared(case.code, at);
            }
            cases.push(case);
        }
    }
    declared_statuses(cx, declared, &taken_away, &mut cases);
    cases.sort_by_key(|case| cx.codes.rank(case.code));
    for case in &mut cases {
        let entry = cx.codes.get(case.code).clone();
        case.carried = carried(cx, traits, declared, &entry);
    }
    describe(cx, &mut cases, declared);
    let statuses = undeclared_statuses(cx, traits, &taken_away);
    Errors { cases, statuses }
}

/// Adds what the catalogue has for this operation. With `explicit`, codes come only by `appliesTo`.
fn infer(
    cx: &mut Cx<'_, '_>,
    traits: &Traits<'_>,
    declared: &[Declared<'_>],
    open: &[&Declared<'_>],
    explicit: bool,
    set: &mut Set,
) {
    let keys: Vec<String> = cx.codes.catalogue.keys().cloned().collect();
    for key in keys {
        let Some(selection) = cx.codes.selections.get(&key).cloned() else {
            continue;
        };
        let matches = applies(cx, traits, &selection);
        let fits = match cx.codes.status_of(&key) {
            // What applies by declaration needs no declared response: servers answer more than documents say.
            _ if selection.applies_to.is_some() => true,
            Some(status) => fits(&[status], declared.iter()),
            None if explicit => false,
            None => {
                selection.statuses.is_empty() && open.iter().any(|one| one.error)
                    || fits(&selection.statuses, open.iter().copied())
            }
        };
        if matches && fits {
            set.insert(key, Chosen::default());
        }
    }
}

/// Whether one of the statuses is declared as an error; a declared `default` admits all but those that are declared as something
/// else.
fn fits<'s>(
    statuses: &[StatusRange],
    declared: impl Iterator<Item = &'s Declared<'s>> + Clone,
) -> bool {
    let mut errors = declared.clone().filter(|one| one.error);
    let succeeds = |status: StatusRange, of: Option<StatusRange>| {
        let mut nearer = declared.clone().filter(|one| !one.error);
        nearer.any(|one| {
            let own = one.status.filter(|own| own.covers(status));
            own.is_some_and(|own| of.is_none_or(|of| of != own && of.covers(own)))
        })
    };
    errors.any(|one| match (one.status, statuses) {
        (None, []) => true,
        (of, statuses) => statuses
            .iter()
            .any(|status| of.is_none_or(|other| overlap(*status, other)) && !succeeds(*status, of)),
    })
}

pub(in crate::lower) fn overlap(a: StatusRange, b: StatusRange) -> bool {
    a.overlaps(b)
}

/// Whether `when` and `appliesTo` admit the operation.
fn applies(cx: &mut Cx<'_, '_>, traits: &Traits<'_>, selection: &Selection) -> bool {
    let mut admitted = true;
    if let Some(security) = &selection.security {
        for name in security {
            if !cx.wide.schemes.contains(&name.value.as_str()) {
                crate::lower::operations::security::report_unknown(
                    cx,
                    name.value.as_str(),
                    name.span,
                );
            }
        }
        admitted &= security
            .iter()
            .any(|name| traits.schemes.iter().any(|s| s == name.value.as_str()));
    }
    match &selection.applies_to {
        Some(applies_to) => admitted && selects(cx, traits, applies_to),
        None => admitted,
    }
}

fn selects(cx: &mut Cx<'_, '_>, traits: &Traits<'_>, by: &AppliesTo) -> bool {
    for name in by.parameters.iter().flatten() {
        if !cx.wide.parameters.contains(name.value.as_str()) {
            report_unknown_parameter(cx, name);
        }
    }
    let parameters = by.parameters.as_ref().is_none_or(|names| {
        let has = |name: &Spanned<WireName>| traits.parameters.iter().any(|p| p.wire == name.value);
        names.iter().all(has)
    });
    let tags = by.tags.as_ref().is_none_or(|names| {
        let has = |name: &Spanned<WireName>| traits.tags.iter().any(|t| t == name.value.as_str());
        names.iter().any(has)
    });
    let methods = by.methods.as_ref().is_none_or(|names| {
        let is = |name: &Spanned<WireName>| {
            name.value
                .as_str()
                .eq_ignore_ascii_case(traits.method.name())
        };
        names.iter().any(is)
    });
    parameters && tags && methods
}

fn report_unknown_parameter(cx: &mut Cx<'_, '_>, name: &Spanned<WireName>) {
    let report = cx
        .diag
        .report(&rules::extension::UNKNOWN_PARAMETER, name.span)
        .arg(name.value.as_str());
    if let Some(near) = nearest(name.value.as_str(), cx.wide.parameters.iter().copied()) {
        report.help(rules::remarks::DID_YOU_MEAN.of([near]));
    }
}

/// Applies the use of a path item or of an operation.
fn change(set: &mut Set, of: Option<Use>) {
    match of {
        None => {}
        Some(Use::Only(named)) => named.into_iter().for_each(|named| name(set, named)),
        Some(Use::Change { include, exclude }) => {
            include.into_iter().for_each(|named| name(set, named));
            for code in exclude {
                set.shift_remove(&code.value);
            }
        }
    }
}

fn name(set: &mut Set, named: Named) {
    if named.facts.as_ref().is_some_and(|facts| facts.is_null()) {
        set.shift_remove(&named.code);
        return;
    }
    let chosen = set.entry(named.code).or_default();
    chosen.span = Some(named.span);
    chosen.origin = Some(named.origin);
    chosen.facts.extend(named.facts);
}

/// Applies the use of a response, which gives its codes their status.
fn list_at(set: &mut Set, one: &Declared<'_>, of: Use) {
    let named = match of {
        Use::Only(named) => named,
        Use::Change { include, exclude } => {
            for code in exclude {
                set.shift_remove(&code.value);
            }
            include
        }
    };
    for named in named {
        let (code, span) = (named.code.clone(), named.span);
        name(set, named);
        if let Some(status) = one.status
            && let Some(chosen) = set.get_mut(&code)
        {
            chosen.listed.push((status, span));
        }
    }
}

/// Makes the case of an entry, and the entry where this operation's facts differ from the shared one's.
fn make<'a>(
    cx: &mut Cx<'a, '_>,
    traits: &Traits<'_>,
    key: &str,
    chosen: Chosen,
    declared: &[Declared<'a>],
) -> Option<ErrorCase> {
    let status = cx.codes.status_of(key);
    // A foreign list need not agree with a catalogue that its author did not write.
    let foreign = chosen.span.and_then(|span| cx.origins.of(span));
    let inferred = matches!(chosen.origin, Some(Origin::Inferred(_)));
    if !cx.codes.knows(key) && foreign.is_none() && !inferred {
        let span = chosen.span.unwrap_or(traits.operation.span);
        cx.codes.report_unknown(key, span, cx.diag);
        return None;
    }
    cx.codes.mark_used(key);
    let at = chosen.span.unwrap_or(traits.operation.span);
    let facts = &chosen.facts;
    let base = cx.codes.base(key, at, || {
        let empty = Node::map(at, Map::new());
        facts
            .iter()
            .fold(empty, |below, near| confidence::over(&below, near))
    });
    let by_entry = cx.origins.of(base.span);
    let origin = match (foreign, chosen.origin, by_entry) {
        (Some(name), _, _) | (None, None, Some(name)) => Origin::Dialect(name),
        (None, Some(origin), _) => origin,
        (None, None, None) => Origin::Native,
    };
    let said = said::of(cx, facts, &base, origin, chosen.span);
    let layers = facts.iter().map(Rc::as_ref);
    // What a schema explains is no statement about what a draft says.
    let merged = match inferred {
        true => layers.fold(base.node.clone(), |below, near| merge::over(&below, near)),
        false => said::as_entry(codes::with_facts(Some(&base), layers, at), &base.node),
    };
    let own = !merged.same_value(&base.node);
    let shared = cx.codes.shared(key).filter(|_| !own);
    let id = match shared {
        Some(id) => id,
        None => {
            let span = if own { at } else { base.span };
            let mut code = lower_entry(cx, key, status, &merged, span);
            code.only_for = own.then(|| traits.id.clone());
            code.confidence = code.confidence.max(said.of_entry.confidence());
            if code.origin == Origin::Native {
                code.origin = said.of_entry;
            }
            cx.codes.add(key, code)
        }
    };
    check_listed(cx, id, key, &merged, &chosen.listed);
    existing::check(cx, id, &merged, declared);
    Some(ErrorCase {
        code: id,
        span: chosen.span.unwrap_or(base.span),
        origin: said.origin,
        confidence: said.confidence,
        doc: DocText::default(),
        statuses: Vec::new(),
        carried: Carried::Details,
        members: Members::default(),
    })
}
