//! The envelopes of one response: where its facts stand, with and without a list of errors.

use std::collections::BTreeMap;

use faultcode_facts::{EnvelopePreset, Restate};

use super::Found;
use super::members::{items, kinds, maps_to_texts};
use super::places::{Place, Source, names_code, plain};
use crate::ir::{
    CodeAt, CodeKind, Envelope, FieldErrorShape, FieldErrorsAt, HintUnit, MessageAt, Pointer,
};

/// The best source of codes at a place.
type Best<'f, 's> = Option<(&'f Place<'s>, &'f Source)>;

/// How much an envelope tells: the more, the earlier it is tried.
pub(super) fn telling(envelope: &Envelope) -> (bool, bool, usize) {
    let facts = [
        envelope.message.is_some(),
        envelope.category.is_some(),
        envelope.param.is_some(),
        envelope.field_errors.is_some(),
        envelope.request_id.is_some(),
        envelope.status_echo.is_some(),
        envelope.retry_after.is_some(),
    ];
    let facts = facts.into_iter().filter(|fact| *fact).count();
    (envelope.code.is_some(), envelope.items.is_some(), facts)
}

/// Whether an answer with these places has a code or a message where the envelope looks for one.
pub(super) fn fits(envelope: &Envelope, places: &[Place<'_>]) -> bool {
    let code = envelope.code.as_ref().map(|code| &code.at);
    let message = envelope.message.as_ref().map(|message| &message.at);
    code.into_iter().chain(message).any(|at| {
        let Some((name, parent)) = at.split_last() else {
            return false;
        };
        let mut places = places.iter().filter(|place| place.at == parent);
        places.any(|place| place.kinds.contains_key(name.as_str()))
    })
}

/// The envelopes of a response, the more exact one first.
pub(super) fn envelopes(
    found: &Found<'_>,
    whole: Best<'_, '_>,
    of_item: Best<'_, '_>,
) -> Vec<Envelope> {
    let mut all = Vec::new();
    let outer = if found.problem {
        of_problem(found, whole)
    } else {
        of_whole(found, whole)
    };
    if let Some((place, source)) = of_item {
        let mut envelope = of_list(place, Some(source));
        envelope.category = envelope
            .category
            .or_else(|| outer.code.as_ref().map(|code| code.at.clone()));
        envelope.message = envelope.message.or_else(|| outer.message.clone());
        envelope.request_id = outer.request_id.clone();
        all.push(envelope);
    } else if outer.code.is_none() && outer.message.is_none() {
        // Where the body itself says nothing, the list is the error.
        let list = found.places.iter().find(|place| place.of_items());
        let envelope = list.map(|place| of_list(place, None));
        if let Some(envelope) = envelope.filter(|it| it.code.is_some() || it.message.is_some()) {
            return vec![Envelope {
                request_id: outer.request_id,
                status_echo: outer.status_echo,
                retry_after: outer.retry_after,
                ..envelope
            }];
        }
    }
    if outer != Envelope::default() {
        all.push(outer);
    }
    all
}

/// Makes envelopes whose codes stand at one place read codes of one kind there: what an answer has whose status no response
/// declares, nobody can tell beforehand.
pub(super) fn widen<'e>(envelopes: impl Iterator<Item = &'e mut Envelope>) {
    let mut codes: Vec<&mut CodeAt> = envelopes.filter_map(|it| it.code.as_mut()).collect();
    let mut kinds: BTreeMap<Pointer, CodeKind> = BTreeMap::new();
    for code in &codes {
        let known = kinds.entry(code.at.clone()).or_insert(code.kind);
        *known = known.and(code.kind);
    }
    for code in &mut codes {
        if let Some(kind) = kinds.get(&code.at) {
            code.kind = *kind;
        }
    }
}

fn code_at(at: Pointer, kind: CodeKind) -> CodeAt {
    CodeAt {
        at,
        kind,
        ..CodeAt::default()
    }
}

fn message_at(at: Pointer) -> MessageAt {
    MessageAt {
        at,
        ..MessageAt::default()
    }
}

/// What a text for people is called, the likeliest first.
const MESSAGES: [&str; 9] = [
    "message",
    "detail",
    "errordescription",
    "errormessage",
    "description",
    "msg",
    "err",
    "title",
    "text",
];

/// A text for people.
fn message(place: &Place<'_>) -> Option<Pointer> {
    MESSAGES
        .into_iter()
        .find_map(|word| place.find(&["string"], |name| name == word))
}

fn group(place: &Place<'_>, code: &Pointer) -> Option<Pointer> {
    let is_group = |name: &str| {
        name == "category"
            || name == "type"
            || name.ends_with("errortype")
            || name == "errorcategory"
    };
    place.find(&["string"], is_group).filter(|at| at != code)
}

fn parameter(place: &Place<'_>) -> Option<Pointer> {
    let words = ["param", "parameter", "field"];
    words
        .into_iter()
        .find_map(|word| place.find(&["string"], |name| name == word))
}

/// A code that lists no values.
fn open_code(place: &Place<'_>, numbers: bool) -> Option<CodeAt> {
    // The items of a list number their kind of error, where a text would be the id of this one.
    let numbered = |name: &str| numbers && plain(name) == "errorid" && place.is(name, "integer");
    let names = place.kinds.keys();
    let mut names = names.filter(|name| names_code(name) || numbered(name));
    names.find_map(|name| {
        let kinds = place.kinds.get(name)?;
        let may_be = |kind: &str| kinds.contains(&kind);
        let others = kinds.iter().any(|it| !matches!(*it, "string" | "integer"));
        let kind = match (may_be("string"), numbers && may_be("integer")) {
            _ if others => return None,
            (true, true) => CodeKind::Either,
            (true, false) => CodeKind::Text,
            (false, true) => CodeKind::Integer,
            (false, false) => return None,
        };
        Some(code_at(place.below(name), kind))
    })
}

/// The layout of RFC 9457.
fn of_problem(found: &Found<'_>, whole: Best<'_, '_>) -> Envelope {
    let mut envelope: Envelope = EnvelopePreset::Problem.envelope().restate();
    let Some(body) = found.places.first() else {
        return envelope;
    };
    if let Some((_, source)) = whole {
        envelope.code = Some(code_at(source.at.clone(), source.kind));
    } else if body.is("code", "string") {
        envelope.code = Some(code_at(body.below("code"), CodeKind::Text));
    }
    if !body.kinds.contains_key("detail") && body.is("title", "string") {
        envelope.message = Some(message_at(body.below("title")));
    }
    envelope
}

/// An object that is the error, or holds it as `error`.
fn of_whole(found: &Found<'_>, whole: Best<'_, '_>) -> Envelope {
    let outer: Vec<&Place<'_>> = found.places.iter().filter(|it| !it.of_items()).collect();
    let mut envelope = Envelope::default();
    let Some(body) = outer.first() else {
        return envelope;
    };
    // The place of the code, then the body, then its `error`.
    let mut order: Vec<&Place<'_>> = whole.iter().map(|(place, _)| *place).collect();
    order.extend(outer.iter().copied());
    envelope.code = match whole {
        Some((_, source)) => Some(code_at(source.at.clone(), source.kind)),
        None => outer.iter().find_map(|place| open_code(place, false)),
    };
    envelope.message = order
        .iter()
        .find_map(|place| message(place))
        .or_else(|| {
            // Some bodies are a sentence under `error`.
            let at = body.find(&["string"], |name| name == "error");
            at.filter(|at| envelope.code.as_ref().is_none_or(|code| code.at != *at))
        })
        .map(message_at);
    if let Some(code) = &envelope.code {
        envelope.category = order.first().and_then(|place| group(place, &code.at));
        envelope.param = order.first().and_then(|place| parameter(place));
    }
    if let Some((_, source)) = whole.filter(|(_, source)| source.discriminates) {
        let parent = source.at.split_last().map(|(_, parent)| parent.to_vec());
        envelope.details = parent;
    }
    let echo = ["status", "statusCode", "status_code", "code"];
    envelope.status_echo = echo
        .into_iter()
        .find(|name| body.is(name, "integer") || *name != "code" && body.is(name, "number"))
        .map(|name| body.below(name))
        .filter(|at| envelope.code.as_ref().is_none_or(|code| code.at != *at));
    let is_request = |name: &str| {
        let words = ["requestid", "debugid", "traceid", "correlationid"];
        words.iter().any(|word| name.ends_with(word))
    };
    envelope.request_id = order
        .iter()
        .find_map(|place| place.find(&["string"], is_request));
    envelope.retry_after = order.iter().find_map(|place| wait(place));
    envelope.field_errors = order.iter().find_map(|place| fields(found, place));
    if envelope.message.is_none() {
        envelope.message = either(&order, envelope.field_errors.as_ref()).map(message_at);
    }
    envelope
}

/// A member that is a text or a list: one that may be either, and FastAPI's `detail`, which is declared as the list of what is
/// wrong with a request, and is a sentence in every other refusal.
fn either(order: &[&Place<'_>], fields: Option<&FieldErrorsAt>) -> Option<Pointer> {
    let mut all = order.iter();
    let declared = all.find_map(|place| {
        let mut names = place.kinds.iter();
        let (name, _) = names.find(|(name, kinds)| {
            MESSAGES.contains(&plain(name).as_str())
                && kinds.contains(&"string")
                && kinds
                    .iter()
                    .all(|kind| matches!(*kind, "string" | "array" | "object"))
        })?;
        Some(place.below(name))
    });
    declared.or_else(|| {
        let at = &fields?.at;
        let is_detail = at.last().is_some_and(|last| last.as_str() == "detail");
        is_detail.then(|| at.clone())
    })
}

/// A number that says how long to wait.
fn wait(place: &Place<'_>) -> Option<(Pointer, HintUnit)> {
    let numbers = ["integer", "number"];
    let millis = |name: &str| matches!(name, "retryafterms" | "retryaftermillis");
    let seconds =
        |name: &str| matches!(name, "retryafter" | "retryafterseconds" | "retryaftersecs");
    let millis = place
        .find(&numbers, millis)
        .map(|at| (at, HintUnit::Millis));
    millis.or_else(|| Some((place.find(&numbers, seconds)?, HintUnit::Seconds)))
}

/// Messages per field beside a message for the whole.
fn fields(found: &Found<'_>, place: &Place<'_>) -> Option<FieldErrorsAt> {
    let names = [
        "details",
        "errors",
        "detail",
        "issues",
        "invalidfields",
        "fielderrors",
    ];
    let mut named = place
        .members
        .keys()
        .filter(|name| names.contains(&plain(name).as_str()));
    named.find_map(|name| {
        let sites = place.members.get(name)?;
        let at = place.below(name);
        if maps_to_texts(found.document, sites) {
            let shape = FieldErrorShape::Map;
            return Some(FieldErrorsAt { at, shape });
        }
        let inside = items(found.document, sites);
        if inside.is_empty() {
            return None;
        }
        if kinds(found.document, &inside) == ["string"] {
            let shape = FieldErrorShape::List;
            return Some(FieldErrorsAt { at, shape });
        }
        let item = super::places::item(found.document, &inside);
        let field = [
            "field",
            "param",
            "parameter",
            "property",
            "path",
            "name",
            "pointer",
        ]
        .into_iter()
        .find_map(|word| item.find(&["string"], |name| name == word))
        .or_else(|| {
            // The place of a value as a list of the steps to it, its part of the request first.
            item.is("loc", "array").then(|| item.below("loc"))
        });
        let message = message(&item);
        let code = item.find(&["string"], |name| {
            matches!(name, "code" | "type" | "issue")
        });
        message.is_some().then_some(FieldErrorsAt {
            at,
            shape: FieldErrorShape::Objects {
                field,
                message,
                code,
            },
        })
    })
}

/// A list of errors, whose first item decides.
fn of_list(place: &Place<'_>, source: Option<&Source>) -> Envelope {
    let items = place.at.split_last().map(|(_, list)| list.to_vec());
    let code = match source {
        Some(source) => Some(code_at(source.at.clone(), source.kind)),
        None => open_code(place, true),
    };
    let category = code.as_ref().and_then(|code| group(place, &code.at));
    Envelope {
        items,
        category,
        code,
        message: message(place).map(message_at),
        param: parameter(place),
        ..Envelope::default()
    }
}
