//! What a success holds, as far as paging asks: members by pointer, and lists.

use super::{Asked, data};
use crate::diagnostics::meant;
use crate::ir::{
    Field, Pointer, SuccessKind, Table, Type, TypeDef, TypeId, TypeKind, WireName, joined,
};
use crate::lower::Cx;

/// What stands at a pointer.
pub(super) enum Seen {
    /// A value of that type.
    Type(Type),
    /// Any value.
    Open,
    /// Nothing that the document names.
    Nothing,
}

/// The body of a success.
pub(super) struct Answer<'s> {
    types: &'s Table<TypeId, TypeDef>,
    /// What the call returns.
    root: &'s Type,
    /// Where that stands in the body.
    pub data: Pointer,
}

/// Lists that are never what a page is about.
const ASIDE: [&str; 5] = ["errors", "warnings", "included", "links", "_links"];

/// Lists that are what a page is about, whatever lists stand beside them.
const USUAL: [&str; 10] = [
    "data", "items", "results", "records", "values", "value", "entries", "elements", "objects",
    "list",
];

/// Objects that may hold the list of a page.
const WRAPPERS: [&str; 5] = ["data", "result", "results", "response", "_embedded"];

/// The type itself, names and `null` aside.
pub(super) fn resolved<'t>(types: &'t Table<TypeId, TypeDef>, ty: &'t Type) -> &'t Type {
    let mut ty = ty;
    // A chain of aliases ends; resolution has rejected circles.
    for _ in 0..64 {
        ty = match ty {
            Type::Nullable(inner) => inner,
            Type::Named(id) => match &types[*id].kind {
                TypeKind::Alias(target) => target,
                _ => return ty,
            },
            _ => return ty,
        };
    }
    ty
}

/// The members of an object.
pub(super) fn fields<'t>(types: &'t Table<TypeId, TypeDef>, ty: &'t Type) -> &'t [Field] {
    match resolved(types, ty) {
        Type::Named(id) => match &types[*id].kind {
            TypeKind::Object { fields, .. } => fields,
            _ => &[],
        },
        _ => &[],
    }
}

/// What stands at a pointer of a value.
pub(super) fn walk(types: &Table<TypeId, TypeDef>, from: &Type, pointer: &[WireName]) -> Seen {
    let mut here = from;
    for segment in pointer {
        let inner = resolved(types, here);
        here = match inner {
            Type::Any => return Seen::Open,
            Type::Map(value) => value,
            _ => {
                let mut fields = fields(types, inner).iter();
                match fields.find(|field| field.wire == *segment) {
                    Some(field) => &field.ty,
                    None if is_open(types, inner) => return Seen::Open,
                    None => return Seen::Nothing,
                }
            }
        };
    }
    match resolved(types, here) {
        Type::Any => Seen::Open,
        ty => Seen::Type(ty.clone()),
    }
}

/// The pointer that one was probably meant to be which leads nowhere: with the nearest member there is.
pub(super) fn meant_at(
    types: &Table<TypeId, TypeDef>,
    from: &Type,
    pointer: &[WireName],
) -> Option<String> {
    let mut here = from;
    for (index, segment) in pointer.iter().enumerate() {
        let inner = resolved(types, here);
        let members = fields(types, inner);
        if let Some(field) = members.iter().find(|field| field.wire == *segment) {
            here = &field.ty;
            continue;
        }
        let names: Vec<&str> = members.iter().map(|field| field.wire.as_str()).collect();
        let near = meant(segment.as_str(), names.iter().copied())?;
        let mut better = pointer.to_vec();
        *better.get_mut(index)? = WireName::new(near);
        let leads = !matches!(walk(types, from, &better), Seen::Nothing);
        return leads.then(|| joined(&better).as_str().to_owned());
    }
    None
}

/// Whether an object may have members that the document does not name, or is one of several.
fn is_open(types: &Table<TypeId, TypeDef>, ty: &Type) -> bool {
    match ty {
        Type::Named(id) => match &types[*id].kind {
            TypeKind::Object { rest, .. } => rest.is_some(),
            TypeKind::TextEnum { .. } => false,
            _ => true,
        },
        _ => false,
    }
}

impl<'s> Answer<'s> {
    /// What the operation's call returns; `None` if that is no JSON.
    pub fn of(cx: &'s Cx<'_, '_>, asked: Asked<'s>) -> Option<Self> {
        match &asked.success.kind {
            SuccessKind::Json(root) => Some(Self {
                types: &cx.types.defs,
                root,
                data: data(asked),
            }),
            _ => None,
        }
    }

    /// The members of what the call returns.
    pub fn fields(&self) -> &'s [Field] {
        fields(self.types, self.root)
    }

    pub fn types(&self) -> &'s Table<TypeId, TypeDef> {
        self.types
    }

    /// The named type of a page.
    pub fn page(&self) -> Option<TypeId> {
        match resolved(self.types, self.root) {
            Type::Named(id) => Some(*id),
            _ => None,
        }
    }

    /// What stands at a pointer into the body.
    pub fn at(&self, pointer: &Pointer) -> Seen {
        match pointer.strip_prefix(self.data.as_slice()) {
            Some(rest) => walk(self.types, self.root, rest),
            // Beside what the call returns; its type is not known here.
            None => Seen::Open,
        }
    }

    /// The pointer into the body that one was probably meant to be which leads nowhere.
    pub fn meant(&self, pointer: &Pointer) -> Option<String> {
        let rest = pointer.strip_prefix(self.data.as_slice())?;
        let near = meant_at(self.types, self.root, rest)?;
        let data = joined(&self.data);
        Some(format!("{}{near}", data.as_str()))
    }

    pub fn is_list(&self, ty: &Type) -> bool {
        matches!(resolved(self.types, ty), Type::List(_))
    }

    /// What stands at a pointer within an item of a list.
    pub fn in_item(&self, list: &Type, pointer: &[WireName]) -> Seen {
        match resolved(self.types, list) {
            Type::List(item) => walk(self.types, item, pointer),
            _ => Seen::Open,
        }
    }

    /// The place of a list within what the call returns, if every step to it is a member of an object.
    pub fn within(&self, items: &Pointer) -> Option<Pointer> {
        let within = items.strip_prefix(self.data.as_slice())?;
        let mut here = self.root;
        for segment in within {
            let mut fields = fields(self.types, here).iter();
            here = &fields.find(|field| field.wire == *segment)?.ty;
        }
        self.is_list(here).then(|| within.to_vec())
    }

    /// The list that a page is about: the only one, the one of a usual name, or the one called `name`.
    pub fn list(&self, name: &str) -> Option<Pointer> {
        let at = |names: Vec<WireName>| {
            let mut pointer = self.data.clone();
            pointer.extend(names);
            pointer
        };
        if self.is_list(self.root) {
            return Some(at(Vec::new()));
        }
        if let Some(field) = self.chosen(self.root, name) {
            return Some(at(vec![field.wire.clone()]));
        }
        let lists = self
            .fields()
            .iter()
            .filter(|field| self.is_candidate(field));
        if lists.count() > 0 {
            return None;
        }
        let mut wrappers = self.fields().iter();
        wrappers.find_map(|wrapper| {
            let inner = WRAPPERS.contains(&wrapper.wire.as_str());
            let field = inner.then(|| self.chosen(&wrapper.ty, name)).flatten()?;
            Some(at(vec![wrapper.wire.clone(), field.wire.clone()]))
        })
    }

    fn is_candidate(&self, field: &Field) -> bool {
        self.is_list(&field.ty) && !ASIDE.contains(&field.wire.as_str())
    }

    fn chosen(&self, object: &'s Type, name: &str) -> Option<&'s Field> {
        let fields = fields(self.types, object);
        let lists: Vec<&Field> = fields
            .iter()
            .filter(|field| self.is_candidate(field))
            .collect();
        if let [only] = lists.as_slice() {
            return Some(only);
        }
        let plain = |text: &str| text.replace(['_', '-'], "").to_ascii_lowercase();
        let usual = USUAL.iter().map(|usual| (*usual).to_owned());
        let mut wanted = usual.chain([name.to_owned()]);
        wanted.find_map(|wanted| {
            let same = |field: &&&Field| plain(field.wire.as_str()) == plain(&wanted);
            lists.iter().find(same).copied()
        })
    }
}
