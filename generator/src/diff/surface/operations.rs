//! Operations: their methods, arguments, results and error enums.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::text;
use super::policy::policy;
use super::types::limits;
use super::written::{Side, written};
use super::{Item, Sort};
use crate::diff::kinds::Kind;
use crate::ir::{
    self, Body, BodyKind, Carried, ErrorCase, FormRule, OperationId, Parameter, PathPiece, Stream,
    SuccessKind, Type, WireName,
};
use crate::plan::names::RustIdent;
use crate::plan::{Crate, Member, Named, Operation, code_key};
use crate::verdict::repeat;

/// The methods of the client that lead to operations.
pub(super) fn groups(plan: &Crate<'_>) -> Vec<Item> {
    let groups = plan.services.entries().map(|(tag, service)| {
        let names = &service.names;
        let shown = format!("client.{}()", names.method);
        let name = format!("{shown}, {}::{}", names.module, names.name);
        let mut item =
            Item::new(Sort::Group, service.ir.name.as_str(), Kind::GroupAdded).named(name, shown);
        let feature = plan.features.of_service(tag).unwrap_or_default();
        item.fact(Kind::FeatureNeeded, "feature", feature);
        item.fact(Kind::DocsChanged, "", service.ir.doc.as_str());
        item.span = names
            .operations
            .first()
            .map(|first| plan.operations[*first].ir.span);
        item
    });
    groups.collect()
}

/// The operations.
pub(super) fn operations(plan: &Crate<'_>) -> Vec<Item> {
    let all = plan.operations.entries();
    all.map(|(id, planned)| operation(plan, id, planned))
        .collect()
}

/// What the name of each error enum stands for.
pub(super) fn standing_for(plan: &Crate<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (id, planned) in plan.operations.entries() {
        let own = error(plan, id, planned);
        let target = match planned.names.shared {
            Some(shared) => format!("errors::{}", plan.shared[shared].name),
            None => own.clone(),
        };
        all.insert(own, target);
    }
    all
}

/// What each name of details stands for.
pub(super) fn details(plan: &Crate<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for planned in &plan.codes {
        let path = format!("errors::{}", planned.names.name);
        all.insert(path.clone(), path);
    }
    for (id, planned) in plan.operations.entries() {
        let error = error(plan, id, planned);
        for (code, name) in &planned.names.details {
            let target = format!("errors::{}", plan.codes[*code].names.name);
            all.insert(beside(&error, name), target);
        }
    }
    all
}

/// The path of another item of the module.
fn beside(path: &str, name: &RustIdent) -> String {
    let module = path.rsplit_once("::").map_or("", |(module, _)| module);
    format!("{module}::{name}")
}

/// The path of an operation's error enum.
fn error(plan: &Crate<'_>, id: OperationId, planned: &Operation<'_>) -> String {
    format!("{}::{}", plan.service_of(id).module, planned.names.error)
}

/// Method and path, in which the names of variables do not count.
fn route(operation: &ir::Operation) -> String {
    let pieces = operation.path.iter().map(|piece| match piece {
        PathPiece::Fixed(text) => text.as_str(),
        PathPiece::Parameter(_) => "{}",
    });
    format!("{} {}", operation.method.name(), pieces.collect::<String>())
}

fn operation(plan: &Crate<'_>, id: OperationId, planned: &Operation<'_>) -> Item {
    let (operation, names) = (planned.ir, &planned.names);
    let (route, error) = (route(operation), error(plan, id, planned));
    let shown = format!("client.{}().{}", plan.service_of(id).method, names.method);
    let mut item = Item::new(Sort::Operation, route.as_str(), Kind::OperationAdded)
        .named(format!("{shown}, {error}"), shown.as_str())
        .at(operation.span);
    item.fact(Kind::RouteChanged, "", route);
    let server = operation.server.as_ref();
    let server = server.map_or("", |server| server.template.as_str());
    item.fact(Kind::RouteChanged, "server", server);
    item.flag(Kind::Deprecated, "deprecated", operation.deprecated);
    let docs = [&operation.summary, &operation.doc].map(|text| text.as_str());
    item.fact(Kind::DocsChanged, "", docs.join("\n"));
    arguments(plan, planned, &mut item);
    result(plan, id, planned, &mut item);
    policy(plan.api, operation, &mut item);
    cases(plan, planned, &error, &mut item);
    item
}

/// Parameters and the body: arguments first, in the order in which the method takes them.
fn arguments(plan: &Crate<'_>, planned: &Operation<'_>, item: &mut Item) {
    let (operation, names) = (planned.ir, &planned.names);
    let mut given = BTreeSet::new();
    for piece in &operation.path {
        let PathPiece::Parameter(id) = piece else {
            continue;
        };
        if given.insert(*id) {
            let key = format!("path {}", given.len());
            item.items
                .push(parameter(plan, &names.parameters[*id], key, item));
        }
    }
    let required = |it: &&Member<'_, Parameter>| it.ir.is_argument();
    let optional = |it: &&Member<'_, Parameter>| it.ir.is_optional();
    let all = || names.parameters.iter();
    for planned in all().filter(required).chain(all().filter(optional)) {
        let parameter = planned.ir;
        let key = format!("{} {}", parameter.place.as_str(), parameter.wire.as_str());
        item.items.push(self::parameter(plan, planned, key, item));
    }
    if let Some(body) = &operation.body {
        item.items.push(self::body(plan, body, item));
    }
}

fn parameter(plan: &Crate<'_>, planned: &Member<'_, Parameter>, key: String, of: &Item) -> Item {
    let (parameter, names) = (planned.ir, &planned.names);
    let optional = parameter.is_optional();
    let added = match optional {
        true => Kind::ParameterAdded,
        false => Kind::ArgumentAdded,
    };
    let name = match optional {
        true => names.setter.as_str(),
        false => names.field.as_str(),
    };
    let mut item = Item::new(Sort::Parameter, key, added)
        .named(name, format!("{}: {name}", of.shown))
        .at(parameter.span);
    item.positional = !optional;
    // Who gives an argument does not write its name.
    item.renamed = match optional {
        true => Kind::Renamed,
        false => Kind::ArgumentRenamed,
    };
    item.flag(Kind::ParameterBecomesOptional, "optional", optional);
    item.fact(
        Kind::TypeChanged,
        "",
        written(plan, &parameter.ty, Side::Sent),
    );
    let sent = parameter.sent();
    let place = match parameter.place {
        ir::Place::Path => "path".to_owned(),
        place => format!("{} {}", place.as_str(), parameter.wire.as_str()),
    };
    item.fact(Kind::EncodingChanged, "place", place);
    item.fact(
        Kind::EncodingChanged,
        "style",
        format!(
            "{}, explode {}, reserved {}",
            text(&sent.style),
            sent.explode,
            sent.allow_reserved
        ),
    );
    let default = parameter.default.as_ref().map(WireName::as_str);
    item.fact(Kind::DefaultChanged, "", default.unwrap_or_default());
    item.fact(Kind::LimitsChanged, "", limits(parameter.limits.as_ref()));
    item.flag(Kind::Deprecated, "deprecated", parameter.deprecated);
    item.fact(Kind::DocsChanged, "", parameter.doc.as_str());
    item
}

fn body(plan: &Crate<'_>, body: &Body, of: &Item) -> Item {
    let added = match body.required {
        true => Kind::BodyAdded,
        false => Kind::OptionalBodyAdded,
    };
    let mut item = Item::new(Sort::Body, "", added)
        .named("body", format!("{}: body", of.shown))
        .at(body.span);
    item.positional = body.required;
    item.flag(Kind::BodyBecomesOptional, "optional", !body.required);
    let (ty, media) = body_kind(plan, &body.kind);
    item.fact(Kind::TypeChanged, "", ty);
    item.fact(Kind::EncodingChanged, "", media);
    item.fact(Kind::DocsChanged, "", body.doc.as_str());
    item
}

/// What callers give for a body, and how it is written.
pub(super) fn body_kind(plan: &Crate<'_>, kind: &BodyKind) -> (String, String) {
    let of = |ty: &Type| written(plan, ty, Side::Sent);
    match kind {
        BodyKind::Json { ty, media_type } => (of(ty), media_type.as_str().to_owned()),
        BodyKind::Form(ty, rule) => {
            let rule = match rule {
                FormRule::Style(style) => text(style),
                FormRule::Members(members) => {
                    let mut members: Vec<String> = members.iter().map(text).collect();
                    members.sort_unstable();
                    members.join("; ")
                }
            };
            (of(ty), format!("form {rule}"))
        }
        BodyKind::Bytes(media) => ("Upload".to_owned(), media.as_str().to_owned()),
        BodyKind::Text(media) => ("String".to_owned(), media.as_str().to_owned()),
        BodyKind::Multipart(ty, media) => {
            let ty = ty.as_ref().map_or_else(|| "FormData".to_owned(), of);
            (ty, media.as_str().to_owned())
        }
        BodyKind::Several(ty) => (of(ty), "one of several".to_owned()),
    }
}

fn result(plan: &Crate<'_>, id: OperationId, planned: &Operation<'_>, item: &mut Item) {
    let (operation, names) = (planned.ir, &planned.names);
    let success = &operation.success;
    let module = &plan.service_of(id).module;
    let value = match &success.kind {
        SuccessKind::Empty if success.is_presence() => "bool".to_owned(),
        SuccessKind::Several(_) => {
            let name = names.answers.success.as_ref().map(|it| it.name.as_str());
            format!("{module}::{}", name.unwrap_or_default())
        }
        kind => value(plan, kind),
    };
    let nullable = matches!(&success.kind, SuccessKind::Json(Type::Nullable(_)));
    let plain = !matches!(
        success.kind,
        SuccessKind::Empty | SuccessKind::Several(_) | SuccessKind::Stream(_)
    );
    let value = match success.optional && plain && !nullable {
        true => format!("Option<{value}>"),
        false => value,
    };
    item.fact(Kind::ResultChanged, "", value);
    let statuses = [
        ("statuses", &success.statuses),
        ("failures", &success.failures),
        ("absent", &success.absent),
        ("existing", &success.existing),
    ];
    for (label, ranges) in statuses {
        let ranges: Vec<String> = ranges.iter().map(ToString::to_string).collect();
        item.fact(Kind::SuccessesChanged, label, ranges.join(", "));
    }
    item.fact(Kind::SuccessesChanged, "accept", success.accept.as_str());
    if let Some(several) = &names.answers.success {
        for planned in &several.cases {
            let (case, name) = (planned.ir, &planned.names);
            let media: Vec<&str> = case.media_types.iter().map(WireName::as_str).collect();
            let key = format!("{:?} {}", case.status, media.join(" "));
            let path = format!("{module}::{}::{name}", several.name);
            let mut own =
                Item::new(Sort::Result, key, Kind::ResultCaseAdded).named(name.as_str(), path);
            own.fact(Kind::TypeChanged, "", self::value(plan, &case.kind));
            item.items.push(own);
        }
    }
    if let Some(headers) = &names.answers.headers {
        for planned in &headers.fields {
            let (header, name) = (planned.ir, &planned.names);
            let path = format!("{module}::{}.{name}", headers.name);
            let mut own = Item::new(Sort::Header, header.wire.as_str(), Kind::HeaderAdded)
                .named(name.as_str(), path);
            let ty = written(plan, &header.ty, Side::Read);
            own.fact(Kind::TypeChanged, "", ty);
            let nullable = matches!(header.ty, Type::Nullable(_));
            let optional = !header.required && !nullable;
            own.flag(Kind::MemberBecomesOptional, "Option", optional);
            own.fact(Kind::EncodingChanged, "", header.form.as_str());
            own.flag(Kind::Deprecated, "deprecated", header.deprecated);
            own.fact(Kind::DocsChanged, "", header.doc.as_str());
            item.items.push(own);
        }
    }
    if let Some(planned) = &names.answers.stream {
        let (stream, name) = (planned.ir, &planned.names);
        let shown = format!("client.{}().{name}", plan.service_of(id).method);
        let mut own =
            Item::new(Sort::Stream, "", Kind::StreamAdded).named(shown.as_str(), shown.as_str());
        own.fact(Kind::ResultChanged, "", self::stream(plan, stream));
        own.fact(
            Kind::EncodingChanged,
            "",
            format!("{:?} {}", stream.framing, stream.accept.as_str()),
        );
        item.items.push(own);
    }
}

fn value(plan: &Crate<'_>, kind: &SuccessKind) -> String {
    match kind {
        SuccessKind::Json(ty) => written(plan, ty, Side::Read),
        SuccessKind::Bytes => "Bytes".to_owned(),
        SuccessKind::Text => "Text".to_owned(),
        SuccessKind::Stream(stream) => self::stream(plan, stream),
        SuccessKind::Empty | SuccessKind::Several(_) => "()".to_owned(),
    }
}

fn stream(plan: &Crate<'_>, stream: &Stream) -> String {
    let item = match &stream.item {
        Some(ty) => written(plan, ty, Side::Read),
        None => "Text".to_owned(),
    };
    match stream.framing {
        ir::Framing::Events => format!("events of {item}"),
        ir::Framing::Lines => format!("lines of {item}"),
    }
}

/// The variants of its error enum.
fn cases(plan: &Crate<'_>, planned: &Operation<'_>, error: &str, item: &mut Item) {
    let operation = planned.ir;
    for named in &planned.names.cases {
        let (case, name): (&ErrorCase, _) = (named.ir, &named.names);
        let code = &plan.api.codes[case.code];
        let added = match plan.exhaustive {
            true => Kind::ClosedCodeAdded,
            false => Kind::CodeAdded,
        };
        // Whichever entry of the code it is: to the operation there is one.
        let whole = code_key(code);
        let key = match &code.only_for {
            Some(own) => whole.trim_end_matches(own.as_str()).trim_end().to_owned(),
            None => whole,
        };
        let mut own = Item::new(Sort::Case, key.as_str(), added)
            .named(name.as_str(), format!("{error}::{name}"))
            .at(case.span);
        own.fact(Kind::TypeChanged, "", held(plan, planned, named, error));
        let spoken = repeat(plan.api, operation, code).phrase();
        own.fact(Kind::VerdictChanged, key, spoken);
        own.fact(Kind::DocsChanged, "", case.doc.as_str());
        // So that a code that another one takes the name of is told.
        let wire = code.code.as_ref().map(WireName::as_str);
        own.fact(Kind::WireChanged, "", wire.unwrap_or_default());
        item.items.push(own);
    }
    let reads = operation.errors.iter();
    let reads = reads.filter_map(|case| plan.api.codes[case.code].existing.as_ref());
    if let Some(existing) = reads.into_iter().next() {
        let shown = format!("{}.create_or_get()", item.shown);
        let mut own = Item::new(Sort::Existing, "", Kind::ExistingAdded)
            .named("", shown)
            .at(existing.span);
        own.fact(Kind::ExistingChanged, "", existing.operation.as_str());
        item.items.push(own);
    }
}

/// What the variant of a case holds, by the name that the operation has for it.
fn held(
    plan: &Crate<'_>,
    planned: &Operation<'_>,
    named: &Named<'_, ErrorCase>,
    error: &str,
) -> String {
    let case = named.ir;
    match &case.carried {
        Carried::Details => {
            let mut own = planned.names.details.iter();
            let own = own.find(|(code, _)| *code == case.code);
            let name = &plan.codes[case.code].names.name;
            match (own, plan.codes[case.code].ir.has_details()) {
                (Some((_, name)), _) => format!("{{{}}}", beside(error, name)),
                (None, true) => format!("{{errors::{name}}}"),
                (None, false) => "no details".to_owned(),
            }
        }
        Carried::Json(ty) => written(plan, ty, Side::Read),
        Carried::Text => "Text".to_owned(),
        Carried::Bytes => "Bytes".to_owned(),
        Carried::Nothing => "NoBody".to_owned(),
    }
}
