//! The details of entries that state none: the members of the declared bodies that no envelope names.

use super::carried::{body, may_have_body, nearest, object};
use crate::ir::{
    Carried, Envelope, ErrorCase, ErrorCode, Fact, Field, Members, Method, Pointer, StatusRange,
    Table, Type, TypeDef, TypeId, WireName, places_read,
};
use crate::lower::Cx;
use crate::lower::answers::response::Declared;
use crate::lower::operations::facts::Positions;

/// Objects within each other of which members are taken at most.
const DEPTH: usize = 4;

/// An operation, as far as the details of its errors depend on it.
pub(in crate::lower) struct Asked<'s, 'a> {
    pub id: &'s WireName,
    pub method: &'s Method,
    pub declared: &'s [Declared<'a>],
    pub positions: Positions<'s>,
    /// The envelopes of single statuses.
    pub own: &'s [(StatusRange, Vec<Envelope>)],
    /// Those of all others.
    pub others: &'s [Envelope],
}

/// Adds what is declared to the cases whose entries have no details of their own.
pub(in crate::lower) fn fill<'a>(
    cx: &mut Cx<'a, '_>,
    asked: &Asked<'_, 'a>,
    cases: &mut [ErrorCase],
) {
    for case in cases {
        let entry = cx.codes.get(case.code);
        let states_details = !entry.details.is_empty() || entry.details_value.is_some();
        let is_open = match case.carried {
            Carried::Details => true,
            // An entry of the catalogue whose body is an object, or one without a body.
            Carried::Nothing => !entry.is_declared_status(),
            Carried::Json(_) | Carried::Text | Carried::Bytes => false,
        };
        if states_details || !entry.facts.is_empty() || !is_open {
            continue;
        }
        let entry = entry.clone();
        let answering = answering(cx, asked, &entry).into_iter();
        let mut found: Vec<_> = answering.map(|one| members(cx, asked, one)).collect();
        if found.is_empty() {
            found.push(Members::read_by(asked.others));
        }
        case.members = Members::agreed(&found);
    }
}

/// The responses that an answer of the entry may be: those that can say its code, if some can.
fn answering<'s, 'a>(
    cx: &Cx<'a, '_>,
    asked: &Asked<'s, 'a>,
    entry: &ErrorCode,
) -> Vec<&'s Declared<'a>> {
    if entry.code.is_none() {
        return nearest(asked.declared, &entry.statuses)
            .into_iter()
            .collect();
    }
    let tells =
        |one: &Declared<'a>| with_envelopes(cx, asked, one, |all| !entry.read_by(all).is_empty());
    let all = || asked.declared.iter().filter(|one| one.error);
    let some = entry.header.is_none() && all().any(tells);
    let errors = all().filter(|one| !some || tells(one));
    let has = |status: StatusRange| {
        let mut statuses = entry.statuses.iter();
        entry.statuses.is_empty() || statuses.any(|own| own.overlaps(status))
    };
    let numbered = errors.clone().filter(|one| one.status.is_some_and(has));
    let numbered: Vec<_> = numbered.collect();
    match numbered.is_empty() {
        true => errors.filter(|one| one.status.is_none()).collect(),
        false => numbered,
    }
}

fn members<'a>(cx: &mut Cx<'a, '_>, asked: &Asked<'_, 'a>, one: &Declared<'a>) -> Members {
    if !may_have_body(asked.method, one.status) {
        return Members::default();
    }
    let body = body(cx, asked.id, one);
    with_envelopes(cx, asked, one, |envelopes| Members {
        facts: match &body {
            Carried::Json(ty) => members_beside(cx, envelopes, ty),
            _ => Vec::new(),
        },
        ..Members::read_by(envelopes)
    })
}

/// Asks something of the envelopes by which a response is read.
fn with_envelopes<'a, T>(
    cx: &Cx<'a, '_>,
    asked: &Asked<'_, 'a>,
    one: &Declared<'a>,
    ask: impl FnOnce(&[Envelope]) -> T,
) -> T {
    let media_type = one.content().map(|(_, _, node)| node);
    let stated = asked.positions.envelopes_of(one.node, media_type);
    let of_status = || {
        let mut own = asked.own.iter();
        own.find(|(status, _)| Some(*status) == one.status)
            .map(|(_, list)| list.as_slice())
    };
    match &stated {
        Some(own) => ask(own),
        None => ask(of_status()
            .or_else(|| cx.inferred.envelopes(one.node.span))
            .unwrap_or(asked.others)),
    }
}

/// The members of a body that none of these envelopes names.
fn members_beside(cx: &Cx<'_, '_>, envelopes: &[Envelope], ty: &Type) -> Vec<Fact> {
    let walk = Walk {
        types: &cx.types.defs,
        named: envelopes.iter().flat_map(places_read).collect(),
        details: envelopes
            .iter()
            .filter_map(|it| it.details.as_ref())
            .collect(),
    };
    let mut found = Vec::new();
    if let Some(fields) = object(&cx.types.defs, ty) {
        walk.fields(fields, &Vec::new(), 0, &mut found);
    }
    found
}

/// A walk through the members of a body.
struct Walk<'w> {
    types: &'w Table<TypeId, TypeDef>,
    named: Vec<&'w Pointer>,
    details: Vec<&'w Pointer>,
}

impl Walk<'_> {
    fn fields(&self, fields: &[Field], at: &Pointer, depth: usize, found: &mut Vec<Fact>) {
        for field in fields.iter().filter(|field| !field.write_only) {
            let mut here = at.clone();
            here.push(field.wire.clone());
            let places = || self.named.iter().chain(&self.details);
            if self.named.contains(&&here) && !self.leads_into_items(&here) {
                continue;
            }
            // What stands within a list is one of several.
            let within = places().any(|place| place.len() > here.len() && place.starts_with(&here));
            match object(self.types, &field.ty).filter(|_| within && depth < DEPTH) {
                Some(inner) => self.fields(inner, &here, depth + 1, found),
                None if within && self.names_all_of(&field.ty, &here) => {}
                None if self.details.contains(&&here) && says_nothing(&field.ty) => {}
                None => found.push(Fact {
                    field: Field {
                        // An error is worth more than one of its members.
                        required: false,
                        boxed: false,
                        ..field.clone()
                    },
                    at: here,
                }),
            }
        }
    }

    /// Whether an envelope reads the items of a list.
    fn leads_into_items(&self, list: &Pointer) -> bool {
        let places = || self.named.iter().chain(&self.details);
        places().any(|place| place.len() > list.len() && place.starts_with(list))
    }

    /// Whether envelopes read every member of a list's items, so that the list says no more.
    fn names_all_of(&self, list: &Type, at: &Pointer) -> bool {
        let Type::List(item) = list else {
            return false;
        };
        let Some(fields) = object(self.types, item) else {
            return true;
        };
        fields.iter().all(|field| {
            let mut here = at.clone();
            here.extend([WireName::new("0"), field.wire.clone()]);
            self.named.contains(&&here)
        })
    }
}

/// Whether a type says no more than that there is a value.
fn says_nothing(ty: &Type) -> bool {
    match ty {
        Type::Any => true,
        Type::Map(inner) | Type::List(inner) | Type::Nullable(inner) => says_nothing(inner),
        _ => false,
    }
}
