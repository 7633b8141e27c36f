//! The error enum of one operation, and the table of errors in its method's documentation.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{Docs, cell};
use super::errors::{first_paragraph, headline, statuses_text};
use super::literal::{ident, number};
use super::operation::link;
use super::uses::Uses;
use super::{answers, facts, params};
use crate::ir;
use crate::plan::names::RustIdent;
use crate::plan::verdict::repeat;
use crate::plan::{Crate, Operation};

/// The enum and its table of codes.
pub(super) fn emit_operation_error(
    operation: &ir::Operation,
    names: &Operation,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let plan = uses.plan;
    let name = ident(&names.error);
    let docs = Docs::of(format!("How {} can be refused.", link(names, plan)));
    if let Some(shared) = names.shared.and_then(|index| uses.shared(index)) {
        return quote! {
            #docs
            pub type #name = #shared;
        };
    }
    let errors = error_enum(&name, docs, operation, &names.variants, uses);
    let existing = existing(operation, names, uses);
    quote!(#errors #existing)
}

/// The enums that several operations share.
pub(super) fn emit_shared(uses: &mut Uses<'_>) -> TokenStream {
    let plan = uses.plan;
    let mut all = TokenStream::new();
    for shared in &plan.shared {
        let Some(operation) = plan.api.operations.get(shared.operation) else {
            continue;
        };
        let docs = Docs::of(format!(
            "How {} operations can be refused, about whose errors the document says the same.",
            shared.operations
        ));
        let name = ident(&shared.name);
        all.extend(error_enum(&name, docs, operation, &shared.variants, uses));
    }
    all
}

fn error_enum(
    name: &Ident,
    docs: Docs,
    operation: &ir::Operation,
    names: &[RustIdent],
    uses: &mut Uses<'_>,
) -> TokenStream {
    let plan = uses.plan;
    let mut variants = Vec::new();
    let mut lines = Vec::new();
    for (id, entry, variant) in cases(operation, names, plan.api) {
        let Some(details) = uses.error(id) else {
            continue;
        };
        let case = number(lines.len());
        let docs = Docs::of(headline(entry));
        let variant = ident(variant);
        variants.push(quote!(#docs #variant(Box<#details>),));
        lines.push(quote!(#case #variant: #details::CODE,));
    }
    let (endpoint_error, unrecognized) = (uses.rt("endpoint_error"), uses.rt("Unrecognized"));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// An answer that this version does not know. Compare `code()`; there is nothing in it to match.
            Unrecognized(#unrecognized),
        }

        #endpoint_error!(#name { #(#lines)* });
    }
}

fn cases<'a>(
    operation: &'a ir::Operation,
    names: &'a [RustIdent],
    api: &'a ir::Api,
) -> impl Iterator<Item = (ir::CodeId, &'a ir::ErrorCode, &'a RustIdent)> {
    let cases = operation.errors.iter().zip(names);
    cases.filter_map(move |(case, variant)| Some((case.code, api.codes.get(case.code.0)?, variant)))
}

/// The operation that reads what another one finds there already, and the code that says so.
///
/// The names of that operation are written out: they are in no other place of this file. One that a feature can take away
/// is left alone.
pub(super) fn reads<'a>(
    operation: &ir::Operation,
    names: &Operation,
    plan: &'a Crate<'_>,
) -> Option<(ir::CodeId, &'a ir::Existing, usize)> {
    let mut cases = operation.errors.iter();
    let (code, existing) = cases.find_map(|case| {
        let entry = plan.api.codes.get(case.code.0)?;
        Some((case.code, entry.existing.as_ref()?))
    })?;
    let mut all = plan.api.operations.iter();
    let target = all.position(|it| it.id == existing.operation)?;
    let service = plan.operations.get(target)?.service;
    let always = service == names.service || plan.features.of_service(service).is_none();
    always.then_some((code, existing, target))
}

fn existing(
    operation: &ir::Operation,
    names: &Operation,
    uses: &mut Uses<'_>,
) -> Option<TokenStream> {
    let plan = uses.plan;
    let (code, existing, target) = reads(operation, names, plan)?;
    let (target, target_names) = (
        plan.api.operations.get(target)?,
        plan.operations.get(target)?,
    );
    let path = match target_names.service == names.service {
        true => quote!(super),
        false => {
            let module = ident(&plan.services.get(target_names.service)?.module);
            quote!(super::super::#module)
        }
    };
    let resource = match &target.success.kind {
        // Its items have errors of an enum that stands elsewhere; a stream is no resource.
        ir::SuccessKind::Stream(_) => return None,
        ir::SuccessKind::Choice(_) => {
            let name = target_names.answers.success.as_ref().map(ident)?;
            quote!(#path::#name)
        }
        _ => answers::success(target, target_names, uses),
    };
    let mut lines = Vec::new();
    for (name, from) in &existing.arguments {
        let parameter = target.parameters.iter().find(|it| it.wire == *name)?;
        let parameter = params::place(parameter, uses);
        let from = facts::expression(from, uses);
        lines.push(quote!((#parameter, #from),));
    }
    let (existing, code) = (uses.rt("existing"), uses.error(code)?);
    let (own, error) = (ident(&names.error), ident(&target_names.error));
    let constant = ident(&target_names.constant);
    Some(quote! {
        #existing!(#own by #code::CODE {
            #path::#constant,
            #resource,
            #path::#error,
            #(#lines)*
        });
    })
}

/// Adds the section `# Errors`.
pub(super) fn errors_section(
    operation: &ir::Operation,
    names: &Operation,
    plan: &Crate<'_>,
    docs: Docs,
) -> Docs {
    let docs = docs.lines(["# Errors".to_owned()]);
    let error = &names.error;
    if operation.errors.is_empty() {
        return docs.ours(format!(
            "[`{error}`]: the document declares no error of this endpoint."
        ));
    }
    if let Some(shared) = names.shared.and_then(|index| plan.shared.get(index)) {
        let (codes, others) = (operation.errors.len(), shared.operations - 1);
        return docs.ours(format!(
            "[`{error}`] has one variant for each of {codes} errors, the same as {others} other operations."
        ));
    }
    let mut lines = vec![
        "| variant | status | meaning | repeated | what to do |".to_owned(),
        "|---|---|---|---|---|".to_owned(),
    ];
    for (_, entry, variant) in cases(operation, &names.variants, plan.api) {
        let meaning = cell(first_paragraph(&entry.doc));
        let text = entry
            .action
            .as_ref()
            .and_then(|action| action.text.as_ref());
        let action = text.map_or(String::new(), |text| cell(text.as_str()));
        let row = [
            format!("[`{variant}`]({error}::{variant})"),
            statuses_text(entry),
            meaning,
            repeat(plan.api, operation, entry).phrase().to_owned(),
            action,
        ];
        lines.push(format!("| {} |", row.join(" | ")));
    }
    docs.ours(format!(
        "[`{error}`] has one variant per code this endpoint declares:"
    ))
    .lines(lines)
}
