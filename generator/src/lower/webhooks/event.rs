//! One type for all webhooks, where a member tells their payloads apart.
//!
//! ```yaml
//! webhooks:
//!   order.created: # type: {const: order.created}
//!   order.paid:    # type: {const: order.paid}
//!                  # together: a union by `type`
//! ```

use std::collections::BTreeSet;

use crate::ir::{
    DocText, Field, Table, Type, TypeDef, TypeId, TypeKind, Variant, Webhook, WireName,
};
use crate::lower::Cx;
use crate::source::Span;

/// Members that most often tell events apart, tried before all others.
const USUAL: [&str; 8] = [
    "type",
    "event_type",
    "eventType",
    "event",
    "kind",
    "name",
    "topic",
    "object",
];

/// The union of all payloads; `None` where nothing tells them apart, or there is only one.
pub(super) fn event(cx: &mut Cx<'_, '_>, webhooks: &[Webhook]) -> Option<Type> {
    let types = &cx.types.defs;
    let mut payloads: Vec<TypeId> = Vec::new();
    for webhook in webhooks {
        let Type::Named(id) = webhook.payload else {
            return None;
        };
        if !payloads.contains(&id) {
            payloads.push(id);
        }
    }
    let members = payloads.iter().map(|id| fields(types, *id));
    let members: Vec<&[Field]> = members.collect::<Option<_>>()?;
    let (first, rest) = members.split_first()?;
    if rest.is_empty() {
        return None;
    }
    let named = first.iter().map(|field| &field.wire);
    let (usual, others): (Vec<_>, Vec<_>) = named.partition(|name| USUAL.contains(&name.as_str()));
    let rank = |name: &&WireName| USUAL.iter().position(|usual| *usual == name.as_str());
    let mut usual = usual;
    usual.sort_by_key(rank);
    let mut tags = usual.into_iter().chain(others);
    let (tag, values) =
        tags.find_map(|tag| Some((tag.clone(), told_apart(types, &members, tag)?)))?;
    let variants = payloads.iter().zip(values).map(|(id, tags)| Variant {
        tags,
        ty: Type::Named(*id),
        doc: types[*id].doc.clone(),
    });
    let kind = TypeKind::Union {
        tag,
        variants: variants.collect(),
    };
    let id = cx.types.defs.push(TypeDef {
        name: vec![WireName::new("WebhookEvent")],
        title: None,
        doc: DocText::new("Any webhook of the API."),
        span: Span::at(cx.wide.root.span.file, 0),
        kind,
        sent: false,
        received: false,
        reads: Vec::new(),
        shared: None,
        deprecated: false,
    });
    Some(Type::Named(id))
}

fn fields(types: &Table<TypeId, TypeDef>, id: TypeId) -> Option<&[Field]> {
    match &types[id].kind {
        TypeKind::Object { fields, .. } => Some(fields),
        _ => None,
    }
}

/// The values of a member in each payload, if each has some and no two have the same.
fn told_apart(
    types: &Table<TypeId, TypeDef>,
    members: &[&[Field]],
    tag: &WireName,
) -> Option<Vec<Vec<WireName>>> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for fields in members {
        let field = fields.iter().find(|field| field.wire == *tag)?;
        let Type::Named(id) = field.ty else {
            return None;
        };
        let TypeKind::TextEnum { values, .. } = &types[id].kind else {
            return None;
        };
        let values: Vec<WireName> = values.iter().map(|value| value.wire.clone()).collect();
        if values.is_empty() || !values.iter().all(|value| seen.insert(value.clone())) {
            return None;
        }
        all.push(values);
    }
    Some(all)
}
