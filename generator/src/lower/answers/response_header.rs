//! Declared response headers, but for those that the runtime reads itself.

use faultcode_facts as facts;
use openapiv3::{Header, ParameterSchemaOrContent};

use super::success::Asked;
use crate::diagnostics::rules;
use crate::extension::flag;
use crate::ir::{
    DocText, HeaderForm, RateLimitFacts, ResponseHeader, Table, Type, TypeDef, TypeId, TypeKind,
    WireName,
};
use crate::lower::Cx;
use crate::lower::schemas::Typed;
use crate::lower::site::{SchemaSite, Site, child};

/// Read by the runtime for every operation, or about the message rather than its meaning.
const KNOWN: [&str; 5] = [
    "content-encoding",
    "content-length",
    "content-type",
    facts::HintSource::RETRY_AFTER,
    "transfer-encoding",
];

/// The headers that the declared answers of an operation have, each once.
pub(in crate::lower) fn lower_headers<'a>(
    cx: &mut Cx<'a, '_>,
    asked: &Asked<'_, 'a>,
    rate_limit: &RateLimitFacts,
) -> Vec<ResponseHeader> {
    let mut headers: Vec<ResponseHeader> = Vec::new();
    let known = known(asked, rate_limit);
    for one in asked.declared {
        let trees = child(one.node, "headers");
        for (name, of) in &one.response.headers {
            let seen = |other: &ResponseHeader| other.wire.as_str().eq_ignore_ascii_case(name);
            if known.iter().any(|known| known.eq_ignore_ascii_case(name))
                || headers.iter().any(seen)
            {
                continue;
            }
            if let Some(site) = cx.document.resolve(of, child(trees, name)) {
                headers.extend(lower_header(cx, asked, name, site));
            }
        }
    }
    for header in &mut headers {
        let has = |one: &super::response::Declared<'_>| {
            let mut names = one.response.headers.keys();
            names.any(|name| name.eq_ignore_ascii_case(header.wire.as_str()))
        };
        header.required &= asked.declared.iter().all(has);
    }
    headers
}

fn known<'s>(asked: &Asked<'s, '_>, rate_limit: &'s RateLimitFacts) -> Vec<&'s str> {
    let mut known = KNOWN.to_vec();
    known.extend(facts::RateLimitFacts::FIELDS);
    let limits = [&rate_limit.limit, &rate_limit.remaining, &rate_limit.reset];
    known.extend(limits.map(WireName::as_str));
    let ids = asked.wide.iter();
    known.extend(ids.map(|envelope| envelope.request_id_header.as_str()));
    known.push(facts::Envelope::DEFAULT.request_id_header);
    known
}

fn lower_header<'a>(
    cx: &mut Cx<'a, '_>,
    asked: &Asked<'_, 'a>,
    name: &str,
    site: Site<'a, Header>,
) -> Option<ResponseHeader> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        // No answer can have such a header.
        return None;
    }
    let header = site.item;
    let path = [
        asked.id.clone(),
        WireName::new("header"),
        WireName::new(name),
    ];
    let (typed, whole) = match &header.format {
        ParameterSchemaOrContent::Schema(of) => {
            let schema = SchemaSite::new(of, child(site.node, "schema"));
            (cx.types.lower(schema, &path, cx.diag), false)
        }
        ParameterSchemaOrContent::Content(content) => {
            let trees = child(site.node, "content");
            let json = content.iter().find(|(name, _)| name.contains("json"));
            let schema = json.and_then(|(name, media)| {
                let of = media.schema.as_ref()?;
                Some(SchemaSite::new(of, child(child(trees, name), "schema")))
            });
            match schema {
                Some(schema) => (cx.types.lower(schema, &path, cx.diag), true),
                None => (Typed::ANY, false),
            }
        }
    };
    let (ty, form) = if whole {
        (typed.closed(), HeaderForm::Json)
    } else {
        form(&cx.types.defs, typed.ty).unwrap_or_else(|| {
            let report = cx
                .diag
                .report(&rules::operations::HEADER_AS_TEXT, site.node.span);
            report.arg(name);
            (Type::String, HeaderForm::Text)
        })
    };
    let ty = match ty == Type::String && flag::sensitive(site.node, cx.diag) {
        true => Type::Secret,
        false => ty,
    };
    Some(ResponseHeader {
        wire: WireName::new(name),
        ty,
        form,
        required: header.required,
        doc: DocText::new(header.description.clone().unwrap_or_default()),
        deprecated: header.deprecated.unwrap_or(false),
    })
}

/// How a value of this type is written in a header; `None` where no text says it.
fn form(types: &Table<TypeId, TypeDef>, ty: Type) -> Option<(Type, HeaderForm)> {
    Some(match ty {
        // A header is text where nothing else is said.
        Type::Any => (Type::String, HeaderForm::Text),
        Type::List(item) => match form(types, *item)? {
            (item, HeaderForm::Text) => (Type::List(Box::new(item)), HeaderForm::Texts),
            (item, HeaderForm::Json) => (Type::List(Box::new(item)), HeaderForm::Jsons),
            _ => return None,
        },
        Type::Nullable(inner) => form(types, *inner)?,
        Type::Named(id) => match &types[id].kind {
            TypeKind::TextEnum { .. } => (ty, HeaderForm::Text),
            TypeKind::IntEnum { .. } => (ty, HeaderForm::Json),
            TypeKind::Alias(target) if !matches!(target, Type::Named(_)) => {
                let (_, form) = form(types, target.clone())?;
                (ty, form)
            }
            _ => return None,
        },
        Type::Map(_) | Type::Tuple(_) => return None,
        Type::Bool => (ty, HeaderForm::Json),
        _ if ty.is_number() => (ty, HeaderForm::Json),
        _ => (ty, HeaderForm::Text),
    })
}
