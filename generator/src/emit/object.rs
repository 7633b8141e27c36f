//! Objects: a struct, its constructor and setters where callers make one, and its table of members.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::body::Rest;
use super::docs::{Docs, doc};
use super::literal::{ident, lit, word};
use super::uses::Uses;
use crate::ir::{Field, Type, TypeDef, TypeKind};
use crate::plan::names::RustIdent;
use crate::plan::{self, Emptiness, MemberNames, Named, PlannedType};

/// Where lints stop counting arguments.
const MOST_ARGUMENTS: usize = 7;

/// The items of an object.
pub(super) fn emit_object(
    planned: &PlannedType<'_>,
    members: &[plan::Member<'_, Field>],
    rest: Option<&Named<'_, Type>>,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (plan, def) = (uses.plan, planned.ir);
    let name = ident(&planned.names.name);
    let docs = doc(&def.doc);
    let members: Vec<_> = members
        .iter()
        .map(|member| Member {
            field: member.ir,
            names: &member.names,
            empty: plan.emptiness(def, member.ir),
        })
        .collect();
    let declared: Vec<_> = members
        .iter()
        .map(|it| field(it.field, &it.names.field, it.empty, uses))
        .collect();
    let lines = members.iter().map(|it| {
        let (name, wire) = (ident(&it.names.field), lit(&it.field.wire));
        let presence = presence(!it.field.required);
        quote!(#name: #presence #wire,)
    });
    let lines: TokenStream = lines.collect();
    let rest_name = rest.map(|rest| ident(&rest.names));
    let rest_field = rest.map(|rest| {
        let ty = uses.ty(&Type::Map(Box::new(rest.ir.clone())));
        quote! {
            /// Members that the document does not name.
            pub #rest_name: #ty,
        }
    });
    let rest_line = rest_name.as_ref().map(|name| quote!(.. #name));
    let builders = def.sent.then(|| {
        let rest = rest_name.as_ref();
        let rest = rest.map(|name| (name, quote!(BTreeMap::new())));
        builders(&name, &members, rest, uses)
    });
    let all_optional = members.iter().all(|it| it.empty != Emptiness::Never);
    let derives = (def.sent && all_optional).then(|| quote!(#[derive(Default)]));
    let object = uses.rt("object");
    let directions = directions(def);
    quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub struct #name { #(#declared)* #rest_field }

        #builders

        #object!(#directions #name { #lines #rest_line });
    }
}

/// A field with its names.
pub(super) struct Member<'a> {
    /// The field.
    pub field: &'a Field,
    /// Its names.
    pub names: &'a MemberNames,
    /// Whether and how it can be empty.
    pub empty: Emptiness,
}

/// `decode`, `encode` or both. A type that nobody reaches is treated like one that is received.
pub(super) fn directions(def: &TypeDef) -> TokenStream {
    match (def.received, def.sent) {
        (true, true) => quote!(decode encode),
        (false, true) => quote!(encode),
        (_, false) => quote!(decode),
    }
}

/// `required` or `optional`.
pub(super) fn presence(optional: bool) -> proc_macro2::Ident {
    word(if optional { "optional" } else { "required" })
}

/// Whether a field can be empty where absent and `null` are one.
pub(super) fn plain_emptiness(field: &Field) -> Emptiness {
    if field.is_option() {
        Emptiness::Option
    } else {
        Emptiness::Never
    }
}

/// One public field with its documentation.
pub(super) fn field(
    field: &Field,
    name: &RustIdent,
    empty: Emptiness,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (default, limits) = (field.default.as_ref(), field.limits.as_ref());
    let docs = Docs::value(&field.doc, name, &field.wire, default, limits);
    let deprecated = deprecated(field.deprecated);
    let (name, ty) = (ident(name), field_type(field, empty, uses));
    quote!(#docs #deprecated pub #name: #ty,)
}

/// What warns callers of what the document marks as deprecated. The generated code itself names all of it, and allows that.
pub(super) fn deprecated(is: bool) -> Option<TokenStream> {
    is.then(|| quote!(#[deprecated]))
}

fn field_type(field: &Field, empty: Emptiness, uses: &mut Uses<'_>) -> TokenStream {
    let mut ty = uses.ty(&field.ty);
    if field.boxed {
        ty = quote!(Box<#ty>);
    }
    match empty {
        Emptiness::Never => ty,
        Emptiness::Option => quote!(Option<#ty>),
        Emptiness::Patch => {
            let patch = uses.rt("Patch");
            quote!(#patch<#ty>)
        }
    }
}

/// How a caller gives a value: the argument's type, and the expression that makes the field's value of it.
pub(super) fn argument(
    ty: &Type,
    boxed: bool,
    name: &proc_macro2::Ident,
    uses: &mut Uses<'_>,
) -> (TokenStream, TokenStream) {
    let own = uses.ty(ty);
    let into = match uses.plan.resolved(ty) {
        Type::String | Type::Secret | Type::Base64 | Type::File | Type::Any => true,
        // Most of what a union holds becomes the union by itself.
        Type::Named(id) => matches!(
            uses.plan.api.types[*id].kind,
            TypeKind::Choice { .. } | TypeKind::Union { .. }
        ),
        _ => false,
    };
    match (into, boxed) {
        (true, _) => (quote!(impl Into<#own>), quote!(#name.into())),
        (false, true) => (quote!(impl Into<Box<#own>>), quote!(#name.into())),
        (false, false) => (own, quote!(#name)),
    }
}

/// `new` and the setters.
pub(super) fn builders(
    name: &proc_macro2::Ident,
    members: &[Member<'_>],
    rest: Rest<'_>,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    for member in members {
        let field = ident(&member.names.field);
        match member.empty {
            Emptiness::Never => {}
            Emptiness::Option => {
                values.push(quote!(#field: None));
                continue;
            }
            Emptiness::Patch => {
                let patch = uses.rt("Patch");
                values.push(quote!(#field: #patch::Absent));
                continue;
            }
        }
        let (ty, value) = argument(&member.field.ty, member.field.boxed, &field, uses);
        arguments.push(quote!(#field: #ty));
        let shorthand = field == value.to_string();
        values.push(if shorthand {
            quote!(#field)
        } else {
            quote!(#field: #value)
        });
    }
    if let Some((rest, empty)) = rest {
        values.push(quote!(#rest: #empty));
    }
    let setters: Vec<_> = members
        .iter()
        .filter_map(|it| match it.empty {
            Emptiness::Never => None,
            Emptiness::Option => Some(setter(it, uses)),
            Emptiness::Patch => Some(patch_setter(it, uses)),
        })
        .collect();
    let many = (arguments.len() > MOST_ARGUMENTS).then(|| {
        quote!(#[expect(clippy::too_many_arguments, reason = "each is required by the document")])
    });
    let body = if arguments.is_empty() {
        quote!(Self::default())
    } else {
        quote!(Self { #(#values),* })
    };
    quote! {
        impl #name {
            #many
            #[inline]
            pub fn new(#(#arguments),*) -> Self {
                #body
            }
            #(#setters)*
        }
    }
}

/// A chained setter of a field that can be `null` as well as left out.
fn patch_setter(member: &Member<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let (name, setter) = (ident(&member.names.field), ident(&member.names.setter));
    let ty = field_type(member.field, Emptiness::Patch, uses);
    let docs = Docs::of("`None` sends `null`.");
    let deprecated = deprecated(member.field.deprecated);
    quote! {
        #docs
        #deprecated
        pub fn #setter(mut self, #name: impl Into<#ty>) -> Self {
            self.#name = #name.into();
            self
        }
    }
}

/// The attribute that keeps a setter from being compiled for users who do not call it; one with a parameter of any type is
/// not compiled anyway.
pub(super) fn inline(ty: &TokenStream) -> Option<TokenStream> {
    let first = ty.clone().into_iter().next();
    let generic = matches!(first, Some(TokenTree::Ident(word)) if word == "impl");
    (!generic).then(|| quote!(#[inline]))
}

/// A chained setter of an optional field.
fn setter(member: &Member<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let (name, setter) = (ident(&member.names.field), ident(&member.names.setter));
    let field = member.field;
    let (ty, value) = argument(&field.ty, field.boxed, &name, uses);
    let (inline, deprecated) = (inline(&ty), deprecated(field.deprecated));
    quote! {
        #deprecated
        #inline
        pub fn #setter(mut self, #name: #ty) -> Self {
            self.#name = Some(#value);
            self
        }
    }
}
