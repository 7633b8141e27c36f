//! What the answers of an operation become: the type of its success, and the enum where there are several.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs::{Docs, code, doc};
use super::literal::{ident, lit, number, word};
use super::object::{deprecated, presence};
use super::operation::{Optional, link};
use super::uses::Uses;
use crate::ir::{
    self, BodyKind, Framing, StatusRange, Stream, Success, SuccessKind, Type, TypeKind,
};
use crate::plan::answers::{HeaderNames, SuccessNames};
use crate::plan::{Crate, Operation};

/// The items beside the method.
pub(super) fn emit_answers(planned: &Operation<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let answers = &planned.names.answers;
    let success = answers.success.as_ref();
    let success = success.map(|names| success_enum(planned, names, uses));
    let headers = answers.headers.as_ref();
    let headers = headers.map(|names| self::headers(planned, names, uses));
    quote!(#success #headers)
}

/// The struct of declared headers.
fn headers(planned: &Operation<'_>, names: &HeaderNames<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let struct_name = &names.name;
    let name = ident(struct_name);
    let docs = Docs::of(format!(
        "Headers that the document declares for answers of {}, read by `meta.typed_headers::<{struct_name}>()`.",
        link(planned, uses.plan)
    ));
    let plan = uses.plan;
    let same = names
        .same_as
        .and_then(|first| plan.operations[first].names.answers.headers.as_ref());
    if let Some(same) = same {
        let target = uses.sibling(&same.name);
        return quote! {
            #docs
            pub type #name = #target;
        };
    }
    let mut fields = Vec::new();
    let mut lines = Vec::new();
    for planned in &names.fields {
        let (header, field) = (planned.ir, ident(&planned.names));
        let wire = lit(&header.wire);
        let docs = doc(&header.doc).on_the_wire(&planned.names, &header.wire);
        let deprecated = deprecated(header.deprecated);
        let ty = uses.ty(&header.ty);
        let nullable = matches!(header.ty, Type::Nullable(_));
        let ty = if header.required || nullable {
            ty
        } else {
            quote!(Option<#ty>)
        };
        let presence = presence(!header.required);
        let form = word(header.form.as_str());
        fields.push(quote!(#docs #deprecated pub #field: #ty,));
        lines.push(quote!(#field: #presence #form #wire,));
    }
    let headers = uses.rt("headers");
    quote! {
        #docs
        #[derive(Clone)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* }

        #headers!(#name { #(#lines)* });
    }
}

/// The type that a call returns.
pub(super) fn success(planned: &Operation<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let names = &planned.names;
    let error = ident(&names.error);
    let success = &planned.ir.success;
    let value = match &success.kind {
        SuccessKind::Empty if success.is_presence() => return quote!(bool),
        SuccessKind::Empty => return quote!(()),
        SuccessKind::Several(_) => {
            let name = names.answers.success.as_ref().map(|it| ident(&it.name));
            return quote!(#name);
        }
        SuccessKind::Stream(stream) => return self::stream(stream, &error, uses),
        kind => plain(kind, uses),
    };
    let nullable = matches!(&success.kind, SuccessKind::Json(Type::Nullable(_)));
    if success.optional && !nullable {
        quote!(Option<#value>)
    } else {
        value
    }
}

/// What a status that is no 2xx means among the successes, in a sentence.
pub(super) fn absence(success: &Success) -> Option<String> {
    if success.absent.is_empty() {
        return None;
    }
    let statuses = success
        .absent
        .iter()
        .map(|status| code(&status.to_string()));
    let statuses = statuses.collect::<Vec<_>>().join(" or ");
    Some(match &success.kind {
        _ if success.is_presence() => {
            format!(
                "Returns `false` under status {statuses}, and `true` under every other success."
            )
        }
        SuccessKind::Stream(_) => {
            format!(
                "Under status {statuses} there is no stream: the call ends with an error of decoding."
            )
        }
        _ => format!("Returns `None` under status {statuses}."),
    })
}

/// How to tell what was made from what was there.
pub(super) fn existing(success: &Success) -> Option<String> {
    let statuses: Vec<_> = success.existing.iter().copied().map(shown_range).collect();
    (!statuses.is_empty()).then(|| {
        let statuses = statuses.join(" or ");
        format!(
            "Under status {statuses} it was there already: `is_existing()` of the meta says so."
        )
    })
}

/// `200`, `2XX`, or what is left of a class.
fn shown_range(status: StatusRange) -> String {
    if status.as_class().is_some() || status.first == status.last {
        code(&status.to_string())
    } else {
        let [first, last] = [status.first, status.last].map(|it| code(&it.to_string()));
        format!("{first} to {last}")
    }
}

fn plain(kind: &SuccessKind, uses: &mut Uses<'_>) -> TokenStream {
    match kind {
        SuccessKind::Json(ty) => uses.ty(ty),
        SuccessKind::Bytes => uses.rt("Bytes"),
        SuccessKind::Text => uses.rt("Text"),
        SuccessKind::Empty | SuccessKind::Several(_) | SuccessKind::Stream(_) => quote!(()),
    }
}

/// The type of a stream.
fn stream(stream: &Stream, error: &Ident, uses: &mut Uses<'_>) -> TokenStream {
    let framing = uses.rt(match stream.framing {
        Framing::Events => "Events",
        Framing::Lines => "JsonLines",
    });
    let item = match &stream.item {
        Some(ty) => uses.ty(ty),
        None => uses.rt("Text"),
    };
    quote!(#framing<#item, #error>)
}

/// The method of a stream that is offered beside a value: the same call, asking for the stream.
pub(super) fn stream_method(
    planned: &Operation<'_>,
    (arguments, steps, many): (&[TokenStream], &[TokenStream], Option<&TokenStream>),
    optional: &Optional,
    uses: &mut Uses<'_>,
) -> Option<TokenStream> {
    let (operation, names) = (planned.ir, &planned.names);
    let offered = names.answers.stream.as_ref()?;
    let (stream, name) = (offered.ir, ident(&offered.names));
    let method = &names.method;
    let kind = match stream.framing {
        Framing::Events => "server-sent events",
        Framing::Lines => "JSON, item by item",
    };
    let mut docs = Docs::of(format!(
        "Like [`{method}`](Self::{method}), with the answer as a stream of {kind}."
    ));
    if has_switch(operation, uses.plan) {
        docs = docs.ours(
            "Set `stream` of the body to `true`: without it the server sends the whole answer at once, which is then an \
             error of decoding.",
        );
    }
    let error = &names.error;
    docs = docs.ours("# Errors").ours(format!(
        "[`{error}`], before the stream begins. What breaks it later comes out of the stream."
    ));
    let (call, error, constant) = (uses.rt("Call"), ident(error), ident(&names.constant));
    let value = self::stream(stream, &error, uses);
    let ty = optional.call(&value, &error, uses);
    let accept = lit(&stream.accept);
    Some(quote! {
        #docs
        #many
        #[inline]
        pub fn #name(&self, #(#arguments),*) -> #ty {
            #call::new(self.client, &#constant).accept(#accept) #(#steps)*
        }
    })
}

/// Whether the body says by a member `stream` that the answer shall be one.
fn has_switch(operation: &ir::Operation, plan: &Crate<'_>) -> bool {
    let body = operation.body.as_ref().map(|body| &body.kind);
    let Some(BodyKind::Json { ty, .. }) = body else {
        return false;
    };
    let Type::Named(id) = plan.resolved(ty) else {
        return false;
    };
    match &plan.api.types[*id].kind {
        TypeKind::Object { fields, .. } => {
            fields.iter().any(|field| field.wire.as_str() == "stream")
        }
        _ => false,
    }
}

/// The enum of several successes.
fn success_enum(
    planned: &Operation<'_>,
    names: &SuccessNames<'_>,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (cases, name) = (&names.cases, ident(&names.name));
    let mut variants = Vec::new();
    let mut lines = Vec::new();
    for (position, case) in cases.iter().enumerate() {
        let (variant, index) = (ident(&case.names), number(position));
        let case = case.ir;
        let docs = doc(&case.doc).or(|| match case.status {
            Some(status) => format!("The answer of {}.", code(&status.to_string())),
            None => "The answer of every other status.".to_owned(),
        });
        let shared = cases.iter().filter(|it| it.ir.status == case.status);
        let docs = if shared.count() > 1 {
            let names = case.media_types.iter().map(|name| code(name.as_str()));
            docs.ours(format!("As {}.", names.collect::<Vec<_>>().join(" or ")))
        } else {
            docs
        };
        let status = range(case.status);
        let value = match &case.kind {
            SuccessKind::Empty => None,
            kind => Some(plain(kind, uses)),
        };
        let media_types = case.media_types.iter().map(lit);
        match value {
            None => {
                variants.push(quote!(#docs #variant,));
                lines.push(quote!(#index #variant: empty #status,));
            }
            Some(value) => {
                let value = if is_large(&case.kind, uses) {
                    quote!(Box<#value>)
                } else {
                    value
                };
                variants.push(quote!(#docs #variant(#value),));
                lines.push(quote!(#index #variant: value #status #(#media_types)|*,));
            }
        }
    }
    let success = uses.rt("success");
    let docs = Docs::of(format!("What {} returns.", link(planned, uses.plan)));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }

        #success!(#name { #(#lines)* });
    }
}

/// Whether a value would make the other variants large.
fn is_large(kind: &SuccessKind, uses: &Uses<'_>) -> bool {
    let SuccessKind::Json(ty) = kind else {
        return false;
    };
    let inner = match uses.plan.resolved(ty) {
        Type::Nullable(inner) => uses.plan.resolved(inner),
        other => other,
    };
    let Type::Named(id) = inner else {
        return false;
    };
    matches!(uses.plan.api.types[*id].kind, TypeKind::Object { .. })
}

fn range(status: Option<StatusRange>) -> TokenStream {
    match status {
        None => quote!(all()),
        Some(StatusRange { first, last }) if first == last => {
            let first = Literal::u16_unsuffixed(first);
            quote!(one(#first))
        }
        Some(StatusRange { first, .. }) => {
            let class = Literal::u16_unsuffixed(first / 100);
            quote!(class(#class))
        }
    }
}
