//! Examples of answers: those of the document, and one made up for every case that it shows none of.

use faultcode_facts::JSON;
use std::rc::Rc;

use super::Cx;
use super::fits::carries;
use super::read::{Facts, read};
use super::synthesis::{carried_body, error_body, success_body, value};
use crate::diagnostics::rules;
use crate::extension::codes;
use crate::extension::received::{Received, received};
use crate::ir::{
    Api, Envelope, ErrorCase, ErrorCode, EventKind, Framing, Operation, Sample, StatusRange,
    Stream, SuccessKind, Table, Type, TypeDef, TypeId, TypeKind, WireName,
};
use crate::lower::{Declared, Positions};
use crate::source::node::Node;
use crate::source::value::to_json;

/// What is known of an operation when its examples are read.
pub(super) struct Answers<'s, 'a> {
    pub api: &'s Api,
    pub operation: &'s Operation,
    pub declared: &'s [Declared<'a>],
    pub positions: Positions<'s>,
}

/// The examples of an operation's answers.
pub(super) fn samples<'a>(cx: &mut Cx<'_, 'a>, answers: &Answers<'_, 'a>) -> Vec<Sample> {
    let mut samples = Vec::new();
    let own = answers.positions.envelopes();
    let wide = own.as_deref().unwrap_or(&answers.api.envelopes);
    for one in answers.declared {
        let Some((name, _, node)) = one.content() else {
            continue;
        };
        let of_response = answers.positions.envelopes_of(one.node, Some(node));
        // What the document says goes before what is read off its schemas.
        let of_schema = || inferred(cx, one);
        let of_response = of_response.or_else(|| own.clone()).or_else(of_schema);
        let envelopes = of_response.as_deref().unwrap_or(wide);
        for (example, value) in examples(cx, node) {
            let sample = if one.error {
                failure(cx, answers, one, name, envelopes, value)
            } else {
                returned(answers, one).then(|| sample(status(one, &[]), name, value))
            };
            samples.extend(sample.map(|sample| Sample {
                name: WireName::new(example),
                ..sample
            }));
        }
    }
    if !samples.iter().any(|sample: &Sample| sample.case.is_none()) {
        samples.extend(made_success(cx, answers, wide));
    }
    samples.extend(made_stream(cx, answers));
    for case in &answers.operation.errors {
        if !samples.iter().any(|sample| sample.case == Some(case.code)) {
            samples.extend(made_failure(cx, answers, case));
        }
    }
    samples
}

/// The envelopes that the schema of an error shows.
fn inferred(cx: &Cx<'_, '_>, one: &Declared<'_>) -> Option<Rc<[Envelope]>> {
    let of_schema = cx.inferred.envelopes(one.node.span);
    of_schema.filter(|_| one.error).map(Rc::from)
}

/// The named examples of a media type, or its single one.
fn examples<'s, 'a: 's>(cx: &Cx<'_, 'a>, media_type: &'s Node) -> Vec<(String, &'s Node)> {
    if let Some(single) = media_type.get("example") {
        return vec![("example".to_owned(), single)];
    }
    let Some(named) = media_type.get("examples") else {
        return Vec::new();
    };
    let root = cx.root;
    let value = |entry: &'s Node| codes::resolve(root, entry).get("value");
    let named = named.entries();
    named
        .filter_map(|(name, entry)| Some((name.to_owned(), value(&entry.value)?)))
        .collect()
}

/// Whether a call returns this answer as its success.
fn returned(answers: &Answers<'_, '_>, one: &Declared<'_>) -> bool {
    let kind = one.content().map(|(name, _, _)| received(name));
    let fits = match answers.operation.success.kind {
        SuccessKind::Empty => false,
        SuccessKind::Json(_) => kind == Some(Received::Json),
        SuccessKind::Text => kind == Some(Received::Text),
        SuccessKind::Bytes | SuccessKind::Several(_) | SuccessKind::Stream(_) => true,
    };
    fits && one.is_returned() && !is_absence(answers, one)
}

/// Whether a success is one that says that there is nothing.
fn is_absence(answers: &Answers<'_, '_>, one: &Declared<'_>) -> bool {
    one.status
        .is_some_and(|status| answers.operation.success.absent.contains(&status))
}

fn sample(status: u16, media_type: &str, value: &Node) -> Sample {
    let framed = |before: &str, after: &str| format!("{before}{}{after}", to_json(value));
    let body = match received(media_type) {
        Received::Json => to_json(value).to_string(),
        Received::Events if value.text().is_none() => framed("data: ", "\n\n"),
        Received::Lines if value.text().is_none() => framed("", "\n"),
        _ => value
            .text()
            .map_or_else(|| to_json(value).to_string(), str::to_owned),
    };
    Sample {
        status,
        case: None,
        name: WireName::new(""),
        body: WireName::new(body),
        media_type: WireName::new(media_type),
    }
}

/// The status of an example: the declared one, or one of the class that has no response of its own.
fn status(one: &Declared<'_>, taken: &[StatusRange]) -> u16 {
    let set = one
        .status
        .unwrap_or(StatusRange::one(if one.error { 500 } else { 200 }));
    let free = |status: &u16| !taken.iter().any(|taken| taken.contains(*status));
    (set.first..=set.last).find(free).unwrap_or(set.first)
}

/// The statuses that are declared one by one.
fn single(declared: &[Declared<'_>]) -> Vec<StatusRange> {
    let statuses = declared.iter().filter_map(|one| one.status);
    statuses
        .filter(|status| status.first == status.last)
        .collect()
}

/// An example of an error, for the case that its code or status chooses.
fn failure<'a>(
    cx: &mut Cx<'_, 'a>,
    answers: &Answers<'_, 'a>,
    one: &Declared<'a>,
    media_type: &str,
    envelopes: &[Envelope],
    value: &Node,
) -> Option<Sample> {
    let facts = if received(media_type) == Received::Json {
        read(envelopes, value)
    } else {
        Facts::default()
    };
    if !cx.inferred.asked_schemas()
        && !envelopes.is_empty()
        && facts.code.is_none()
        && !facts.message
    {
        cx.diag
            .report(&rules::extension::EXAMPLE_MISMATCH, value.span);
    }
    let taken = match one.status {
        Some(status) if status.first == status.last => Vec::new(),
        _ => single(answers.declared),
    };
    let mut status = status(one, &taken);
    let case = match facts.code {
        Some((code, at)) => {
            let found = answers.operation.errors.iter().find(|case| {
                let known = cx.codes[case.code].code.as_ref();
                known.is_some_and(|known| known.as_str() == code)
            });
            let is_unknown = found.is_none() && cx.has_catalogue && !cx.names.contains(&code);
            if is_unknown && cx.unknown.insert(code.clone()) {
                cx.diag
                    .report(&rules::extension::EXAMPLE_UNKNOWN_CODE, at)
                    .arg(&code);
            }
            found
        }
        None => by_status(cx, &answers.operation.errors, status),
    };
    // A code that nobody knows leaves the answer to its status.
    let case = case.or_else(|| by_status(cx, &answers.operation.errors, status))?;
    if received(media_type) == Received::Json && !carries(cx.types, case, &to_json(value)) {
        return None;
    }
    if one.status.is_none()
        && let Some(own) = cx.codes[case.code].statuses.first()
    {
        status = own.first;
    }
    Some(Sample {
        case: Some(case.code),
        ..sample(status, media_type, value)
    })
}

/// The status entry that covers a status most closely.
fn by_status<'s>(cx: &Cx<'_, '_>, errors: &'s [ErrorCase], status: u16) -> Option<&'s ErrorCase> {
    let width = |case: &&ErrorCase| {
        let entry = &cx.codes[case.code];
        let covering = entry.statuses.iter().filter(|set| set.contains(status));
        let narrowest = covering.map(|set| set.last - set.first).min()?;
        entry.code.is_none().then_some(narrowest)
    };
    let covering = errors.iter().filter(|case| width(case).is_some());
    covering.min_by_key(width)
}

/// A success that fits the declared type.
fn made_success<'a>(
    cx: &mut Cx<'_, 'a>,
    answers: &Answers<'_, 'a>,
    wide: &[Envelope],
) -> Option<Sample> {
    let successes = answers.declared.iter().filter(|one| one.is_returned());
    let mut successes = successes.filter(|one| !is_absence(answers, one));
    let first = match &answers.operation.success.kind {
        SuccessKind::Several(cases) => cases.iter().find(|case| !case.media_types.is_empty()),
        _ => None,
    };
    let kind = first.map_or(&answers.operation.success.kind, |case| &case.kind);
    let empty = matches!(kind, SuccessKind::Empty);
    let one = successes.find(|one| {
        let declared = first.is_none_or(|case| case.status == one.status);
        declared && one.content().is_some() != empty
    })?;
    let mut taken = single(answers.declared);
    taken.retain(|taken| Some(*taken) != one.status);
    let status = status(one, &taken);
    let media_type = first.and_then(|case| case.media_types.first());
    let media_type = media_type.map(WireName::as_str);
    let content = one.content();
    let media_type = media_type.or(content.map(|(name, _, _)| name));
    let body = match (kind, content) {
        (SuccessKind::Stream(stream), Some(_)) => one_item(cx.types, stream),
        (SuccessKind::Json(ty), Some((_, _, node))) => {
            let own = answers.positions.envelopes_of(one.node, Some(node));
            let envelopes = own.as_deref().unwrap_or(wide);
            success_body(cx.types, ty, envelopes).to_string()
        }
        (_, Some(_)) => "example".to_owned(),
        (_, None) => String::new(),
    };
    Some(Sample {
        status,
        case: None,
        name: WireName::new("made-up"),
        body: WireName::new(body),
        media_type: WireName::new(media_type.unwrap_or("")),
    })
}

/// A stream beside another success.
fn made_stream<'a>(cx: &Cx<'_, 'a>, answers: &Answers<'_, 'a>) -> Option<Sample> {
    let stream = answers.operation.success.stream.as_ref()?;
    let media_type = stream.accept.as_str().split(',').next().unwrap_or("");
    let mut successes = answers.declared.iter().filter(|one| one.is_returned());
    let one = successes.find(|one| one.response.content.contains_key(media_type))?;
    Some(Sample {
        status: status(one, &[]),
        case: None,
        name: WireName::new("made-up"),
        body: WireName::new(one_item(cx.types, stream)),
        media_type: WireName::new(media_type),
    })
}

/// A stream of one item.
fn one_item(types: &Table<TypeId, TypeDef>, stream: &Stream) -> String {
    let kind = stream.item.as_ref().and_then(|ty| first_kind(types, ty));
    let name = kind.and_then(|kind| kind.events.first());
    let ty = kind.map_or(stream.item.as_ref(), |kind| kind.ty.as_ref());
    let item = match ty {
        Some(ty) => value(types, ty).to_string(),
        None => "example".to_owned(),
    };
    match (stream.framing, name) {
        (Framing::Events, Some(name)) => {
            // A line break would end the field.
            let name = name.as_str().replace(['\r', '\n'], " ");
            format!("event: {name}\ndata: {item}\n\n")
        }
        (Framing::Events, None) => format!("data: {item}\n\n"),
        (Framing::Lines, _) => format!("{item}\n"),
    }
}

/// The first kind of events, where their type chooses that of their data.
fn first_kind<'t>(types: &'t Table<TypeId, TypeDef>, ty: &Type) -> Option<&'t EventKind> {
    match ty {
        Type::Named(id) => match &types[*id].kind {
            TypeKind::Events(kinds) => kinds.first(),
            _ => None,
        },
        _ => None,
    }
}

/// An error of this case, made of the declared schema and of what the envelope says; `None`: for each of its statuses another
/// case is nearer.
fn made_failure<'a>(
    cx: &mut Cx<'_, 'a>,
    answers: &Answers<'_, 'a>,
    case: &ErrorCase,
) -> Option<Sample> {
    let statuses = case.statuses.clone();
    let covers = |one: &&Declared<'_>| match one.status {
        Some(status) => statuses.is_empty() || statuses.iter().any(|s| s.overlaps(status)),
        None => true,
    };
    let errors = || answers.declared.iter().filter(|one| one.error);
    // The nearest one says how the answer is read.
    let width = |one: &&Declared<'_>| one.status.map_or(u16::MAX, |it| it.last - it.first);
    let response = errors().filter(covers).min_by_key(width);
    let status = made_status(cx, answers, case, response, &statuses)?;
    // A response of some of the case's statuses may be no response of the one that was taken.
    let of_status = |one: &&Declared<'_>| one.status.is_none_or(|it| it.contains(status));
    let response = errors().filter(of_status).min_by_key(width).or(response);
    let content = response.and_then(Declared::content);
    let content = content.filter(|(name, _, _)| received(name) == Received::Json);
    let envelopes = answers.api.envelopes_at(answers.operation, status);
    let is_known = |word: &str| {
        let alias = |entry: &ErrorCode| entry.aliases.iter().any(|it| it.as_str() == word);
        cx.names.contains(word) || cx.codes.iter().any(alias)
    };
    if let Some(body) = carried_body(cx.types, case, envelopes, &is_known) {
        let content = response.and_then(Declared::content);
        return Some(Sample {
            status,
            case: Some(case.code),
            name: WireName::new("made-up"),
            body: WireName::new(body),
            media_type: WireName::new(content.map_or(JSON, |(name, _, _)| name)),
        });
    }
    let base = content.and_then(|(_, media_type, node)| {
        let ty = cx
            .shown
            .error_body(media_type, node, &answers.operation.id)?;
        Some(value(cx.shown.error_types(), &ty))
    });
    let entry = &cx.codes[case.code];
    let body = error_body(cx.types, base, envelopes, entry, status, &is_known);
    Some(Sample {
        status,
        case: Some(case.code),
        name: WireName::new("made-up"),
        body: WireName::new(body.to_string()),
        media_type: WireName::new(content.map_or(JSON, |(name, _, _)| name)),
    })
}

/// A status that the case, and no narrower one, covers, if there is one; that of a code may be of others too.
fn made_status(
    cx: &Cx<'_, '_>,
    answers: &Answers<'_, '_>,
    case: &ErrorCase,
    response: Option<&Declared<'_>>,
    statuses: &[StatusRange],
) -> Option<u16> {
    let declared = response.and_then(|one| one.status);
    let of_code = cx.codes[case.code].code.is_some();
    let mut candidates: Vec<StatusRange> = Vec::new();
    for own in statuses {
        candidates.extend(
            declared
                .filter(|declared| own.overlaps(*declared))
                .map(|declared| StatusRange {
                    first: own.first.max(declared.first),
                    last: own.last.min(declared.last),
                }),
        );
    }
    if statuses.is_empty() {
        candidates.extend(declared);
    }
    candidates.extend(statuses);
    let all = candidates.iter().flat_map(|set| set.first..=set.last);
    let mut fitting = all.filter(|status| {
        let chosen = |found: &ErrorCase| found.code == case.code;
        let by_status = || by_status(cx, &answers.operation.errors, *status).is_some_and(chosen);
        !answers.operation.success.holds(*status) && (of_code || by_status())
    });
    let first = candidates.first().filter(|_| of_code);
    let any = || first.map(|set| set.first);
    fitting.next().or_else(any).or(of_code.then_some(400))
}
