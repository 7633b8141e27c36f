//! Operations: everything that one call needs to know.

pub(super) mod facts;
mod host;
pub(super) mod key;
pub(super) mod parameter;
pub(super) mod security;
pub(super) mod server;

use openapiv3::{Operation as Model, PathItem};

use self::facts::{Positions, says_text};
use self::key::{free_key, key_of_body, lower_idempotency, report_key_pointer, scoped};
use self::parameter::{cut, lower_parameters};
use crate::diagnostics::rules;
use crate::extension::auth;
use crate::ir::{
    Api, CodeId, DocText, Envelope, Idempotency, KeyPlace, Method, Operation, SchemeKind,
    StatusRange, SuccessKind, Tag, TagId, WireName,
};
use crate::lower::Cx;
use crate::lower::answers::envelope;
use crate::lower::answers::response::declared;
use crate::lower::answers::success::{Asked, lower_success};
use crate::lower::bodies;
use crate::lower::codes::error::{Errors, Traits, lower_errors};
use crate::lower::codes::members;
use crate::lower::pages;
use crate::lower::site::child;
use crate::name::group;
use crate::source::node::Node;

/// Lowers every operation, in document order.
pub(super) fn lower_operations<'a>(cx: &mut Cx<'a, '_>, api: &mut Api) {
    let routes = cx.document.operations();
    // An operation is large, and a list that doubles has up to twice the places that it needs.
    api.operations.reserve_exact(routes.len());
    for route in routes {
        let place = At {
            template: route.template,
            method: route.method,
            item: route.item,
            model: route.model,
            path: route.path,
            node: child(route.path, route.method),
        };
        let operation = lower_operation(cx, api, place);
        api.operations.push(operation);
    }
    api.keep_used_tags();
    share_statuses(api);
}

/// What most operations say of undeclared statuses is said once.
fn share_statuses(api: &mut Api) {
    let mut lists: Vec<(Vec<CodeId>, usize)> = Vec::new();
    for list in api.operations.iter().filter_map(|it| it.statuses.as_ref()) {
        match lists.iter_mut().find(|(known, _)| known == list) {
            Some((_, count)) => *count += 1,
            None => lists.push((list.clone(), 1)),
        }
    }
    // Of equals the first, so that the outcome follows the document.
    let common = lists.into_iter().rev().max_by_key(|(_, count)| *count);
    api.statuses = common.map(|(list, _)| list).unwrap_or_default();
    for operation in &mut api.operations {
        operation.statuses = operation.statuses.take().filter(|own| *own != api.statuses);
    }
}

#[derive(Clone, Copy)]
struct At<'s> {
    template: &'s str,
    method: &'s str,
    item: &'s PathItem,
    model: &'s Model,
    path: &'s Node,
    node: &'s Node,
}

fn lower_operation<'a>(cx: &mut Cx<'a, '_>, api: &mut Api, at: At<'a>) -> Operation {
    let At { model, node, .. } = at;
    let positions = Positions {
        root: cx.wide.root,
        path: at.path,
        operation: node,
        stated: cx.document.stated,
    };
    let method = Method::of(WireName::new(at.method.to_ascii_uppercase()));
    let id = WireName::new(model.operation_id.clone().unwrap_or_default());
    let declared = declared(cx.document, model, node, cx.diag);

    let given = cx.wide.needs.get(id.as_str());
    let mut security = match (given, &model.security, &cx.document.api.security) {
        (Some(given), _, _) => security::given_needs(api, given),
        (None, Some(own), _) => security::lower_needs(cx, api, own, child(node, "security")),
        (None, None, Some(wide)) => {
            security::lower_needs(cx, api, wide, child(cx.wide.root, "security"))
        }
        (None, None, None) => Vec::new(),
    };
    let parameters = [
        (at.item.parameters.as_slice(), child(at.path, "parameters")),
        (model.parameters.as_slice(), child(node, "parameters")),
    ];
    let mut owned: Vec<String> = Vec::new();
    if security.is_empty()
        && given.is_none()
        && let Some(optional) = security::by_header(cx, api, parameters)
    {
        security = optional;
        owned.push("authorization".to_owned());
    }
    if given.is_none() && model.security.is_none() {
        for alternative in &cx.wide.unasked {
            if !security.contains(alternative) {
                security.push(alternative.clone());
            }
        }
    }
    let lists = [
        (model.servers.as_slice(), child(node, "servers")),
        (at.item.servers.as_slice(), child(at.path, "servers")),
    ];
    let server = server::own(lists, api.servers.first(), cx.diag);

    let mut idempotency = lower_idempotency(cx, positions, &method, at.item, model, node);
    if let Some(Idempotency {
        place: KeyPlace::Header(name),
        ..
    }) = &idempotency
    {
        owned.push(name.as_str().to_owned());
    }
    for need in security.iter().flatten() {
        if let SchemeKind::Header(name) = &api.schemes[need.scheme].kind {
            owned.push(name.as_str().to_owned());
        }
    }
    let owned: Vec<&str> = owned.iter().map(String::as_str).collect();
    let parameters = lower_parameters(cx, parameters, &id, &owned);
    let (path, parameters) = cut(at.template, parameters);
    if let Some(facts) = &mut idempotency {
        scoped(cx, positions, parameters.as_slice(), facts);
    }

    let body = model.request_body.as_ref();
    let body =
        body.and_then(|of| bodies::lower_body(cx, of, child(node, "requestBody"), &id, &method));
    if idempotency.is_none() && positions.merged("x-idempotency").is_none() {
        idempotency = key_of_body(&mut cx.types.defs, body.as_ref());
    }
    if let Some(Idempotency {
        place: KeyPlace::Body(pointer),
        ..
    }) = &idempotency
        && !free_key(&mut cx.types.defs, body.as_ref(), pointer)
    {
        report_key_pointer(positions, pointer, cx.diag);
        idempotency = None;
    }

    let traits = Traits {
        id: &id,
        method: &method,
        tags: &model.tags,
        parameters: parameters.as_slice(),
        schemes: security
            .iter()
            .flatten()
            .map(|need| api.schemes[need.scheme].name.as_str().to_owned())
            .collect(),
        path: at.path,
        operation: node,
    };
    let Errors {
        cases: mut errors,
        statuses,
    } = lower_errors(cx, &traits, &declared);
    for case in &mut errors {
        case.statuses = cx.codes.get(case.code).statuses.clone();
    }
    let asked = Asked {
        id: &id,
        method: &method,
        declared: &declared,
        positions,
        wide: &api.envelopes,
        rate_limit: &api.rate_limit,
    };
    let success = lower_success(cx, &asked);
    let span = at.path.key_span(at.method).unwrap_or(node.span);
    let pagination = pages::lower_pagination(
        cx,
        pages::Asked {
            id: &id,
            method: &method,
            template: at.template,
            positions,
            declared: &declared,
            parameters: parameters.as_slice(),
            body: body.as_ref(),
            success: &success,
            wide: &api.envelopes,
            span,
        },
    );
    let key_class = key_class(cx, api, positions);
    let envelopes = positions
        .envelopes()
        .filter(|own| **own != *api.envelopes)
        .map(|own| own.to_vec());
    let states_errors = envelopes.as_deref().is_some_and(says_text);
    // A place of the success's value alone says nothing of errors, which the schemas then still do.
    let envelopes = envelopes.map(|own| match own.as_slice() {
        [one] if cx.inferred.asked_schemas() && only_data(one) => with_data(&api.envelopes, one),
        _ => own,
    });
    let declares_errors = declared
        .iter()
        .any(|one| one.error && one.content().is_some());
    let mut envelopes = envelopes;
    let mut envelopes_of = Vec::new();
    let mut of_default = None;
    for one in &declared {
        envelope::look(cx, positions, one, declares_errors);
        let media_type = one.content().map(|(_, _, node)| node);
        if let Some(own) = positions.envelopes_of(one.node, media_type) {
            match one.status {
                Some(status) => envelopes_of.push((status, own.to_vec())),
                None => of_default = Some(own.to_vec()),
            }
        } else if !states_errors
            && one.error
            && let Some(own) = cx.inferred.own_envelopes(one.node.span)
        {
            match one.status {
                Some(status) => envelopes_of.push((status, own)),
                None => {
                    let wide = api.envelopes.iter().filter(|wide| !own.contains(wide));
                    let rest: Vec<Envelope> = wide.cloned().collect();
                    envelopes.get_or_insert_with(|| [own, rest].concat());
                }
            }
        }
    }
    let of_answers = declared.iter().filter_map(|one| one.status);
    let wide = envelopes.as_ref().unwrap_or(&api.envelopes);
    nearest(&mut envelopes_of, of_answers, of_default.is_some(), wide);
    let envelopes = of_default.or(envelopes);
    let asked = members::Asked {
        id: &id,
        method: &method,
        declared: &declared,
        positions,
        own: &envelopes_of,
        others: envelopes.as_deref().unwrap_or(&api.envelopes),
    };
    members::fill(cx, &asked, &mut errors);
    let in_stream = match (&success.kind, &success.stream) {
        (SuccessKind::Stream(stream), _) | (_, Some(stream)) => {
            let own = envelopes.as_ref().unwrap_or(&api.envelopes);
            let of_statuses = envelopes_of.iter().flat_map(|(_, list)| list);
            crate::lower::answers::stream::in_stream(
                &cx.types.defs,
                stream,
                own.iter().chain(of_statuses),
            )
        }
        _ => Vec::new(),
    };
    Operation {
        tag: tag(api, model.tags.first(), at.template),
        template: WireName::new(at.template),
        server,
        path,
        summary: DocText::new(model.summary.clone().unwrap_or_default()),
        doc: DocText::new(model.description.clone().unwrap_or_default()),
        deprecated: model.deprecated,
        body,
        success,
        errors,
        statuses: Some(statuses),
        key_class,
        retry: positions.retry(cx.diag).filter(|own| *own != api.retry),
        envelopes,
        envelopes_of,
        in_stream,
        rate_limit: positions
            .rate_limit(declared.iter().map(|one| one.node), cx.diag)
            .filter(|own| *own != api.rate_limit),
        support: positions
            .support(cx.diag)
            .filter(|own| Some(own) != api.support.as_ref()),
        samples: Vec::new(),
        pagination,
        span,
        method,
        called: cx.names.called(at.template, at.method).map(WireName::new),
        id,
        parameters,
        security,
        idempotency,
    }
}

fn only_data(envelope: &Envelope) -> bool {
    let rest = Envelope {
        data: None,
        ..envelope.clone()
    };
    envelope.data.is_some() && rest == Envelope::default()
}

fn with_data(wide: &[Envelope], own: &Envelope) -> Vec<Envelope> {
    let data = || own.data.clone();
    let mut all: Vec<Envelope> = wide
        .iter()
        .map(|envelope| Envelope {
            data: data(),
            ..envelope.clone()
        })
        .collect();
    if all.is_empty() {
        all.push(own.clone());
    }
    all
}

/// The tag of that name. Operations without one belong to a tag that is called after their path, or after the API.
fn tag(api: &mut Api, name: Option<&String>, template: &str) -> TagId {
    let name = match name {
        Some(name) => name.as_str(),
        None => group(template).unwrap_or(api.title.as_str()),
    };
    let known = api.tags.find(|tag| tag.name.as_str() == name);
    known.unwrap_or_else(|| {
        let name = WireName::new(name);
        api.tags.push(Tag {
            name,
            doc: DocText::default(),
        })
    })
}

/// The class of API key that the operation takes.
fn key_class(cx: &mut Cx<'_, '_>, api: &Api, positions: Positions<'_>) -> Option<WireName> {
    let class = auth::key_class(positions.operation.get("x-auth")?, cx.diag)?;
    let mut classes = api.schemes.iter().flat_map(|scheme| &scheme.key_classes);
    if !classes.any(|(_, known)| *known == class.value) {
        cx.diag
            .report(&rules::extension::UNKNOWN_SCHEME, class.span)
            .arg(rules::extension::NO_KEY_CLASS.of([class.value.as_str()]));
    }
    Some(class.value)
}

/// Orders envelopes of single statuses so that the first which covers a status is the nearest. A status that is declared without one
/// has neither that of its class nor that of `default`: those are of the answers that nothing else declares.
fn nearest(
    envelopes_of: &mut Vec<(StatusRange, Vec<Envelope>)>,
    declared: impl Iterator<Item = StatusRange>,
    of_default: bool,
    wide: &[Envelope],
) {
    for status in declared {
        let mut own = envelopes_of.iter();
        let covered = of_default || own.any(|(range, _)| range.overlaps(status));
        if covered && !envelopes_of.iter().any(|(range, _)| *range == status) {
            envelopes_of.push((status, wide.to_vec()));
        }
    }
    envelopes_of.sort_by_key(|(range, _)| range.last - range.first);
}
